"""Public pages are the same for everyone, set no cookie and say where they live."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from directory.models import Community
from partnerships.models import Partnership
from sistercities.association.sentences import RECOGNITION
from tests.factories import (
    AdministratorFactory,
    AssociationSettingsFactory,
    CommitteeFactory,
    CommunityFactory,
    PartnerCommunityFactory,
    PartnershipFactory,
    SeatFactory,
    StaffFactory,
    UserFactory,
)
from tests.register_rows import quickly_recorded

pytestmark = pytest.mark.django_db
PAGES = [
    "/",
    "/directory/",
    "/directory/?q=harbor&country=US",
    "/directory/?q=nothing",
    "/partnerships/",
    "/partnerships/?state=active",
    "/communities/harbor-seattle/",
    "/partnerships/seattle-kobe/",
    "/how-it-works/",
    "/faq/",
    "/how-a-record-is-protected/",
    "/cities-seeking-cities/",
    "/resources/",
    "/join/",
    "/statistics/",
    "/robots.txt",
]


@pytest.fixture
def world():
    AssociationSettingsFactory(motto="Connect and thrive", donate_url="https://donate.example/")
    home = CommunityFactory(name="Seattle", slug="harbor-seattle", latitude=47.6, longitude=-122.3)
    kobe = PartnerCommunityFactory(name="Kobe", native_name="神戸市", latitude=34.7, longitude=135.2)
    PartnershipFactory(communities=[home, kobe], lead_committee=CommitteeFactory(communities=[home]))
    return home


def test_record_and_check_lead_to_how_a_record_is_protected(client):
    entry = quickly_recorded()
    for address in (entry.get_absolute_url(), reverse("verify")):
        assert f'href="{reverse("how_a_record_is_protected")}"' in client.get(address).content.decode()
    words = client.get(reverse("how_a_record_is_protected")).content.decode()
    for part in (
        "A number that is given once",
        "Two people, never one",
        "The chain",
        "The seal",
        "not a legal judgement",
    ):
        assert part in words


@pytest.mark.parametrize("address", PAGES)
def test_everyone_gets_the_same_bytes_and_no_cookie(world, client_of, address):
    seated = SeatFactory(committee=world.committees.get()).user
    people = [None, UserFactory(), seated, StaffFactory(), AdministratorFactory()]
    answers = [client_of(user).get(address) for user in people]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert [answer.cookies for answer in answers if answer.cookies] == []
    assert b"csrfmiddlewaretoken" not in answers[0].content


@pytest.mark.parametrize("address", [page for page in PAGES if page != "/robots.txt"])
def test_each_page_has_a_title_a_description_one_heading_and_its_address(world, client, address):
    page = client.get(address).content.decode()
    path, _question, query = address.partition("?")
    assert re.search(r"<title>\S.* · Sister Cities Association</title>", page)
    assert re.search(r'<meta name="description" content="\S[^"]{20,}">', page)
    assert re.search(r'<meta property="og:title" content="\S[^"]+">', page)
    assert len(re.findall(r"<h1[ >]", page)) == 1
    canonical = re.search(r'<link rel="canonical" href="([^"]+)">', page)
    shown = f"{path}?{query}" if query else path
    assert canonical
    assert canonical.group(1).replace("&amp;", "&") == settings.PUBLIC_URL + shown
    assert not re.search(r"<style|\sstyle=|<script(?! src=| type=.application/ld)|\son\w+=", page)


@pytest.mark.parametrize("address", ["/faq/", "/how-it-works/", "/registry/"])
def test_the_one_sentence_about_recognition_stands_there(world, client, address):
    assert str(RECOGNITION) in client.get(address).content.decode()


def test_the_one_sentence_about_recognition_stands_on_the_page_of_a_record(client):
    assert str(RECOGNITION) in client.get(quickly_recorded().get_absolute_url()).content.decode()


def test_home_shows_what_this_is_the_search_the_figures_and_the_way_in(world, client):
    page = client.get("/").content.decode()
    assert "two communities in two countries" in page
    assert f'action="{reverse("directory")}"' in page
    assert len(re.findall('<dd class="figure-number">', page)) == 3
    assert len(re.findall(r"As of \d+ \w+ \d{4}\.", page)) == 3
    for stage in ("Research", "Communication", "Agreement", "Ceremony", "Programs"):
        assert f"<strong>{stage}</strong>" in page


def test_each_figure_has_its_definition_its_day_and_leads_to_its_rows(world, client):
    PartnershipFactory(state="in_development")
    CommunityFactory(merged_into=world)
    answer = client.get("/statistics/")
    figures = {str(figure["url"]): figure for figure in answer.context["figures"]}
    assert figures["/directory/"]["number"] == str(Community.objects.current().count())
    assert figures["/partnerships/"]["number"] == "1" == str(client.get("/partnerships/").context["total"])
    assert figures["/registry/"]["number"] == "0"
    page = answer.content.decode()
    for figure in figures.values():
        assert str(figure["meaning"]) in page
        assert f"As of {figure['day']}." in page
    assert Partnership.objects.count() == 2


def test_home_costs_the_same_for_any_number_of_partnerships(client, django_assert_num_queries):
    costs = []
    for rows in (1, 3):
        while Partnership.objects.count() < rows:
            PartnershipFactory()
        # Three figures, partnerships and their sides for the map, the newest records, the association.
        with django_assert_num_queries(7) as queries:
            client.get("/")
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_pages_answer_reading_methods_only(world, client):
    for address in PAGES:
        assert client.post(address).status_code in {403, 405}
        assert client.head(address).status_code == 200


def test_a_page_that_staff_have_removed_is_404(client):
    from sistercities.association.models import EditedPage

    EditedPage.objects.filter(slug="join").delete()
    assert client.get("/join/").status_code == 404


def test_missing_pages_look_like_the_site(client):
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "masthead" in answer.content.decode()
