"""A committee passes on in one step: nothing before the successor accepts, everything when they do."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.choices import Role
from directory.models import Committee, Handover, Invitation, Seat
from directory.services import (
    Asked,
    InvitationRefused,
    SeatRefused,
    accept_invitation,
    end_seat,
    join_by_invitation,
    start_handover,
    withdraw_invitation,
)
from sistercities.accounts.models import User
from sistercities.post.models import Mail
from tests.desk_pages import text_of
from tests.directory.test_invitations import newest_token
from tests.factories import (
    CommitteeFactory,
    InvitationFactory,
    PartnerCommunityFactory,
    PartnershipFactory,
    SeatFactory,
    StaffFactory,
    UserFactory,
)
from tests.factories_agreements import complete_hand_in

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
EMAIL = "successor@example.org"
ASKED = Asked(by="The chair", how="phone", on=TODAY)
ClientOf = Callable[[User | None], Client]


@pytest.fixture
def committee() -> Committee:
    return CommitteeFactory(name="Harbor's committee")


@pytest.fixture
def seat(committee: Committee) -> Seat:
    return SeatFactory(committee=committee, role=Role.COORDINATOR, user__full_name="Former chair")


def handed(seat: Seat, role_after: str = "", email: str = EMAIL, **facts: object) -> Handover:
    return start_handover(seat_id=seat.pk, email=email, role_after=role_after, **{"by": seat.user, "now": NOW, **facts})


def held(user: User) -> list[str]:
    return list(Seat.objects.current().filter(user=user).values_list("role", flat=True))


def join() -> User:
    return join_by_invitation(token=newest_token(), full_name="New chair", now=NOW).user


@pytest.mark.parametrize("role_after", ["", Role.EDITOR, Role.VIEWER])
def test_nothing_changes_before_the_successor_accepts(seat: Seat, role_after: str) -> None:
    handed(seat, role_after)
    assert held(seat.user) == [Role.COORDINATOR]
    assert Seat.objects.count() == 1
    successor = join()
    assert held(successor) == [Role.COORDINATOR]
    assert held(seat.user) == ([role_after] if role_after else [])
    letter = "accounts/seat_changed" if role_after else "accounts/seat_ended"
    assert Mail.objects.filter(kind=letter, to=seat.user.email).count() == 1


def test_it_is_logged_with_both_people(seat: Seat) -> None:
    handed(seat)
    join()
    events = apps.get_model("directory", "SeatEvent").objects.filter(pgh_obj=seat.pk)
    assert events.latest("pgh_id").ends_on == TODAY
    row = Handover.objects.get()
    assert (row.seat.user, row.entered_by, row.invitation.accepted_at) == (seat.user, seat.user, NOW)


def test_the_history_of_the_request_names_both(client_of: ClientOf, seat: Seat) -> None:
    successor = UserFactory(email=EMAIL, full_name="New chair")
    handed(seat)
    assert client_of(successor).post(f"/accounts/invitations/{newest_token()}/").status_code == 302
    event = apps.get_model("directory", "SeatEvent").objects.filter(pgh_obj=seat.pk).latest("pgh_id")
    context = event.pgh_context.metadata
    assert (context["user"], context["reason"], context["note"]) == (
        successor.pk,
        "handed_over",
        "Former chair to New chair",
    )


def test_taken_back_the_link_is_of_no_use(seat: Seat) -> None:
    row = handed(seat)
    withdraw_invitation(invitation_id=row.invitation_id, by=seat.user, now=NOW)
    assert not Handover.objects.waiting().exists()
    with pytest.raises(InvitationRefused):
        join()
    assert held(seat.user) == [Role.COORDINATOR]
    assert handed(seat, email="other@example.org").pk


def test_an_editor_of_the_committee_takes_over_and_keeps_one_seat(seat: Seat) -> None:
    editor = SeatFactory(committee=seat.committee, role=Role.EDITOR).user
    handed(seat, email=editor.email)
    accept_invitation(token=newest_token(), user=editor, now=NOW)
    assert held(editor) == [Role.COORDINATOR]
    assert held(seat.user) == []


def test_two_at_once_for_one_seat_are_refused(seat: Seat) -> None:
    handed(seat)
    with pytest.raises(SeatRefused, match=f"being handed over to {EMAIL}"):
        handed(seat, email="other@example.org")
    assert Invitation.objects.count() == 1


def test_to_a_main_contact_nobody_hands_over(seat: Seat) -> None:
    other = SeatFactory(committee=seat.committee, role=Role.COORDINATOR).user
    for email in (other.email, seat.user.email):
        with pytest.raises(SeatRefused, match="is main contact already"):
            handed(seat, email=email)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER, Role.COORDINATOR, None])
def test_nobody_hands_over_for_somebody_else(seat: Seat, role: str | None) -> None:
    by = SeatFactory(committee=seat.committee, role=role).user if role else UserFactory()
    for asked in (None, ASKED):
        with pytest.raises(SeatRefused, match="Main contacts hand over their own seat"):
            handed(seat, by=by, asked=asked)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
def test_only_a_main_contact_hands_over(seat: Seat, role: str) -> None:
    with pytest.raises(SeatRefused, match="Only a main contact hands over"):
        handed(SeatFactory(committee=seat.committee, role=role))


def test_staff_enter_it_with_who_asked_and_not_without(seat: Seat) -> None:
    staff = StaffFactory()
    with pytest.raises(SeatRefused, match="the association does it when they ask"):
        handed(seat, by=staff)
    with pytest.raises(SeatRefused, match="The day on which they asked"):
        handed(seat, by=staff, asked=Asked("The chair", "phone", TODAY + dt.timedelta(days=1)))
    row = handed(seat, by=staff, asked=ASKED)
    assert (row.entered_by, row.asked_by, row.asked_how, row.asked_on) == (staff, "The chair", "phone", TODAY)
    join()
    assert held(seat.user) == []


def test_the_database_takes_no_half_request(seat: Seat) -> None:
    row = handed(seat)
    with pytest.raises(IntegrityError, match="handover_asked_whole"), transaction.atomic():
        Handover.objects.filter(pk=row.pk).update(asked_by="The chair")


def test_who_is_no_main_contact_any_more_hands_nothing_over(seat: Seat) -> None:
    handed(seat, Role.EDITOR)
    SeatFactory(committee=seat.committee, role=Role.COORDINATOR)
    end_seat(seat_id=seat.pk, by=StaffFactory(), now=NOW)
    with pytest.raises(SeatRefused, match="is not main contact any more"), transaction.atomic():
        join()
    assert not User.objects.filter(email=EMAIL).exists()
    assert held(seat.user) == []


def test_the_page_hands_over_and_takes_back(client_of: ClientOf, seat: Seat) -> None:
    client, people = client_of(seat.user), f"/workspace/committees/{seat.committee_id}/people/"
    address = f"/workspace/committees/{seat.committee_id}/hand-over/"
    assert address in client.get(people).text
    wrong = client.post(address, {"email": "nobody", "role_after": "leave"})
    assert wrong.status_code == 422
    assert 'value="nobody"' in wrong.text
    done = client.post(address, {"email": EMAIL, "role_after": "leave"}, follow=True)
    assert done.redirect_chain == [(people, 302)]
    words = text_of(done)
    assert "Nothing changes before it is accepted." in words
    assert "Former chair hands over to somebody new, who has not accepted yet." in words
    row = Handover.objects.get()
    assert row.role_after == ""
    client.post(f"/workspace/invitations/{row.invitation_id}/withdraw/")
    assert "Being handed over" not in client.get(people).text


def test_staff_have_the_same_page_with_who_asked(client_of: ClientOf, seat: Seat) -> None:
    client, address = client_of(StaffFactory()), f"/desk/committees/{seat.committee_id}/hand-over/"
    data = {"seat": seat.pk, "email": EMAIL, "role_after": "viewer", "asked_how": "post", "asked_by": "The chair"}
    assert "Enter the day, the month and the year." in text_of(client.post(address, data))
    day = {"asked_on_day": TODAY.day, "asked_on_month": TODAY.month, "asked_on_year": TODAY.year}
    done = client.post(address, data | day, follow=True)
    assert "The chair asked for it by post on" in text_of(done)
    assert Handover.objects.get().role_after == Role.VIEWER


def test_the_sheet_holds_what_somebody_new_has_to_know(client_of: ClientOf, seat: Seat) -> None:
    home = seat.committee.communities.get()
    partnership = PartnershipFactory(communities=[home, PartnerCommunityFactory()])
    handed(seat)
    words = text_of(client_of(seat.user).get(f"/workspace/committees/{seat.committee_id}/sheet/"))
    for part in (str(partnership), seat.user.email, EMAIL, "/accounts/login/", "What waits", "Where papers are kept"):
        assert part in words
    assert "Nobody has told the association in the last 12 months" in words


def test_a_longer_sheet_costs_no_more(client_of: ClientOf, seat: Seat) -> None:
    home = seat.committee.communities.get()
    client, address = client_of(seat.user), f"/workspace/committees/{seat.committee_id}/sheet/"

    def costs_with(more: int) -> int:
        for _n in range(more):
            partnership = PartnershipFactory(communities=[home, PartnerCommunityFactory()])
            complete_hand_in(partnership=partnership, committee=seat.committee, by=seat.user, with_authority=False)
            InvitationFactory(committee=seat.committee)
        SeatFactory.create_batch(more, committee=seat.committee)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    assert costs_with(1) == costs_with(2)
