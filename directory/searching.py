"""What somebody typed to find a community, as conditions on names and places.

One reading for communities and for the gazetteer: `Wanted("portland maine")`. Names are compared by `name_key`, which
stands in the stored column of both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Case, Exists, Q, QuerySet, When

from sistercities.common.countries import country_at_end, country_codes, country_named
from sistercities.common.names import name_key

from .choices import Level

Rows = TypeVar("Rows", bound=QuerySet[Any, Any])
# Scripts that write words without spaces between them: such a name is found by any part of it.
_WITHOUT_SPACES = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
# Two names are alike when they share so much of their trigrams: "nagasakki" and "nagasaki" share 0.67.
ALIKE = 0.4
SIMILAR_NAMES, SIMILAR_ROWS = 200, 25
# "OR", "TX": the letters of a state at home.
STATE_LETTERS = re.compile(r"[A-Za-z]{2}")
# The name of a state or country has at most so many words.
PLACE_WORDS = 4
# "Portland, Multnomah County, Oregon, USA": so many places may follow a name; what comes after them is not read.
MOST_PLACES = 4


@dataclass(frozen=True)
class Reading:
    """One way to read what was typed: a name (as `name_key`), and where it has to lie; an empty Q is anywhere."""

    name: str
    place: Q


class Wanted:
    """What was typed, read as a name alone and as a name followed by a state, province or country.

    What follows a comma is always a place: "Portland, OR", "León, Spain". Without one, "portland maine" is looked for
    as a name and as Portland in Maine.
    """

    def __init__(self, text: str) -> None:
        """Reading costs one query, so a page that asks several times keeps what it read."""
        self.readings = list(_readings(text))

    @classmethod
    def read(cls, text: str | Wanted) -> Wanted:
        return text if isinstance(text, cls) else cls(str(text))

    def among(self, names: QuerySet[Any, Any]) -> Q:
        """Rows one of whose `names` (a query over `folded`, correlated with the row) fits, in the right place."""
        found = Q(pk__in=[])
        for reading in self.readings:
            found |= _and_place(Exists(names.filter(_fits(reading.name))), reading.place)
        return found

    def similar(self, rows: Rows, names: QuerySet[Any, Any], owner: str) -> Rows:
        """Rows with a name that is written nearly like it, nearest first: for typing mistakes, where nothing fits.

        `names` are all names, `owner` their foreign key to the rows. At most SIMILAR_ROWS.
        """
        found, nearness = Q(pk__in=[]), dict[int, float]()
        for reading in self.readings:
            near = dict(_alike(names, reading.name, owner))
            found |= Q(pk__in=list(near)) & reading.place
            nearness = {pk: max(near.get(pk, 0), nearness.get(pk, 0)) for pk in near.keys() | nearness.keys()}
        in_place = list(rows.filter(found).order_by().values_list("pk", "population")) if nearness else []
        in_place.sort(key=lambda row: (-nearness[row[0]], -(row[1] or 0), row[0]))
        nearest = [pk for pk, _people in in_place[:SIMILAR_ROWS]]
        order = Case(*(When(pk=pk, then=n) for n, pk in enumerate(nearest)), default=SIMILAR_ROWS)
        return rows.filter(pk__in=nearest).order_by(order, "pk")

    def closeness(self, names: QuerySet[Any, Any], main: Q) -> Case:
        """0 is its main name, 1 another of its names, 2 how its main name begins, 3 how another begins, 4 the rest."""
        whole, start = Q(pk__in=[]), Q(pk__in=[])
        for reading in self.readings:
            whole |= Q(folded=reading.name)
            start |= Q(folded__startswith=reading.name)
        ranks = (whole & main, whole, start & main, start)
        return Case(*(When(Exists(names.filter(rank)), then=n) for n, rank in enumerate(ranks)), default=len(ranks))


def _alike(names: QuerySet[Any, Any], name: str, owner: str) -> Iterator[tuple[int, float]]:
    """Owners of the names most alike, least alike first, with how alike they are (0 to 1)."""
    near = names.filter(folded__trigram_similar=name).annotate(alike=TrigramSimilarity("folded", name))
    best = near.filter(alike__gte=ALIKE).order_by("-alike", "pk")[:SIMILAR_NAMES]
    return reversed(best.values_list(owner, "alike"))


def _and_place(name: Exists, place: Q) -> Q:
    return Q(name) & place if place else Q(name)


def _fits(name: str) -> Q:
    """Every word begins a word of the name, in any order; in scripts without spaces it may stand anywhere."""
    fit = Q()
    for word in dict.fromkeys(name.split()):
        if _WITHOUT_SPACES.search(word):
            fit &= Q(folded__contains=word)
        else:
            fit &= Q(folded__startswith=word) | Q(folded__contains=f" {word}")
    return fit or Q(pk__in=[])


def _readings(text: str) -> Iterator[Reading]:
    name, *places = text.split(",")
    if places := list(dict.fromkeys(place.strip() for place in places if place.strip())):
        states = _states(places)
        where = Q()
        for place in places[:MOST_PLACES]:
            where &= _certainly_inside(place, states)
        if key := name_key(name):
            yield Reading(key, where)
        return
    if key := name_key(text):
        yield Reading(key, Q())
    words = text.split()
    cuts = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(max(1, len(words) - PLACE_WORDS), len(words))]
    states = _states([place for _name, place in cuts])
    for before, place in cuts:
        if (key := name_key(before)) and (where := _inside(place, states)):
            yield Reading(key, where)


@dataclass(frozen=True)
class _State:
    """A state or province: its ISO 3166-2 code, or where it has none, its country and name."""

    code: str
    country: str
    name: str

    @property
    def rows(self) -> Q:
        named = Q(country=self.country, subdivision_name=self.name)
        return named | Q(subdivision_code=self.code) if self.code else named


_States = dict[str, list[_State]]


def _states(places: list[str]) -> _States:
    """The states and provinces of the gazetteer that have one of these names, by `name_key`; one query.

    Also of those that stand before their country: "Oregon USA".
    """
    from .models import PlaceName

    found: _States = {}
    keys = {name_key(name) for place in places for name in (place, country_at_end(place)[0])}
    rows = PlaceName.objects.filter(folded__in=keys, place__subdivision_name="").exclude(place__level=Level.CITY)
    facts = ("folded", "place__subdivision_code", "place__country", "place__name")
    for key, *state in rows.values_list(*facts) if keys else ():
        found.setdefault(key, []).append(_State(*state))
    return found


def _inside(place: str, states: _States) -> Q:
    """Where `place` is a country, a state, or a state before its country: rows in it; else empty."""
    where = _named(place, states)
    state, code = country_at_end(place)
    if code and (named := _named(state, states)):
        where |= named & Q(country=code)
    return where


def _named(place: str, states: _States) -> Q:
    """Where `place` is the name of a country or of one of these states, or a state's letters: rows in it."""
    where = Q()
    if code := country_named(place):
        where |= Q(country=code)
    for state in states.get(name_key(place), []):
        where |= state.rows
    if STATE_LETTERS.fullmatch(place):
        where |= Q(subdivision_code=f"{settings.ASSOCIATION_COUNTRY}-{place.upper()}")
    return where


def _certainly_inside(place: str, states: _States) -> Q:
    """The same after a comma, where it has to be a place: a part of a name is enough, and nonsense has no rows."""
    return _inside(place, states) | Q(country__in=country_codes(place)) | Q(subdivision_name__icontains=place)
