"""The state through time, made from acts, statements and claims: which of them speaks when."""

import datetime as dt

import pytest

from agreements.models import RegistryEntry
from partnerships.models import Partnership, StatePeriod
from partnerships.services import add_state_claim
from partnerships.stages import State
from sistercities.common.dates import PartialDate
from tests.factories import PartnershipFactory
from tests.register_rows import quickly_recorded

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)
SIGNED = dt.date(1957, 10, 10)


@pytest.fixture
def entry() -> RegistryEntry:
    """Signed on 10 October 1957; a list had it as dormant since 1950."""
    return quickly_recorded(partnership=PartnershipFactory(state="dormant", since="1950"))


def says(partnership: Partnership, state: str, since: str, *, side: int = 0) -> None:
    add_state_claim(
        partnership=partnership,
        state=state,
        since=PartialDate.parse(since),
        source="a web page",
        stated_on=TODAY,
        party=partnership.parties.get(side=side) if side else None,
    )


def periods(partnership: Partnership) -> list[tuple[str, dt.date, str]]:
    rows = StatePeriod.objects.filter(partnership=partnership).order_by("days")
    return [(row.state, row.days.lower, row.basis) for row in rows]


def test_claims_before_the_act_keep_their_stretch_of_time(entry: RegistryEntry) -> None:
    says(entry.partnership, State.SUSPENDED, "1955")
    assert periods(entry.partnership) == [
        ("dormant", dt.date(1950, 1, 1), "claim"),
        ("suspended", dt.date(1955, 1, 1), "claim"),
        ("active", SIGNED, "act"),
    ]


@pytest.mark.parametrize("state", [State.ENDED, State.SUSPENDED, State.DORMANT, State.TERM_ENDED, State.ACTIVE])
@pytest.mark.parametrize("since", ["1957-10-10", "2010"])
def test_from_the_day_of_the_act_no_source_changes_the_state(entry: RegistryEntry, state: str, since: str) -> None:
    before = periods(entry.partnership)
    says(entry.partnership, state, since)
    assert periods(entry.partnership) == before
    assert Partnership.objects.with_state(TODAY).get(pk=entry.partnership_id).state == State.ACTIVE


def test_a_side_states_dormant_and_active_again(entry: RegistryEntry) -> None:
    before = periods(entry.partnership)
    says(entry.partnership, State.DORMANT, "2010", side=1)
    says(entry.partnership, State.ACTIVE, "2012-05", side=2)
    assert periods(entry.partnership) == [
        *before,
        ("dormant", dt.date(2010, 1, 1), "statement"),
        ("active", dt.date(2012, 5, 1), "statement"),
    ]


@pytest.mark.parametrize("state", [State.ENDED, State.SUSPENDED, State.TERM_ENDED, State.VOID, State.SUPERSEDED])
def test_all_else_that_a_side_says_needs_an_act(entry: RegistryEntry, state: str) -> None:
    before = periods(entry.partnership)
    says(entry.partnership, state, "2010", side=1)
    assert periods(entry.partnership) == before


def test_without_an_act_sources_and_sides_speak() -> None:
    partnership = PartnershipFactory(state="active", since="1957")
    says(partnership, State.SUSPENDED, "2010", side=1)
    says(partnership, State.ENDED, "2012")
    assert periods(partnership) == [
        ("active", dt.date(1957, 1, 1), "claim"),
        ("suspended", dt.date(2010, 1, 1), "statement"),
        ("ended", dt.date(2012, 1, 1), "claim"),
    ]
