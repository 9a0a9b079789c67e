"""A claim ends by itself: two working days without action, or the holder is away; the queue says so."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements.choices import ActionKind, Change
from agreements.services.changing import note
from sistercities.desk import kinds, services
from sistercities.desk.models import Task
from sistercities.desk.queue import Wanted, queue
from sistercities.desk.services import TaskTaken
from sistercities.desk.working_days import working_day_before
from tests.desk_pages import text_of
from tests.factories import AbsenceFactory, StaffFactory, TaskFactory
from tests.factories_agreements import HandInFactory
from tests.parallel import at_once

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 11, 16, 15, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def example_kind(monkeypatch):
    """A kind of no feature, without acts."""
    monkeypatch.setitem(
        kinds._kinds, "example", kinds.TaskKind("example", "Example", lambda subject: f"/somewhere/{subject}/")
    )


@pytest.fixture
def holder():
    return StaffFactory(full_name="Officer Green")


@pytest.fixture
def colleague():
    return StaffFactory(full_name="Officer Blue")


def taken(by, at=MONDAY, **facts):
    return TaskFactory(claimed_by=by, claimed_at=at, opened_at=at, **facts)


def row_of(task, now, by=None):
    """The task as the queue shows it at that moment."""
    shown = queue(by=by or StaffFactory(), wanted=Wanted(), page=None, now=now)
    return next(row for row in shown.rows if row.task == task)


def at(day: str, hour: int = 15) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(dt.date.fromisoformat(day), dt.time(hour)))


# Two working days without action


@pytest.mark.parametrize(
    ("claimed", "last", "since"),
    [
        ("2026-11-16", "2026-11-18", "2026-11-19"),  # Monday: Tuesday and Wednesday pass
        ("2026-11-18", "2026-11-20", "2026-11-21"),  # Wednesday: Thursday and Friday
        ("2026-11-19", "2026-11-23", "2026-11-24"),  # over a weekend
        ("2026-11-21", "2026-11-24", "2026-11-25"),  # taken on a Saturday
        ("2026-11-24", "2026-11-27", "2026-11-28"),  # Thanksgiving is no working day
    ],
)
def test_a_claim_ends_after_two_working_days(holder, claimed, last, since):
    task = taken(holder, at(claimed, 23))
    for hour in (0, 23):
        row = row_of(task, at(last, hour))
        assert (row.task.holder, row.task.former_holder, row.free_since) == (holder, None, None)
        row = row_of(task, at(since, hour))
        assert (row.task.holder, row.task.former_holder) == (None, holder)
        assert row.free_since == dt.date.fromisoformat(since)


def test_the_clock_is_that_of_the_association(holder):
    """Ten in the evening in New York is the next day in Greenwich."""
    task = taken(holder, dt.datetime(2026, 11, 17, 3, tzinfo=dt.UTC))
    assert row_of(task, dt.datetime(2026, 11, 19, 4, 59, tzinfo=dt.UTC)).task.holder == holder
    assert row_of(task, dt.datetime(2026, 11, 19, 5, 1, tzinfo=dt.UTC)).free_since == dt.date(2026, 11, 19)


def test_the_working_day_before_is_no_holiday():
    assert working_day_before(dt.date(2026, 11, 27)) == dt.date(2026, 11, 25)
    assert working_day_before(dt.date(2026, 11, 23), 2) == dt.date(2026, 11, 19)


def test_whoever_takes_it_anew_keeps_it(holder):
    task = taken(holder)
    services.claim_task(task_id=task.pk, by=holder, now=MONDAY + 2 * DAY)
    assert row_of(task, MONDAY + 4 * DAY).task.holder == holder


def test_what_is_free_again_is_anybodys(holder, colleague):
    task, late = taken(holder), MONDAY + 3 * DAY
    with pytest.raises(TaskTaken, match="Officer Green has already taken this"):
        services.claim_task(task_id=task.pk, by=colleague, now=late - DAY)
    with pytest.raises(TaskTaken):
        services.take_over_task(task_id=task.pk, holder_id=holder.pk, by=colleague, now=late)
    assert services.claim_task(task_id=task.pk, by=colleague, now=late).claimed_by == colleague
    assert list(Task.objects.held_by_others(holder, late)) == [task]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_what_is_free_again_one_wins():
    people = StaffFactory.create_batch(2)
    for subject in range(5):
        task = taken(StaffFactory(), subject_id=subject)
        facts = {"task_id": task.pk, "now": MONDAY + 5 * DAY}
        outcomes = at_once(lambda person, facts=facts: services.claim_task(by=person, **facts), people)
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Task", "TaskTaken"]


@pytest.mark.parametrize("kind", ["handin_review", "handin_record", "handin_ask"])
def test_work_on_the_document_keeps_the_claim(holder, colleague, kind):
    assert kinds.kind(kind).acts is not None
    hand_in = HandInFactory()
    task = taken(holder, kind=kind, subject_id=hand_in.pk)
    other = taken(holder, kind=kind, subject_id=HandInFactory().pk)
    note(hand_in, ActionKind.CHANGED, what=Change.PAPER, by=colleague, at=MONDAY + DAY)
    assert row_of(task, MONDAY + 3 * DAY).task.holder is None
    note(hand_in, ActionKind.CHANGED, what=Change.PAPER, by=holder, at=MONDAY + DAY)
    assert row_of(task, MONDAY + 3 * DAY).task.holder == holder
    assert row_of(other, MONDAY + 3 * DAY).task.holder is None
    assert row_of(task, MONDAY + 4 * DAY).free_since == dt.date(2026, 11, 20)


# The holder is away


@pytest.mark.parametrize(
    ("first", "last", "today", "since"),
    [
        (1, 4, 0, None),
        (1, 4, 1, 1),
        (1, 4, 2, 1),
        (-3, 1, 0, 0),  # entered later: the claim ends with the day on which it was made
        (0, 0, 1, 0),  # back again, and it stays free
        (-3, -1, 1, None),  # away before they took it
    ],
)
def test_a_claim_ends_as_soon_as_its_holder_is_away(holder, first, last, today, since):
    start = timezone.localdate(MONDAY)
    AbsenceFactory(user=holder, starts_on=start + first * DAY, ends_on=start + last * DAY)
    AbsenceFactory(starts_on=start, ends_on=start + 9 * DAY)
    row = row_of(taken(holder), MONDAY + today * DAY)
    assert row.free_since == (None if since is None else start + since * DAY)
    assert row.task.holder == (holder if since is None else None)


def test_the_first_reason_counts(holder):
    start = timezone.localdate(MONDAY)
    AbsenceFactory(user=holder, starts_on=start + 8 * DAY, ends_on=start + 9 * DAY)
    assert row_of(taken(holder), MONDAY + 8 * DAY).free_since == start + 3 * DAY


def test_whoever_is_away_takes_nothing(holder, colleague):
    AbsenceFactory(user=colleague, starts_on=dt.date(2026, 11, 16), ends_on=dt.date(2026, 11, 18))
    task, theirs = TaskFactory(), taken(holder, subject_id=2)
    with pytest.raises(TaskTaken, match="You are away until 18 November"):
        services.claim_task(task_id=task.pk, by=colleague, now=MONDAY)
    with pytest.raises(TaskTaken, match="You are away until 18 November"):
        services.take_over_task(task_id=theirs.pk, holder_id=holder.pk, by=colleague, now=MONDAY)
    assert services.claim_task(task_id=task.pk, by=colleague, now=MONDAY + 3 * DAY)


# What the page shows


def test_the_queue_says_who_had_it_and_since_when_it_is_free(client_of, holder, colleague):
    today = timezone.localdate()
    AbsenceFactory(user=holder, starts_on=today, ends_on=today + 3 * DAY)
    taken(holder, timezone.now(), title="Twins")
    words = text_of(client_of(colleague).get("/desk/"))
    until = f"{today + 3 * DAY:%-d %B}"
    assert f"Was taken by Officer Green (away until {until}), free again since {today:%-d %B}" in words
    assert "I will take this : Twins" in words
    assert "Take it over" not in words
    words = text_of(client_of(holder).get("/desk/"))
    assert f"You had taken this, free again since {today:%-d %B}" in words


def test_days_away_that_lie_ahead_stand_beside_the_name(client_of, holder, colleague):
    today = timezone.localdate()
    AbsenceFactory(user=holder, starts_on=today + DAY, ends_on=today + 3 * DAY)
    taken(holder, timezone.now())
    words = text_of(client_of(colleague).get("/desk/"))
    assert f"Officer Green: away from {today + DAY:%-d %B} until {today + 3 * DAY:%-d %B}" in words


def test_what_is_free_again_counts_as_nobodys(client_of, holder):
    taken(holder, timezone.now() - 30 * DAY, title="Forgotten")
    taken(holder, timezone.now(), title="Fresh", subject_id=2)
    browser = client_of(holder)
    for query, titles in {"?who=mine": ["Fresh"], "?who=free": ["Forgotten"]}.items():
        shown = browser.get("/desk/" + query).context["queue"]
        assert [row.task.title for row in shown.rows] == titles
        assert [choice.count for choice in shown.by_who] == [2, 1, 1, 0]


def test_the_row_and_the_condition_agree(holder):
    """What a row of the list says of itself, a row without annotations finds out by asking."""
    now = timezone.now()
    AbsenceFactory(user=(gone := StaffFactory()))
    people = [None, holder, gone, StaffFactory(is_active=False)]
    for subject, (person, days) in enumerate((person, days) for person in people for days in (0, 30)):
        TaskFactory(claimed_by=person, claimed_at=person and now - days * DAY, subject_id=subject)
    listed = {task.pk: (task.holder, task.former_holder) for task in Task.objects.for_list(now)}
    plain = {task.pk: (task.holder, task.former_holder) for task in Task.objects.all()}
    assert listed == plain
    assert [pair[0] for pair in listed.values()].count(holder) == 1


def test_the_queue_costs_the_same_with_claims_of_every_sort(client_of):
    browser, counts = client_of(StaffFactory()), []
    for rows in (1, 3):
        for _row in range(rows):
            hand_in, person = HandInFactory(), StaffFactory()
            AbsenceFactory(user=person)
            taken(person, timezone.now() - 30 * DAY, kind="handin_review", subject_id=hand_in.pk)
            taken(person, timezone.now(), kind="handin_record", subject_id=hand_in.pk)
            note(hand_in, ActionKind.CHANGED, what=Change.PAPER, by=person, at=timezone.now())
        browser.get("/desk/")
        with CaptureQueriesContext(connection) as counted:
            browser.get("/desk/")
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_taking_while_away_is_told_on_the_page(client_of, colleague):
    AbsenceFactory(user=colleague)
    task = TaskFactory()
    page = client_of(colleague).post(reverse("task_claim", args=[task.pk]), follow=True)
    assert "Say on your own page that you are back, then take it." in text_of(page)
