"""What an earlier file or printed directory of the association lists: entered by one person, confirmed by another."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from directory.models import Community
from directory.services import add_community
from partnerships.models import EarlierRecognition, Partnership
from partnerships.stages import State
from sistercities.accounts.models import User
from sistercities.common.history import because
from sistercities.common.names import fold
from sistercities.desk.services import move_task, open_task, resolve_tasks
from sistercities.post.services import write_mail

from .partnerships import add_partnership, remove_proposed_partnership
from .states import add_state_claim

CONFIRM_TASK = "earlier_confirm"
# No association of this kind is older.
FIRST_YEAR = 1900
Side = Community | Mapping[str, Any]


class EarlierRefused(ValidationError):
    """The line was not entered, confirmed or taken out; the sentence says why."""


@transaction.atomic
def enter_line(
    *,
    source: str,
    year: int,
    by: User,
    now: dt.datetime,
    sides: Sequence[Side] = (),
    partnership: Partnership | None = None,
    page: str = "",
) -> EarlierRecognition:
    """Keep that a source of the association of that year lists a partnership. It counts once a colleague confirms.

    `partnership`: one that is here; without it the one of exactly these `sides`, which is added where it is missing,
    seen by staff alone until then. A side that the directory does not know is given by its facts for `add_community`.
    A source that was used before is taken in the spelling of then. Refused (EarlierRefused): `by` is not of the staff,
    a year that cannot be, all sides in one country, a side named twice, a partnership of which a line is here
    already; and what `add_community` and `add_partnership` refuse. Side effects: a desk task for the list; history.
    """
    _refuse_others(by)
    if not FIRST_YEAR <= year <= timezone.localdate(now).year:
        raise EarlierRefused({"year": _("Check the year.")}, code="year")
    if not source.strip():
        raise EarlierRefused({"source": _("Name the file or the directory.")}, code="source")
    partnership = partnership or _of_sides(sides)
    if found := EarlierRecognition.objects.filter(partnership=partnership).first():
        raise EarlierRefused(already_listed(found), code="double")
    because("earlier_entered")
    row = EarlierRecognition.objects.create(
        partnership=partnership,
        source=known_spelling(" ".join(source.split())),
        year=year,
        page=" ".join(page.split()),
        entered_by=by,
        entered_at=now,
    )
    settle_list(row, by=by, now=now)
    return row


@transaction.atomic
def confirm_lines(*, row_ids: Collection[int], by: User, now: dt.datetime) -> list[EarlierRecognition]:
    """A second person has looked at these lines: from now on the partnerships were recognised before this register.

    All or nothing. Refused (EarlierRefused): none is named, or `by` may not confirm one of them (any more): not of the
    staff, entered it, or a colleague was quicker. Side effects: a partnership that only its source lists becomes
    public as "not confirmed"; the task of a list without further lines is done.
    """
    rows = EarlierRecognition.objects.confirmable_by(by).filter(pk__in=row_ids)
    found = list(rows.select_for_update(of=("self",)).select_related("partnership").order_by("pk"))
    if not found:
        raise EarlierRefused(_("Tick the lines that you have found on the page of the source."), code="none")
    if len(found) != len(set(row_ids)):
        raise EarlierRefused(_("A colleague has dealt with one of these lines already. Look at the list again."))
    because("earlier_confirmed")
    for row in found:
        row.confirmed_by, row.confirmed_at = by, now
        row.save(update_fields=["confirmed_by", "confirmed_at"])
        _make_public(row, by=by, now=now)
    for row in {(row.source, row.year): row for row in found}.values():
        settle_list(row, by=by, now=now)
    return found


@transaction.atomic
def remove_line(*, row_id: int, by: User, now: dt.datetime, reason: str = "") -> None:
    """Take out a line that waits: its own person takes it back, a colleague says why it is not so.

    What was added for this line alone goes too. Refused (EarlierRefused): `by` is not of the staff, the line is
    confirmed or gone, a colleague gives no reason. Side effects: a letter to the one who entered it, unless they do it
    themselves; history.
    """
    _refuse_others(by)
    waiting = EarlierRecognition.objects.waiting().select_for_update(of=("self",))
    row = waiting.select_related("partnership", "entered_by").filter(pk=row_id).first()
    if row is None:
        raise EarlierRefused(_("A colleague has dealt with this line already."), code="gone")
    is_own = row.entered_by == by
    if not is_own and not reason.strip():
        raise EarlierRefused({"reason": _("Say what is not so. The one who entered it reads it.")}, code="reason")
    title, why = str(row.partnership), reason.strip()
    because("earlier_removed", why)
    if not is_own and row.entered_by.is_active:
        context = {"row": row, "title": title, "reason": why, "by": by}
        write_mail(to=row.entered_by.email, template="partnerships/earlier_not_so", context=context)
    EarlierRecognition.objects.filter(pk=row.pk).delete()
    remove_proposed_partnership(partnership_id=row.partnership_id)
    settle_list(row, by=by, now=now)


def already_listed(row: EarlierRecognition) -> str:
    """Why a partnership cannot be entered again."""
    sentences = {
        True: gettext("This partnership is confirmed already: %(source)s."),
        False: gettext("This partnership waits already to be confirmed: %(source)s."),
    }
    return sentences[row.confirmed_by_id is not None] % {"source": row.in_words}


def two_countries(countries: Collection[str]) -> bool:
    """Whether sides of these countries can be partners: a territory with its own ISO code counts as one."""
    return len(set(countries)) > 1


def _of_sides(sides: Sequence[Side]) -> Partnership:
    """The partnership of these sides, added where it is missing."""
    if not two_countries([str(side.country if isinstance(side, Community) else side["country"]) for side in sides]):
        raise EarlierRefused(_("All sides stand in one country. A partnership needs two."), code="countries")
    if any(side in sides[:n] for n, side in enumerate(sides)):
        raise EarlierRefused(_("A community is named twice. Name each of them once."), code="sides")
    known = [side for side in sides if isinstance(side, Community)]
    if len(known) == len(sides) and (found := Partnership.objects.between(known).first()):
        return found
    places = [
        side if isinstance(side, Community) else add_community(is_proposed=True, source="", **side) for side in sides
    ]
    return add_partnership(communities=places, is_proposed=True)


def known_spelling(source: str) -> str:
    """The same source as it was written before."""
    names = EarlierRecognition.objects.order_by("source").values_list("source", flat=True).distinct()
    return next((name for name in names if fold(name) == fold(source)), source)


def _make_public(row: EarlierRecognition, *, by: User, now: dt.datetime) -> None:
    """A partnership of which nothing else is public is one that this source lists."""
    if not Partnership.objects.public().filter(pk=row.partnership_id).exists():
        add_state_claim(
            partnership=row.partnership,
            state=State.NOT_CONFIRMED,
            source=row.in_words,
            stated_on=timezone.localdate(now),
            by=by,
        )


def settle_list(row: EarlierRecognition, *, by: User, now: dt.datetime) -> None:
    """One open task for the list of this row while a line of it waits, and none after that."""
    listed = EarlierRecognition.objects.of_list(row)
    subjects = {row.pk, *listed.values_list("pk", flat=True)}
    waiting = listed.waiting().order_by("entered_at", "pk").first()
    if waiting is None:
        n = listed.confirmed().count()
        outcome = ngettext("%(n)d line of this list is confirmed", "%(n)d lines of this list are confirmed", n)
        if move_task(kind=CONFIRM_TASK, subject_ids=subjects, to=row.pk):
            resolve_tasks(kind=CONFIRM_TASK, subject_id=row.pk, by=by, outcome=outcome % {"n": n}, now=now)
    elif not move_task(kind=CONFIRM_TASK, subject_ids=subjects, to=waiting.pk):
        open_task(kind=CONFIRM_TASK, subject_id=waiting.pk, title=f"{row.source}, {row.year}", now=now)


def _refuse_others(by: User) -> None:
    if not (by.is_active and by.is_staff):
        raise EarlierRefused(_("Only the association does this."), code="person")
