"""The registry of lists that can be brought in: an app says what a line means and what keeping it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.utils.functional import Promise

from .gazetteer.resolving import Asked

if TYPE_CHECKING:
    import datetime as dt

    from .models import ListImport, ListLine

Row = Mapping[str, str]


class Keeper(Protocol):
    """What one run of a list does with its decided lines, in their order. It remembers what the file said so far.

    Both methods set `status`, `reason` and `subject_id` of the lines and leave it to the caller to save these. They
    ask the database a fixed number of times, however many lines they get.
    """

    def look(self, lines: Sequence[ListLine]) -> None:
        """Say what would become of the lines, and write nothing."""

    def keep(self, lines: Sequence[ListLine]) -> None:
        """Do it, and set `made`."""

    def finish(self) -> None:
        """Called once after the last line is kept."""


@dataclass(frozen=True)
class ListKind:
    """`columns` of the file, of which `required` have to be in its head; `ends`: what the places of a row are called.

    `words` is a row in one line, `route` names the page where such a list is handed over.

    `problem` says why a row cannot be read, with the day on which it is ("" where it can); `asked` names its places.
    `take_back` removes what these lines added and nothing else came to rest on; it returns why something stayed, by
    line, and asks the database a fixed number of times.
    """

    name: str
    label: str | Promise
    columns: tuple[str, ...]
    required: tuple[str, ...]
    ends: tuple[str | Promise, ...]
    problem: Callable[[Row, dt.date], str]
    asked: Callable[[Row], Sequence[Asked]]
    words: Callable[[Row], str]
    route: str
    keeper: Callable[[ListImport, dt.datetime], Keeper]
    take_back: Callable[[Sequence[ListLine]], Mapping[int, str]]


_kinds: dict[str, ListKind] = {}


def register_list(kind: ListKind) -> None:
    """Called from an app's `ready()`. A second kind of the same name is a programming error."""
    if kind.name in _kinds:
        raise ValueError(f"The list {kind.name!r} is registered twice.")
    _kinds[kind.name] = kind


def list_kinds() -> list[ListKind]:
    return sorted(_kinds.values(), key=lambda kind: kind.name)


def list_kind(name: str) -> ListKind:
    """The kind of that name; KeyError if no app owns it."""
    return _kinds[name]
