"""What was sent back: what its letter asks for, and what has been changed since."""

from collections.abc import Mapping

from agreements.choices import ActionKind, Change, Status
from agreements.models import HandIn, HandInAction

_SIGNATURES = frozenset({Change.SIGNATURES})
_FILES = frozenset(
    {Change.FILE_ADDED, Change.FILE_REMOVED, Change.FILE_TURNED, Change.FILE_LEFT_OUT, Change.FILE_TAKEN_IN}
)

# By the code of the reason: the step where one mends what the letter names, and what counts as a change of it.
# "signers" stands for the steps of all sides. A reason that is not here names no step.
NAMED_STEPS: Mapping[str, tuple[str, frozenset[Change]]] = {
    "missing-authority": ("signers", _SIGNATURES),
    "missing-date": ("signers", _SIGNATURES),
    "missing-signature": ("signers", _SIGNATURES | _FILES),
    "missing-pages": ("files", _FILES),
    "unreadable-scan": ("files", _FILES),
    "not-signed-document": ("files", _FILES),
    "wrong-partnership": ("partnership", frozenset({Change.PARTNERSHIP})),
}


def sent_back(hand_in: HandIn) -> HandInAction | None:
    """The line of the history that sent the document back, while it is with the committee for that."""
    if hand_in.status != Status.RETURNED:
        return None
    return hand_in.actions.filter(kind=ActionKind.RETURNED).last()


def changed_since(hand_in: HandIn, action: HandInAction) -> set[str]:
    """What was changed after that line."""
    later = hand_in.actions.filter(kind=ActionKind.CHANGED, pk__gt=action.pk)
    return set(later.values_list("what", flat=True))


def came_later(hand_in: HandIn) -> bool:
    """Whether a document that was sent back got one more file since."""
    action = sent_back(hand_in)
    return action is not None and Change.FILE_ADDED in changed_since(hand_in, action)


def step_to_look_at(hand_in: HandIn) -> str:
    """The step that the letter names and that nobody has changed since; "" if there is none."""
    action = sent_back(hand_in)
    if action is None or action.reason_code not in NAMED_STEPS:
        return ""
    step, mends = NAMED_STEPS[action.reason_code]
    return "" if mends & changed_since(hand_in, action) else step
