"""A hand-in from its first step to the letter of receipt."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements import completeness, letters
from agreements.choices import OVER, WITH_COMMITTEE, Act, ActionKind, Arrival, Change, Status
from agreements.deeds import title_with_act
from agreements.models import HandIn, Instrument, Signature
from agreements.returned import came_later
from directory.models import Committee, Community
from partnerships.models import Partnership
from partnerships.services import add_partnership
from sistercities.accounts.models import User
from sistercities.common.history import because
from sistercities.desk.services import open_task, resolve_tasks

from .acts import begin_act
from .changing import HandInRefused, lock, note, note_change, open_for_change
from .files import promise_page_images
from .opening import forget_opened
from .papers import join_papers
from .senders import NO_ADDRESS, forget_sender, keep_sender

REVIEW_TASK, RECORD_TASK, ASK_TASK = "handin_review", "handin_record", "handin_ask"


@transaction.atomic
def start_hand_in(
    *,
    by: User,
    committee: Committee | None,
    now: dt.datetime,
    partnership: Partnership | None = None,
    on_behalf: bool = False,
    arrival: str = Arrival.PORTAL,
    arrived_from: str = "",
    received_on: dt.date | None = None,
    completed_on: dt.date | None = None,
    original_kept_at: str = "",
    **sender: str,
) -> HandIn:
    """Begin a draft. `on_behalf`: staff type a document that arrived (how, from whom, on which day, kept where).

    `sender`: where letters reach the one who sent it, by the names of `NO_ADDRESS`. Refused (HandInRefused): a
    committee that looks after none of the sides of the partnership.
    """
    if committee and partnership and not _looks_after(committee, partnership):
        raise HandInRefused(_("This committee does not look after a side of that partnership."), code="committee")
    hand_in = HandIn.objects.create(
        committee=committee,
        partnership=partnership,
        relationship=partnership.kind if partnership else HandIn._meta.get_field("relationship").default,
        on_behalf=on_behalf,
        arrival=arrival,
        arrived_from=arrived_from,
        received_on=received_on,
        completed_on=completed_on,
        original_kept_at=original_kept_at,
        started_by=by,
        started_at=now,
    )
    Instrument.objects.create(hand_in=hand_in)
    keep_sender(hand_in, **{**NO_ADDRESS, **sender})
    note(hand_in, ActionKind.STARTED, by=by, at=now)
    return hand_in


@transaction.atomic
def save_arrival(*, hand_in_id: int, by: User, revision: int | None = None, **facts: Any) -> HandIn:
    """Change how a document arrived: the fields of `HandIn` about that, its `committee`, the address of the sender."""
    hand_in = open_for_change(hand_in_id, by=by, revision=revision, what=Change.ARRIVAL)
    if sender := {name: facts.pop(name) for name in NO_ADDRESS if name in facts}:
        keep_sender(hand_in, **sender)
    for name, value in facts.items():
        setattr(hand_in, name, value)
    hand_in.save(update_fields=list(facts))
    return hand_in


@transaction.atomic
def choose_partnership(*, hand_in_id: int, partnership: Partnership, by: User) -> HandIn:
    """Say which partnership the document is about. Signers, council acts and act of another pair are dropped.

    What a draft alone had opened for that other pair goes too.
    """
    hand_in = open_for_change(hand_in_id, by=by, what=Change.PARTNERSHIP)
    if hand_in.partnership_id != partnership.pk:
        Signature.objects.filter(instrument__hand_in=hand_in).delete()
        hand_in.council_acts.all().delete()
        join_papers(hand_in)
        hand_in.scans.update(party=None)
        before = hand_in.partnership
        hand_in.partnership = partnership
        hand_in.relationship = partnership.kind
        begin_act(hand_in, act=Act.FOUNDING, founding=None)
        about_sides = ("council", "signers-", "paper-")
        for step in [step for step in hand_in.unfinished if step.startswith(about_sides)]:
            del hand_in.unfinished[step]
        hand_in.save(update_fields=["unfinished"])
        forget_opened(before)
    return hand_in


@transaction.atomic
def open_partnership(
    *, hand_in_id: int, communities: Sequence[Community], kind: str, by: User, today: dt.date
) -> HandIn:
    """The document is about a pair that is not here yet: open its file and choose it.

    Until it is handed in, only those who see the document see that file.
    """
    hand_in = lock(hand_in_id)
    partnership = add_partnership(
        communities=communities,
        kind=kind,
        lead_committee=hand_in.committee,
        by=by,
        opened_on=today,
        is_proposed=True,
    )
    return choose_partnership(hand_in_id=hand_in_id, partnership=partnership, by=by)


@transaction.atomic
def keep_unfinished(*, hand_in_id: int, step: str, answers: dict[str, Any], by: User) -> HandIn:
    """Keep the answers of a step that is not complete yet, so that leaving loses nothing. Empty forgets them.

    Other answers than those that are kept are noted with their author as any change is.
    Refused (HandInRefused) after handing in: an unfinished step would stand in the way of the review.
    """
    hand_in = lock(hand_in_id)
    if hand_in.status not in WITH_COMMITTEE:
        raise HandInRefused(_("This document can no longer be changed."), code="closed")
    if answers and answers != hand_in.unfinished.get(step):
        note_change(hand_in, Change.UNFINISHED, by=by)
    hand_in.unfinished = {
        **{k: v for k, v in hand_in.unfinished.items() if k != step},
        **({step: answers} if answers else {}),
    }
    hand_in.save(update_fields=["unfinished"])
    return hand_in


@transaction.atomic
def submit_hand_in(*, hand_in_id: int, statement: str, by: User, now: dt.datetime) -> HandIn:
    """Hand in: the true-copy statement, the first day of receipt, the task on the desk, the letter of receipt.

    Through the portal, the day of the last paper is that of handing in again with one more file.

    Refused with every missing item (ValidationError), or because it was handed in already (HandInRefused). A
    signature that is still missing on one side does not stop it: the document then waits as signed by one. Side
    effects: page images, letter of receipt.
    """
    hand_in = lock(hand_in_id)
    if hand_in.status not in WITH_COMMITTEE:
        raise HandInRefused(_("This document is already handed in."), code="closed")
    because(ActionKind.HANDED_IN.value)
    if not hand_in.on_behalf:
        today = timezone.localdate(now)
        if hand_in.received_on and came_later(hand_in):
            hand_in.completed_on = today
        hand_in.received_on = hand_in.received_on or today
    if not statement.strip():
        raise ValidationError({"statement": _("Confirm that the files are true copies.")}, code="statement")
    if missing := completeness.problems(hand_in):
        raise ValidationError([problem.sentence for problem in missing], code="incomplete")
    hand_in.status = Status.HANDED_IN
    hand_in.true_copy_text, hand_in.true_copy_by, hand_in.true_copy_at = statement.strip(), by, now
    hand_in.handed_in_by, hand_in.handed_in_at = by, now
    hand_in.unfinished = {}
    hand_in.revision += 1
    hand_in.save()
    note(hand_in, ActionKind.HANDED_IN, by=by, at=now)
    resolve_tasks(kind=ASK_TASK, subject_id=hand_in.pk, by=by, outcome=str(_("Handed in again")), now=now)
    open_task(kind=REVIEW_TASK, subject_id=hand_in.pk, title=title_with_act(hand_in), now=now)
    for scan in hand_in.scans.all():
        promise_page_images(scan)
    letters.write_receipt(hand_in)
    return hand_in


@transaction.atomic
def withdraw_hand_in(*, hand_in_id: int, by: User, now: dt.datetime, reason: str = "") -> HandIn:
    """Take the document back at any time before recording. Its history and files stay.

    What a draft opened that was never handed in, a partnership or a community, goes if nothing else refers to it.
    """
    hand_in = lock(hand_in_id)
    if hand_in.status in OVER:
        raise HandInRefused(_("This document is already recorded, refused or withdrawn."), code="closed")
    because(ActionKind.WITHDRAWN.value, reason)
    was_draft = hand_in.status == Status.DRAFT
    hand_in.status = Status.WITHDRAWN
    hand_in.revision += 1
    hand_in.save(update_fields=["status", "revision"])
    note(hand_in, ActionKind.WITHDRAWN, by=by, at=now, text=reason)
    for kind in (REVIEW_TASK, RECORD_TASK, ASK_TASK):
        resolve_tasks(kind=kind, subject_id=hand_in.pk, by=by, outcome=str(_("Withdrawn")), now=now)
    if was_draft:
        forget_opened(hand_in.partnership)
        hand_in.refresh_from_db()
    else:
        letters.write_withdrawn(hand_in, by=by, on_date=timezone.localdate(now), reason=reason)
    forget_sender(hand_in)
    return hand_in


def _looks_after(committee: Committee, partnership: Partnership) -> bool:
    sides = partnership.parties.values("community")
    return Committee.objects.looking_after(sides).filter(pk=committee.pk).exists()
