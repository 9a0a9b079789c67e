"""Seats: who gives and takes them, and that a committee never loses its last main contact."""

import datetime as dt

import pytest
from django.utils import timezone

from directory.choices import Role
from directory.models import Committee, Seat
from directory.services import SeatRefused, change_role, end_seat, give_seat
from sistercities.accounts.models import User
from sistercities.post.models import Mail
from tests.factories import CommitteeFactory, SeatFactory, StaffFactory, UserFactory
from tests.parallel import at_once

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


@pytest.fixture
def committee(db: None) -> Committee:
    return CommitteeFactory(name="Saint John's committee")


@pytest.fixture
def main_contact(committee: Committee) -> User:
    return SeatFactory(committee=committee, role=Role.COORDINATOR).user


def seat_of(user: User) -> Seat:
    return Seat.objects.get(user=user)


def test_a_main_contact_ends_a_seat_and_the_person_is_told(committee: Committee, main_contact: User) -> None:
    seat = SeatFactory(committee=committee)
    end_seat(seat_id=seat.pk, by=main_contact, now=NOW)
    seat.refresh_from_db()
    assert seat.ends_on == TODAY
    assert not Seat.objects.current().filter(pk=seat.pk).exists()
    mail = Mail.objects.get()
    assert (mail.kind, mail.to) == ("accounts/seat_ended", seat.user.email)
    assert mail.subject == "Your seat at Saint John's committee has ended"


def test_ending_twice_keeps_the_first_day_and_writes_once(committee: Committee, main_contact: User) -> None:
    seat = SeatFactory(committee=committee)
    end_seat(seat_id=seat.pk, by=main_contact, now=NOW)
    end_seat(seat_id=seat.pk, by=main_contact, now=NOW + dt.timedelta(days=3))
    seat.refresh_from_db()
    assert seat.ends_on == TODAY
    assert Mail.objects.count() == 1


@pytest.mark.parametrize("by_staff", [False, True])
def test_the_last_main_contact_cannot_be_removed(committee: Committee, main_contact: User, by_staff: bool) -> None:
    seat = seat_of(main_contact)
    with pytest.raises(SeatRefused) as refused:
        end_seat(seat_id=seat.pk, by=StaffFactory() if by_staff else main_contact, now=NOW)
    (sentence,) = refused.value.messages
    assert sentence.startswith(f"{main_contact} is the only main contact of this committee.")
    assert sentence.endswith("Make somebody else a main contact first, then end this seat.")
    seat.refresh_from_db()
    assert seat.ends_on is None


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
def test_the_last_main_contact_cannot_become_less(committee: Committee, main_contact: User, role: str) -> None:
    seat = seat_of(main_contact)
    with pytest.raises(SeatRefused, match="Make somebody else a main contact first, then change this role"):
        change_role(seat_id=seat.pk, role=role, by=main_contact, now=NOW)
    assert [s.role for s in Seat.objects.filter(user=main_contact)] == [Role.COORDINATOR]


def test_a_main_contact_who_may_not_sign_in_does_not_count(committee: Committee, main_contact: User) -> None:
    SeatFactory(committee=committee, role=Role.COORDINATOR, user__is_active=False)
    with pytest.raises(SeatRefused):
        end_seat(seat_id=seat_of(main_contact).pk, by=main_contact, now=NOW)


def test_with_a_second_main_contact_the_first_can_go(committee: Committee, main_contact: User) -> None:
    SeatFactory(committee=committee, role=Role.COORDINATOR)
    end_seat(seat_id=seat_of(main_contact).pk, by=main_contact, now=NOW)
    assert not Committee.objects.coordinated_by(main_contact).exists()


def test_a_changed_role_keeps_the_old_seat_on_file(committee: Committee, main_contact: User) -> None:
    seat = SeatFactory(committee=committee, role=Role.VIEWER)
    now_held = change_role(seat_id=seat.pk, role=Role.EDITOR, by=main_contact, now=NOW)
    rows = Seat.objects.filter(user=seat.user).order_by("pk").values_list("role", "starts_on", "ends_on")
    assert list(rows) == [(Role.VIEWER, seat.starts_on, TODAY), (Role.EDITOR, TODAY, None)]
    change_role(seat_id=now_held.pk, role=Role.COORDINATOR, by=main_contact, now=NOW)
    assert Seat.objects.filter(user=seat.user).count() == 2
    assert Seat.objects.current().get(user=seat.user).role == Role.COORDINATOR
    assert Mail.objects.filter(kind="accounts/seat_changed", to=seat.user.email).count() == 2


def test_the_same_role_again_changes_nothing(committee: Committee, main_contact: User) -> None:
    seat = SeatFactory(committee=committee, role=Role.VIEWER)
    assert change_role(seat_id=seat.pk, role=Role.VIEWER, by=main_contact, now=NOW).pk == seat.pk
    assert not Mail.objects.exists()


def test_an_ended_seat_and_a_guests_seat_do_not_change(committee: Committee, main_contact: User) -> None:
    ended = SeatFactory(committee=committee, ends_on=TODAY)
    with pytest.raises(SeatRefused, match="This seat has ended"):
        change_role(seat_id=ended.pk, role=Role.VIEWER, by=main_contact, now=NOW)
    guest = SeatFactory(guest=True)
    with pytest.raises(SeatRefused, match="A guest's seat can only be ended"):
        change_role(seat_id=guest.pk, role=Role.EDITOR, by=StaffFactory(), now=NOW)
    with pytest.raises(SeatRefused, match="Choose one of the roles of a committee"):
        change_role(seat_id=SeatFactory(committee=committee).pk, role=Role.GUEST, by=main_contact, now=NOW)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER, None])
def test_others_take_no_seats(committee: Committee, main_contact: User, role: str | None) -> None:
    other = SeatFactory(committee=committee, role=role).user if role else UserFactory()
    seat = SeatFactory(committee=committee)
    for attempt in (
        lambda: end_seat(seat_id=seat.pk, by=other, now=NOW),
        lambda: change_role(seat_id=seat.pk, role=Role.VIEWER, by=other, now=NOW),
    ):
        with pytest.raises(SeatRefused, match="Only a main contact of this committee"):
            attempt()
    seat.refresh_from_db()
    assert (seat.role, seat.ends_on) == (Role.EDITOR, None)


def test_the_main_contact_of_one_committee_has_no_say_in_another(committee: Committee, main_contact: User) -> None:
    elsewhere = SeatFactory()
    with pytest.raises(SeatRefused):
        end_seat(seat_id=elsewhere.pk, by=main_contact, now=NOW)


def test_staff_end_a_guests_seat(db: None) -> None:
    guest = SeatFactory(guest=True)
    with pytest.raises(SeatRefused):
        end_seat(seat_id=guest.pk, by=guest.user, now=NOW)
    end_seat(seat_id=guest.pk, by=StaffFactory(), now=NOW)
    guest.refresh_from_db()
    assert guest.ends_on == TODAY


def test_one_person_has_one_seat_on_a_committee(committee: Committee) -> None:
    seat = SeatFactory(committee=committee)
    with pytest.raises(SeatRefused, match="already has a seat here"):
        give_seat(user=seat.user, role=Role.VIEWER, committee=committee, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_the_last_two_main_contacts_who_go_at_once_one_stays() -> None:
    committee = CommitteeFactory()
    seats = SeatFactory.create_batch(2, committee=committee, role=Role.COORDINATOR)
    outcomes = at_once(lambda seat: end_seat(seat_id=seat.pk, by=seat.user, now=NOW), seats)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Seat", "SeatRefused"]
    assert Seat.objects.current().filter(committee=committee).count() == 1
