"""The first person: look at the document beside the data, send it back, refuse it, or pass it on."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements import canonical, completeness, letters, standing
from agreements.choices import WITH_STAFF, ActionKind, Status
from agreements.deeds import title_with_act
from agreements.models import HandIn
from agreements.querysets import HandInQuerySet
from sistercities.accounts.models import User
from sistercities.association.models import ReasonCode
from sistercities.common.history import because
from sistercities.desk.models import Task
from sistercities.desk.services import open_task, rename_task, resolve_tasks

from .changing import HandInRefused, forget_review, lock, note
from .handing_in import ASK_TASK, RECORD_TASK, REVIEW_TASK
from .previews import promise_preview
from .second_person import who_may_record
from .senders import forget_sender

TAKEN = _("%(name)s has taken this. Ask for it to be given back, or take it over.")
DECISIONS = {
    Status.RETURNED: (ActionKind.RETURNED, ReasonCode.Use.RETURN),
    Status.REFUSED: (ActionKind.REFUSED, ReasonCode.Use.REFUSE),
}


@transaction.atomic
def correct_hand_in(*, hand_in_id: int, by: User, now: dt.datetime, save: Callable[..., Any], **facts: Any) -> Any:
    """A member of staff corrects a value after hand-in: `save` is the service that keeps it, `facts` its arguments.

    Refused (HandInRefused): not with staff now, or a colleague has taken it. What `save` refuses is refused too. From
    then on this person has a part in the document and cannot record it; a review that was made is cleared, and what
    had waited for the second person waits for review again.
    """
    hand_in = lock(hand_in_id)
    if not by.is_staff or hand_in.status not in WITH_STAFF:
        raise HandInRefused(_("This document is not with the association now."), code="status")
    refuse_if_taken(hand_in, by=by, kinds=(REVIEW_TASK, RECORD_TASK))
    was_reviewed = hand_in.status == Status.REVIEWED
    saved = save(hand_in_id=hand_in_id, by=by, **facts)
    after = lock(hand_in_id)
    if was_reviewed and after.status == Status.HANDED_IN:
        _wait_for_review_again(after, by=by, outcome=str(_("Changed, to be reviewed again")), now=now)
    elif title_with_act(after) != title_with_act(hand_in):
        rename_task(kind=REVIEW_TASK, subject_id=hand_in_id, title=title_with_act(after))
    return saved


@transaction.atomic
def review_hand_in(
    *, hand_in_id: int, by: User, now: dt.datetime, text: str = "", revision: int | None = None
) -> HandIn:
    """Say that document and data agree. Fixes the snapshot that the second person will record.

    `revision` is the one that the reviewer saw. Refused (HandInRefused): changed since then, taken by a colleague, or
    any obstacle, each named. Side effects: the review task closes, a task to record opens, those who may record are
    told, the preview of the certificate is promised. Where a membership is open (`standing`), the committee is told
    what to do instead, and the document waits.
    """
    hand_in = _waiting(hand_in_id, by=by)
    if revision is not None and revision != hand_in.revision:
        raise HandInRefused(_("The document changed since you opened the page. Look at it again."), code="stale")
    today = timezone.localdate(now)
    if stops := completeness.obstacles(hand_in, on_date=today):
        raise HandInRefused([str(sentence) for sentence in stops], code="incomplete")
    because(ActionKind.REVIEWED.value, text)
    hand_in.snapshot_sha256 = canonical.sha256(canonical.as_text(canonical.draft(hand_in)))
    hand_in.reviewed_by, hand_in.reviewed_at = by, now
    hand_in.status = Status.REVIEWED
    hand_in.save()
    note(hand_in, ActionKind.REVIEWED, by=by, at=now, text=text)
    resolve_tasks(kind=REVIEW_TASK, subject_id=hand_in.pk, by=by, outcome=str(_("Reviewed")), now=now)
    _open(RECORD_TASK, hand_in, now=now)
    promise_preview(hand_in_id=hand_in.pk, fingerprint=hand_in.snapshot_sha256)
    if open_sides := standing.open_membership_of(hand_in, on_date=today):
        letters.write_standing_open(hand_in, open_sides)
    else:
        letters.write_ready_to_record(hand_in, who_may_record([hand_in], on_date=today)[hand_in.pk])
    return hand_in


@transaction.atomic
def return_hand_in(*, hand_in_id: int, reason: ReasonCode, text: str, by: User, now: dt.datetime) -> HandIn:
    """Send the document back to the committee with the letter of a reason code and a note in own words.

    Refused (HandInRefused): not with staff now, or not for this person to return; taken by a colleague; a reason that
    is not one for sending back. The history keeps the letter as it was sent.
    """
    allowed = HandIn.objects.returnable_by(by)
    hand_in = _decide(hand_in_id, Status.RETURNED, allowed=allowed, reason=reason, text=text, by=by, now=now)
    letters.write_returned(hand_in, reason, text)
    if hand_in.on_behalf:  # nobody but staff can change it
        open_task(kind=ASK_TASK, subject_id=hand_in.pk, title=str(hand_in.partnership), now=now)
    return hand_in


@transaction.atomic
def refuse_hand_in(*, hand_in_id: int, reason: ReasonCode, text: str, by: User, now: dt.datetime) -> HandIn:
    """Refuse the document for good, with the letter of a reason code. Refused as `return_hand_in` is; staff only."""
    allowed = HandIn.objects.reviewable_by(by)
    hand_in = _decide(hand_in_id, Status.REFUSED, allowed=allowed, reason=reason, text=text, by=by, now=now)
    letters.write_refused(hand_in, reason, text)
    forget_sender(hand_in)
    return hand_in


@transaction.atomic
def send_back_to_reviewer(*, hand_in_id: int, text: str, by: User, now: dt.datetime) -> HandIn:
    """The second person is not content: the review is cleared and the reviewer has the task again.

    Refused (HandInRefused): not waiting for the second person, taken by a colleague, no note. Staff and those who may
    record can do it; the reviewer is written to.
    """
    hand_in = lock(hand_in_id)
    reviewer = hand_in.reviewed_by
    if hand_in.status != Status.REVIEWED or reviewer is None:
        raise HandInRefused(_("This document does not wait for the second person."), code="status")
    refuse_if_taken(hand_in, by=by, kinds=(RECORD_TASK,))
    if not text.strip():
        raise HandInRefused(_("Write the reviewer a note that says what to look at."), code="note")
    because(ActionKind.TO_REVIEWER.value, text)
    note(hand_in, ActionKind.TO_REVIEWER, by=by, at=now, text=text)
    forget_review(hand_in)
    hand_in.status = Status.HANDED_IN
    hand_in.revision += 1
    hand_in.save()
    task = _wait_for_review_again(hand_in, by=by, outcome=str(_("Back to the reviewer")), now=now)
    Task.objects.filter(pk=task.pk).update(claimed_by=reviewer, claimed_at=now)
    letters.write_back_to_reviewer(hand_in, reviewer, text)
    return hand_in


def _wait_for_review_again(hand_in: HandIn, *, by: User, outcome: str, now: dt.datetime) -> Task:
    """The task to record closes, the task to review opens."""
    resolve_tasks(kind=RECORD_TASK, subject_id=hand_in.pk, by=by, outcome=outcome, now=now)
    return _open(REVIEW_TASK, hand_in, now=now)


def _open(kind: str, hand_in: HandIn, *, now: dt.datetime) -> Task:
    """A task that waits since the document was handed in: from then the promised days count, whoever has it."""
    since = hand_in.handed_in_at or now
    return open_task(kind=kind, subject_id=hand_in.pk, title=title_with_act(hand_in), now=since)


def _waiting(hand_in_id: int, *, by: User) -> HandIn:
    """A hand-in that waits for review and that no colleague has taken."""
    hand_in = lock(hand_in_id)
    if hand_in.status != Status.HANDED_IN or not by.is_staff:
        raise HandInRefused(_("This document does not wait for review."), code="status")
    refuse_if_taken(hand_in, by=by, kinds=(REVIEW_TASK,))
    return hand_in


def _decide(
    hand_in_id: int, to: Status, *, allowed: HandInQuerySet, reason: ReasonCode, text: str, by: User, now: dt.datetime
) -> HandIn:
    """The document leaves the desk for a reason: its tasks close, its review is forgotten, the history says why."""
    kind, use = DECISIONS[to]
    hand_in = lock(hand_in_id)
    if not allowed.filter(pk=hand_in.pk).exists():
        raise HandInRefused(_("This document is not with the association now."), code="status")
    if reason.use != use or not reason.is_current:
        raise HandInRefused(_("Choose a reason from the list."), code="reason")
    refuse_if_taken(hand_in, by=by, kinds=(REVIEW_TASK, RECORD_TASK))
    because(reason.code, text)
    for task in (REVIEW_TASK, RECORD_TASK):
        resolve_tasks(kind=task, subject_id=hand_in.pk, by=by, outcome=reason.label, now=now)
    forget_review(hand_in)
    hand_in.status = to
    hand_in.revision += 1
    hand_in.save()
    note(hand_in, kind, by=by, at=now, reason=reason, text=text)
    return hand_in


def refuse_if_taken(hand_in: HandIn, *, by: User, kinds: tuple[str, ...]) -> None:
    """HandInRefused while a colleague has taken one of these tasks about the document."""
    taken = Task.objects.held_by_others(by).filter(kind__in=kinds, subject_id=hand_in.pk)
    if other := taken.select_related("claimed_by").first():
        raise HandInRefused(TAKEN % {"name": other.claimed_by}, code="taken")
