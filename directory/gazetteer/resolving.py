"""Which place a list means: a name, with state and country as far as the list gives them.

A wrong match is worse than an ambiguous one, so size decides only where the row says in which country (in the
association's own country: in which state) the place lies, and one place has ten times the people of the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from django.conf import settings

from directory.choices import Level
from sistercities.common.countries import country_named
from sistercities.common.names import fold, name_key

# So many times the people of the next make a place the one that is meant.
FAR_LARGER = 10
# Where the gazetteer does not know how many people a place has, it may be a town.
UNKNOWN_PEOPLE = 5_000
REGIONS = {Level.STATE, Level.PROVINCE, Level.REGION, Level.PREFECTURE, Level.OBLAST, Level.TERRITORY}
# Words that say what kind of community is meant; without one it is a city, or else anything else of that name.
KIND_WORDS: Mapping[str, set[Level]] = {
    "county": {Level.COUNTY},
    "parish": {Level.COUNTY},
    "prefecture": {Level.PREFECTURE, *REGIONS},
    "province": {*REGIONS},
    "state": {*REGIONS},
    "region": {*REGIONS},
    "oblast": {*REGIONS},
    "department": {*REGIONS},
    "canton": {*REGIONS},
    "governorate": {*REGIONS},
    "district": {Level.DISTRICT},
    "city": {Level.CITY},
    "town": {Level.CITY},
    "village": {Level.CITY},
    "township": {Level.CITY},
    "municipality": {Level.CITY},
}
_IN_BRACKETS = re.compile(r"\s*[(\[]([^)\]]*)[)\]]")
_JOINTS = re.compile(r"\s+[–—-]\s+|\s*/\s*")

How = Literal["only one", "its main name", "far larger"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that has the name: what is needed to choose. `is_main`: it is the name used here."""

    geonames_id: int
    name: str
    level: str
    country: str
    subdivision_code: str
    subdivision_name: str
    population: int
    is_main: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """An end of a row: a name as the list writes it, and the codes it gives ("" where it gives none).

    `subdivision` is a code ("CA"), an ISO code ("US-CA") or a name; `country` is ISO 3166-1 alpha-2.
    """

    name: str
    subdivision: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What was found: one place and how it was chosen, or none with the candidates among which a person chooses."""

    place: Candidate | None
    how: How | Literal["ambiguous", "country missing", "not found"]
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read a name: as written and folded, the kind it says, and places that stood beside it."""

    name: str
    key: str
    levels: frozenset[str] | None
    inside: tuple[str, ...] = ()


Index = Mapping[str, Iterable[Candidate]]


def keys_of(asked: Asked) -> set[str]:
    """The folded names under which to fetch candidates, for this end and for the places that it names beside it."""
    keys = {name_key(asked.subdivision)}
    for reading in _readings(asked.name):
        keys.update((reading.key, *map(name_key, reading.inside)))
    return keys - {""}


def resolve(asked: Asked, index: Index) -> Resolved:
    """Choose among the candidates of `index` (by folded name). The first way to read the name that decides is taken."""
    open_one: Resolved | None = None
    for reading in _readings(asked.name):
        found = [row for row in index.get(reading.key, ()) if _is_where_asked(row, asked, index)]
        if found := _of_kind(found, reading.levels):
            resolved = _choose(found, asked, reading, index)
            if resolved.place:
                return resolved
            open_one = open_one or resolved
    return open_one or Resolved(None, "not found")


def _readings(name: str) -> Iterator[_Reading]:
    """The name as it stands; without brackets; before its comma; its parts around a dash; each without a kind word."""
    seen: set[tuple[str, frozenset[str] | None]] = set()
    for text, inside in _cuts(name):
        for key, levels in _kinds(name_key(text)):
            if key and (key, levels) not in seen:
                seen.add((key, levels))
                yield _Reading(fold(text), key, levels, inside)


def _cuts(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield name, ()
    beside = tuple(_IN_BRACKETS.findall(name))
    bare = _IN_BRACKETS.sub("", name)
    if beside:
        yield bare, beside
    first, *rest = (part.strip() for part in bare.split(","))
    if rest:
        yield first, (*rest, *beside)
    parts = _JOINTS.split(first)
    if len(parts) > 1:
        for n, part in enumerate(parts):
            yield part, (*parts[:n], *parts[n + 1 :], *rest, *beside)


def _kinds(key: str) -> Iterator[tuple[str, frozenset[str] | None]]:
    """With its kind word as part of the name first ("Salt Lake City"), then without it."""
    words = key.split()
    kinds = {word: KIND_WORDS[word] for word in (words[:1] + words[-1:]) if word in KIND_WORDS} if words[1:] else {}
    yield key, frozenset().union(*kinds.values()) | {Level.CITY} if kinds else None
    for word, levels in kinds.items():
        bare = " ".join(words[:-1] if words[-1] == word else words[1:]).removeprefix("of ")
        yield bare, frozenset(levels)


def _of_kind(found: list[Candidate], levels: frozenset[str] | None) -> list[Candidate]:
    if levels is not None:
        return [row for row in found if row.level in levels]
    return [row for row in found if row.level == Level.CITY] or found


def _is_where_asked(row: Candidate, asked: Asked, index: Index) -> bool:
    """Whether it lies in the country and state that the list gives in their own columns."""
    if asked.country and row.country != asked.country:
        return False
    return not asked.subdivision or _lies_in(row, asked.subdivision, index) is True


def _lies_in(row: Candidate, place: str, index: Index) -> bool | None:
    """Whether it lies in the state or country of this name or code; None where neither is known by that name."""
    key, letters = name_key(place), row.subdivision_code.partition("-")[2]
    if place.upper() in (letters, row.subdivision_code) or key == name_key(row.subdivision_name):
        return True
    states = [state for state in index.get(key, ()) if state.level != Level.CITY and not state.subdivision_name]
    country = country_named(place)
    if any(state.subdivision_code == row.subdivision_code for state in states) or country == row.country:
        return True
    is_known = country or any(state.country == row.country for state in states)
    return False if is_known else None


def _choose(found: list[Candidate], asked: Asked, reading: _Reading, index: Index) -> Resolved:
    said = {row: [_lies_in(row, place, index) for place in reading.inside if place] for row in found}
    fitting = [row for row in found if False not in said[row]]
    is_inside = any(True in said[row] for row in fitting)
    if is_inside:
        fitting = [row for row in fitting if True in said[row]]
    by_id = {row.geonames_id: row for row in sorted(fitting, key=lambda row: row.is_main)}
    rows = sorted(by_id.values(), key=lambda row: (-row.population, row.geonames_id))
    if not rows:
        return Resolved(None, "not found", tuple(found))
    if not asked.country and not is_inside:
        return Resolved(None, "country missing", tuple(rows))
    if len(rows) == 1:
        return Resolved(rows[0], "only one")
    is_abroad = asked.country not in ("", settings.ASSOCIATION_COUNTRY)
    is_placed = is_inside if reading.inside else is_abroad or bool(asked.subdivision)
    return (is_placed and _by_name_and_size(rows, reading.name)) or Resolved(None, "ambiguous", tuple(rows))


def _by_name_and_size(rows: list[Candidate], name: str) -> Resolved | None:
    """The one that is called so and has no larger one beside it, or the one that is far larger; rows by size."""
    called = [row for row in rows if fold(row.name) == name] or [row for row in rows if row.is_main]
    if called and called[0] != rows[0]:
        return None
    if len(called) == 1:
        return Resolved(called[0], "its main name")
    largest, next_one, *_rest = called or rows
    is_far_larger = largest.population >= FAR_LARGER * (next_one.population or UNKNOWN_PEOPLE)
    return Resolved(largest, "far larger") if is_far_larger else None
