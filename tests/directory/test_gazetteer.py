"""The gazetteer: what the packages hold, loaded in bulk as often as one likes, and found in any spelling."""

import dataclasses

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.choices import Level
from directory.gazetteer.loading import load_places
from directory.gazetteer.sources import places
from directory.models import Place, PlaceName
from tests.factories import CommunityFactory
from tests.gazetteer import (
    COEUR,
    CORDOBA,
    CORDOBA_SPAIN,
    HUE,
    NAGASAKI,
    PORTLAND,
    PORTLAND_MAINE,
    SAINT_LOUIS,
    SAO_PAULO,
    SOME,
)

pytestmark = pytest.mark.django_db


def found(text: str) -> list[int]:
    return list(Place.objects.search(text).by_closeness(text).values_list("pk", flat=True))


def test_the_packages_hold_the_world(tmp_path):
    call_command("load_gazetteer", min_population=500_000, verbosity=0)

    tokyo = Place.objects.get(pk=1850147)
    assert (tokyo.name, tokyo.country, tokyo.time_zone) == ("Tokyo", "JP", "Asia/Tokyo")
    assert tokyo.population > 5_000_000
    hyogo = Place.objects.get(level=Level.PREFECTURE, subdivision_code="JP-28")
    assert (hyogo.pk, hyogo.subdivision_name) == (1862047, "")
    grant = Place.objects.get(pk=5796034)
    assert (grant.name, grant.level, grant.subdivision_code) == ("Grant County", Level.COUNTY, "US-WA")
    assert not Place.objects.filter(level=Level.CITY, population__lt=500_000).exists()
    assert Place.objects.filter(level=Level.COUNTY, country="US").count() > 3000


def test_a_second_load_writes_nothing():
    first = load_places(SOME, are_all=True)

    again = load_places(SOME, are_all=True)

    assert (first.places, first.names) == (12, 16)
    assert first.written == 28
    assert again.written == 0


def test_a_later_list_changes_what_differs_and_drops_what_is_gone():
    load_places(SOME, are_all=True)
    renamed = dataclasses.replace(HUE, name="Thành phố Huế", population=652572)

    loaded = load_places([renamed if row is HUE else row for row in SOME if row is not COEUR], are_all=True)

    assert Place.objects.get(pk=HUE.geonames_id).population == 652572
    assert list(PlaceName.objects.filter(place=HUE.geonames_id).values_list("folded", "is_main")) == [
        ("thanh pho hue", True)
    ]
    assert not Place.objects.filter(pk=COEUR.geonames_id).exists()
    assert loaded.written == 5


def test_a_part_of_the_world_leaves_the_rest():
    load_places(SOME, are_all=True)

    load_places([PORTLAND], are_all=False)

    assert Place.objects.count() == len(SOME)
    assert set(PlaceName.objects.filter(place=PORTLAND.geonames_id).values_list("folded", flat=True)) == {
        "portland",
        "pdx",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sao Paulo", [SAO_PAULO]),
        ("são paulo", [SAO_PAULO]),
        ("Hue", [HUE]),
        ("Huế", [HUE]),
        ("長崎", [NAGASAKI]),
        ("长崎市", [NAGASAKI]),
        ("portland maine", [PORTLAND_MAINE]),
        ("Portland, ME", [PORTLAND_MAINE]),
        ("portland or", [PORTLAND]),
        ("Portland", [PORTLAND, PORTLAND_MAINE]),
        ("city of portland oregon", [PORTLAND]),
        ("cordoba argentina", [CORDOBA]),
        ("Córdoba, Spain", [CORDOBA_SPAIN]),
        ("cordoba", [CORDOBA, CORDOBA_SPAIN]),
        ("coeur dalene", [COEUR]),
        ("Coeur d’Alene", [COEUR]),
        ("saint louis", [SAINT_LOUIS]),
        ("St Louis missouri", [SAINT_LOUIS]),
        ("louis", [SAINT_LOUIS]),
        ("Portland, Nowhere", []),
        ("ortland", []),
        ("", []),
        ("...", []),
    ],
)
def test_a_place_is_found_in_any_spelling(text, expected):
    load_places(SOME, are_all=True)

    assert found(text) == [row.geonames_id for row in expected]


@pytest.mark.parametrize(
    ("text", "first"),
    [("nagasakki", NAGASAKI), ("Portlnd", PORTLAND), ("sao pualo", SAO_PAULO), ("portlnd maine", PORTLAND_MAINE)],
)
def test_a_typing_mistake_offers_what_is_written_nearly_so(text, first):
    load_places(SOME, are_all=True)

    assert Place.objects.similar(text).first().pk == first.geonames_id


def test_nothing_is_like_what_nobody_would_write():
    load_places(SOME, are_all=True)

    assert list(Place.objects.similar("xyzzy")) == []
    assert list(Place.objects.similar("")) == []


def test_a_place_of_the_directory_is_not_offered_again():
    load_places(SOME, are_all=True)
    CommunityFactory(name="Portland", geonames_id=PORTLAND.geonames_id)

    offered = Place.objects.search("portland").not_in_directory()

    assert [row.pk for row in offered] == [PORTLAND_MAINE.geonames_id]


def test_a_search_asks_no_more_of_a_larger_world():
    load_places([PORTLAND], are_all=True)
    with CaptureQueriesContext(connection) as few:
        found("portland maine")
    load_places(SOME, are_all=True)
    with CaptureQueriesContext(connection) as more:
        found("portland maine")

    assert len(few) == len(more)


def test_every_place_of_the_package_can_be_read():
    """Without a database: what the list is made of today."""
    rows = list(places(100_000))

    assert len({row.geonames_id for row in rows}) == len(rows) > 8000
    assert {row.country for row in rows} >= {"US", "JP", "NA", "XK"}
