"""How well a list was understood, against a file that knows the places."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TextIO

from directory.models import ListLine


@dataclass(frozen=True)
class Understood:
    """`decided` of `rows` lines; `compared` of these stand in the truth, `agreed` with both places."""

    rows: int
    decided: int
    compared: int
    agreed: int
    otherwise: tuple[int, ...]


def compare(lines: Iterable[ListLine], truth: TextIO) -> Understood:
    """Lines whose places are known, against `line,home_geonameid,partner_geonameid`."""
    known = {int(row["line"]): (row["home_geonameid"], row["partner_geonameid"]) for row in csv.DictReader(truth)}
    rows, found = 0, {}
    for line in lines:
        rows += 1
        ids = line.end(0).get("id"), line.end(1).get("id")
        if all(ids):
            found[line.number] = tuple(map(str, ids))
    compared = found.keys() & known.keys()
    otherwise = sorted(number for number in compared if found[number] != known[number])
    return Understood(rows, len(found), len(compared), len(compared) - len(otherwise), tuple(otherwise))
