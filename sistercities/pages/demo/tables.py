"""The demonstration's facts, read from the tables beside this file."""

import csv
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "data"
Row = dict[str, str]


@cache
def table(name: str) -> tuple[Row, ...]:
    """The rows of `data/<name>.csv`; empty cells are empty strings."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as source:
        return tuple(csv.DictReader(source))
