"""What the database itself refuses in the directory: two terms, memberships or open seats at once."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.factories import LONG_AGO, MembershipFactory, OfficeHolderFactory, SeatFactory

pytestmark = pytest.mark.django_db
Maker = Callable[..., Any]
CHANGE = dt.date(2024, 1, 1)
EARLIER, LATER, OVER_BOTH = DateRange(LONG_AGO, CHANGE), DateRange(CHANGE, None), DateRange(LONG_AGO, None)


def term(**facts: Any) -> Maker:
    first = OfficeHolderFactory(term=EARLIER, position="District 2")
    same = {"community": first.community, "title": first.title, "position": first.position}
    return lambda: OfficeHolderFactory(**same | facts)


def membership(**facts: Any) -> Maker:
    first = MembershipFactory(period=EARLIER)
    return lambda: MembershipFactory(committee=first.committee, community=first.community, **facts)


def seat(*, ended: dt.date | None = None, **facts: Any) -> Maker:
    first = SeatFactory(ends_on=ended, **facts)
    return lambda: SeatFactory(user=first.user, committee=first.committee, community=first.community, role=first.role)


REFUSED = {
    "officeholder_terms_apart": (term, {"term": OVER_BOTH}),
    "membership_periods_apart": (membership, {"period": OVER_BOTH}),
    "seat_one_open_committee": (seat, {}),
    "seat_one_open_community": (seat, {"guest": True}),
}
TAKEN = {
    "the term that follows": (term, {"term": LATER}),
    "another district's term": (term, {"term": OVER_BOTH, "position": "District 3"}),
    "the membership that follows": (membership, {"period": LATER}),
    "a seat after one that ended": (seat, {"ended": CHANGE}),
    "a guest's seat after one that ended": (seat, {"ended": CHANGE, "guest": True}),
}


@pytest.mark.parametrize("rule", REFUSED)
def test_the_database_refuses_what_would_hold_twice(rule: str) -> None:
    prepare, facts = REFUSED[rule]
    again = prepare(**facts)
    with pytest.raises(IntegrityError, match=f'"{rule}"'), transaction.atomic():
        again()


@pytest.mark.parametrize("case", TAKEN)
def test_the_database_takes_what_follows_or_stands_beside(case: str) -> None:
    prepare, facts = TAKEN[case]
    assert prepare(**facts)().pk
