"""What a visitor finds with the words of a search: a record, a partnership of two places, or where else to look."""

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from directory.filters import DirectoryFilter
from directory.models import Community
from partnerships.models import Partnership
from partnerships.pairs import halves, without_joints
from sistercities.common.facets import facets_of
from tests.factories import CommunityFactory, PartnerCommunityFactory, PartnershipFactory
from tests.register_rows import quickly_recorded

pytestmark = pytest.mark.django_db


@pytest.fixture
def kobe() -> Partnership:
    """Seattle – Kobe beside others of the same places."""
    seattle, kobe = CommunityFactory(name="Seattle"), PartnerCommunityFactory(name="Kobe")
    PartnershipFactory(communities=[seattle, PartnerCommunityFactory(name="Bergen")])
    PartnershipFactory(communities=[CommunityFactory(name="Riga"), kobe])
    return PartnershipFactory(communities=[seattle, kobe])


@pytest.mark.parametrize("list_name", ["directory", "partnership_list"])
@pytest.mark.parametrize("written", ["{number}", "sc {year} {n}", "SC-{year}-{n}", " sc-{year}-0000{n} "])
def test_a_number_of_the_register_leads_to_its_record(client: Client, list_name: str, written: str) -> None:
    entry = quickly_recorded()
    _sc, year, n = entry.number.split("-")
    text = written.format(number=entry.number, year=year, n=int(n))
    answer = client.get(reverse(list_name), {"q": text})
    assert (answer.status_code, answer["Location"]) == (302, entry.get_absolute_url())


def test_a_number_that_the_register_does_not_have_is_searched_for(client: Client) -> None:
    assert client.get(reverse("directory"), {"q": "SC-2026-99999"}).status_code == 200


@pytest.mark.parametrize(
    "text",
    ["Seattle Kobe", "kobe seattle", "Seattle and Kobe", "Seattle - Kobe", "Seattle–Kobe", "Seattle & Kobe"],
)
def test_two_places_lead_to_their_partnership(client: Client, kobe: Partnership, text: str) -> None:
    page = client.get(reverse("directory"), {"q": text}).content.decode()
    offered = page.partition("Their partnership")[2].partition("</section>")[0]
    assert kobe.get_absolute_url() in offered
    assert offered.count("result-name") == 1
    found = client.get(reverse("partnership_list"), {"q": text}).context["page"]
    assert list(found) == [kobe]


@pytest.mark.parametrize("text", ["Seattle", "Kobe", "Seattle Riga", "Sea Kob", "and", "Seattle -"])
def test_other_words_offer_no_partnership(client: Client, kobe: Partnership, text: str) -> None:
    assert "Their partnership" not in client.get(reverse("directory"), {"q": text}).content.decode()


def test_two_places_of_one_name_are_two_places(client: Client) -> None:
    toledo = PartnershipFactory(communities=[CommunityFactory(name="Toledo"), PartnerCommunityFactory(name="Toledo")])
    assert Partnership.objects.naming("Toledo Toledo").get() == toledo
    assert not Partnership.objects.naming("Toledo").exists()


def test_a_partnership_that_is_being_prepared_is_not_offered(client: Client) -> None:
    sides = [CommunityFactory(name="Seattle"), PartnerCommunityFactory(name="Kobe")]
    PartnershipFactory(communities=sides, state="in_development", since=None)
    page = client.get(reverse("directory"), {"q": "Seattle Kobe"}).content.decode()
    assert "Their partnership" not in page


def test_names_of_several_words_are_cut_at_every_place() -> None:
    assert halves("New York Tokyo") == [("New", "York Tokyo"), ("New York", "Tokyo")]
    assert halves("New York and Tokyo") == [("New York", "Tokyo")]
    assert halves("Seattle — Kobe") == [("Seattle", "Kobe")]
    assert halves("and") == halves("") == halves("Kobe") == []
    assert without_joints("Seattle and Kobe") == ["Seattle", "Kobe"]


@pytest.mark.parametrize(
    ("list_name", "sentence", "others"),
    [
        ("directory", "No community has this name", ("partnership_list", "registry")),
        ("partnership_list", "No partnership of a place with this name", ("directory", "registry")),
        ("registry", "No record has this name or number", ("directory", "partnership_list")),
    ],
)
def test_words_that_find_nothing_say_so_and_where_else_to_look(
    client: Client, kobe: Partnership, list_name: str, sentence: str, others: tuple[str, ...]
) -> None:
    page = client.get(reverse(list_name), {"q": "zzzz & co"}).content.decode()
    assert sentence in page
    assert "Check the spelling, or ask us." in page
    assert "Take one of these away" not in page
    for other in others:
        assert f'href="{reverse(other)}?q=zzzz%20%26%20co"' in page


def test_with_a_facet_beside_the_words_the_page_says_what_to_take_away(client: Client, kobe: Partnership) -> None:
    page = client.get(reverse("directory"), {"q": "Kobe", "country": "US"}).content.decode()
    assert "Take one of these away" in page
    assert f'href="{reverse("registry")}?q=Kobe"' in page


def test_the_value_with_most_rows_stands_first() -> None:
    for country in ("AU", "JP", "JP", "US", "US", "US"):
        CommunityFactory(country=country)
    country = DirectoryFilter(QueryDict(), Community.objects.current().for_list()).choices[0]
    assert [(option.value, option.count) for option in country.options] == [("US", 3), ("JP", 2), ("AU", 1)]


def test_the_facet_of_states_tells_active_from_not_confirmed(client: Client, kobe: Partnership) -> None:
    about = next(facet.about for facet in facets_of("partnerships") if facet.name == "state")
    page = client.get(reverse("partnership_list")).content.decode()
    assert str(about) in page
    assert "Active:" in str(about)
    assert "Not confirmed:" in str(about)


def test_country_state_and_kind_stand_open_and_the_rest_behind_more_filters(client: Client, kobe: Partnership) -> None:
    page = client.get(reverse("partnership_list"), {"country": "US"}).content.decode()
    first, _more, rest = page.partition("More filters")
    assert [name for name in ("Country", "State or region", "State today", "Kind") if f"<summary>{name}" in first] == [
        "Country",
        "State or region",
        "State today",
        "Kind",
    ]
    assert first.count('<details class="facet" open>') == 4
    assert rest.count('<details class="facet">') == page.count('<details class="facet">') > 2


def test_a_filter_that_is_set_stands_open(client: Client, kobe: Partnership) -> None:
    page = client.get(reverse("partnership_list"), {"recognition": "not_here"}).content.decode()
    assert "<summary>Recognition" in page.partition("More filters")[0]


@pytest.mark.parametrize(
    ("route", "name"),
    [
        ("directory", "Directory"),
        ("partnership_list", "Partnerships"),
        ("registry", "Register"),
        ("verify", "Check a document"),
        ("how_it_works", "How it works"),
        ("faq", "Questions and answers"),
        ("cities_seeking_cities", "Cities Seeking Cities"),
        ("statistics", "Figures"),
        ("resources", "Models and materials"),
        ("join", "Become a member"),
    ],
)
def test_a_page_is_called_what_the_links_to_it_say(client: Client, route: str, name: str) -> None:
    address = reverse(route)
    page = client.get(address).content.decode()
    assert f"<h1>{name}</h1>" in page
    assert f"<title>{name} · " in page
    links = [part.partition("</a>")[0].partition(">")[2] for part in page.split(f'href="{address}"')[1:]]
    assert name in links
