"""What a visitor finds in the directory with a mistake in the name, and what stands beside it."""

import pytest
from django.urls import reverse

from directory.gazetteer.loading import load_places
from directory.models import Community
from tests.directory.test_filters import filtered, names
from tests.factories import CommunityFactory
from tests.gazetteer import PORTLAND, SOME

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", ["Nagasakki", "nagazaki", "Portlnd", "Hué hué tenango"])
def test_a_typing_mistake_shows_what_is_written_nearly_so(world, text):
    found = filtered(f"q={text}")

    assert found.nearly
    assert found.qs.first().name in {"Nagasaki", "Portland", "Huehuetenango"}


def test_counts_are_true_for_names_written_nearly_so(world):
    options = [option for choice in filtered("q=Portlnd").choices for option in choice.options if not option.is_chosen]

    assert options
    for option in options:
        assert filtered(option.query).qs.count() == option.count, option


def test_a_name_that_a_community_has_is_not_taken_for_a_mistake(world):
    assert not filtered("q=Nagasaki&country=US").nearly
    assert names("q=Nagasaki&country=US") == []


def test_saint_and_city_of_and_apostrophes_are_one_name(world):
    CommunityFactory(name="St. Louis", subdivision_name="Missouri", subdivision_code="US-MO")
    CommunityFactory(name="Coeur d'Alene", subdivision_name="Idaho", subdivision_code="US-ID")

    assert names("q=Saint Louis") == names("q=st louis") == names("q=City of St. Louis, MO") == ["St. Louis"]
    assert names("q=Coeur dAlene") == names("q=coeur d’alene") == ["Coeur d'Alene"]


def test_a_place_that_is_not_in_the_directory_is_offered_below(client):
    load_places(SOME, are_all=True)
    CommunityFactory(name="Portland", subdivision_name="Oregon", geonames_id=PORTLAND.geonames_id)

    page = client.get(reverse("directory"), {"q": "portland"}).content.decode()

    below = page.partition("Not in the directory")[2].partition("</section>")[0]
    assert "Maine, United States · 66,881 people" in below
    assert "Oregon" not in below
    assert reverse("join") in below


def test_a_search_without_any_row_offers_places_written_nearly_so(client):
    load_places(SOME, are_all=True)

    page = client.get(reverse("directory"), {"q": "Saint Luis"}).content.decode()

    assert "Missouri, United States" in page.partition("Not in the directory")[2]


def test_suggestions_name_communities_first_and_then_other_places(client):
    load_places(SOME, are_all=True)
    here = CommunityFactory(name="Portland", subdivision_name="Oregon", geonames_id=PORTLAND.geonames_id)

    page = client.get(reverse("directory_suggestions"), {"q": "portl"}).content.decode()

    assert page.index(here.get_absolute_url()) < page.index(
        "Maine, United States · 66,881 people · not in the directory"
    )
    assert f"{reverse('directory')}?q=Portland%2C+Maine%2C%20United%20States" in page


@pytest.mark.parametrize(("text", "expected"), [("", False), ("p", False), ("Prtland", True), ("zzzzzz", False)])
def test_suggestions_need_two_letters_and_say_when_nothing_has_that_name(client, text, expected):
    CommunityFactory(name="Portland", subdivision_name="Oregon")

    page = client.get(reverse("directory_suggestions"), {"q": text}).content.decode()

    assert ("Did you mean:" in page) is expected
    assert ("Portland" in page) is expected


@pytest.mark.parametrize("text", ["Portland Oregon USA", "Portland OR USA", "portland, oregon united states"])
def test_a_state_may_stand_before_its_country(world, text):
    load_places(SOME, are_all=True)

    found = filtered(f"q={text}")

    assert not found.nearly
    assert [row.subdivision_name for row in found.qs] == ["Oregon"]


def test_a_state_of_another_country_is_not_meant(world):
    load_places(SOME, are_all=True)

    for text in ("Portland Oregon Japan", "Portland, Oregon Japan"):
        assert not Community.objects.search(text).exists(), text


@pytest.mark.parametrize("text", ["a " * 100, "or " * 66, "a," * 100, ",".join("abcdefghijklmnopqrstuvwxyz") * 3])
def test_what_is_written_many_times_over_is_asked_once(text):
    conditions = str(Community.objects.search(text[:200]).query)

    assert conditions.count("LIKE") < 100
