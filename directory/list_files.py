"""A list as a file: its lines read from CSV, and the report about them written."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import TextIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .choices import LineStatus
from .lists import ListKind
from .models import ListLine

MOST_BYTES = 30 * 1024 * 1024
MOST_ROWS = 100_000
# What a cell may hold.
CELL_LENGTH = 1_000
SEPARATORS = ",;\t"
REPORT = (
    "line",
    "status",
    "reason",
    "home_geonameid",
    "partner_geonameid",
    "home_how",
    "partner_how",
    "candidates",
)


class ListRefused(ValidationError):
    """The list is not brought in, imported or rolled back; the sentence says why."""


def read_lines(data: bytes, kind: ListKind) -> Iterator[ListLine]:
    """The lines of a CSV file, unsaved, numbered as in the file (its head is line 1); empty ones are passed over.

    A line with more cells than the head comes as `invalid`. Columns that the kind does not know are not read. Refused
    (ListRefused): not UTF-8, a head without a required column, too large.
    """
    if len(data) > MOST_BYTES:
        raise ListRefused(_("The file is larger than 30 MB. Cut it into parts."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ListRefused(_("The file is not UTF-8. Save it as “CSV UTF-8” and try again.")) from error
    head_line = text.lstrip().partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(SEPARATORS, key=head_line.count))
    try:
        head = [name.strip().casefold() for name in next(reader, [])]
        if missing := [name for name in kind.required if name not in head]:
            raise ListRefused(
                _("The first line of the file has to name its columns. Missing: %(names)s."),
                params={"names": ", ".join(missing)},
            )
        yield from _lines(reader, head, kind)
    except csv.Error as error:
        raise ListRefused(_("The file is not CSV: %(error)s."), params={"error": error}) from error


def _lines(reader: Iterator[list[str]], head: list[str], kind: ListKind) -> Iterator[ListLine]:
    places = {name: head.index(name) for name in kind.columns if name in head}
    for count, cells in enumerate((cells for cells in reader if any(cell.strip() for cell in cells)), start=1):
        if count > MOST_ROWS:
            raise ListRefused(_("The file has more than 100,000 lines. Cut it into parts."))
        row = {name: cells[n].strip().replace("\0", "") if n < len(cells) else "" for name, n in places.items()}
        line = ListLine(number=reader.line_num, row=row)  # type: ignore[attr-defined]  # csv.DictReader has it
        if len(cells) > len(head):
            line.status, line.reason = LineStatus.INVALID, str(_("It has more cells than the first line has names."))
        elif any(len(cell) > CELL_LENGTH for cell in row.values()):
            line.row = {name: cell[:CELL_LENGTH] for name, cell in row.items()}
            line.status, line.reason = LineStatus.INVALID, str(_("A cell holds more than 1,000 letters."))
        yield line


def write_report(lines: Iterable[ListLine], out: TextIO) -> None:
    """What became of each line, as CSV; the candidates of both ends are named one after the other."""
    writer = csv.writer(out)
    writer.writerow(REPORT)
    for line in lines:
        ends = [line.end(0), line.end(1)]
        writer.writerow(
            [
                line.number,
                line.status,
                line.reason,
                *(end.get("id") or "" for end in ends),
                *(end.get("how", "") for end in ends),
                _candidates(ends),
            ]
        )


def _candidates(ends: list[dict]) -> str:
    """ "home: 5746545|4975802; partner: 1850147"."""
    named = [(side, end.get("candidates")) for side, end in zip(("home", "partner"), ends, strict=True)]
    return "; ".join(f"{side}: {'|'.join(map(str, ids))}" for side, ids in named if ids)
