"""Invite people by e-mail to a seat. An invitation works once, expires, and can be sent anew or withdrawn."""

import datetime as dt
import hashlib
import re
import secrets

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.choices import COMMITTEE_ROLES, Role
from directory.models import Committee, Community, Invitation, Seat
from sistercities.accounts.models import User
from sistercities.post.recipients import by_post
from sistercities.post.services import write_mail

from .seats import give_seat, may_manage

# Without letters that look like others on paper. An address on paper holds three groups of five.
EASY = "abcdefghjkmnpqrstuvwxyz23456789"
SHORT_TOKEN = re.compile(r"([A-Za-z0-9]{5}-){2}[A-Za-z0-9]{5}")
OPEN, ACCEPTED, WITHDRAWN, EXPIRED = "open", "accepted", "withdrawn", "expired"


class InvitationRefused(ValidationError):
    """This cannot be done with this invitation; the sentence says what to do."""


def invitation_by_token(token: str) -> Invitation | None:
    """The invitation whose link holds `token`. Only the digest is stored, so the links cannot be read back."""
    rows = Invitation.objects.select_related("committee", "community", "invited_by")
    return rows.filter(token_digest=_digest(token)).first()


def invitation_state(invitation: Invitation, now: dt.datetime) -> str:
    """One of open, accepted, withdrawn, expired."""
    if invitation.accepted_at:
        return ACCEPTED
    if invitation.withdrawn_at:
        return WITHDRAWN
    return OPEN if invitation.expires_at > now else EXPIRED


def person_at(email: str) -> User | None:
    """The person who signs in with this address, main or further one."""
    wanted = email.strip().lower()
    further = Q(emailaddress__email__iexact=wanted, emailaddress__verified=True)
    found = User.objects.filter(Q(email__iexact=wanted) | further).distinct()
    # The database folds more than case: "regiſtrar" is not "registrar".
    return next((person for person in found if wanted in _addresses(person)), None)


def _addresses(person: User) -> set[str]:
    further = (address.email for address in EmailAddress.objects.filter(user=person, verified=True))
    return {address.lower() for address in (person.email, *further)}


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
    has a seat there.
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
    Invitation.objects.open(now).filter(email=email, **here).update(withdrawn_at=now)
    invitation = Invitation(email=email, role=role, invited_by=by, **here)
    _send(invitation, now)
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
    invitation = Invitation.objects.select_for_update().filter(token_digest=_digest(token)).first()
    if invitation is None or invitation_state(invitation, now) != EXPIRED:
        raise InvitationRefused(_("Only an invitation that has expired can be sent again."))
    _send(invitation, now)
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


def _digest(token: str) -> str:
    """Of a token; one that is typed from paper is the same in capitals."""
    token = token.lower() if SHORT_TOKEN.fullmatch(token) else token
    return hashlib.sha256(token.encode()).hexdigest()


def _short_token() -> str:
    """Easy to type from paper, and impossible to guess while an invitation lives: 70 bits."""
    return "-".join("".join(secrets.choice(EASY) for _letter in range(5)) for _group in range(3))


def _send(invitation: Invitation, now: dt.datetime) -> None:
    """Give the invitation a new token and write its letter."""
    on_paper = by_post(invitation.email)
    token = _short_token() if on_paper else secrets.token_urlsafe(32)
    invitation.token_digest = _digest(token)
    invitation.created_at = now
    invitation.expires_at = now + dt.timedelta(days=settings.INVITATION_DAYS)
    invitation.save()
    link = f"{settings.PUBLIC_URL}{reverse('invitation_accept', args=[token])}"
    place = invitation.committee or invitation.community
    context = {"invitation": invitation, "place": place, "link": link}
    write_mail(to=on_paper or invitation.email, template="accounts/invitation", context=context, is_secret=True)


def _open_and_locked(token: str, now: dt.datetime) -> Invitation:
    invitation = Invitation.objects.select_for_update().filter(token_digest=_digest(token)).first()
    if invitation is None or invitation_state(invitation, now) != OPEN:
        raise InvitationRefused(_("This invitation no longer works. Ask the person who invited you for a new one."))
    return invitation


def _seat(invitation: Invitation, user: User, now: dt.datetime) -> Seat:
    if person_at(invitation.email) != user:
        raise InvitationRefused(_("This invitation was sent to another address than yours."))
    seat = give_seat(
        user=user, role=invitation.role, committee=invitation.committee, community=invitation.community, now=now
    )
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    if invitation.invited_by:
        place = invitation.committee or invitation.community
        context = {"seat": seat, "place": place, "invitation": invitation}
        write_mail(to=invitation.invited_by.email, template="accounts/invitation_accepted", context=context)
    return seat
