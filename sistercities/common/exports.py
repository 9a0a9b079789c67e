"""Exports of a filtered list: CSV, JSON and GeoJSON of exactly its rows, streamed, without anything private.

An app describes its list once (`Export`); page and export share the FilterSet. In the demonstration every file says so.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.translation import gettext

from .filtersets import FacetedFilterSet

# So many rows are in memory at once.
CHUNK = 500
# A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"
# Degrees, as (longitude, latitude).
Point = tuple[float, float]
Value = str | int | bool | None | Sequence[str]
Source = Callable[[FacetedFilterSet], QuerySet[Any, Any]]


@dataclass(frozen=True)
class Export:
    """One list as a file: its name, the value of each column for a row, and where the row lies.

    `source` gives the rows of a FilterSet with all that the columns read, at a fixed number of queries per chunk.
    `places` are the points of a row: none gives a geometry of null, several a MultiPoint.
    """

    name: str
    columns: Mapping[str, Callable[[Any], Value]]
    places: Callable[[Any], Sequence[Point]]
    source: Source

    def rows(self, filterset: FacetedFilterSet) -> Iterator[Any]:
        """Every row, a chunk at a time."""
        return self.source(filterset).iterator(chunk_size=CHUNK)

    def facts(self, row: Any) -> dict[str, Value]:
        return {name: read(row) for name, read in self.columns.items()}


def demonstration_note() -> str:
    """What every export of the demonstration says; "" elsewhere."""
    return gettext("Demonstration: not a record of any association") if settings.IS_DEMO else ""


def as_csv(export: Export, filterset: FacetedFilterSet) -> Iterator[str]:
    """Lines with a header, readable by spreadsheets in any script; no cell is ever a formula."""
    note = demonstration_note()
    line = _Line()
    yield BOM + line.of([*export.columns, *(["note"] if note else [])])
    for row in export.rows(filterset):
        yield line.of([*(_cell(value) for value in export.facts(row).values()), *([note] if note else [])])


def as_json(export: Export, filterset: FacetedFilterSet) -> Iterator[str]:
    """`{"results": [...]}`, with a `note` in the demonstration."""
    return _wrapped({}, "results", (export.facts(row) for row in export.rows(filterset)))


def as_geojson(export: Export, filterset: FacetedFilterSet) -> Iterator[str]:
    """A FeatureCollection with one feature a row (RFC 7946)."""
    features = (_feature(export, row) for row in export.rows(filterset))
    return _wrapped({"type": "FeatureCollection"}, "features", features)


FORMATS: Mapping[str, tuple[str, Callable[[Export, FacetedFilterSet], Iterator[str]]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "json": ("application/json", as_json),
    "geojson": ("application/geo+json", as_geojson),
}


def export_response(
    export: Export, filterset: FacetedFilterSet, form: str, *, on_date: dt.date
) -> StreamingHttpResponse:
    """The file as an answer. `form`: a key of FORMATS; the address has no other."""
    media_type, write = FORMATS[form]
    answer = StreamingHttpResponse(write(export, filterset), content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{export.name}-{on_date.isoformat()}.{form}"'
    return answer


def export_paths(folder: str, view: Callable[..., HttpResponseBase], name: str) -> list[URLPattern]:
    """The addresses of a list's files: `/<folder>/export.csv` is the route `<name>_csv`."""
    return [path(f"{folder}/export.{form}", view, {"form": form}, name=f"{name}_{form}") for form in FORMATS]


class _Line:
    """Writes one line of CSV at a time."""

    def __init__(self) -> None:
        self.buffer = io.StringIO(newline="")
        self.writer = csv.writer(self.buffer)

    def of(self, cells: Iterable[Value]) -> str:
        self.writer.writerow(cells)
        text = self.buffer.getvalue()
        self.buffer.seek(0)
        self.buffer.truncate()
        return text


def _cell(value: Value) -> str | int:
    """A cell of a spreadsheet: several values with bars between them, text that begins like a formula with a quote."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return value
    text = value if isinstance(value, str) else " | ".join(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _feature(export: Export, row: Any) -> dict[str, Any]:
    points = export.places(row)
    geometry: dict[str, Any] | None = None
    if len(points) == 1:
        geometry = {"type": "Point", "coordinates": points[0]}
    elif points:
        geometry = {"type": "MultiPoint", "coordinates": points}
    return {"type": "Feature", "geometry": geometry, "properties": export.facts(row)}


def _wrapped(head: Mapping[str, str], name: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    note = demonstration_note()
    outside = _dumped({**head, **({"note": note} if note else {})})
    yield f"{outside.removesuffix('}')}{', ' if outside != '{}' else ''}{_dumped(name)}: ["
    for n, row in enumerate(rows):
        yield f"{',' if n else ''}\n{_dumped(row)}"
    yield "]}\n"


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
