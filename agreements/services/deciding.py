"""What the association decides about a record: void, an erratum, another entry in its place, one of its files."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.choices import ABOUT_FILE, BY_ASSOCIATION, Act, ActionKind, Change, DocumentKind, FileRole, Visibility
from agreements.models import HandIn, Instrument, RegistryEntry, Scan
from sistercities.accounts.models import User
from sistercities.common.dates import PartialDate

from .changing import HandInRefused, note, open_for_change
from .files import add_scan
from .handing_in import submit_hand_in

# What is decided here. A public copy and a withholding name a file of the record.
DECIDED = (Act.VOID, Act.ERRATUM, Act.SUPERSESSION, *ABOUT_FILE)
STATEMENT = _("The file is the paper on which the association's decision rests.")


@dataclass(frozen=True)
class Decision:
    """`decided_on`: of a supersession the day from which the other entry stands in its place.

    `about`: the file of which a public copy is made, or which is withheld; said once, when it is decided.
    `destroyed_by_order_of`, with the day of the order: who demands that the withheld file be destroyed, a court or a
    law.
    """

    reason: str
    decided_on: dt.date
    successor: RegistryEntry | None = None
    wrong_words: str = ""
    right_words: str = ""
    about: Scan | None = None
    destroyed_by_order_of: str = ""
    ordered_on: dt.date | None = None


@transaction.atomic
def decide(
    *,
    entry: RegistryEntry,
    act: str,
    decision: Decision,
    paper: BinaryIO,
    name: str,
    by: User,
    now: dt.datetime,
    visibility: str = Visibility.ASSOCIATION,
) -> HandIn:
    """Put a decision about a founding entry on its way: it waits for review and for the second person, as every paper.

    Refused (HandInRefused): not staff, a later act, an act that is not decided here, an entry that cannot stand in its
    place, no public file of the record or one that is withheld; destroyed by order can be one that is withheld.
    ValidationError: no reason, a day to come, half of an order, a file that is not taken.
    """
    if not by.is_staff or entry.act != Act.FOUNDING or act not in DECIDED:
        raise HandInRefused(_("The association decides about the first record of an agreement."), code="act")
    if act in ABOUT_FILE and not _is_open(decision, entry):
        raise HandInRefused(_("Choose a public file of this record that is not withheld yet."), code="file")
    hand_in = HandIn(
        partnership=entry.partnership,
        act=act,
        founding=entry,
        relationship=entry.partnership.kind,
        on_behalf=True,
        arrived_from=str(_("The association")),
        received_on=timezone.localdate(now),
        about_scan=decision.about if act in ABOUT_FILE else None,
        started_by=by,
        started_at=now,
    )
    _say(hand_in, decision, today=timezone.localdate(now))
    hand_in.save()
    Instrument.objects.create(hand_in=hand_in, kind=DocumentKind.DECISION, languages=["en"])
    note(hand_in, ActionKind.STARTED, by=by, at=now)
    facts: dict[str, Any] = {"role": FileRole.DECISION, "visibility": visibility, "by": by, "now": now}
    scan = add_scan(hand_in_id=hand_in.pk, upload=paper, name=name, **facts)
    try:
        return submit_hand_in(hand_in_id=hand_in.pk, statement=str(STATEMENT), by=by, now=now)
    except BaseException:  # the row goes with the transaction, the bytes do not
        default_storage.delete(str(scan.file.name))
        raise


@transaction.atomic
def change_decision(
    *, hand_in_id: int, decision: Decision, by: User, today: dt.date, revision: int | None = None
) -> HandIn:
    """Say the decision in other words before it is recorded. Refused as by `decide`."""
    hand_in = open_for_change(hand_in_id, by=by, revision=revision, what=Change.ACT)
    if hand_in.act not in BY_ASSOCIATION:
        raise HandInRefused(_("This is not a decision of the association."), code="act")
    _say(hand_in, decision, today=today)
    hand_in.save()
    return hand_in


def _say(hand_in: HandIn, decision: Decision, *, today: dt.date) -> None:
    """Put the decision into the row, or refuse it."""
    if decision.decided_on > today:
        raise ValidationError(_("The day lies in the future. Record the decision when it counts."), code="day")
    if decision.successor and not _can_follow(decision.successor, hand_in.founding):
        raise HandInRefused(
            _("Another entry that is not void has to stand in its place. Check the number."), code="successor"
        )
    order = decision.destroyed_by_order_of.strip() if hand_in.act == Act.WITHHOLDING else ""
    ordered_on = decision.ordered_on if hand_in.act == Act.WITHHOLDING else None
    if bool(order) != (ordered_on is not None):
        raise ValidationError(_("Say who ordered that the file be destroyed, and on which day."), code="order")
    if ordered_on and ordered_on > decision.decided_on:
        raise ValidationError(_("The order is of a later day than the decision. Check the two days."), code="order")
    hand_in.destroyed_by_order_of = order
    hand_in.ordered_on = PartialDate.of_day(ordered_on) if ordered_on else None
    hand_in.reason = decision.reason.strip()
    hand_in.effective_on = PartialDate.of_day(decision.decided_on)
    hand_in.successor = decision.successor if hand_in.act == Act.SUPERSESSION else None
    is_erratum = hand_in.act == Act.ERRATUM
    hand_in.wrong_words = decision.wrong_words.strip() if is_erratum else ""
    hand_in.right_words = decision.right_words.strip() if is_erratum else ""


def _is_open(decision: Decision, entry: RegistryEntry) -> bool:
    """Whether this can be decided about its file of the record."""
    file, by_order = decision.about, bool(decision.destroyed_by_order_of)
    return file is not None and Scan.objects.decidable_about(entry, by_order=by_order).filter(pk=file.pk).exists()


def _can_follow(successor: RegistryEntry, entry: RegistryEntry | None) -> bool:
    """Whether it is a first record, of another partnership, and not void."""
    standing = RegistryEntry.objects.founding().not_void().filter(pk=successor.pk)
    return successor != entry and standing.exists()
