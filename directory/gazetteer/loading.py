"""Load the gazetteer in bulk, as often as one likes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection, transaction

from sistercities.common.names import fold, name_key

from .sources import PlaceFacts

FACTS = (
    "geonames_id",
    "name",
    "sort_key",
    "level",
    "country",
    "subdivision_code",
    "subdivision_name",
    "latitude",
    "longitude",
    "population",
    "time_zone",
)
NAMES = ("place_id", "name", "folded", "is_main")

# What came in is laid beside what is there; only what differs is written, so a second load writes nothing.
UPSERT_PLACES = f"""
    INSERT INTO directory_place AS old ({", ".join(FACTS)}) SELECT {", ".join(FACTS)} FROM incoming_place
    ON CONFLICT (geonames_id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in FACTS)}
    WHERE ({", ".join(f"old.{name}" for name in FACTS)}) IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name in FACTS)})
"""  # noqa: E501, S608 - the names of columns that stand above
OTHERS = "NOT EXISTS (SELECT FROM incoming_place AS new WHERE new.geonames_id = {place})"
DROP_OTHERS = (
    f"DELETE FROM directory_placename WHERE {OTHERS.format(place='place_id')}",  # noqa: S608 - text of ours
    f"DELETE FROM directory_place WHERE {OTHERS.format(place='directory_place.geonames_id')}",  # noqa: S608 - as above
)
DROP_NAMES = """
    DELETE FROM directory_placename AS old USING incoming_place AS place
    WHERE old.place_id = place.geonames_id AND NOT EXISTS (
        SELECT FROM incoming_name AS new
        WHERE (new.place_id, new.folded, new.name, new.is_main) = (old.place_id, old.folded, old.name, old.is_main)
    )
"""
ADD_NAMES = """
    INSERT INTO directory_placename (place_id, name, folded, is_main)
    SELECT place_id, name, folded, is_main FROM incoming_name ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True)
class Loaded:
    """How many places and names came in, and how many rows had to be written for them."""

    places: int
    names: int
    written: int


BATCH = 10_000


@transaction.atomic
def load_places(rows: Iterable[PlaceFacts], *, are_all: bool, each: Callable[[int], object] = lambda n: None) -> Loaded:
    """Write these places and their names. Where they `are_all` there are, others go: nothing refers to them.

    `each` hears of every batch how many places it held. Memory stays that of one batch.
    """
    source, places, names = iter(rows), 0, 0
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE incoming_place (LIKE directory_place)")
        cursor.execute("CREATE TEMP TABLE incoming_name (place_id bigint, name text, folded text, is_main boolean)")
        while batch := list(islice(source, BATCH)):
            places += _copy(cursor, "incoming_place", FACTS, (_place(row) for row in batch))
            names += _copy(cursor, "incoming_name", NAMES, (name for row in batch for name in _names(row)))
            each(len(batch))
        cursor.execute("ANALYZE incoming_place")
        cursor.execute("CREATE INDEX ON incoming_name (place_id, folded)")
        cursor.execute("ANALYZE incoming_name")
        written = 0
        for step in (UPSERT_PLACES, DROP_NAMES, ADD_NAMES, *(DROP_OTHERS if are_all else ())):
            cursor.execute(step)
            written += cursor.rowcount
        cursor.execute("DROP TABLE incoming_place, incoming_name")
    return Loaded(places, names, written)


def _copy(cursor: Any, table: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> int:
    n = 0
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for n, row in enumerate(rows, start=1):  # noqa: B007 - the last one is how many there were
            copy.write_row(row)
    return n


def _place(row: PlaceFacts) -> tuple[Any, ...]:
    return (
        row.geonames_id,
        row.name,
        fold(row.name),
        str(row.level),
        row.country,
        row.subdivision_code,
        row.subdivision_name,
        row.latitude,
        row.longitude,
        row.population,
        row.time_zone,
    )


def _names(row: PlaceFacts) -> Iterator[tuple[int, str, str, bool]]:
    """Its names, each spelling once as searches compare them; the main one first."""
    seen = {""}
    for place, name in enumerate((row.name, *row.other_names)):
        key = name_key(name)
        if key not in seen:
            seen.add(key)
            yield row.geonames_id, name, key, place == 0
