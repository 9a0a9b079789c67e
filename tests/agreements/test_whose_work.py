"""Nobody is offered, or can take, a document that they may not record."""

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.services.handing_in import RECORD_TASK, REVIEW_TASK
from sistercities.desk import services
from sistercities.desk.models import Task
from tests.desk_pages import address, text_of
from tests.factories import RecorderFactory, StaffFactory
from tests.register_rows import quickly_handed_in, quickly_reviewed

pytestmark = pytest.mark.django_db
NOT_YOURS = "Somebody else has to do this: its page says why, and who can."


@pytest.fixture
def reviewer():
    return RecorderFactory(full_name="Officer White")


@pytest.fixture
def waiting(reviewer):
    return quickly_reviewed(reviewer=reviewer)


def task_about(hand_in, kind=RECORD_TASK) -> Task:
    return Task.objects.open().get(kind=kind, subject_id=hand_in.pk)


@pytest.mark.parametrize("who", ["the reviewer", "somebody without the right"])
def test_whoever_may_not_record_is_not_offered_the_task(client_of, waiting, reviewer, who):
    browser = client_of(reviewer if who == "the reviewer" else StaffFactory())
    queue = browser.get("/desk/")
    assert "Not for you now" in text_of(queue)
    for page in (queue, browser.get(address("handin_record", waiting))):
        assert "I will take this" not in text_of(page)
        assert reverse("task_claim", args=[task_about(waiting).pk]) not in page.content.decode()


def test_whoever_may_not_record_cannot_take_the_task(client_of, waiting, reviewer):
    browser, task = client_of(reviewer), task_about(waiting)
    assert NOT_YOURS in text_of(browser.post(reverse("task_claim", args=[task.pk]), follow=True))
    assert task_about(waiting).claimed_by is None


def test_whoever_may_not_record_cannot_take_it_over(client_of, waiting, reviewer, recorder):
    task = services.claim_task(task_id=task_about(waiting).pk, by=recorder, now=timezone.now())
    browser = client_of(reviewer)
    for page in (browser.get("/desk/"), browser.get(address("handin_record", waiting))):
        assert "Take it over" not in text_of(page)
    answer = browser.post(reverse("task_take_over", args=[task.pk]), {"holder": recorder.pk}, follow=True)
    assert NOT_YOURS in text_of(answer)
    assert task_about(waiting).claimed_by == recorder


def test_whoever_may_record_takes_it_and_takes_it_over(client_of, second, waiting, recorder):
    task, other = task_about(waiting), RecorderFactory()
    for page in (second.get("/desk/"), second.get(address("handin_record", waiting))):
        assert "I will take this" in text_of(page)
    second.post(reverse("task_claim", args=[task.pk]))
    assert task_about(waiting).claimed_by == recorder
    assert "Take it over from Officer Red" in text_of(client_of(other).get(address("handin_record", waiting)))
    client_of(other).post(reverse("task_take_over", args=[task.pk]), {"holder": recorder.pk})
    assert task_about(waiting).claimed_by == other


def test_a_document_to_review_is_anybodys_on_the_staff(desk, staff):
    hand_in = quickly_handed_in()
    assert "I will take this" in text_of(desk.get("/desk/"))
    desk.post(reverse("task_claim", args=[task_about(hand_in, REVIEW_TASK).pk]))
    assert task_about(hand_in, REVIEW_TASK).claimed_by == staff
