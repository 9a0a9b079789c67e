"""The queue as the desk shows it: what waits, for how long, who has it, and what helps to choose."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sistercities.accounts.models import Absence

from . import kinds
from .models import Task
from .querysets import TaskQuerySet, free
from .working_days import ANSWER_WITHIN, working_day_after, working_days_since

if TYPE_CHECKING:
    from sistercities.accounts.models import User

ROWS_A_PAGE = 50
ALL, MINE, FREE, PUT_OFF = "", "mine", "free", "put-off"
WHO: dict[str, str | Promise] = {
    ALL: _("All"),
    MINE: _("Mine"),
    FREE: _("Nobody's"),
    PUT_OFF: _("Put off"),
}


@dataclass(frozen=True)
class Wanted:
    """Which part of the queue: one kind or every kind, one of WHO."""

    kind: str = ""
    who: str = ALL

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Wanted":
        """From the query of the address; unknown values mean everything."""
        kind, who = query.get("kind", ""), query.get("who", "")
        return cls(
            kind if kind in {known.name for known in kinds.all_kinds()} else "",
            who if who in WHO else ALL,
        )

    @property
    def query(self) -> str:
        given = {name: value for name, value in (("kind", self.kind), ("who", self.who)) if value}
        return f"?{urlencode(given)}" if given else "?"

    def rows(self, tasks: TaskQuerySet, *, by: "User", now: dt.datetime) -> TaskQuerySet:
        """The tasks of this part, oldest first."""
        chosen = tasks.filter(_who(self.who, by=by, now=now))
        return (chosen.filter(kind=self.kind) if self.kind else chosen).for_list(now)


@dataclass(frozen=True)
class Row:
    """One task of the queue; `days` are working days since it was opened.

    `free_since`: since when it is free again; `away`: when the one who has or had it is away, in words.
    """

    task: Task
    label: str | Promise
    address: str
    lines: kinds.Lines
    days: int
    is_mine: bool
    may_take: bool
    free_since: dt.date | None
    away: str

    @property
    def is_late(self) -> bool:
        return self.days > ANSWER_WITHIN

    @property
    def due(self) -> dt.date:
        """The last day of what the association promises."""
        return working_day_after(timezone.localdate(self.task.opened_at), ANSWER_WITHIN)


@dataclass(frozen=True)
class Choice:
    """One value of a filter with how many tasks a click shows."""

    label: str | Promise
    query: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Queue:
    page: Page
    rows: list[Row]
    by_who: list[Choice]
    by_kind: list[Choice]


def queue(*, by: "User", wanted: Wanted, page: str | None, now: dt.datetime) -> Queue:
    """One page of the queue for a member of staff, at a number of queries that does not depend on its length."""
    tasks = Task.objects.visible_to(by).open()
    shown = Paginator(wanted.rows(tasks, by=by, now=now), ROWS_A_PAGE).get_page(page)
    return Queue(
        page=shown,
        rows=_rows(list(shown.object_list), by=by, now=now),
        by_who=_by_who(tasks, wanted, by=by, now=now),
        by_kind=_by_kind(tasks, wanted, by=by, now=now),
    )


def _who(who: str, *, by: "User", now: dt.datetime) -> Q:
    """Put-off tasks are in no other part until their day has come."""
    later = Q(deferred_until__gt=timezone.localdate(now))
    if who == PUT_OFF:
        return later
    taken = {MINE: Q(claimed_by=by) & ~free(now), FREE: free(now)}.get(who, Q())
    return ~later & taken


def _rows(tasks: list[Task], *, by: "User", now: dt.datetime) -> list[Row]:
    today = timezone.localdate(now)
    subjects: dict[str, list[int]] = {}
    for task in tasks:
        subjects.setdefault(task.kind, []).append(task.subject_id)
    lines = {kind: kinds.kind(kind).details(ids) for kind, ids in subjects.items()}
    work = {kind: set(kinds.kind(kind).work_of(ids, by, today)) for kind, ids in subjects.items()}
    return [
        Row(
            task=task,
            label=kinds.kind(task.kind).label,
            address=kinds.kind(task.kind).address(task.subject_id),
            lines=lines[task.kind].get(task.subject_id, ()),
            days=working_days_since(timezone.localdate(task.opened_at), today=today),
            is_mine=task.holder == by,
            may_take=task.subject_id in work[task.kind],
            free_since=task.free_since(today),
            away=_away(task, today),
        )
        for task in tasks
    ]


def _away(task: Task, today: dt.date) -> str:
    """When the one who has or had the task is away next; "" if nobody said so."""
    days_away: list[Absence] = getattr(task.claimed_by, "days_away", [])
    return days_away[0].in_words(today) if days_away else ""


def _by_who(tasks: TaskQuerySet, wanted: Wanted, *, by: "User", now: dt.datetime) -> list[Choice]:
    rows = tasks.filter(kind=wanted.kind) if wanted.kind else tasks
    parts = {who or "all": Count("pk", filter=_who(who, by=by, now=now)) for who in WHO}
    counts = rows.aggregate(**{name.replace("-", "_"): count for name, count in parts.items()})
    return [
        Choice(
            label=label,
            query=replace(wanted, who=who).query,
            count=counts[(who or "all").replace("-", "_")],
            is_chosen=who == wanted.who,
        )
        for who, label in WHO.items()
    ]


def _by_kind(tasks: TaskQuerySet, wanted: Wanted, *, by: "User", now: dt.datetime) -> list[Choice]:
    rows = tasks.filter(_who(wanted.who, by=by, now=now)).order_by()
    counts = dict(rows.values_list("kind").annotate(Count("pk")))
    every = Choice(_("Every kind"), replace(wanted, kind="").query, sum(counts.values()), not wanted.kind)
    return [every] + [
        Choice(kind.label, replace(wanted, kind=kind.name).query, counts.get(kind.name, 0), kind.name == wanted.kind)
        for kind in kinds.all_kinds()
        if counts.get(kind.name) or kind.name == wanted.kind
    ]
