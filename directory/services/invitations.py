"""Invite people by e-mail to a seat. An invitation works once, expires, and can be sent anew or withdrawn."""

import datetime as dt

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from directory.choices import COMMITTEE_ROLES, Role
from directory.models import Committee, Community, Handover, Invitation, Seat
from sistercities.accounts.models import User
from sistercities.post.services import write_mail

from .handovers import take_over
from .seats import give_seat, may_manage, refuse_dissolved, refuse_while_silent
from .sending import digest, person_at, send_invitation
from .silences import end_by_seating

OPEN, ACCEPTED, WITHDRAWN, EXPIRED = "open", "accepted", "withdrawn", "expired"


class InvitationRefused(ValidationError):
    """This cannot be done with this invitation; the sentence says what to do."""


def invitation_by_token(token: str) -> Invitation | None:
    """The invitation whose link holds `token`. Only the digest is stored, so the links cannot be read back."""
    rows = Invitation.objects.select_related("committee", "community", "invited_by")
    return rows.filter(token_digest=digest(token)).first()


def invitation_state(invitation: Invitation, now: dt.datetime) -> str:
    """One of open, accepted, withdrawn, expired."""
    if invitation.accepted_at:
        return ACCEPTED
    if invitation.withdrawn_at:
        return WITHDRAWN
    return OPEN if invitation.expires_at > now else EXPIRED


@transaction.atomic
def invite(
    *,
    email: str,
    role: str,
    by: User,
    now: dt.datetime,
    committee: Committee | None = None,
    community: Community | None = None,
) -> Invitation:
    """Invite the person at `email` to a seat on a committee, or, as a guest of the other side, on a community.

    Writes a mail with the only copy of the link; it works once and for `settings.INVITATION_DAYS` days. An open
    invitation of the same address to the same place is withdrawn: the newest letter is the one that works.
    Refused (InvitationRefused): `by` does not manage these seats, the role does not fit the place, or the person
    has a seat there; SeatRefused: the committee is dissolved, or staff want a main contact while notice to it runs.
    """
    email = email.strip().lower()
    if not may_manage(by=by, committee=committee, community=community):
        raise InvitationRefused(_("Only a main contact of this committee or the association's staff can invite."))
    if role not in (COMMITTEE_ROLES if committee else (Role.GUEST,)):
        raise InvitationRefused(_("Choose one of the roles that are offered here."))
    here = {"committee": committee, "community": community}
    person = person_at(email)
    if person and Seat.objects.current().filter(user=person, **here).exists():
        raise InvitationRefused(_("%(email)s already has a seat here."), params={"email": email})
    if committee is not None:
        refuse_dissolved(committee)
        if role == Role.COORDINATOR:
            refuse_while_silent(committee, by=by, now=now)
    Invitation.objects.open(now).filter(email=email, **here).update(withdrawn_at=now)
    invitation = Invitation(email=email, role=role, invited_by=by, **here)
    send_invitation(invitation, now)
    return invitation


@transaction.atomic
def accept_invitation(*, token: str, user: User, now: dt.datetime) -> Seat:
    """Give the invited person, who is signed in, the seat, and tell the one who invited.

    Of two acceptances at once one wins. Refused (InvitationRefused): the invitation is not open, or it was sent to
    an address that is not `user`'s; SeatRefused: the person has a seat there.
    """
    return _seat(_open_and_locked(token, now), user, now)


@transaction.atomic
def join_by_invitation(
    *,
    token: str,
    full_name: str,
    now: dt.datetime,
    own_script_name: str = "",
    own_script_language: str = "",
    password: str | None = None,
) -> Seat:
    """Make the invited person's login, with the address verified by this very link, and give the seat.

    Without a password the person signs in by mailed codes. Refused (InvitationRefused): the invitation is not
    open, or the address has a login already.
    """
    invitation = _open_and_locked(token, now)
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                invitation.email,
                password or None,
                full_name=full_name,
                own_script_name=own_script_name,
                own_script_language=own_script_language,
            )
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    except IntegrityError as double:
        sentence = _("This address has a login already. Sign in with it, then open the link again.")
        raise InvitationRefused(sentence) from double
    return _seat(invitation, user, now)


@transaction.atomic
def renew_invitation(*, token: str, now: dt.datetime) -> Invitation:
    """Send an expired invitation anew, to the same address only; the link before this one no longer works.

    Refused (InvitationRefused) unless it has expired, so a link brings at most one new letter in
    `settings.INVITATION_DAYS` days.
    """
    invitation = Invitation.objects.select_for_update().filter(token_digest=digest(token)).first()
    if invitation is None or invitation_state(invitation, now) != EXPIRED:
        raise InvitationRefused(_("Only an invitation that has expired can be sent again."))
    send_invitation(invitation, now)
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation_id: int, by: User, now: dt.datetime) -> None:
    """Make the link of an invitation useless. Refused (InvitationRefused): not `by`'s to withdraw, or used already."""
    invitation = Invitation.objects.managed_by(by).select_for_update(of=("self",)).filter(pk=invitation_id).first()
    if invitation is None or invitation.accepted_at:
        raise InvitationRefused(_("This invitation has been used. End the seat instead."))
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = now
        invitation.save(update_fields=["withdrawn_at"])


def _open_and_locked(token: str, now: dt.datetime) -> Invitation:
    invitation = Invitation.objects.select_for_update().filter(token_digest=digest(token)).first()
    if invitation is None or invitation_state(invitation, now) != OPEN:
        raise InvitationRefused(_("This invitation no longer works. Ask the person who invited you for a new one."))
    return invitation


def _seat(invitation: Invitation, user: User, now: dt.datetime) -> Seat:
    if person_at(invitation.email) != user:
        raise InvitationRefused(_("This invitation was sent to another address than yours."))
    handover = Handover.objects.filter(invitation=invitation).first()
    if handover:
        seat = take_over(handover, successor=user, now=now)
    else:
        seat = give_seat(
            user=user, role=invitation.role, committee=invitation.committee, community=invitation.community, now=now
        )
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    if seat.committee and seat.role == Role.COORDINATOR:
        end_by_seating(seat.committee, successor=user, now=now)
    if invitation.invited_by:
        place = invitation.committee or invitation.community
        context = {"seat": seat, "place": place, "invitation": invitation}
        write_mail(to=invitation.invited_by.email, template="accounts/invitation_accepted", context=context)
    return seat
