"""What a line of a list of partnerships says, and why one cannot be read."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext
from django_countries import countries

from directory.gazetteer.resolving import Asked
from directory.models import ListImport
from partnerships.stages import Kind, State
from sistercities.common.dates import PartialDate
from sistercities.common.names import fold, sides_in_line

LIST_NAME = "partnerships"
Row = Mapping[str, str]
COLUMNS = (
    "home_name",
    "home_subdivision",
    "home_country",
    "partner_name",
    "partner_subdivision",
    "partner_country",
    "kind",
    "year",
    "state",
    "source",
)
REQUIRED = ("home_name", "partner_name")
SIDES = ("home", "partner")
# Older than any tie between towns that a source gives.
OLDEST = 800
NAME_LENGTH = 200
_YEAR = re.compile(r"[0-9]{4}")
# What other lists call a state.
STATE_WORDS = {
    "inactive": State.DORMANT,
    "emeritus": State.DORMANT,
    "terminated": State.ENDED,
    "severed": State.ENDED,
    "unknown": State.NOT_CONFIRMED,
}
KIND_WORDS = {"sister city": Kind.SISTER, "sister": Kind.SISTER, "friendship city": Kind.FRIENDSHIP}


@dataclass(frozen=True, slots=True)
class Said:
    """A line in our words: `state` is empty where the list gives none."""

    kind: str
    state: str
    year: PartialDate | None
    source: str


def said_by(row: Row, run: ListImport) -> Said:
    """What a line says that has no `problem`. Its source is named as the run is, with what the line itself names."""
    year, own = row.get("year", ""), ", ".join(part.strip() for part in row.get("source", "").split("|") if part)
    named = [part for part in (run.source, own) if part] or [run.file_name]
    return Said(
        kind=_kind(row.get("kind", "")) or Kind.SISTER,
        state=_state(row.get("state", "")) or "",
        year=PartialDate.parse(year) if year else None,
        source=": ".join(named)[:300],
    )


def asked_by(row: Row) -> tuple[Asked, Asked]:
    """The two places that a line names."""
    home, partner = (
        Asked(row.get(f"{side}_name", ""), row.get(f"{side}_subdivision", ""), row.get(f"{side}_country", "").upper())
        for side in SIDES
    )
    return home, partner


def in_words(row: Row) -> str:
    """A line as it was typed: "Portland, OR, US – Nagasaki, JP (1958)"."""
    sides = (
        ", ".join(filter(None, (row.get(f"{side}_{part}", "") for part in ("name", "subdivision", "country"))))
        for side in SIDES
    )
    more = ", ".join(filter(None, (row.get(name, "") for name in ("year", "kind", "state"))))
    return sides_in_line(sides) + (f" ({more})" if more else "")


def problem_of(row: Row, today: dt.date) -> str:
    """Why a line cannot be read; "" where it can."""
    problem = next((found for side in SIDES if (found := _problem_of_side(row, side))), "")
    return problem or _problem_of_pair(row, today)


def _problem_of_side(row: Row, side: str) -> str:
    name, country = row.get(f"{side}_name", ""), row.get(f"{side}_country", "").upper()
    if not fold(name):
        return gettext("%(side)s_name is empty.") % {"side": side}
    if len(name) > NAME_LENGTH:
        return gettext("%(side)s_name is longer than 200 letters.") % {"side": side}
    if country and country not in countries:
        return gettext("%(side)s_country: “%(code)s” is no country code of two letters.") % {
            "side": side,
            "code": row[f"{side}_country"],
        }
    return ""


def _problem_of_pair(row: Row, today: dt.date) -> str:
    if (year := row.get("year", "")) and not (_YEAR.fullmatch(year) and OLDEST <= int(year) <= today.year):
        return gettext("year: “%(text)s” is no year between 800 and today.") % {"text": year}
    if _kind(row.get("kind", "")) is None:
        return gettext("kind: “%(text)s” is none of %(words)s.") % {"text": row["kind"], "words": ", ".join(Kind)}
    if _state(row.get("state", "")) is None:
        words = ", ".join(state for state in State if state != State.IN_DEVELOPMENT)
        return gettext("state: “%(text)s” is none of %(words)s.") % {"text": row["state"], "words": words}
    home, partner = asked_by(row)
    return gettext("It names the same community twice.") if home == partner else ""


def _kind(text: str) -> str | None:
    """The kind of that name or value; None where there is none. Empty is empty."""
    known = {fold(word): value for value, label in Kind.choices for word in (value, str(label))}
    return {"": "", **KIND_WORDS, **known}.get(fold(text))


def _state(text: str) -> str | None:
    known = {fold(word): value for value, label in State.choices for word in (value, str(label))}
    state = {"": "", **STATE_WORDS, **known}.get(fold(text))
    return None if state == State.IN_DEVELOPMENT else state
