"""The queue: what it shows, taking, giving back and putting off."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import strip_tags

from sistercities.desk import kinds, services
from sistercities.desk.models import Task
from sistercities.desk.queue import Wanted, queue
from sistercities.desk.working_days import working_day_after, working_days_since
from tests.factories import RecorderFactory, StaffFactory, TaskFactory, UserFactory
from tests.factories_agreements import HandInFactory

pytestmark = pytest.mark.django_db
QUEUE = "/desk/"


@pytest.fixture(autouse=True)
def example_kinds(monkeypatch):
    """Two kinds of no feature, worked on at an address with their number."""
    for name, label in (("example", "Example"), ("other", "Other thing")):
        known = kinds.TaskKind(name, label, lambda subject: f"/somewhere/{subject}/", details)
        monkeypatch.setitem(kinds._kinds, name, known)


def details(subject_ids):
    return {subject: [f"About number {subject}"] for subject in subject_ids}


@pytest.fixture
def staff():
    return StaffFactory(full_name="Officer Blue")


@pytest.fixture
def desk(client_of, staff):
    return client_of(staff)


def titles(response) -> list[str]:
    return [row.task.title for row in response.context["queue"].rows]


# Age in working days


@pytest.mark.parametrize(
    ("start", "today", "days"),
    [
        ("2026-11-20", "2026-11-20", 0),
        ("2026-11-20", "2026-11-19", 0),
        ("2026-11-20", "2026-11-22", 0),
        ("2026-11-20", "2026-11-23", 1),
        ("2026-11-20", "2026-11-30", 5),  # without Thanksgiving
        ("2026-07-02", "2026-07-06", 1),  # the holiday is observed on Friday the 3rd
        ("2025-12-31", "2026-01-02", 1),
    ],
)
def test_age_counts_working_days_without_federal_holidays(start, today, days):
    assert working_days_since(dt.date.fromisoformat(start), today=dt.date.fromisoformat(today)) == days


def test_the_working_day_after_is_no_holiday():
    assert working_day_after(dt.date(2026, 11, 25)) == dt.date(2026, 11, 27)


def test_the_page_says_how_long_a_task_waits_and_marks_the_late_ones(desk):
    today = timezone.localdate()
    TaskFactory(title="Fresh")
    old = timezone.now() - dt.timedelta(days=30)
    TaskFactory(title="Old", opened_at=old)
    response = desk.get(QUEUE)
    rows = {row.task.title: row for row in response.context["queue"].rows}
    assert (rows["Fresh"].days, rows["Fresh"].is_late) == (0, False)
    assert rows["Old"].is_late
    assert rows["Old"].days == working_days_since(timezone.localdate(old), today=today)
    text = response.content.decode()
    words = " ".join(strip_tags(text).split())
    assert f"new today, due {date_format(working_day_after(today, 5), 'j F')}" in words
    due = date_format(working_day_after(timezone.localdate(old), 5), "j F")
    assert f"waits {rows['Old'].days} working days, was due {due}" in words


# What is shown


def test_oldest_first_with_kind_lines_and_address(desk):
    now = timezone.now()
    TaskFactory(title="Second", subject_id=7, opened_at=now)
    TaskFactory(title="First", subject_id=8, opened_at=now - dt.timedelta(hours=1))
    TaskFactory(title="Done", opened_at=now, resolved_at=now)
    response = desk.get(QUEUE)
    assert titles(response) == ["First", "Second"]
    text = response.content.decode()
    for part in ("Example", "About number 7", 'href="/somewhere/8/"', "2 tasks, oldest first"):
        assert part in text


def test_parts_of_the_queue_and_their_counts(desk, staff):
    now, today = timezone.now(), timezone.localdate()
    colleague = StaffFactory(full_name="Officer Green")
    TaskFactory(title="Mine", claimed_by=staff, claimed_at=now)
    TaskFactory(title="Theirs", claimed_by=colleague, claimed_at=now)
    TaskFactory(title="Free", kind="other")
    TaskFactory(title="Back today", deferred_until=today)
    TaskFactory(title="Later", deferred_until=today + dt.timedelta(days=1))
    shown = {
        "?": ["Mine", "Theirs", "Free", "Back today"],
        "?who=mine": ["Mine"],
        "?who=free": ["Free", "Back today"],
        "?who=put-off": ["Later"],
        "?kind=other": ["Free"],
        "?kind=other&who=mine": [],
        "?kind=nonsense&who=nonsense": ["Mine", "Theirs", "Free", "Back today"],
    }
    for query, expected in shown.items():
        response = desk.get(QUEUE + query)
        assert sorted(titles(response)) == sorted(expected), query
        by_who, by_kind = response.context["queue"].by_who, response.context["queue"].by_kind
        for choice in [*by_who, *by_kind]:
            assert len(titles(desk.get(QUEUE + choice.query))) == choice.count, (query, choice.label)
        assert [choice.is_chosen for choice in by_who].count(True) == 1
    assert "Officer Green" in desk.get(QUEUE).content.decode()


def test_an_empty_queue_says_how_tasks_arise(desk):
    assert "Nothing waits" in desk.get(QUEUE).content.decode()
    for query, words in {"?who=mine": "You have taken nothing", "?who=put-off": "Nothing is put off"}.items():
        assert words in desk.get(QUEUE + query).content.decode()
    TaskFactory()
    assert "Nothing of this kind waits" in desk.get(QUEUE + "?kind=other").content.decode()


def test_a_long_queue_comes_in_pages_and_keeps_its_filter(desk):
    for _n in range(51):
        TaskFactory(kind="other")
    assert len(titles(desk.get(QUEUE))) == 50
    response = desk.get(QUEUE + "?kind=other&page=2")
    assert len(titles(response)) == 1
    assert "?kind=other&amp;page=1" in response.content.decode()


def waiting_document(status: str, by) -> None:
    """A document in that status with the task about it; only what the queue reads."""
    now = timezone.now()
    hand_in = HandInFactory(
        status=status,
        started_at=now,
        handed_in_by=by,
        handed_in_at=now,
        true_copy_by=by,
        received_on=timezone.localdate(),
        reviewed_by=by,
        reviewed_at=now,
        snapshot_sha256="a" * 64,
    )
    kind = "handin_review" if status == "handed_in" else "handin_record"
    services.open_task(kind=kind, subject_id=hand_in.pk, title=str(hand_in.partnership), now=now)


def test_the_queue_costs_the_same_for_one_row_of_a_kind_and_for_twenty(desk):
    RecorderFactory()
    typist = UserFactory()
    counts = []
    for more in (1, 19):
        for _n in range(more):
            waiting_document("handed_in", typist)
            waiting_document("reviewed", typist)
        desk.get(QUEUE)
        with CaptureQueriesContext(connection) as counted:
            response = desk.get(QUEUE)
        counts.append((len(titles(response)), len(counted)))
    assert [rows for rows, _queries in counts] == [2, 40]
    assert counts[0][1] == counts[1][1]


# Taking, giving back, putting off


def test_taking_a_task_leads_to_where_it_is_worked_on(desk, staff):
    task = TaskFactory(subject_id=9, deferred_until=timezone.localdate() + dt.timedelta(days=3))
    response = desk.post(reverse("task_claim", args=[task.pk]))
    assert (response.status_code, response["Location"]) == (302, "/somewhere/9/")
    task.refresh_from_db()
    assert (task.claimed_by, task.deferred_until) == (staff, None)


def test_what_somebody_has_taken_is_not_taken_again(desk):
    task = TaskFactory(claimed_by=StaffFactory(full_name="Officer Green"), claimed_at=timezone.now())
    response = desk.post(reverse("task_claim", args=[task.pk]), {"next": "/desk/?who=free"}, follow=True)
    assert response.redirect_chain == [("/desk/?who=free", 302)]
    assert "Officer Green has already taken this." in response.content.decode()
    task.refresh_from_db()
    assert task.claimed_by.full_name == "Officer Green"


def test_what_is_done_is_not_taken(desk):
    now = timezone.now()
    task = TaskFactory(opened_at=now, resolved_at=now)
    response = desk.post(reverse("task_claim", args=[task.pk]), follow=True)
    assert "This is already done." in response.content.decode()


def test_giving_back(desk, staff):
    task = TaskFactory(title="Twins", claimed_by=staff, claimed_at=timezone.now())
    response = desk.post(reverse("task_release", args=[task.pk]), follow=True)
    assert "“Twins” is back in the queue for everybody." in response.content.decode()
    task.refresh_from_db()
    assert (task.claimed_by, task.claimed_at) == (None, None)
    again = desk.post(reverse("task_release", args=[task.pk]), follow=True)
    assert "You do not have this task" in again.content.decode()


def test_one_cannot_be_sent_to_another_site(desk, staff):
    task = TaskFactory(claimed_by=staff, claimed_at=timezone.now())
    for target in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        services.claim_task(task_id=task.pk, by=staff, now=timezone.now())
        response = desk.post(reverse("task_release", args=[task.pk]), {"next": target})
        assert response["Location"] == QUEUE


def test_putting_off_to_a_day_that_is_offered(desk, staff):
    task = TaskFactory(title="Twins", claimed_by=staff, claimed_at=timezone.now())
    address = reverse("task_defer", args=[task.pk])
    day = working_day_after(timezone.localdate())
    assert str(day) in desk.get(address).content.decode()
    response = desk.post(address, {"until": str(day)}, follow=True)
    assert "“Twins” comes back on" in response.content.decode()
    task.refresh_from_db()
    assert (task.deferred_until, task.claimed_by) == (day, None)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({}, "Choose one."),
        ({"until": "another"}, "Say on which day it should come back."),
        ({"until": "another", "day": "2020-01-01"}, "Choose a day after today."),
        ({"until": "another", "day": "soon"}, "Enter a day of the calendar."),
        ({"until": "1999-01-01"}, "Choose one of those that are offered."),
    ],
)
def test_putting_off_without_a_good_day_is_refused(desk, answers, sentence):
    task = TaskFactory()
    response = desk.post(reverse("task_defer", args=[task.pk]), answers)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    task.refresh_from_db()
    assert task.deferred_until is None


def test_another_day_can_be_chosen(desk):
    task, day = TaskFactory(), timezone.localdate() + dt.timedelta(days=40)
    desk.post(reverse("task_defer", args=[task.pk]), {"until": "another", "day": str(day)})
    task.refresh_from_db()
    assert task.deferred_until == day


def test_what_a_colleague_has_is_not_put_off(desk):
    task = TaskFactory(claimed_by=StaffFactory(full_name="Officer Green"), claimed_at=timezone.now())
    day = working_day_after(timezone.localdate())
    response = desk.post(reverse("task_defer", args=[task.pk]), {"until": str(day)})
    assert response.status_code == 422
    assert "Officer Green has already taken this." in response.content.decode()


def test_a_day_that_has_come_is_refused_by_the_service():
    today = timezone.localdate()
    with pytest.raises(ValidationError, match="Choose a day after today"):
        services.defer_task(task_id=TaskFactory().pk, by=StaffFactory(), until=today, today=today)


@pytest.mark.parametrize("route", ["task_claim", "task_release", "task_defer"])
def test_others_than_staff_find_no_task(client_of, route):
    task = TaskFactory()
    assert client_of(UserFactory()).post(reverse(route, args=[task.pk])).status_code == 404
    assert client_of(UserFactory()).get(QUEUE).status_code == 404


def test_a_task_opens_once_for_a_subject_and_again_after_it_is_done(staff):
    now = timezone.now()
    facts = {"kind": "example", "subject_id": 5, "title": "x" * 400, "now": now}
    first = services.open_task(**facts)
    assert services.open_task(**facts) == first
    assert len(first.title) == 300
    later = now + dt.timedelta(days=2)
    assert services.resolve_tasks(kind="example", subject_id=5, by=staff, outcome="Done", now=later) == 1
    first.refresh_from_db()
    assert (first.resolved_at, first.resolved_by, first.outcome) == (later, staff, "Done")
    assert services.open_task(**facts) != first
    with pytest.raises(KeyError):
        services.open_task(**{**facts, "kind": "nobody's"})


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_a_task_at_once_one_wins():
    people = [StaffFactory(full_name="Officer Blue"), StaffFactory(full_name="Officer Green")]
    for _round in range(5):
        task, start = TaskFactory(), threading.Barrier(2)

        def take(person, task=task, start=start):
            try:
                start.wait(30)
                return services.claim_task(task_id=task.pk, by=person, now=timezone.now())
            except services.TaskTaken as taken:
                return taken
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            results = list(pool.map(take, people))
        won = [result for result in results if isinstance(result, Task)]
        lost = [result for result in results if isinstance(result, services.TaskTaken)]
        assert (len(won), len(lost)) == (1, 1)
        assert lost[0].messages == [f"{won[0].claimed_by} has already taken this."]
        assert Task.objects.get(pk=task.pk).claimed_by == won[0].claimed_by


def test_the_filter_is_read_from_the_address_and_written_to_it():
    assert Wanted.read({"kind": "other", "who": "mine"}).query == "?kind=other&who=mine"
    assert Wanted.read({}).query == "?"


def test_the_queue_is_for_staff_alone():
    TaskFactory()
    shown = queue(by=UserFactory(), wanted=Wanted(), page=None, now=timezone.now())
    assert shown.rows == []
