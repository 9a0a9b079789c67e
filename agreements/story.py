"""What happened to a document, as people read it."""

from .choices import ActionKind
from .models import HandIn, HandInAction


def story_of(hand_in: HandIn) -> list[HandInAction]:
    """Its history, oldest first; of changes of the same thing by the same person in a row only the last."""
    told: list[HandInAction] = []
    for action in hand_in.actions.select_related("by"):
        if told and action.kind == ActionKind.CHANGED and _line(told[-1]) == _line(action):
            told.pop()
        told.append(action)
    return told


def _line(action: HandInAction) -> tuple[str, str, int | None, str]:
    return action.kind, action.what, action.by_id, action.note
