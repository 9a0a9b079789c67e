"""The queue: one person at a time has a task."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from sistercities.desk import kinds, services
from sistercities.desk.models import Task
from sistercities.desk.services import TaskTaken
from tests.factories import StaffFactory, TaskFactory, UserFactory
from tests.parallel import at_once

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
EXAMPLE = kinds.TaskKind("example", "Example", lambda subject_id: f"/desk/example/{subject_id}/")


@pytest.fixture(autouse=True)
def example_kind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(kinds, "_kinds", {})
    kinds.register(EXAMPLE)
    return


@pytest.mark.django_db
def test_a_subject_has_one_open_task(example_kind: None) -> None:
    first = services.open_task(kind="example", subject_id=7, title="Look at 7", now=NOW)
    assert services.open_task(kind="example", subject_id=7, title="Again", now=NOW + dt.timedelta(days=1)) == first
    services.resolve_tasks(kind="example", subject_id=7, by=None, outcome="Seen")
    assert services.open_task(kind="example", subject_id=7, title="Anew", now=NOW) != first
    with pytest.raises(IntegrityError), transaction.atomic():
        TaskFactory(subject_id=7)


@pytest.mark.django_db
def test_a_kind_that_nobody_registered_opens_nothing(example_kind: None) -> None:
    with pytest.raises(KeyError):
        services.open_task(kind="unknown", subject_id=7, title="Look", now=NOW)
    assert not Task.objects.exists()


def test_a_kind_has_one_owner(example_kind: None) -> None:
    with pytest.raises(ValueError, match="registered twice"):
        kinds.register(EXAMPLE)
    assert kinds.all_kinds() == [EXAMPLE]


@pytest.mark.django_db
def test_whoever_takes_a_task_first_has_it() -> None:
    task, first, second = TaskFactory(), StaffFactory(full_name="Reviewer one"), StaffFactory()
    assert services.claim_task(task_id=task.pk, by=first, now=NOW).claimed_by == first
    assert services.claim_task(task_id=task.pk, by=first, now=NOW).claimed_by == first
    with pytest.raises(TaskTaken, match="Reviewer one has already taken this"):
        services.claim_task(task_id=task.pk, by=second, now=NOW)
    task.refresh_from_db()
    assert (task.claimed_by, task.claimed_at) == (first, NOW)


@pytest.mark.django_db
def test_a_finished_task_is_not_taken() -> None:
    task = TaskFactory(opened_at=NOW, resolved_at=NOW)
    with pytest.raises(TaskTaken, match="already done"):
        services.claim_task(task_id=task.pk, by=StaffFactory(), now=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_a_task_at_once_one_wins() -> None:
    task, people = TaskFactory(), StaffFactory.create_batch(2)
    outcomes = at_once(lambda person: services.claim_task(task_id=task.pk, by=person, now=NOW), people)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Task", "TaskTaken"]


@pytest.mark.django_db
def test_only_the_one_who_has_it_gives_it_back() -> None:
    task, person = TaskFactory(), StaffFactory()
    services.claim_task(task_id=task.pk, by=person, now=NOW)
    with pytest.raises(TaskTaken):
        services.release_task(task_id=task.pk, by=StaffFactory())
    services.release_task(task_id=task.pk, by=person)
    task.refresh_from_db()
    assert (task.claimed_by, task.claimed_at) == (None, None)
    with pytest.raises(TaskTaken):
        services.release_task(task_id=task.pk, by=person)


@pytest.mark.django_db
def test_a_task_that_is_put_off_comes_back_on_its_day() -> None:
    task, person = TaskFactory(), StaffFactory()
    services.claim_task(task_id=task.pk, by=person, now=NOW)
    later = TODAY + dt.timedelta(days=3)
    services.defer_task(task_id=task.pk, by=person, until=later, today=TODAY)
    assert not Task.objects.due(later - dt.timedelta(days=1)).exists()
    assert Task.objects.due(later).get().claimed_by is None


@pytest.mark.django_db
def test_putting_off_needs_a_later_day_and_no_other_owner() -> None:
    task, person = TaskFactory(), StaffFactory()
    with pytest.raises(ValidationError, match="Choose a day after today"):
        services.defer_task(task_id=task.pk, by=person, until=TODAY, today=TODAY)
    services.claim_task(task_id=task.pk, by=person, now=NOW)
    with pytest.raises(TaskTaken):
        services.defer_task(task_id=task.pk, by=StaffFactory(), until=TODAY + dt.timedelta(days=1), today=TODAY)


@pytest.mark.django_db
def test_resolving_closes_every_open_task_about_the_subject_once() -> None:
    person = StaffFactory()
    TaskFactory(subject_id=7)
    TaskFactory(subject_id=8)
    TaskFactory(subject_id=7, kind="another")
    close = {"kind": "example", "subject_id": 7, "by": person, "outcome": "Recorded"}
    assert [services.resolve_tasks(**close) for _time in range(2)] == [1, 0]
    assert list(Task.objects.open().values_list("kind", "subject_id").order_by("kind")) == [
        ("another", 7),
        ("example", 8),
    ]


@pytest.mark.django_db
def test_staff_see_the_queue_and_nobody_else() -> None:
    TaskFactory()
    assert Task.objects.visible_to(StaffFactory()).count() == 1
    assert Task.objects.visible_to(UserFactory()).count() == 0
