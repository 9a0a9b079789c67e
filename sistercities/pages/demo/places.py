"""Communities, committees, memberships and partnerships of the demonstration, each with its source."""

import datetime as dt
from decimal import Decimal
from itertools import groupby

from django.db.backends.postgresql.psycopg_any import DateRange

from directory.models import Committee, Community, Membership
from directory.services.communities import add_community
from partnerships.models import DateClaim, Partnership
from partnerships.services import add_partnership, add_state_claim
from partnerships.stages import SourceRank
from sistercities.common.dates import PartialDate

from .tables import Row, table

READ_ON = dt.date(2026, 9, 1)
NAMED_ON_PAPER = "Named on the paper handed in; on no list of governments"
# Whose membership has lapsed, longer ago than any grace.
LAPSED = ("Phoenix",)
# A committee that wants its letters on paper.
BY_POST = {"Fort Worth": "Demonstration House\n1 Demonstration Street\nFort Worth, TX 76102"}
Pairs = dict[tuple[str, str], Partnership]


def add_communities() -> dict[str, Community]:
    """Every community of the table, by its key."""
    return {row["key"]: _community(row) for row in table("communities")}


def _community(row: Row) -> Community:
    others = {name: "" for name in row["other_names"].split("|") if name}
    return add_community(
        name=row["name"],
        country=row["country"],
        native_name=row["native_name"],
        native_language=row["native_language"],
        level=row["level"],
        subdivision_code=row["subdivision_code"],
        subdivision_name=row["subdivision_name"],
        latitude=Decimal(row["latitude"]) if row["latitude"] else None,
        longitude=Decimal(row["longitude"]) if row["longitude"] else None,
        population=int(row["population"]) if row["population"] else None,
        population_source="GeoNames" if row["population"] else "",
        geonames_id=int(row["geonames_id"]) if row["geonames_id"] else None,
        time_zone=row["time_zone"],
        source="GeoNames" if row["geonames_id"] else NAMED_ON_PAPER if row["proposed"] else "",
        is_proposed=bool(row["proposed"]),
        other_names=others,
    )


def add_committees(places: dict[str, Community], *, today: dt.date) -> dict[str, Committee]:
    """A committee and a membership, running or lapsed, for every community that is the home of a partnership."""
    committees = {}
    year = DateRange(dt.date(today.year, 1, 1), dt.date(today.year + 1, 1, 1))
    before = DateRange(dt.date(today.year - 3, 1, 1), dt.date(today.year - 1, 1, 1))
    for home, _rows in groupby(sorted(row["home"] for row in table("partnerships"))):
        committee = Committee.objects.create(
            name=f"{places[home].name} sister cities committee",
            email=f"{places[home].slug}@committee.demo.example",
            post_address=BY_POST.get(home, ""),
            post_country="US" if home in BY_POST else "",
            by_post=home in BY_POST,
        )
        committee.communities.add(places[home])
        Membership.objects.create(
            community=places[home], committee=committee, period=before if home in LAPSED else year, note="Demonstration"
        )
        committees[home] = committee
    return committees


def add_partnerships(places: dict[str, Community], committees: dict[str, Committee]) -> Pairs:
    """Every partnership of the table with its dates and states as its sources give them."""
    sources = {row["key"]: row for row in table("sources")}
    pairs: Pairs = {}
    for row in table("partnerships"):
        keys = [row[name] for name in ("home", "partner", "third") if row[name]]
        partnership = add_partnership(
            communities=[places[key] for key in keys],
            kind=row["kind"],
            lead_committee=committees[row["home"]],
            labels=["", ""] if not row["label"] else ["", row["label"]],
            opened_on=None if row["state"] else READ_ON,
            is_proposed=bool(row["proposed"]),
        )
        pairs[row["home"], ", ".join(keys[1:])] = partnership
        if row["claim"]:
            _add_date(partnership, row, sources[row["source"]])
        if row["state"]:
            source = sources[row["state_source"]]
            add_state_claim(
                partnership=partnership,
                state=row["state"],
                since=PartialDate.parse(row["state_since"]),
                source=source["name"],
                source_url=source["url"],
                stated_on=READ_ON,
            )
    for row in table("more_dates"):
        _add_date(pairs[row["home"], row["partner"]], row, sources[row["source"]])
    return pairs


def _add_date(partnership: Partnership, row: Row, source: Row) -> None:
    DateClaim.objects.create(
        partnership=partnership,
        kind=row["claim"],
        value=PartialDate.parse(row["date"]),
        rank=SourceRank(int(source["rank"])),
        source=source["name"],
        source_url=source["url"],
    )
