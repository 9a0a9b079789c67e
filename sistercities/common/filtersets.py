"""The one FilterSet that page, export and API of a list share: search, order, and facets with true counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from .facets import Facet, facets_of
from .names import fold


@dataclass(frozen=True)
class Option:
    """A value of a facet: how many rows a click gives, and the query of that click (away from it, if chosen)."""

    value: str
    text: str
    count: int
    is_chosen: bool
    query: str


@dataclass(frozen=True)
class Choice:
    """A facet as a page shows it."""

    name: str
    label: str
    options: list[Option]
    chosen: Option | None
    about: str | Promise = ""
    is_open: bool = False


@dataclass(frozen=True)
class Chip:
    """A filter that is set, in words, and the query of the list without it; `rows` where it was counted."""

    name: str
    label: str
    text: str
    query: str
    rows: int | None = None


class FacetedFilterSet(django_filters.FilterSet):
    """`q`, `sort`, and every facet that is registered for `list_name`.

    Subclasses give `list_name`, `sorts` (value -> label, first is the default) and the methods `search` and `order`.
    """

    list_name = ""
    sorts: Mapping[str, str | Promise] = {}

    q = django_filters.CharFilter(method="search", max_length=200, label=_("Search"))
    sort = django_filters.CharFilter(method="keep", max_length=20)

    def __init__(self, data: Any = None, queryset: QuerySet | None = None, *, on_date: dt.date | None = None, **kwargs):
        super().__init__(QueryDict() if data is None else data, queryset, **kwargs)
        self.on_date = on_date or timezone.localdate()
        self.facets = facets_of(self.list_name)
        for facet in self.facets:
            field = django_filters.CharFilter(method="keep", max_length=120, label=facet.label)
            field.field_name, field.model, field.parent = facet.name, self._meta.model or queryset.model, self
            self.filters[facet.name] = field

    def keep(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Facets and order are applied by `filter_queryset`."""
        return rows

    def search(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        raise NotImplementedError

    def order(self, rows: QuerySet, sort: str, text: str) -> QuerySet:
        raise NotImplementedError

    @cached_property
    def values(self) -> dict[str, str]:
        """The filters that are set and valid, in the order of the page: q, then facets."""
        self.form.is_valid()
        cleaned = self.form.cleaned_data
        return {name: cleaned[name] for name in ("q", *(f.name for f in self.facets)) if cleaned.get(name)}

    @cached_property
    def sorted_by(self) -> str:
        self.form.is_valid()
        wanted = self.form.cleaned_data.get("sort")
        return wanted if wanted in self.sorts else next(iter(self.sorts), "")

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        return self.order(self.rows_without(), self.sorted_by, self.values.get("q", ""))

    def rows_without(self, *dropped: str) -> QuerySet:
        """The rows of every filter but these."""
        rows = self.queryset.all()
        if "q" in self.values and "q" not in dropped:
            rows = self.search(rows, "q", self.values["q"])
        for facet in self.facets:
            if facet.name in self.values and facet.name not in dropped:
                rows = facet.filter(rows, self.values[facet.name], self.on_date)
        return rows

    def query(self, **changes: str | None) -> str:
        """The query of the same list with these filters changed; "" clears a filter. First page, known names only."""
        wanted = {**self.values, **changes}
        for facet in self.facets:
            if facet.within in changes:
                wanted[facet.name] = changes.get(facet.name, "")
        if self.sorts and self.sorted_by != next(iter(self.sorts)):
            wanted.setdefault("sort", self.sorted_by)
        if wanted.get("sort") == next(iter(self.sorts), None):
            wanted["sort"] = ""
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in wanted.items() if value})
        return f"?{query.urlencode()}" if query else "?"

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the search form sends along, so that new words keep the other filters and the order."""
        return list(QueryDict(self.query(q="").lstrip("?")).items())

    @cached_property
    def choices(self) -> list[Choice]:
        """Every facet that is offered now, with true counts: one query each."""
        offered = [f for f in self.facets if not f.within or f.within in self.values or f.name in self.values]
        return [self._choice(facet) for facet in offered]

    def _choice(self, facet: Facet) -> Choice:
        chosen = self.values.get(facet.name, "")
        inner = [other.name for other in self.facets if other.within == facet.name]
        rows = self.rows_without(facet.name, *inner).prefetch_related(None)
        counts = {str(value): n for value, n in facet.count(rows, self.on_date).items() if value not in (None, "")}
        if chosen:
            counts.setdefault(chosen, 0)
        options = [
            Option(
                value=value,
                text=str(facet.text(value)),
                count=n,
                is_chosen=value == chosen,
                query=self.query(**{facet.name: "" if value == chosen else value}),
            )
            for value, n in counts.items()
        ]
        place = {value: n for n, value in enumerate(facet.order)}
        options.sort(key=lambda one: (-one.count, place.get(one.value, len(place)), fold(one.text), one.value))
        return Choice(
            name=facet.name,
            label=str(facet.label),
            options=options,
            chosen=next((option for option in options if option.is_chosen), None),
            about=facet.about,
            is_open=facet.is_open or bool(chosen),
        )

    @cached_property
    def chips(self) -> list[Chip]:
        """The filters that are set, each with the list without it."""
        return [self._chip(name, value) for name, value in self.values.items()]

    def _chip(self, name: str, value: str, rows: int | None = None) -> Chip:
        facet = next((facet for facet in self.facets if facet.name == name), None)
        label, text = (facet.label, facet.text(value)) if facet else (_("Search"), value)
        return Chip(name, str(label), str(text), self.query(**{name: ""}), rows)

    def chips_to_drop(self) -> list[Chip]:
        """Where nothing was found: the filters without any one of which there are rows, most rows first."""
        counted = [
            self._chip(name, value, rows=self.rows_without(name, *self._inside(name)).count())
            for name, value in self.values.items()
        ]
        return sorted((chip for chip in counted if chip.rows), key=lambda chip: -(chip.rows or 0))

    def _inside(self, name: str) -> list[str]:
        return [facet.name for facet in self.facets if facet.within == name]
