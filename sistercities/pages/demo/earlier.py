"""What earlier publications list: a line that a second person has confirmed, and lines that wait for one."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.conf import settings

from directory.choices import Level
from directory.models import Community
from partnerships.services import confirm_lines, enter_line
from partnerships.services.earlier import Side
from sistercities.accounts.models import User

from .tables import table


def list_earlier(places: Mapping[str, Community], people: Mapping[str, User], *, now: dt.datetime) -> None:
    """Every line of the table, entered by one person, and confirmed by another where the table says so."""
    for row in table("earlier"):
        home = _side(places, row["home"], country=settings.ASSOCIATION_COUNTRY, subdivision_name=row["home_state"])
        partner = _side(places, row["partner"], country=row["partner_country"])
        entered = enter_line(
            source=row["source"],
            year=int(row["year"]),
            page=row["page"],
            sides=[home, partner, *_others(places, row["others"])],
            by=people["reviewer"],
            now=now - dt.timedelta(days=3),
        )
        if row["confirmed"]:
            confirm_lines(row_ids=[entered.pk], by=people["registrar"], now=now - dt.timedelta(days=2))


def _others(places: Mapping[str, Community], cell: str) -> Iterable[Side]:
    """The further sides of a line: "Raleigh/North Carolina/US|Xiangyang//CN"."""
    for part in filter(None, cell.split("|")):
        name, state, country = part.split("/")
        yield _side(places, name, country=country, subdivision_name=state)


def _side(places: Mapping[str, Community], key: str, **facts: str) -> Side:
    """A community of the demonstration, or one that only this line names."""
    return places.get(key, {"name": key, "level": Level.CITY, **facts})
