"""Questions about the rows of a public list, registered by the apps that can answer them (docs/decisions/0006).

A facet takes one value; a click replaces it. Apps register facets in `ready()` under the name of the list; the
FilterSet of that list (`filtersets.py`) applies and counts them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.utils.functional import Promise

Filter = Callable[[QuerySet, str, dt.date], QuerySet]
Counter = Callable[[QuerySet, dt.date], Mapping[str, int]]


def _itself(value: str) -> str:
    return value


@dataclass(frozen=True, kw_only=True)
class Facet:
    """One question about the rows of a list.

    `text` names a value for readers beside the label, `subject` without it where that has to differ; `about` explains
    values that are easily mistaken. The value with most rows stands first; `order` decides between equal ones, else
    their names do. `within` names the facet whose value must be chosen for this one to be offered; changing that one
    drops this one. `is_open`: shown at once; the rest stands behind "More filters".
    """

    name: str
    label: str | Promise
    filter: Filter
    count: Counter
    text: Callable[[str], str | Promise] = _itself
    subject: Callable[[str], str | Promise] | None = None
    order: Sequence[str] = ()
    about: str | Promise = ""
    within: str = ""
    is_open: bool = False


def grouped(path: str, prepare: Callable[[QuerySet, dt.date], QuerySet] | None = None) -> dict[str, Any]:
    """`filter` and `count` of a facet over one single-valued field or annotation (added by `prepare`).

    A value that the field cannot hold ("abc" for a year) has no rows.
    """

    def ready(rows: QuerySet, on_date: dt.date) -> QuerySet:
        return prepare(rows, on_date) if prepare else rows

    def chosen(rows: QuerySet, value: str, on_date: dt.date) -> QuerySet:
        try:
            return ready(rows, on_date).filter(**{path: value})
        except (ValueError, ValidationError):
            return rows.none()

    def count(rows: QuerySet, on_date: dt.date) -> Mapping[str, int]:
        found = ready(rows, on_date).order_by().values(path).annotate(n=Count("pk")).values_list(path, "n")
        return {value: n for value, n in found if value not in (None, "")}

    return {"filter": chosen, "count": count}


_facets: dict[str, list[Facet]] = {}


def register_facet(list_name: str, facet: Facet) -> None:
    """Offer a facet on a list, after those already there. A second one of that name is an error (ValueError)."""
    if facet.name in {other.name for other in facets_of(list_name)}:
        raise ValueError(f"Facet {facet.name!r} of {list_name!r} is registered twice.")
    _facets.setdefault(list_name, []).append(facet)


def facets_of(list_name: str) -> list[Facet]:
    return list(_facets.get(list_name, []))
