"""Search and facets of the directory: what a count promises, the click keeps."""

import datetime as dt

import pytest
from django.http import QueryDict

from directory.filters import DirectoryFilter
from directory.models import Community

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)


def filtered(query=""):
    rows = Community.objects.current().with_standing(TODAY).for_list()
    return DirectoryFilter(QueryDict(query.lstrip("?")), rows, on_date=TODAY)


def names(query=""):
    return [row.name for row in filtered(query).qs]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Sao Paulo", "São Paulo"),
        ("são paulo", "São Paulo"),
        ("Hue", "Huế"),
        ("Huế", "Huế"),
        ("phu xuan", "Huế"),
        ("長崎", "Nagasaki"),
        ("NAGASAKI", "Nagasaki"),
    ],
)
def test_accents_other_names_and_exonyms_give_the_same_first_hit(world, text, first):
    assert names(f"q={text}")[0] == first


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Portland", ["Oregon", "Maine"]),
        ("Portland, Maine", ["Maine"]),
        ("Portland, or", ["Oregon"]),
        ("Portland, United States", ["Oregon", "Maine"]),
        ("Portland, Japan", []),
    ],
)
def test_a_place_after_a_comma_tells_homonyms_apart_and_the_larger_one_comes_first(world, text, places):
    assert [row.subdivision_name for row in filtered(f"q={text}").qs] == places


def test_a_merged_community_is_not_in_the_list(world):
    assert "Old Portland" not in names()


@pytest.mark.parametrize(
    "query", ["", "q=port", "country=US", "country=US&subdivision=Oregon", "standing=member", "q=po&kind=city"]
)
def test_each_count_is_the_number_of_rows_after_the_click(world, query):
    options = [option for choice in filtered(query).choices for option in choice.options if not option.is_chosen]
    assert options
    for option in options:
        assert filtered(option.query).qs.count() == option.count, option


def test_a_click_replaces_the_value_and_a_second_one_takes_it_away(world):
    country = next(choice for choice in filtered("country=JP&sort=people").choices if choice.name == "country")
    assert {option.value: option.query for option in country.options} == {
        "BR": "?country=BR&sort=people",
        "GT": "?country=GT&sort=people",
        "JP": "?sort=people",
        "US": "?country=US&sort=people",
        "VN": "?country=VN&sort=people",
    }
    assert country.chosen.value == "JP"


def test_a_state_is_offered_within_a_country_and_dropped_with_it(world):
    assert "subdivision" not in [choice.name for choice in filtered().choices]
    inside = filtered("country=US&subdivision=Oregon")
    assert [choice.name for choice in inside.choices] == ["country", "subdivision", "kind", "standing"]
    country, state, *_rest = inside.choices
    assert [(option.text, option.count) for option in state.options] == [("Maine", 1), ("Oregon", 1), ("Washington", 1)]
    assert next(option.query for option in country.options if option.value == "JP") == "?country=JP"
    assert [chip.query for chip in inside.chips] == ["?", "?country=US"]


def test_removing_one_chip_keeps_the_rest_and_the_order(world):
    chips = filtered("q=port&country=US&kind=city&sort=people&page=2").chips
    assert [(chip.label, chip.text, chip.query) for chip in chips] == [
        ("Search", "port", "?country=US&kind=city&sort=people"),
        ("Country", "United States", "?q=port&kind=city&sort=people"),
        ("Kind", "City", "?q=port&country=US&sort=people"),
    ]


def test_nothing_found_names_the_filter_to_drop(world):
    nothing = filtered("q=nagasaki&country=US")
    assert not nothing.qs.exists()
    assert [(chip.label, chip.rows, chip.query) for chip in nothing.chips_to_drop()] == [
        ("Search", 3, "?country=US"),
        ("Country", 1, "?q=nagasaki"),
    ]


def test_membership_is_of_the_day(world):
    assert names("standing=member") == ["Portland"]
    assert len(names("standing=not_member")) == 6
    assert names("standing=anything") == []


@pytest.mark.parametrize("query", ["q=%00", "country=" + "x" * 200, "sort=backwards", "q=" + "x" * 300, "page=minus"])
def test_what_makes_no_sense_is_left_out(world, query):
    assert len(names(query)) == 7


def test_most_people_first_puts_the_unknown_last(world):
    assert names("sort=people")[:4] == ["São Paulo", "Portland", "Nagasaki", "Portland"]
