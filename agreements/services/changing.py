"""The one way to change a hand-in: lock it, see that it is open for this person, note who changed it."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements import letters
from agreements.choices import WITH_COMMITTEE, WITH_STAFF, ActionKind, Change, Status
from agreements.models import HandIn, HandInAction
from sistercities.accounts.models import User
from sistercities.association.models import ReasonCode
from sistercities.common.history import because


class HandInRefused(ValidationError):
    """The hand-in is not open for this; nothing was changed."""


def lock(hand_in_id: int) -> HandIn:
    """The hand-in, locked until the transaction ends."""
    return HandIn.objects.select_for_update().get(pk=hand_in_id)


def note(
    hand_in: HandIn,
    kind: ActionKind,
    *,
    by: User | None,
    at: dt.datetime,
    what: Change | None = None,
    reason: ReasonCode | None = None,
    text: str = "",
) -> HandInAction:
    """Add a line to the history of the hand-in. `what`: what was changed, of a CHANGED only.

    The words of `reason` are kept as they are now: they are what is sent, whatever becomes of the code later.
    """
    why: dict[str, str] = {}
    if reason:
        said = letters.in_words(hand_in, reason)
        why = {"reason_code": reason.code, "reason_label": said["label"][:300], "letter": said["letter"]}
    return HandInAction.objects.create(hand_in=hand_in, kind=kind, what=what or "", by=by, at=at, note=text, **why)


def note_change(hand_in: HandIn, what: Change, *, by: User, text: str = "") -> None:
    """Note who changed what; from then on this person has a part in the document and cannot record it.

    Before it was handed in, whoever started it is its author anyway, so only what others change is noted. Side
    effect: the change history of the rows that are saved after this says "changed" and what.
    """
    because(ActionKind.CHANGED.value, f"{what.value} {text}".strip())
    if hand_in.status != Status.DRAFT or by.pk != hand_in.started_by_id:
        note(hand_in, ActionKind.CHANGED, what=what, by=by, at=timezone.now(), text=text)


def open_for_change(hand_in_id: int, *, by: User, what: Change, revision: int | None = None, text: str = "") -> HandIn:
    """Lock a hand-in for a change of its content, noted with its author by `note_change`.

    `revision` is the one that the form was made from: a newer one refuses, so that nobody overwrites what they
    have not seen. A change after hand-in clears the review.
    """
    hand_in = lock(hand_in_id)
    if hand_in.status not in (*WITH_COMMITTEE, *WITH_STAFF) or (hand_in.status in WITH_STAFF and not by.is_staff):
        raise HandInRefused(_("This document can no longer be changed."), code="closed")
    if revision is not None and revision != hand_in.revision:
        raise HandInRefused(
            _("Somebody else changed this since you opened the page. Look at the page again, then make your change."),
            code="stale",
        )
    note_change(hand_in, what, by=by, text=text)
    clear_review(hand_in, by=by)
    hand_in.revision += 1
    hand_in.save()
    return hand_in


def clear_review(hand_in: HandIn, *, by: User | None) -> None:
    """Any change takes the review back, and the history says so; the caller saves the row."""
    if hand_in.status == Status.REVIEWED:
        hand_in.status = Status.HANDED_IN
        note(hand_in, ActionKind.REVIEW_CLEARED, by=by, at=timezone.now())
    forget_review(hand_in)


def forget_review(hand_in: HandIn) -> None:
    """Nobody has reviewed it; the caller says why in the history and saves the row."""
    hand_in.reviewed_by = None
    hand_in.reviewed_at = None
    hand_in.snapshot_sha256 = ""
