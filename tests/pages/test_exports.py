"""Exports: exactly the rows of the page with the same filter, safe in a spreadsheet, and nothing private."""

import csv
import io
import json
import re
import tracemalloc

import pytest
from django.test import Client
from django.urls import reverse

from directory.models import Community
from sistercities.common.exports import FORMATS
from tests.factories import (
    CommitteeFactory,
    CommunityFactory,
    MembershipFactory,
    PartnerCommunityFactory,
    PartnershipFactory,
)
from tests.register_rows import quickly_recorded

pytestmark = pytest.mark.django_db
LISTS = {"directory": "directory", "partnership": "partnership_list", "registry": "registry"}


def exported(client: Client, name: str, form: str, **query: str) -> str:
    answer = client.get(reverse(f"{name}_{form}"), query)
    assert answer.status_code == 200
    assert answer["Content-Type"] == FORMATS[form][0]
    return b"".join(answer.streaming_content).decode()


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.fixture
def rows() -> None:
    seattle = CommunityFactory(
        name="Seattle", subdivision_name="Washington", latitude="47.60621", longitude="-122.33207"
    )
    MembershipFactory(committee=CommitteeFactory(communities=[seattle]), community=seattle)
    kobe = PartnerCommunityFactory(name="Kobe", native_name="神戸市", latitude="34.69130", longitude="135.18300")
    PartnershipFactory(communities=[seattle, kobe], since="1957")
    PartnershipFactory(communities=[seattle, PartnerCommunityFactory(name="=1+1", country="FR")])
    CommunityFactory(name="Not here yet", is_proposed=True)
    quickly_recorded()


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("query", [{}, {"country": "JP"}, {"country": "FR"}, {"q": "kobe"}, {"q": "nowhere"}])
def test_each_file_has_exactly_the_rows_of_the_page(client: Client, name: str, query: dict[str, str]) -> None:
    page = client.get(reverse(LISTS[name]), query).context
    addresses = [row.get_absolute_url() for row in page["page"]]

    in_csv = lines(exported(client, name, "csv", **query))
    in_json = json.loads(exported(client, name, "json", **query))["results"]
    in_map = json.loads(exported(client, name, "geojson", **query))["features"]

    assert page["total"] == len(addresses) == len(in_csv)
    for found in (in_csv, in_json, [feature["properties"] for feature in in_map]):
        assert [row["address"].partition("//")[2].partition("/")[2] for row in found] == [a[1:] for a in addresses]


@pytest.mark.usefixtures("rows")
def test_a_spreadsheet_reads_any_script_and_no_formula(client: Client) -> None:
    text = exported(client, "directory", "csv")

    assert text.startswith("\ufeffname,")
    names = {row["name"]: row for row in lines(text)}
    assert "'=1+1" in names
    assert "=1+1" not in names
    assert names["Kobe"]["native_name"] == "神戸市"
    assert (names["Seattle"]["member"], names["Kobe"]["member"]) == ("yes", "no")
    sides = [row["sides"] for row in lines(exported(client, "partnership", "csv"))]
    assert "Seattle | Kobe" in sides


@pytest.mark.usefixtures("rows")
def test_a_map_has_a_feature_for_every_row_and_null_where_no_place_is_known(client: Client) -> None:
    here = json.loads(exported(client, "directory", "geojson"))
    assert here["type"] == "FeatureCollection"
    shapes = {row["properties"]["name"]: row["geometry"] for row in here["features"]}
    assert shapes["Seattle"] == {"type": "Point", "coordinates": [-122.33207, 47.60621]}
    assert shapes["=1+1"] is None or shapes["=1+1"]["type"] == "Point"
    both = json.loads(exported(client, "partnership", "geojson", q="kobe"))["features"][0]["geometry"]
    assert both == {"type": "MultiPoint", "coordinates": [[-122.33207, 47.60621], [135.183, 34.6913]]}


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("form", FORMATS)
def test_no_column_is_private(client: Client, form: str) -> None:
    for name in LISTS:
        text = exported(client, name, form)
        assert "@" not in text.replace("'@", "")
        for word in ("Not here yet", "email", "phone", "recorded_by", "entered_by"):
            assert word not in text


@pytest.mark.usefixtures("rows")
def test_the_demonstration_says_so_in_a_last_column_or_a_key_above(client: Client, settings) -> None:
    assert "note" not in json.loads(exported(client, "directory", "json"))
    settings.IS_DEMO = True

    table = list(csv.reader(io.StringIO(exported(client, "directory", "csv").removeprefix("\ufeff"))))
    assert table[0][-1] == "note"
    assert {row[-1] for row in table[1:]} == {"Demonstration: not a record of any association"}
    for form, key in (("json", "results"), ("geojson", "features")):
        whole = json.loads(exported(client, "registry", form))
        assert whole["note"] == "Demonstration: not a record of any association"
        assert len(whole[key]) == 1


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("name", LISTS)
def test_the_page_links_the_files_of_its_own_filter(client: Client, name: str) -> None:
    page = client.get(reverse(LISTS[name]), {"country": "JP"}).content.decode()
    for form in FORMATS:
        assert f'href="{reverse(f"{name}_{form}")}?country=JP"' in page


def test_the_file_is_named_by_list_and_day(client: Client) -> None:
    answer = client.get(reverse("directory_csv"))
    assert re.fullmatch(r'attachment; filename="directory-\d{4}-\d\d-\d\d\.csv"', answer["Content-Disposition"])


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("directory", 1), ("partnership", 2)])
def test_a_file_costs_the_same_for_any_length(
    client: Client, name: str, queries: int, rows: int, django_assert_num_queries
) -> None:
    for _n in range(rows):
        PartnershipFactory()
    with django_assert_num_queries(queries):
        exported(client, name, "json")


def test_memory_does_not_grow_with_the_rows(client: Client) -> None:
    """Six chunks instead of one: the file is read a chunk at a time."""

    def peak() -> int:
        tracemalloc.start()
        for _piece in client.get(reverse("directory_csv")).streaming_content:
            pass
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    def add(start: int, end: int) -> None:
        Community.objects.bulk_create(
            Community(name=f"Place {n}", slug=f"place-{n}", sort_key=f"place {n}", country="US")
            for n in range(start, end)
        )

    add(0, 500)
    peak()
    small = peak()
    add(500, 3000)
    assert peak() < 2 * small
