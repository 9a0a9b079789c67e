"""A partnership on the register joins two countries at least: the services say so, and the database keeps it."""

import pytest
from django.db import IntegrityError, transaction

from agreements import completeness
from agreements.models import RegistryEntry
from tests.authority import look_up
from tests.factories import CommunityFactory, PartnershipFactory, RecorderFactory
from tests.factories_agreements import record
from tests.register_rows import insert_entry, quickly_handed_in, quickly_reviewed

pytestmark = pytest.mark.django_db
SENTENCE = "All sides are in one country: United States. A partnership on the register joins two countries at least."
# The countries of the sides, and whether they can be recorded together. Puerto Rico has a code of its own.
CASES = [
    (("US", "US"), False),
    (("US", "JP"), True),
    (("US", "PR"), True),
    (("US", "US", "US"), False),
    (("NG", "US", "CN"), True),
    (("US", "US", "CN"), True),
]


def pair(countries):
    places = [CommunityFactory(country=country) for country in countries]
    return PartnershipFactory(communities=places, state="in_development", since=None)


@pytest.mark.parametrize(("countries", "is_open"), CASES)
def test_the_sides_stand_in_two_countries_at_least(countries, is_open):
    sides = tuple(range(1, len(countries) + 1))
    hand_in = quickly_handed_in(partnership=pair(countries), sides=sides)
    assert [str(sentence) for sentence in completeness.obstacles(hand_in)] == ([] if is_open else [SENTENCE])


@pytest.mark.parametrize(("countries", "is_open"), CASES)
def test_the_database_refuses_one_country_whoever_writes(countries, is_open):
    """The countries of a reviewed pair change under it, and somebody writes the entry by hand."""
    sides = tuple(range(1, len(countries) + 1))
    hand_in = quickly_reviewed(partnership=pair(("US", "JP", "CN")[: len(sides)]), sides=sides)
    for party, country in zip(hand_in.partnership.parties.order_by("side"), countries, strict=True):
        type(party.community).objects.filter(pk=party.community_id).update(country=country)
    if is_open:
        insert_entry(hand_in, recorder=RecorderFactory())
        return
    with pytest.raises(IntegrityError, match="stand in one country only"), transaction.atomic():
        insert_entry(hand_in, recorder=RecorderFactory())
    assert not RegistryEntry.objects.exists()


def test_a_territory_is_recorded_with_its_own_code():
    partnership = pair(("US", "PR"))
    look_up(*(party.community for party in partnership.parties.all()))
    assert record(quickly_reviewed(partnership=partnership)).number.startswith("SC-")
