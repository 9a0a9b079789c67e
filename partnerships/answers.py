"""Gate names and the answers that the apps owning the facts supply.

An answer is a function that returns a condition (an `Exists`) over the partnership of the outer query.
A name without an owner is a KeyError, never a pass; a system check stops start-up for it.
"""

from collections.abc import Callable

from django.db.models import Exists

from .stages import GATES

_owners: dict[str, Callable[[], Exists]] = {}


def gate(name: str) -> Callable[[Callable[[], Exists]], Callable[[], Exists]]:
    """Register the decorated function as the answer to the gate `name`. Called from an app's `ready()`."""

    def register(answer: Callable[[], Exists]) -> Callable[[], Exists]:
        if name in _owners:
            raise ValueError(f"Gate {name!r} has two owners.")
        _owners[name] = answer
        return answer

    return register


def answer(name: str) -> Exists:
    """The condition of the gate `name`; KeyError if nobody owns it."""
    return _owners[name]()


def without_owner() -> list[str]:
    """Gate names that no app answers."""
    return sorted({name for gates in GATES.values() for name in gates} - _owners.keys())
