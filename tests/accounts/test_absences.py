"""Days away: who says them, how they are kept, and on which days too few are here who may record."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from sistercities.accounts.absences import AwayRefused, end_absence, say_away
from sistercities.accounts.models import Absence, User
from sistercities.accounts.presence import Shortage, shortages
from sistercities.post.models import Mail
from tests.factories import (
    AbsenceFactory,
    RecorderFactory,
    RecordingGrantFactory,
    StaffFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 18, 14, 30, tzinfo=dt.UTC)
TODAY = timezone.localdate(NOW)
DAY = dt.timedelta(days=1)


def day(n: int) -> dt.date:
    return TODAY + n * DAY


def away(user: User, first: int, last: int, **facts: Any) -> Absence:
    return say_away(**{"user": user, "starts_on": day(first), "ends_on": day(last), "by": user, "now": NOW} | facts)


def days_of(user: User) -> list[tuple[int, int]]:
    rows = user.absences.order_by("starts_on").values_list("starts_on", "ends_on")
    return [((first - TODAY).days, (last - TODAY).days) for first, last in rows]


def test_somebody_says_that_they_are_away() -> None:
    person = StaffFactory()
    absence = away(person, 3, 7)
    assert (days_of(person), absence.entered_by) == ([(3, 7)], person)
    assert [Absence.objects.on(day(n)).exists() for n in (2, 3, 7, 8)] == [False, True, True, False]
    assert [User.objects.staff().present(day(n)).exists() for n in (2, 3, 7, 8)] == [True, False, False, True]
    assert not Mail.objects.exists()


def test_it_says_when_in_words() -> None:
    absence = AbsenceFactory(starts_on=day(3), ends_on=day(7))
    assert absence.in_words(TODAY) == "away from 21 November until 25 November"
    assert absence.in_words(day(4)) == "away until 25 November"


def test_a_colleague_says_it_and_the_person_is_told() -> None:
    person, colleague = StaffFactory(email="ill@example.org"), StaffFactory(full_name="Officer Blue")
    assert away(person, -1, 4, by=colleague).entered_by == colleague
    mail = Mail.objects.get()
    assert (mail.to, mail.subject) == ("ill@example.org", "Days away that a colleague entered for you")
    for text in (mail.text, mail.html):
        assert "Officer Blue has entered that you are away from 17 November 2026 until 22 November 2026" in text


@pytest.mark.parametrize(
    ("first", "last", "kept"),
    [
        (5, 9, [(3, 9)]),
        (8, 9, [(3, 9)]),
        (9, 9, [(3, 7), (9, 9)]),
        (1, 2, [(1, 7)]),
        (4, 5, [(3, 7)]),
        (0, 20, [(0, 20)]),
    ],
)
def test_days_that_meet_become_one_stretch(first: int, last: int, kept: list[tuple[int, int]]) -> None:
    person = StaffFactory()
    AbsenceFactory(starts_on=day(4), ends_on=day(6))
    away(person, 3, 7)
    away(person, first, last)
    assert days_of(person) == kept


def test_several_stretches_become_one() -> None:
    person = StaffFactory()
    for first in (0, 4, 8):
        away(person, first, first + 1)
    away(person, 2, 7)
    assert days_of(person) == [(0, 9)]


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (4, 3, "The last day lies before the first one."),
        (-5, -1, "These days are over."),
        (0, 366, "That is more than a year."),
        (3650, 3652, "That is more than a year."),
    ],
)
def test_days_that_cannot_be_are_refused(first: int, last: int, sentence: str) -> None:
    person = StaffFactory()
    with pytest.raises(AwayRefused, match=sentence):
        away(person, first, last)
    assert not Absence.objects.exists()


def test_others_than_staff_speak_for_themselves_only() -> None:
    officer = RecorderFactory(is_staff=False)
    assert away(officer, 0, 1)
    absence = away(StaffFactory(), 0, 1)
    with pytest.raises(AwayRefused):
        away(absence.user, 3, 4, by=officer)
    with pytest.raises(AwayRefused):
        end_absence(absence_id=absence.pk, by=officer, now=NOW)
    with pytest.raises(AwayRefused):
        away(absence.user, 3, 4, by=StaffFactory(is_active=False))
    assert list(Absence.objects.changeable_by(officer, TODAY)) == list(officer.absences.all())


@pytest.mark.parametrize(("first", "last", "kept"), [(-3, 4, [(-3, -1)]), (0, 4, []), (2, 4, []), (-3, -1, [(-3, -1)])])
def test_somebody_is_back(first: int, last: int, kept: list[tuple[int, int]]) -> None:
    absence = AbsenceFactory(starts_on=day(first), ends_on=day(last))
    for _time in range(2 if kept else 1):
        end_absence(absence_id=absence.pk, by=absence.user, now=NOW)
    assert days_of(absence.user) == kept
    assert not Mail.objects.exists()


def test_a_colleague_says_that_somebody_is_back() -> None:
    absence = AbsenceFactory(user__email="ill@example.org", starts_on=day(-1), ends_on=day(1))
    end_absence(absence_id=absence.pk, by=StaffFactory(full_name="Officer Blue"), now=NOW)
    assert "Officer Blue has entered that you are back" in Mail.objects.get(to="ill@example.org").text


def test_every_change_is_in_the_history() -> None:
    person = StaffFactory()
    absence = away(person, 0, 4)
    events = absence.events.model.objects.filter(pgh_obj=absence.pk).order_by("pgh_id")
    away(person, 5, 6)
    end_absence(absence_id=absence.pk, by=person, now=NOW)
    assert list(events.values_list("pgh_label", "ends_on")) == [
        ("insert", day(4)),
        ("update", day(6)),
        ("delete", day(6)),
    ]


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"starts_on": day(5), "ends_on": day(4)}, "absence_ends_after_start"),
        ({"starts_on": day(7), "ends_on": day(9)}, "absence_days_apart"),
    ],
)
def test_the_database_keeps_the_days_of_one_person_apart(facts: dict[str, Any], constraint: str) -> None:
    person = StaffFactory()
    AbsenceFactory(user=person, starts_on=day(3), ends_on=day(7))
    AbsenceFactory(starts_on=day(3), ends_on=day(7))
    AbsenceFactory(user=person, starts_on=day(8), ends_on=day(8))
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        AbsenceFactory(user=person, **facts)


# Who of those who may record is here


@pytest.fixture
def recorders() -> list[User]:
    return [RecorderFactory(full_name=name) for name in ("Ada", "Ben")]


def test_two_who_are_here_are_enough(recorders: list[User]) -> None:
    AbsenceFactory(starts_on=day(0), ends_on=day(9))
    AbsenceFactory(user=recorders[0], starts_on=day(14), ends_on=day(20))
    assert shortages(TODAY) == []


def test_the_days_are_named_on_which_fewer_are_here(recorders: list[User]) -> None:
    ada, ben = recorders
    AbsenceFactory(user=ada, starts_on=day(2), ends_on=day(5))
    AbsenceFactory(user=ben, starts_on=day(4), ends_on=day(6))
    AbsenceFactory(user=ben, starts_on=day(12), ends_on=day(40))
    assert shortages(TODAY) == [
        Shortage(day(2), day(3), (ben,)),
        Shortage(day(4), day(5), ()),
        Shortage(day(6), day(6), (ada,)),
        Shortage(day(12), day(13), (ada,)),
    ]


def test_rights_count_on_their_days(recorders: list[User]) -> None:
    ada, ben = recorders
    ben.recording_grants.update(ends_on=day(4))
    RecordingGrantFactory(user=UserFactory(), starts_on=day(5), ends_on=day(8))
    RecordingGrantFactory(user=ada, starts_on=day(3))
    RecordingGrantFactory(user=UserFactory(is_active=False))
    assert shortages(TODAY) == [Shortage(day(9), day(13), (ada,))]


def test_nobody_who_may_record_is_a_shortage_of_two_weeks() -> None:
    assert shortages(TODAY) == [Shortage(day(0), day(13), ())]


@pytest.mark.parametrize("people", [1, 3])
def test_the_question_costs_the_same_for_any_number_of_people(people: int, django_assert_num_queries: Any) -> None:
    for person in RecorderFactory.create_batch(people):
        AbsenceFactory(user=person, starts_on=day(0), ends_on=day(3))
        AbsenceFactory(user=person, starts_on=day(5), ends_on=day(6))
    with django_assert_num_queries(2):
        shortages(TODAY)
