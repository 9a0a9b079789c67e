"""The pages of seats and invitations, through the browser's eyes."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from directory.choices import Role
from directory.models import Committee, Invitation, Seat
from directory.services import invite, join_by_invitation, withdraw_invitation
from sistercities.accounts.models import User
from sistercities.post.models import Mail
from tests.directory.test_invitations import newest_token
from tests.factories import (
    CommitteeFactory,
    InvitationFactory,
    PartnerCommunityFactory,
    SeatFactory,
    StaffFactory,
    UserFactory,
)

ClientOf = Callable[[User | None], Client]


@pytest.fixture
def committee(db: None) -> Committee:
    return CommitteeFactory(name="Saint John's committee")


@pytest.fixture
def main_contact(committee: Committee) -> User:
    return SeatFactory(committee=committee, role=Role.COORDINATOR).user


def seat_of(user: User) -> Seat:
    return Seat.objects.get(user=user)


def page_of(committee: Committee) -> str:
    return f"/workspace/committees/{committee.pk}/people/"


def link_to(committee: Committee, by: User, email: str = "new@example.org", **when: dt.datetime) -> str:
    invite(email=email, committee=committee, role=Role.EDITOR, by=by, **{"now": timezone.now(), **when})
    return f"/accounts/invitations/{newest_token()}/"


def test_a_main_contact_invites_and_withdraws(client_of: ClientOf, committee: Committee, main_contact: User) -> None:
    client = client_of(main_contact)
    response = client.post(page_of(committee), {"email": "new@example.org", "role": "viewer"}, follow=True)
    assert response.redirect_chain == [(page_of(committee), 302)]
    assert "A letter with a link is on its way to new@example.org." in response.text
    invitation = Invitation.objects.get()
    client.post(f"/workspace/invitations/{invitation.pk}/withdraw/")
    assert "new@example.org</th>" not in client.get(page_of(committee)).text
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is not None


def test_a_refused_invitation_says_why(client_of: ClientOf, committee: Committee, main_contact: User) -> None:
    response = client_of(main_contact).post(page_of(committee), {"email": main_contact.email, "role": "viewer"})
    assert response.status_code == 422
    assert f"{main_contact.email} already has a seat here." in response.text
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
def test_other_members_see_names_and_change_nothing(
    client_of: ClientOf, committee: Committee, main_contact: User, role: str
) -> None:
    InvitationFactory(committee=committee, email="secret@example.org")
    client = client_of(SeatFactory(committee=committee, role=role).user)
    page = client.get(page_of(committee)).text
    assert main_contact.full_name in page
    for hidden in (main_contact.email, "secret@example.org", "Send the invitation", "/workspace/seats/"):
        assert hidden not in page
    assert client.post(page_of(committee), {"email": "new@example.org", "role": "viewer"}).status_code == 404
    assert Invitation.objects.count() == 1


def test_a_seat_is_changed_and_ended(client_of: ClientOf, committee: Committee, main_contact: User) -> None:
    seat = SeatFactory(committee=committee, role=Role.VIEWER)
    client = client_of(main_contact)
    client.post(f"/workspace/seats/{seat.pk}/role/", {"role": "editor"})
    held = Seat.objects.current().get(user=seat.user)
    assert held.role == Role.EDITOR
    client.post(f"/workspace/seats/{held.pk}/end/")
    assert not Seat.objects.current().filter(user=seat.user).exists()
    assert "Seats that have ended" in client.get(page_of(committee)).text


@pytest.mark.parametrize(("address", "data"), [("role", {"role": "viewer"}), ("end", {})])
def test_the_last_main_contact_is_told_what_to_do(
    client_of: ClientOf, committee: Committee, main_contact: User, address: str, data: dict[str, str]
) -> None:
    seat = seat_of(main_contact)
    response = client_of(main_contact).post(f"/workspace/seats/{seat.pk}/{address}/", data)
    assert response.status_code == 422
    assert "Make somebody else a main contact first" in response.text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_people(
    client_of: ClientOf, committee: Committee, main_contact: User, rows: int, django_assert_num_queries: Callable
) -> None:
    SeatFactory.create_batch(rows, committee=committee)
    SeatFactory.create_batch(rows, committee=committee, ends_on=timezone.localdate())
    InvitationFactory.create_batch(rows, committee=committee)
    client = client_of(main_contact)
    client.get(page_of(committee))
    with django_assert_num_queries(10):
        client.get(page_of(committee))


def test_staff_find_a_committee_and_invite_its_first_main_contact(client_of: ClientOf, committee: Committee) -> None:
    client = client_of(StaffFactory())
    assert "none yet: invite one" in client.get("/desk/people/", {"q": "saint john"}).text
    client.post(f"/desk/committees/{committee.pk}/people/", {"email": "chair@example.org", "role": "coordinator"})
    assert Invitation.objects.get().email == "chair@example.org"


def test_staff_invite_a_guest_of_a_community(client_of: ClientOf, db: None) -> None:
    community = PartnerCommunityFactory()
    client = client_of(StaffFactory())
    assert f"/desk/communities/{community.slug}/guests/" in client.get("/desk/people/", {"q": community.name}).text
    client.post(f"/desk/communities/{community.slug}/guests/", {"email": "guest@example.org"})
    assert (Invitation.objects.get().community, Invitation.objects.get().role) == (community, Role.GUEST)


def test_a_newcomer_joins_and_is_signed_in(client: Client, committee: Committee, main_contact: User) -> None:
    link = link_to(committee, main_contact)
    assert client.get(link).status_code == 200
    response = client.post(link, {"full_name": "Secretary", "own_script_name": "書記", "own_script_language": "ja"})
    assert (response.status_code, response.url) == (302, "/workspace/")
    assert client.get("/accounts/profile/").context["user"].full_name == "Secretary"


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"full_name": ""}, "Fill this in."),
        ({"full_name": "Secretary", "password": "short"}, "This password is too short."),
        ({"full_name": "Secretary", "own_script_name": "書記"}, "Choose the language"),
    ],
)
def test_a_newcomer_is_told_what_is_missing(
    client: Client, committee: Committee, main_contact: User, answers: dict[str, str], sentence: str
) -> None:
    response = client.post(link_to(committee, main_contact), answers)
    assert response.status_code == 422
    assert sentence in response.text
    assert not User.objects.filter(email="new@example.org").exists()


def test_reading_the_link_accepts_nothing(client: Client, committee: Committee, main_contact: User) -> None:
    """Mail scanners fetch every link, some more than once."""
    link = link_to(committee, main_contact)
    for method in (client.get, client.head, client.get):
        assert method(link).status_code == 200
    assert Invitation.objects.get().accepted_at is None
    assert client.put(link).status_code == 405


def test_a_member_accepts_with_one_button(client_of: ClientOf, committee: Committee, main_contact: User) -> None:
    user = UserFactory(email="known@example.org")
    client, link = client_of(user), link_to(committee, main_contact, email="known@example.org")
    assert "Accept the invitation" in client.get(link).text
    assert client.post(link).status_code == 302
    assert Seat.objects.current().get(user=user).role == Role.EDITOR


def test_a_member_who_is_signed_out_signs_in_first(client: Client, committee: Committee, main_contact: User) -> None:
    UserFactory(email="known@example.org", password="a long enough sentence")
    link = link_to(committee, main_contact, email="known@example.org")
    page = client.get(link)
    assert f"/accounts/login/?next={link}" in page.text
    assert client.post(link, {"full_name": "Double"}).status_code == 200
    response = client.post(
        f"/accounts/login/?next={link}", {"login": "known@example.org", "password": "a long enough sentence"}
    )
    assert (response.status_code, response.url) == (302, link)
    assert Invitation.objects.get().accepted_at is None


def test_somebody_else_is_told_what_to_do(client_of: ClientOf, committee: Committee, main_contact: User) -> None:
    client, link = client_of(UserFactory(full_name="Treasurer")), link_to(committee, main_contact)
    page = client.get(link)
    assert "You are signed in as Treasurer, but this invitation was sent to new@example.org." in page.text
    assert client.post(link, {"full_name": "Treasurer"}).status_code == 200
    assert Invitation.objects.get().accepted_at is None
    signed_out = client.post("/accounts/logout/", {"next": link})
    assert (signed_out.status_code, signed_out.url) == (302, link)


def test_an_expired_invitation_offers_a_new_one(client: Client, committee: Committee, main_contact: User) -> None:
    link = link_to(committee, main_contact, now=timezone.now() - dt.timedelta(days=15))
    page = client.get(link)
    assert page.status_code == 410
    assert "Send me a new one" in page.text
    assert client.get(f"{link}new/").status_code == 405
    assert "We have written to new@example.org." in client.post(f"{link}new/").text
    assert [mail.to for mail in Mail.objects.filter(kind="accounts/invitation")] == ["new@example.org"] * 2
    assert client.get(link).status_code == 404
    assert client.get(f"/accounts/invitations/{newest_token()}/").status_code == 200


def test_asking_for_new_ones_is_limited(client: Client, db: None) -> None:
    answers = [client.post("/accounts/invitations/no-such-token/new/").status_code for _attempt in range(11)]
    assert answers == [302] * 10 + [429]


@pytest.mark.parametrize("state", ["used", "withdrawn", "unknown"])
def test_a_link_that_cannot_be_used_says_why(
    client: Client, committee: Committee, main_contact: User, state: str
) -> None:
    link = link_to(committee, main_contact)
    if state == "used":
        join_by_invitation(token=newest_token(), full_name="Secretary", now=timezone.now())
    elif state == "withdrawn":
        withdraw_invitation(invitation_id=Invitation.objects.get().pk, by=main_contact, now=timezone.now())
    else:
        link = "/accounts/invitations/no-such-token/"
    page = client.get(link)
    assert page.status_code == (404 if state == "unknown" else 410)
    assert ("This invitation has been used" if state == "used" else "This link does not work") in page.text
    assert "Send me a new one" not in page.text
