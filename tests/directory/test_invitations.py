"""Invitations: one letter, one seat, once, within two weeks."""

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import is_password_usable
from django.utils import timezone

from directory.choices import Role
from directory.models import Committee, Invitation, Seat
from directory.services import (
    InvitationRefused,
    SeatRefused,
    accept_invitation,
    invite,
    join_by_invitation,
    renew_invitation,
    withdraw_invitation,
)
from directory.services.invitations import invitation_by_token, invitation_state, person_at
from sistercities.accounts.models import User
from sistercities.post.models import Mail
from tests.factories import CommitteeFactory, PartnerCommunityFactory, SeatFactory, StaffFactory, UserFactory
from tests.parallel import at_once

NOW = timezone.now()
LATER = NOW + dt.timedelta(days=14)


@pytest.fixture
def committee(db: None) -> Committee:
    return CommitteeFactory(name="Saint John's committee")


@pytest.fixture
def main_contact(committee: Committee) -> User:
    return SeatFactory(committee=committee, role=Role.COORDINATOR).user


def newest_token() -> str:
    """The token of the newest letter, as its reader finds it; text and HTML hold the same link."""
    mail = Mail.objects.filter(kind="accounts/invitation").latest("pk")
    (token,) = set(re.findall(r"/accounts/invitations/([\w-]+)/", mail.text + mail.html))
    return token


def invited(committee: Committee, by: User, email: str = "new@example.org", role: str = Role.EDITOR) -> str:
    invite(email=email, committee=committee, role=role, by=by, now=NOW)
    return newest_token()


def test_the_letter_says_who_where_until_when_and_is_secret(committee: Committee, main_contact: User) -> None:
    invitation = invite(email=" New@Example.org ", committee=committee, role=Role.VIEWER, by=main_contact, now=NOW)
    mail = Mail.objects.get()
    assert (mail.to, mail.subject, mail.is_secret) == (
        "new@example.org",
        "Your invitation to Saint John's committee",
        True,
    )
    assert f"{main_contact} invites you to our portal, for “Saint John's committee”." in mail.text
    assert "You join as: Reader." in mail.text
    assert invitation.expires_at == LATER
    assert f"until {timezone.localdate(LATER):%-d %B %Y}" in mail.text


def test_only_a_digest_of_the_token_is_stored(committee: Committee, main_contact: User) -> None:
    token = invited(committee, main_contact)
    invitation = Invitation.objects.get()
    assert len(token) >= 43
    assert token not in str(vars(invitation))
    assert invitation_by_token(token) == invitation
    assert invitation_by_token(invitation.token_digest) is None


@pytest.mark.parametrize("password", [None, "a long enough sentence"])
def test_a_new_person_joins_with_a_verified_address(
    committee: Committee, main_contact: User, password: str | None
) -> None:
    token = invited(committee, main_contact)
    seat = join_by_invitation(
        token=token,
        full_name="Secretary",
        own_script_name="書記",
        own_script_language="ja",
        password=password,
        now=NOW,
    )
    user = seat.user
    assert (seat.committee, seat.role, seat.starts_on) == (committee, Role.EDITOR, timezone.localdate(NOW))
    assert (user.email, user.full_name, user.own_script_name) == ("new@example.org", "Secretary", "書記")
    assert (user.is_staff, is_password_usable(user.password)) == (False, password is not None)
    assert EmailAddress.objects.filter(user=user, email=user.email, verified=True, primary=True).count() == 1
    assert Mail.objects.get(kind="accounts/invitation_accepted").to == main_contact.email


def test_an_invitation_works_once(committee: Committee, main_contact: User) -> None:
    token = invited(committee, main_contact)
    user = join_by_invitation(token=token, full_name="Secretary", now=NOW).user
    with pytest.raises(InvitationRefused, match="no longer works"):
        accept_invitation(token=token, user=user, now=NOW)
    with pytest.raises(InvitationRefused, match="no longer works"):
        join_by_invitation(token=token, full_name="Somebody else", now=NOW)
    assert Seat.objects.filter(committee=committee).count() == 2


def test_it_expires_after_fourteen_days(committee: Committee, main_contact: User) -> None:
    token = invited(committee, main_contact)
    invitation = Invitation.objects.get()
    assert invitation_state(invitation, LATER - dt.timedelta(seconds=1)) == "open"
    assert invitation_state(invitation, LATER) == "expired"
    with pytest.raises(InvitationRefused):
        join_by_invitation(token=token, full_name="Secretary", now=LATER)


def test_a_person_with_a_login_accepts_with_it(committee: Committee, main_contact: User) -> None:
    user = UserFactory(email="known@example.org")
    token = invited(committee, main_contact, email="Known@example.org")
    with pytest.raises(InvitationRefused, match="has a login already"):
        join_by_invitation(token=token, full_name="Double", now=NOW)
    assert accept_invitation(token=token, user=user, now=NOW).user == user


def test_a_further_verified_address_is_the_same_person(committee: Committee, main_contact: User) -> None:
    user = UserFactory()
    EmailAddress.objects.create(user=user, email="second@example.org", verified=True)
    token = invited(committee, main_contact, email="second@example.org")
    assert accept_invitation(token=token, user=user, now=NOW).user == user


def test_an_unverified_address_proves_nothing(committee: Committee, main_contact: User) -> None:
    user = UserFactory()
    EmailAddress.objects.create(user=user, email="claimed@example.org", verified=False)
    token = invited(committee, main_contact, email="claimed@example.org")
    with pytest.raises(InvitationRefused, match="another address"):
        accept_invitation(token=token, user=user, now=NOW)


def test_nobody_accepts_for_another(committee: Committee, main_contact: User) -> None:
    token = invited(committee, main_contact)
    with pytest.raises(InvitationRefused, match="another address"):
        accept_invitation(token=token, user=UserFactory(), now=NOW)
    assert Invitation.objects.get().accepted_at is None


def test_a_seat_that_is_held_stays_as_it_is(committee: Committee, main_contact: User) -> None:
    user = UserFactory()
    EmailAddress.objects.create(user=user, email="second@example.org", verified=True)
    token = invited(committee, main_contact, email="second@example.org", role=Role.VIEWER)
    SeatFactory(committee=committee, user=user, role=Role.EDITOR)
    with pytest.raises(SeatRefused, match="already has a seat here"):
        accept_invitation(token=token, user=user, now=NOW)
    assert Seat.objects.get(user=user).role == Role.EDITOR


def test_inviting_somebody_who_is_here_is_refused(committee: Committee, main_contact: User) -> None:
    with pytest.raises(InvitationRefused, match="already has a seat here"):
        invite(email=main_contact.email.upper(), committee=committee, role=Role.EDITOR, by=main_contact, now=NOW)
    assert not Mail.objects.exists()


def test_the_newest_letter_is_the_one_that_works(committee: Committee, main_contact: User) -> None:
    first = invited(committee, main_contact)
    second = invited(committee, main_contact)
    with pytest.raises(InvitationRefused):
        join_by_invitation(token=first, full_name="Secretary", now=NOW)
    assert join_by_invitation(token=second, full_name="Secretary", now=NOW)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER, None])
def test_only_main_contacts_and_staff_invite(committee: Committee, main_contact: User, role: str | None) -> None:
    other = SeatFactory(committee=committee, role=role).user if role else UserFactory()
    with pytest.raises(InvitationRefused, match="Only a main contact"):
        invite(email="new@example.org", committee=committee, role=Role.EDITOR, by=other, now=NOW)
    assert invite(email="new@example.org", committee=committee, role=Role.EDITOR, by=StaffFactory(), now=NOW)


def test_staff_invite_the_first_main_contact(committee: Committee) -> None:
    token = invited(committee, StaffFactory(), role=Role.COORDINATOR)
    seat = join_by_invitation(token=token, full_name="Chair of the committee", now=NOW)
    assert Committee.objects.coordinated_by(seat.user).get() == committee


def test_staff_invite_a_guest_of_the_other_side(main_contact: User) -> None:
    community = PartnerCommunityFactory()
    invite(email="guest@example.org", community=community, role=Role.GUEST, by=StaffFactory(), now=NOW)
    seat = join_by_invitation(token=newest_token(), full_name="International desk", now=NOW)
    assert (seat.community, seat.committee, seat.role) == (community, None, Role.GUEST)
    with pytest.raises(InvitationRefused):
        invite(email="another@example.org", community=community, role=Role.GUEST, by=main_contact, now=NOW)


def test_a_role_that_does_not_fit_the_place_is_refused(committee: Committee, main_contact: User) -> None:
    with pytest.raises(InvitationRefused, match="one of the roles"):
        invite(email="new@example.org", committee=committee, role=Role.GUEST, by=main_contact, now=NOW)
    with pytest.raises(InvitationRefused, match="one of the roles"):
        invite(
            email="new@example.org",
            community=PartnerCommunityFactory(),
            role=Role.COORDINATOR,
            by=StaffFactory(),
            now=NOW,
        )


def test_an_expired_invitation_is_sent_anew_to_the_same_address(committee: Committee, main_contact: User) -> None:
    old = invited(committee, main_contact)
    renewed = renew_invitation(token=old, now=LATER)
    new = newest_token()
    assert new != old
    assert invitation_by_token(old) is None
    assert renewed.expires_at == LATER + dt.timedelta(days=14)
    assert [mail.to for mail in Mail.objects.filter(kind="accounts/invitation")] == ["new@example.org"] * 2
    assert join_by_invitation(token=new, full_name="Secretary", now=LATER).committee == committee


def test_only_an_expired_invitation_is_sent_anew(committee: Committee, main_contact: User) -> None:
    token = invited(committee, main_contact)
    for moment, reason in ((NOW, "still open"), (LATER, "withdrawn")):
        if reason == "withdrawn":
            withdraw_invitation(invitation_id=Invitation.objects.get().pk, by=main_contact, now=NOW)
        with pytest.raises(InvitationRefused, match="Only an invitation that has expired"):
            renew_invitation(token=token, now=moment)
    with pytest.raises(InvitationRefused):
        renew_invitation(token="no such token", now=LATER)
    assert Mail.objects.filter(kind="accounts/invitation").count() == 1


def test_a_withdrawn_invitation_gives_nothing(committee: Committee, main_contact: User) -> None:
    token = invited(committee, main_contact)
    invitation = Invitation.objects.get()
    with pytest.raises(InvitationRefused):
        withdraw_invitation(invitation_id=invitation.pk, by=SeatFactory(committee=committee).user, now=NOW)
    withdraw_invitation(invitation_id=invitation.pk, by=main_contact, now=NOW)
    with pytest.raises(InvitationRefused):
        join_by_invitation(token=token, full_name="Secretary", now=NOW)
    withdraw_invitation(invitation_id=invitation.pk, by=main_contact, now=LATER)
    invitation.refresh_from_db()
    assert invitation.withdrawn_at == NOW


def test_a_used_invitation_cannot_be_withdrawn(committee: Committee, main_contact: User) -> None:
    join_by_invitation(token=invited(committee, main_contact), full_name="Secretary", now=NOW)
    with pytest.raises(InvitationRefused, match="End the seat instead"):
        withdraw_invitation(invitation_id=Invitation.objects.get().pk, by=main_contact, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_wins(settings) -> None:
    settings.IS_DEMO = True  # elsewhere the link is wiped from the log once the letter is sent
    committee = CommitteeFactory()
    token = invited(committee, StaffFactory())
    names = ["First", "Second"]
    outcomes = at_once(lambda name: join_by_invitation(token=token, full_name=name, now=NOW), names)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["InvitationRefused", "Seat"]
    assert User.objects.filter(email="new@example.org").count() == 1
    assert Seat.objects.count() == 1


@pytest.mark.parametrize("look_alike", ["regi\u017ftrar@example.org", "reg\u0131strar@example.org"])
@pytest.mark.django_db
def test_an_address_that_only_looks_alike_is_nobodys(look_alike):
    person = UserFactory(email="Registrar@example.org")
    assert person_at("registrar@EXAMPLE.org ") == person
    assert person_at(look_alike) is None
