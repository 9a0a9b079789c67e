"""The other side hears of what one side or the association did, also where nobody of it uses this portal."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.choices import BOTH_SIDES, ActionKind, Status
from agreements.models import HandIn, RegistryEntry
from directory.models import Seat
from partnerships.models import Party
from sistercities.accounts.models import User
from sistercities.desk.models import Task
from sistercities.desk.services import open_task, resolve_tasks

from .changing import HandInRefused, lock, note

TELL_TASK = "handin_tell"


def sides_to_tell(hand_in: HandIn) -> Sequence[Party]:
    """The sides that did not act themselves and that no mail can reach: nobody has a seat on them."""
    if hand_in.act in BOTH_SIDES:
        return ()
    parties = Party.objects.filter(partnership=hand_in.partnership_id).exclude(pk=hand_in.acting_party_id or 0)
    seats = Seat.objects.current().filter(user__is_active=True)
    rows = parties.select_related("community").order_by("side")
    return [row for row in rows if not seats.on_sides(Party.objects.filter(pk=row.pk).values("community")).exists()]


def ask_to_tell(hand_in: HandIn, entry: RegistryEntry, *, now: dt.datetime) -> Task | None:
    """Open a task to write by post to the sides that no mail reaches; None where there are none."""
    sides = sides_to_tell(hand_in)
    if not sides:
        return None
    names = ", ".join(party.community.name for party in sides)
    title = _("%(names)s: %(number)s, %(act)s") % {
        "names": names,
        "number": entry.number,
        "act": hand_in.get_act_display(),
    }
    return open_task(kind=TELL_TASK, subject_id=hand_in.pk, title=title, now=now)


@transaction.atomic
def tell_other_side(*, hand_in_id: int, how: str, on: dt.date, by: User, now: dt.datetime) -> HandIn:
    """Note that the other side was written to, how and on which day; its task is done.

    Refused (HandInRefused): not staff, or nobody waits to be told.
    """
    hand_in = lock(hand_in_id)
    open_tasks = Task.objects.open().filter(kind=TELL_TASK, subject_id=hand_in.pk)
    if not by.is_staff or hand_in.status != Status.RECORDED or not open_tasks.exists():
        raise HandInRefused(_("Nobody waits to be told about this."), code="told")
    outcome = _("%(how)s, %(day)s") % {"how": how, "day": date_format(on, "j F Y")}
    note(hand_in, ActionKind.TOLD, by=by, at=now, text=outcome)
    resolve_tasks(kind=TELL_TASK, subject_id=hand_in.pk, by=by, outcome=outcome, now=now)
    return hand_in
