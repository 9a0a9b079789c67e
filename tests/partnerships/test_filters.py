"""Search and facets of partnerships: what a count promises, the click keeps."""

import datetime as dt

import pytest
from django.http import QueryDict

from partnerships.filters import PartnershipFilter
from partnerships.models import Partnership
from partnerships.services import add_state_claim
from partnerships.stages import Kind, State
from sistercities.common.dates import PartialDate
from tests.factories import (
    CommunityFactory,
    EarlierRecognitionFactory,
    PartnerCommunityFactory,
    PartnershipFactory,
    StaffFactory,
)

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)


def filtered(query="", on_date=TODAY):
    rows = Partnership.objects.public().for_list(on_date)
    return PartnershipFilter(QueryDict(query.lstrip("?")), rows, on_date=on_date)


def names(query="", on_date=TODAY):
    return ["-".join(party.community.name for party in row.sides) for row in filtered(query, on_date).qs]


@pytest.fixture
def world():
    """Five public partnerships, one of three sides, and one that is still being prepared."""
    seattle = CommunityFactory(name="Seattle")
    kobe = PartnerCommunityFactory(name="Kobe", native_name="神戸市")
    PartnershipFactory(communities=[seattle, kobe])
    PartnershipFactory(
        communities=[
            CommunityFactory(name="Boring"),
            *(PartnerCommunityFactory(name=n, country=c) for n, c in [("Dull", "GB"), ("Bland", "AU")]),
        ],
        since="2012",
    )
    ended = PartnershipFactory(communities=[seattle, PartnerCommunityFactory(name="Smolensk", country="RU")])
    add_state_claim(
        partnership=ended, state=State.ENDED, source="the council", stated_on=TODAY, since=PartialDate(2022, 3)
    )
    PartnershipFactory(
        communities=[CommunityFactory(name="Portland"), PartnerCommunityFactory(name="Lviv", country="UA")],
        kind=Kind.FRIENDSHIP,
        state=State.NOT_CONFIRMED,
        since=None,
    )
    known = PartnershipFactory(
        communities=[CommunityFactory(name="Toledo"), PartnerCommunityFactory(name="Toledo", country="ES")]
    )
    EarlierRecognitionFactory(partnership=known, confirmed_by=StaffFactory())
    return PartnershipFactory(state=State.IN_DEVELOPMENT, communities=[seattle, PartnerCommunityFactory(name="Osaka")])


def test_a_partnership_in_development_is_not_in_the_list(world):
    assert names() == ["Boring-Dull-Bland", "Portland-Lviv", "Seattle-Kobe", "Seattle-Smolensk", "Toledo-Toledo"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=seattle",
        "country=JP",
        "state=active",
        "kind=sister",
        "recognition=not_here&country=US",
        "q=lviv&kind=friendship",
    ],
)
def test_each_count_is_the_number_of_rows_after_the_click(world, query):
    options = [option for choice in filtered(query).choices for option in choice.options if not option.is_chosen]
    assert options
    for option in options:
        rows = filtered(option.query).qs
        assert (rows.count(), len(rows)) == (option.count, option.count), option


def test_states_are_those_of_the_day(world):
    assert names("state=ended") == ["Seattle-Smolensk"]
    assert names("state=ended", dt.date(2022, 2, 28)) == []
    assert names("state=not_confirmed") == ["Portland-Lviv"]
    state = next(choice for choice in filtered().choices if choice.name == "state")
    assert [(option.value, option.count) for option in state.options] == [
        ("active", 3),
        ("not_confirmed", 1),
        ("ended", 1),
    ]


def test_the_parts_of_the_state_facet_add_up_to_the_whole(world):
    for query in ("", "country=US", "q=seattle"):
        found = filtered(query)
        state = next(choice for choice in found.choices if choice.name == "state")
        assert sum(option.count for option in state.options) == found.qs.count()


def test_recognition_is_what_papers_and_files_show(world):
    assert names("recognition=before") == ["Toledo-Toledo"]
    assert names("recognition=recorded") == []
    assert len(names("recognition=not_here")) == 4


def test_any_side_answers_for_its_country_and_counts_once(world):
    assert names("country=AU") == names("country=GB") == ["Boring-Dull-Bland"]
    both = PartnerCommunityFactory(name="Perth", country="AU"), PartnerCommunityFactory(name="Albury", country="AU")
    PartnershipFactory(communities=[CommunityFactory(name="Merced"), *both])
    country = next(choice for choice in filtered().choices if choice.name == "country")
    assert {option.value: option.count for option in country.options}["AU"] == 2 == len(names("country=AU"))


@pytest.mark.parametrize("text", ["Seattle Kobe", "kobe, seattle", "神戸", "seattle – kobe"])
def test_words_may_name_either_side(world, text):
    assert names(f"q={text}") == ["Seattle-Kobe"]


def test_the_latest_change_comes_first(world):
    assert names("sort=changed")[:2] == ["Seattle-Smolensk", "Boring-Dull-Bland"]


def test_each_count_of_a_state_is_the_number_of_rows_after_the_click(world):
    choice = next(choice for choice in filtered("country=US").choices if choice.name == "place")
    assert [option.text for option in choice.options] == ["Washington, United States"]
    assert filtered(choice.options[0].query).qs.count() == choice.options[0].count == 5


def test_a_search_of_many_words_is_one_question(world):
    many = " ".join(f"{letter}{n}" for letter in "abcde" for n in range(10))
    repeated = "kobe seattle " * 15

    assert str(Partnership.objects.search(many).query).count("EXISTS") < 10
    assert names(f"q={repeated}"[:200]) == names("q=kobe seattle")
