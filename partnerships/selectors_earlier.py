"""What earlier files and directories of the association list, source by source."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Q

from sistercities.accounts.models import User

from .models import EarlierRecognition


@dataclass(frozen=True)
class EarlierList:
    """The lines of one source. `row_id`: one of them, the way to its page; `own`: those that wait for a colleague."""

    source: str
    year: int
    row_id: int
    since: dt.datetime
    waiting: int
    own: int
    confirmed: int

    @property
    def to_confirm(self) -> int:
        return self.waiting - self.own


def earlier_lists(person: User) -> list[EarlierList]:
    """Every list: those with lines that this person can confirm first, the longest waiting at their head."""
    waits = Q(confirmed_by=None)
    rows = (
        EarlierRecognition.objects.visible_to(person)
        .order_by()
        .values("source", "year")
        .annotate(
            row_id=Min("pk"),
            since=Min("entered_at"),
            waiting=Count("pk", filter=waits),
            own=Count("pk", filter=waits & Q(entered_by=person)),
            confirmed=Count("pk", filter=~waits),
        )
    )
    found = [EarlierList(**row) for row in rows]
    return sorted(found, key=lambda row: (not row.to_confirm, not row.own, row.since))


def known_sources() -> list[str]:
    """The names of sources used before, in alphabetical order."""
    return list(EarlierRecognition.objects.order_by("source").values_list("source", flat=True).distinct())
