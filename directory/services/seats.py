"""Give seats away and take them back; a committee never loses its last main contact."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.choices import COMMITTEE_ROLES, Role
from directory.models import Committee, Community, Seat, Silence
from sistercities.accounts.models import User
from sistercities.common.history import because
from sistercities.post.services import write_mail


class SeatRefused(ValidationError):
    """This seat cannot be given, changed or ended that way; the sentence says what to do."""


def may_manage(*, by: User, committee: Committee | None, community: Community | None) -> bool:
    """Whether `by` gives and takes seats there: main contacts on their committee, staff everywhere."""
    if committee is not None:
        return Committee.objects.coordinated_by(by).filter(pk=committee.pk).exists()
    return bool(community is not None and by.is_active and by.is_staff)


@transaction.atomic
def give_seat(
    *, user: User, role: str, now: dt.datetime, committee: Committee | None = None, community: Community | None = None
) -> Seat:
    """Seat a person from today on; the caller has made sure that the person was invited or belongs to the demo.

    Refused (SeatRefused): the person has a seat there already, or the committee is dissolved.
    """
    _lock(committee or community)
    if committee is not None:
        refuse_dissolved(committee)
    if Seat.objects.current().filter(user=user, committee=committee, community=community).exists():
        raise SeatRefused(
            _("%(person)s already has a seat here. Change what that seat allows instead."), params={"person": user}
        )
    return Seat.objects.create(
        user=user, committee=committee, community=community, role=role, starts_on=timezone.localdate(now)
    )


@transaction.atomic
def end_seat(*, seat_id: int, by: User, now: dt.datetime) -> Seat:
    """End a seat today and write to the person who held it. Ending it twice changes nothing the second time.

    Refused (SeatRefused): `by` does not manage these seats, or it is the committee's last main contact.
    """
    seat = _locked(seat_id, by)
    if seat.ends_on is not None:
        return seat
    _keep_a_main_contact(seat, _("Make somebody else a main contact first, then end this seat."))
    because("seat_ended", seat.role)
    end_held(seat, by=by, now=now)
    return seat


@transaction.atomic
def change_role(*, seat_id: int, role: str, by: User, now: dt.datetime) -> Seat:
    """Let a committee seat allow something else from today on; returns the seat that holds now.

    The old seat ends and a new one begins, so that what a person was allowed on any day stays on file; a seat
    that began today is changed in place. Refused (SeatRefused): `by` does not manage these seats, the seat has
    ended, it is a guest's, the role is not one of a committee's, the last main contact would become less, or notice
    to the committee runs.
    """
    seat = _locked(seat_id, by)
    if seat.role == role:
        return seat
    if seat.committee is None or role not in COMMITTEE_ROLES:
        raise SeatRefused(_("Choose one of the roles of a committee. A guest's seat can only be ended."))
    if seat.ends_on is not None:
        raise SeatRefused(_("This seat has ended. Invite the person again."))
    _keep_a_main_contact(seat, _("Make somebody else a main contact first, then change this role."))
    if role == Role.COORDINATOR:
        refuse_while_silent(seat.committee, by=by, now=now)
    because("role_changed", f"{seat.role} to {role}")
    return hold_as(seat, role, by=by, now=now)


def end_held(seat: Seat, *, by: User, now: dt.datetime) -> None:
    """End a seat that is held, whoever asks, and write to the person. The caller has checked and locked."""
    seat.ends_on = timezone.localdate(now)
    seat.save(update_fields=["ends_on"])
    _tell(seat, "accounts/seat_ended", by)


def hold_as(seat: Seat, role: str, *, by: User, now: dt.datetime) -> Seat:
    """Let a held seat allow something else, whoever asks, and write to its holder. The caller checked and locked."""
    today = timezone.localdate(now)
    if seat.starts_on == today:
        seat.role = role
        seat.save(update_fields=["role"])
    else:
        seat.ends_on = today
        seat.save(update_fields=["ends_on"])
        seat = Seat.objects.create(user=seat.user, committee=seat.committee, role=role, starts_on=today)
    _tell(seat, "accounts/seat_changed", by)
    return seat


def refuse_dissolved(committee: Committee) -> None:
    """Nobody gets a seat on a committee that is no more (SeatRefused)."""
    if Committee.objects.filter(pk=committee.pk, dissolved_on__isnull=False).exists():
        raise SeatRefused(_("This committee is dissolved: nobody can have a seat on it."), code="dissolved")


def refuse_while_silent(committee: Committee, *, by: User, now: dt.datetime) -> None:
    """While the notice to a committee runs, staff make nobody its main contact (SeatRefused)."""
    running = Silence.objects.running(timezone.localdate(now)).filter(committee=committee).first()
    if running and by.is_staff:
        raise SeatRefused(
            _("The committee was written to and has until %(day)s to answer. Nobody can be main contact before."),
            code="notice",
            params={"day": date_format(running.runs_until, "j F Y")},
        )


def _locked(seat_id: int, by: User) -> Seat:
    """The seat, with its committee locked: of two who remove the last two main contacts at once, one waits."""
    seat = Seat.objects.select_related("user", "committee", "community").get(pk=seat_id)
    if not may_manage(by=by, committee=seat.committee, community=seat.community):
        raise SeatRefused(_("Only a main contact of this committee or the association's staff can do that."))
    if seat.committee:
        _lock(seat.committee)
        seat.refresh_from_db(fields=["role", "ends_on", "starts_on"])
    return seat


def _lock(place: Committee | Community | None) -> None:
    if place is not None:
        type(place).objects.select_for_update().get(pk=place.pk)


def _keep_a_main_contact(seat: Seat, way_out: str | Promise) -> None:
    if seat.role != Role.COORDINATOR:
        return
    others = Seat.objects.current().filter(committee=seat.committee, role=Role.COORDINATOR, user__is_active=True)
    if not others.exclude(pk=seat.pk).exists():
        raise SeatRefused(
            _("%(person)s is the only main contact of this committee. %(way_out)s"),
            code="last_main_contact",
            params={"person": seat.user, "way_out": way_out},
        )


def _tell(seat: Seat, template: str, by: User) -> None:
    place = seat.committee or seat.community
    write_mail(to=seat.user.email, template=template, context={"seat": seat, "place": place, "by": by})
