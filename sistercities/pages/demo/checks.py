"""What the staff of the demonstration have looked up about its communities."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from directory.choices import Check, Outcome
from directory.models import Community
from directory.selectors_authority import gazetteer_page
from directory.services.authority import note_check
from sistercities.accounts.models import User

# Left open, so that looking one up can be tried.
NOT_YET = ("Tashkent",)
UNREAL = "Kailasa"
REPORT = "https://www.cbsnews.com/newyork/news/newark-sister-city-scam-kailasa/"
TAKEN_AS_FOUND = "Demonstration: taken as found, nobody looked it up."


def look_up(places: Mapping[str, Community], *, by: User, now: dt.datetime) -> None:
    """Every check of every community but those left open; one is not a real government."""
    for key, community in places.items():
        for kind in Check if key not in NOT_YET else ():
            facts = _unreal(kind) if key == UNREAL else _found(kind, community)
            note_check(community=community, check=kind, by=by, now=now, **facts)


def _found(kind: Check, community: Community) -> dict[str, Any]:
    if kind == Check.GAZETTEER and community.geonames_id:
        return {"outcome": Outcome.CONFIRMED, "link": gazetteer_page(community)}
    return {"outcome": Outcome.CONFIRMED, "note": TAKEN_AS_FOUND}


def _unreal(kind: Check) -> dict[str, Any]:
    if kind == Check.GAZETTEER:
        note = "On no list of governments. Newark took its agreement back on 18 January 2023, six days after signing."
        return {"outcome": Outcome.NOT_REAL, "link": REPORT, "note": note}
    return {"outcome": Outcome.NOT_FOUND, "link": REPORT}
