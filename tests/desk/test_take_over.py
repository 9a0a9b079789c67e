"""Nobody's absence stops a task: a colleague takes it over, and what somebody who left had taken is free."""

import pytest
from django.urls import reverse
from django.utils import timezone

from sistercities.desk import kinds, services
from sistercities.desk.models import Task
from sistercities.post.models import Mail
from tests.factories import StaffFactory, TaskFactory, UserFactory
from tests.parallel import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def example_kind(monkeypatch):
    """A kind of no feature, worked on at an address with its number."""
    monkeypatch.setitem(
        kinds._kinds, "example", kinds.TaskKind("example", "Example", lambda subject: f"/somewhere/{subject}/")
    )


@pytest.fixture
def staff():
    return StaffFactory(full_name="Officer Blue")


@pytest.fixture
def colleague():
    return StaffFactory(full_name="Officer Green", email="green@example.org")


@pytest.fixture
def desk(client_of, staff):
    return client_of(staff)


@pytest.fixture
def task(colleague):
    return TaskFactory(title="Seattle and Kobe", subject_id=9, claimed_by=colleague, claimed_at=timezone.now())


def take_over(client, task, holder, **more):
    return client.post(reverse("task_take_over", args=[task.pk]), {"holder": holder.pk, **more})


def test_a_colleagues_task_is_taken_over_with_one_button(desk, staff, task, colleague):
    page = desk.get("/desk/").content.decode()
    assert "Take it over from Officer Green" in page
    assert f'name="holder" value="{colleague.pk}"' in page
    response = take_over(desk, task, colleague)
    assert (response.status_code, response["Location"]) == (302, "/somewhere/9/")
    task.refresh_from_db()
    assert task.claimed_by == staff


def test_the_colleague_is_told_by_mail(desk, task, colleague, settings):
    take_over(desk, task, colleague)
    mail = Mail.objects.get()
    assert (mail.to, mail.subject) == ("green@example.org", "Taken over from you: Seattle and Kobe")
    for text in (mail.text, mail.html):
        assert "Officer Blue took over what you had taken on" in text
        assert f"{settings.PUBLIC_URL}/somewhere/9/" in text


def test_the_history_of_the_task_says_from_whom(desk, staff, task, colleague):
    take_over(desk, task, colleague)
    line = task.events.select_related("pgh_context").order_by("pk").last()
    why = line.pgh_context.metadata
    assert (line.claimed_by_id, why["user"]) == (staff.pk, staff.pk)
    assert (why["reason"], why["note"]) == ("taken_over", "Officer Green")


def test_a_task_is_taken_over_from_the_one_who_was_seen_to_have_it(desk, task, colleague):
    quicker = StaffFactory(full_name="Officer Red")
    services.take_over_task(task_id=task.pk, holder_id=colleague.pk, by=quicker, now=timezone.now())
    response = take_over(desk, task, colleague, next="/desk/?who=mine")
    assert response["Location"] == "/desk/?who=mine"
    assert "Officer Red has already taken this." in desk.get("/desk/").content.decode()
    task.refresh_from_db()
    assert task.claimed_by == quicker
    assert Mail.objects.count() == 1


def test_nothing_free_and_nothing_done_is_taken_over(desk, colleague):
    now = timezone.now()
    done = TaskFactory(subject_id=1, claimed_by=colleague, claimed_at=now, opened_at=now, resolved_at=now)
    for task in (done, TaskFactory(subject_id=2)):
        assert take_over(desk, task, colleague)["Location"] == "/desk/"
        assert desk.post(reverse("task_take_over", args=[task.pk]), {"holder": "x"})["Location"] == "/desk/"
    assert not Mail.objects.exists()
    assert not Task.objects.exclude(claimed_by=None).exclude(claimed_by=colleague).exists()


def test_others_than_staff_take_nothing_over(client_of, task, colleague):
    assert take_over(client_of(UserFactory()), task, colleague).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_a_task_over_at_once_one_wins(colleague):
    people = StaffFactory.create_batch(2)
    for subject in range(5):
        task = TaskFactory(subject_id=subject, claimed_by=colleague, claimed_at=timezone.now())
        facts = {"task_id": task.pk, "holder_id": colleague.pk, "now": timezone.now()}
        outcomes = at_once(lambda person, facts=facts: services.take_over_task(by=person, **facts), people)
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Task", "TaskTaken"]
        won = next(outcome for outcome in outcomes if isinstance(outcome, Task))
        assert Task.objects.get(pk=task.pk).claimed_by == won.claimed_by
        assert Mail.objects.filter(to=colleague.email).count() == subject + 1


@pytest.mark.parametrize("gone", ["is_active", "is_staff"])
def test_what_somebody_who_left_had_taken_is_free(desk, staff, task, colleague, gone):
    setattr(colleague, gone, False)
    colleague.save()
    page = desk.get("/desk/?who=free").content.decode()
    assert "Seattle and Kobe" in page
    assert "I will take this" in page
    assert "Take it over" not in page
    assert desk.post(reverse("task_claim", args=[task.pk]))["Location"] == "/somewhere/9/"
    task.refresh_from_db()
    assert task.claimed_by == staff


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_what_somebody_who_left_had_one_wins(colleague):
    people = StaffFactory.create_batch(2)
    gone = UserFactory()
    for subject in range(5):
        task = TaskFactory(subject_id=subject, claimed_by=gone, claimed_at=timezone.now())
        facts = {"task_id": task.pk, "now": timezone.now()}
        outcomes = at_once(lambda person, facts=facts: services.claim_task(by=person, **facts), people)
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Task", "TaskTaken"]
