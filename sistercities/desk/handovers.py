"""The registry of what somebody who leaves had begun: features say what it is and who can go on with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from sistercities.accounts.models import User


@dataclass(frozen=True)
class Begun:
    """One thing that somebody began: what it is called, and where a colleague goes on with it."""

    title: str
    url: str


@dataclass(frozen=True)
class Handover:
    """`label` over the list; `who_goes_on`: a sentence that says who can; `begun_by`: what a person has begun.

    Who began something stays true for ever: nothing is moved, colleagues go on with it as it stands.
    """

    name: str
    label: str | Promise
    who_goes_on: str | Promise
    begun_by: Callable[["User"], Sequence[Begun]]


@dataclass(frozen=True)
class LeftBehind:
    """What one person has begun of one kind."""

    label: str | Promise
    who_goes_on: str | Promise
    items: Sequence[Begun]


_handovers: dict[str, Handover] = {}


def register(handover: Handover) -> None:
    """Called from an app's `ready()`. A second one of the same name is a programming error."""
    if handover.name in _handovers:
        raise ValueError(f"Handover {handover.name!r} is registered twice.")
    _handovers[handover.name] = handover


def left_behind(person: "User") -> list[LeftBehind]:
    """What the person has begun and not finished, kind by kind; kinds of which there is nothing are left out."""
    found = [
        LeftBehind(handover.label, handover.who_goes_on, handover.begun_by(person)) for handover in _handovers.values()
    ]
    return [kind for kind in found if kind.items]
