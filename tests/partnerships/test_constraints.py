"""What the database itself refuses about partnerships: a side twice, two states of one day, one person for two."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from partnerships.models import Partnership, Party, StatePeriod
from sistercities.accounts.models import User
from tests.factories import EarlierRecognitionFactory, PartnerCommunityFactory, PartnershipFactory, StaffFactory

pytestmark = pytest.mark.django_db
CHANGE, LATER = dt.date(1990, 1, 1), dt.date(2000, 1, 1)


@pytest.fixture
def partnership() -> Partnership:
    return PartnershipFactory(state=None)


def period(partnership: Partnership, state: str, first: dt.date, end: dt.date | None) -> StatePeriod:
    days = DateRange(first, end)
    return StatePeriod.objects.create(partnership=partnership, state=state, days=days, basis="act")


def two_states(partnership: Partnership, *, dormant_from: dt.date) -> None:
    period(partnership, "active", CHANGE, LATER)
    period(partnership, "dormant", dormant_from, None)


def recognise(partnership: Partnership, *, entered_by: User, confirmed_by: User) -> None:
    EarlierRecognitionFactory(partnership=partnership, entered_by=entered_by, confirmed_by=confirmed_by)


def by_one_person(partnership: Partnership) -> None:
    person = StaffFactory()
    recognise(partnership, entered_by=person, confirmed_by=person)


def third_side(partnership: Partnership) -> None:
    Party.objects.create(partnership=partnership, side=3, community=PartnerCommunityFactory())


def second_side_again(partnership: Partnership) -> None:
    Party.objects.create(partnership=partnership, side=2, community=PartnerCommunityFactory())


def same_community_again(partnership: Partnership) -> None:
    community = partnership.parties.get(side=1).community
    Party.objects.create(partnership=partnership, side=3, community=community)


REFUSED: dict[str, Callable[[Partnership], None]] = {
    "stateperiod_apart": lambda partnership: two_states(partnership, dormant_from=LATER - dt.timedelta(days=1)),
    "earlierrecognition_two_people": by_one_person,
    "party_one_per_side": second_side_again,
    "party_one_per_community": same_community_again,
}
TAKEN: dict[str, Callable[[Partnership], None]] = {
    "a state that follows": lambda partnership: two_states(partnership, dormant_from=LATER),
    "two people": lambda partnership: recognise(partnership, entered_by=StaffFactory(), confirmed_by=StaffFactory()),
    "a third side": third_side,
}


@pytest.mark.parametrize("rule", REFUSED)
def test_the_database_refuses(rule: str, partnership: Partnership) -> None:
    with pytest.raises(IntegrityError, match=f'"{rule}"'), transaction.atomic():
        REFUSED[rule](partnership)


@pytest.mark.parametrize("case", TAKEN)
def test_the_database_takes(case: str, partnership: Partnership) -> None:
    TAKEN[case](partnership)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
