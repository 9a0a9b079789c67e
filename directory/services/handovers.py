"""A main contact hands a committee over, or staff enter that they asked for it."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.choices import Role
from directory.models import Committee, Handover, Invitation, Seat
from directory.models.changes import STAYING_ROLES
from sistercities.accounts.models import User
from sistercities.common.history import because

from .seats import SeatRefused, end_held, give_seat, hold_as, refuse_dissolved, refuse_while_silent
from .sending import person_at, send_invitation


@dataclass(frozen=True)
class Asked:
    """Who asked the association for it, how (`choices.AskedHow`) and when."""

    by: str
    how: str
    on: dt.date


@transaction.atomic
def start_handover(
    *, seat_id: int, email: str, role_after: str, by: User, now: dt.datetime, asked: Asked | None = None
) -> Handover:
    """Invite the person at `email` to be main contact in the place of the one who holds this seat.

    Nothing changes before they accept; then the former main contact goes on as `role_after`, or leaves ("").
    The letter can be withdrawn like any invitation, which takes the handover back. Refused (SeatRefused): `by` is
    neither the holder nor, with `asked`, of the staff; the seat is not that of a main contact today; the successor is
    one already; the committee is dissolved, or staff enter it while notice to it runs; this seat is being handed over;
    the role or the day cannot be.
    """
    seat = Seat.objects.select_related("committee", "user").get(pk=seat_id)
    if seat.committee is None or seat.role != Role.COORDINATOR:
        raise SeatRefused(_("Only a main contact hands over."))
    Committee.objects.select_for_update().get(pk=seat.committee.pk)
    _refuse_others(seat, by, asked)
    refuse_dissolved(seat.committee)
    refuse_while_silent(seat.committee, by=by, now=now)
    if role_after not in ("", *STAYING_ROLES):
        raise SeatRefused(_("Choose what happens to the one who hands over."))
    if asked and asked.on > timezone.localdate(now):
        raise SeatRefused(_("The day on which they asked lies before us. Check it."))
    email = email.strip().lower()
    _refuse_main_contacts(seat, email)
    if found := Handover.objects.waiting().filter(seat=seat).select_related("invitation").first():
        raise SeatRefused(
            _("This seat is being handed over to %(email)s. Take that back first."),
            params={"email": found.invitation.email},
        )
    because("handover_started", f"{seat.user} to {email}")
    Invitation.objects.open(now).filter(email=email, committee=seat.committee).update(withdrawn_at=now)
    invitation = Invitation(email=email, role=Role.COORDINATOR, invited_by=by, committee=seat.committee)
    send_invitation(invitation, now)
    facts = {"asked_by": asked.by, "asked_how": asked.how, "asked_on": asked.on} if asked else {}
    return Handover.objects.create(invitation=invitation, seat=seat, role_after=role_after, entered_by=by, **facts)


def take_over(handover: Handover, *, successor: User, now: dt.datetime) -> Seat:
    """The successor accepts: they become main contact, and the one before stays as was chosen, or leaves.

    Called by the acceptance of the invitation, inside its transaction. A successor who had another seat on the
    committee keeps their history with a seat of its own for each role. Refused (SeatRefused): the one who handed over
    is not main contact any more; and what `give_seat` refuses.
    """
    former = Seat.objects.select_related("user", "committee").get(pk=handover.seat_id)
    committee = former.committee
    if committee is None:
        raise SeatRefused(_("Only a main contact hands over."))
    Committee.objects.select_for_update().get(pk=committee.pk)
    refuse_dissolved(committee)
    if former.ends_on is not None or former.role != Role.COORDINATOR:
        raise SeatRefused(
            _("%(name)s is not main contact any more. Ask the committee, or the association, for a new invitation."),
            params={"name": former.user},
        )
    because("handed_over", f"{former.user} to {successor}")
    held = Seat.objects.current().select_related("user", "committee").filter(user=successor, committee=committee)
    if seat := held.first():
        seat = seat if seat.role == Role.COORDINATOR else hold_as(seat, Role.COORDINATOR, by=former.user, now=now)
    else:
        seat = give_seat(user=successor, role=Role.COORDINATOR, committee=committee, now=now)
    if former.user != successor:
        if handover.role_after:
            hold_as(former, handover.role_after, by=successor, now=now)
        else:
            end_held(former, by=successor, now=now)
    return seat


def _refuse_others(seat: Seat, by: User, asked: Asked | None) -> None:
    if not Seat.objects.current().filter(pk=seat.pk, user__is_active=True).exists():
        raise SeatRefused(_("This seat has ended. Load the page again."))
    is_own = by == seat.user and by.is_active
    for_them = asked is not None and by.is_staff and by.is_active
    if not (is_own or for_them):
        raise SeatRefused(_("Main contacts hand over their own seat; the association does it when they ask."))


def _refuse_main_contacts(seat: Seat, email: str) -> None:
    held = Seat.objects.current().filter(committee=seat.committee, role=Role.COORDINATOR, user=person_at(email))
    if person_at(email) and held.exists():
        raise SeatRefused(
            _("%(email)s is main contact already. End or change the other seat instead."), params={"email": email}
        )
