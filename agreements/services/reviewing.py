"""The first person: look at the document beside the data, send it back, refuse it, or pass it on."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agreements import canonical, completeness, letters
from agreements.choices import WITH_STAFF, ActionKind, Status
from agreements.models import HandIn
from sistercities.accounts.models import User
from sistercities.association.models import ReasonCode
from sistercities.desk.models import Task
from sistercities.desk.services import open_task, resolve_tasks

from .changing import HandInRefused, clear_review, lock, note
from .handing_in import RECORD_TASK, REVIEW_TASK


@transaction.atomic
def review_hand_in(*, hand_in_id: int, by: User, now: dt.datetime, text: str = "") -> HandIn:
    """Say that document and data agree. Fixes the snapshot that the second person will record.

    Refused (HandInRefused) with every obstacle. Side effects: the review task closes, a task to record opens, those
    who may record are told.
    """
    hand_in = _waiting(hand_in_id, by=by)
    if stops := completeness.obstacles(hand_in):
        raise HandInRefused([str(sentence) for sentence in stops], code="incomplete")
    hand_in.snapshot_sha256 = canonical.sha256(canonical.as_text(canonical.draft(hand_in)))
    hand_in.reviewed_by, hand_in.reviewed_at = by, now
    hand_in.status = Status.REVIEWED
    hand_in.save()
    note(hand_in, ActionKind.REVIEWED, by=by, at=now, text=text)
    resolve_tasks(kind=REVIEW_TASK, subject_id=hand_in.pk, by=by, outcome=str(_("Reviewed")))
    open_task(kind=RECORD_TASK, subject_id=hand_in.pk, title=str(hand_in.partnership), now=now)
    letters.write_ready_to_record(hand_in)
    return hand_in


@transaction.atomic
def return_hand_in(*, hand_in_id: int, reason: ReasonCode, text: str, by: User, now: dt.datetime) -> HandIn:
    """Send the document back to the committee with the letter of a reason code and a note in own words."""
    hand_in = _close_tasks(hand_in_id, by=by, outcome=reason.label)
    clear_review(hand_in, by=by)
    hand_in.status = Status.RETURNED
    hand_in.revision += 1
    hand_in.save()
    note(hand_in, ActionKind.RETURNED, by=by, at=now, reason_code=reason.code, text=text)
    letters.write_returned(hand_in, reason, text)
    return hand_in


@transaction.atomic
def refuse_hand_in(*, hand_in_id: int, reason: ReasonCode, text: str, by: User, now: dt.datetime) -> HandIn:
    """Refuse the document for good, with the letter of a reason code."""
    hand_in = _close_tasks(hand_in_id, by=by, outcome=reason.label)
    clear_review(hand_in, by=by)
    hand_in.status = Status.REFUSED
    hand_in.revision += 1
    hand_in.save()
    note(hand_in, ActionKind.REFUSED, by=by, at=now, reason_code=reason.code, text=text)
    letters.write_refused(hand_in, reason, text)
    return hand_in


@transaction.atomic
def send_back_to_reviewer(*, hand_in_id: int, text: str, by: User, now: dt.datetime) -> HandIn:
    """The second person is not content: the review is cleared and the reviewer has the task again."""
    hand_in = lock(hand_in_id)
    if hand_in.status != Status.REVIEWED or hand_in.reviewed_by is None:
        raise HandInRefused(_("This document does not wait for the second person."), code="status")
    if not text.strip():
        raise HandInRefused(_("Write the reviewer a note that says what to look at."), code="note")
    reviewer = hand_in.reviewed_by
    note(hand_in, ActionKind.TO_REVIEWER, by=by, at=now, text=text)
    clear_review(hand_in, by=by)
    hand_in.revision += 1
    hand_in.save()
    resolve_tasks(kind=RECORD_TASK, subject_id=hand_in.pk, by=by, outcome=str(_("Back to the reviewer")))
    task = open_task(kind=REVIEW_TASK, subject_id=hand_in.pk, title=str(hand_in.partnership), now=now)
    Task.objects.filter(pk=task.pk).update(claimed_by=reviewer, claimed_at=now)
    letters.write_back_to_reviewer(hand_in, reviewer, text)
    return hand_in


def _waiting(hand_in_id: int, *, by: User) -> HandIn:
    """A hand-in that waits for review and that no colleague has taken."""
    hand_in = lock(hand_in_id)
    if hand_in.status != Status.HANDED_IN:
        raise HandInRefused(_("This document does not wait for review."), code="status")
    _refuse_if_taken(hand_in, by=by, kinds=(REVIEW_TASK,))
    return hand_in


def _close_tasks(hand_in_id: int, *, by: User, outcome: str) -> HandIn:
    hand_in = lock(hand_in_id)
    if hand_in.status not in WITH_STAFF:
        raise HandInRefused(_("This document is not with the association now."), code="status")
    _refuse_if_taken(hand_in, by=by, kinds=(REVIEW_TASK, RECORD_TASK))
    for kind in (REVIEW_TASK, RECORD_TASK):
        resolve_tasks(kind=kind, subject_id=hand_in.pk, by=by, outcome=outcome)
    return hand_in


def _refuse_if_taken(hand_in: HandIn, *, by: User, kinds: tuple[str, ...]) -> None:
    taken = Task.objects.open().filter(kind__in=kinds, subject_id=hand_in.pk, claimed_by__isnull=False)
    if other := taken.exclude(claimed_by=by).select_related("claimed_by").first():
        raise HandInRefused(
            _("%(name)s has taken this. Ask for it to be given back first.") % {"name": other.claimed_by}, code="taken"
        )
