"""The registry of task kinds: features say what their tasks are called and where they are worked on."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.functional import Promise

if TYPE_CHECKING:
    from sistercities.accounts.models import User

Lines = Sequence[str | Promise]
Details = Callable[[Collection[int]], Mapping[int, Lines]]
Acts = Callable[[], QuerySet]
WhoseWork = Callable[[Collection[int], "User", dt.date], Collection[int]]


def no_details(subject_ids: Collection[int]) -> Mapping[int, Lines]:
    return {}


def everybodys_work(subject_ids: Collection[int], person: "User", on_date: dt.date) -> Collection[int]:
    return subject_ids


@dataclass(frozen=True)
class TaskKind:
    """`label` in the queue, the address of the page where the subject is worked on, and `details`.

    `details` gets the subjects of one page of the queue and returns, by subject, the lines that help to choose;
    it asks the database a fixed number of times, whatever the number of subjects.

    `work_of` gets subjects, a member of staff and a day, and returns those subjects about which that person may do
    the work of the task. Nobody is offered, or can take, what they may not do; by default everybody may.

    `acts` returns what the holder of a task did about its subject, for use inside a query about tasks: rows with `at`,
    chosen by `OuterRef("subject_id")` and `OuterRef("claimed_by")`. Whoever does something keeps the task; without
    `acts` only taking it anew does.
    """

    name: str
    label: str | Promise
    address: Callable[[int], str]
    details: Details = no_details
    work_of: WhoseWork = everybodys_work
    acts: Acts | None = None


_kinds: dict[str, TaskKind] = {}


def register(kind: TaskKind) -> None:
    """Called from an app's `ready()`. A second kind of the same name is a programming error."""
    if kind.name in _kinds:
        raise ValueError(f"Task kind {kind.name!r} is registered twice.")
    _kinds[kind.name] = kind


def kind(name: str) -> TaskKind:
    """The kind of that name; KeyError if no feature owns it."""
    return _kinds[name]


def all_kinds() -> list[TaskKind]:
    return sorted(_kinds.values(), key=lambda kind: kind.name)
