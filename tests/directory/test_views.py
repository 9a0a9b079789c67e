"""The public directory: who sees what, at which cost, and the same for everyone."""

import datetime as dt
import re

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from directory.models import Membership
from tests.factories import (
    AssociationSettingsFactory,
    CommitteeFactory,
    CommunityFactory,
    CommunityNameFactory,
    MembershipFactory,
    OfficeHolderFactory,
    PartnerCommunityFactory,
    PartnershipFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [1, 3])
def test_the_directory_costs_the_same_for_any_length(client, rows, django_assert_num_queries):
    for n in range(rows):
        home = CommunityFactory(name=f"Harbor {n}")
        MembershipFactory(committee=CommitteeFactory(communities=[home]), community=home)
        PartnershipFactory(communities=[home, PartnerCommunityFactory(name=f"Harbor abroad {n}")])
    # Whether any has the name, count, rows, partnerships of the page, three facets, other places, the association.
    with django_assert_num_queries(9):
        answer = client.get(reverse("directory"), {"q": "harbor"})
    assert answer.context["total"] == 2 * rows


@pytest.mark.parametrize("rows", [1, 3])
def test_a_community_costs_the_same_for_any_number_of_partners(client, rows, django_assert_num_queries):
    home = CommunityFactory()
    for n in range(rows):
        PartnershipFactory(communities=[home, PartnerCommunityFactory()])
        CommunityNameFactory(community=home, name=f"Other {n}")
        OfficeHolderFactory(community=home, title=f"Commissioner {n}")
        committee = CommitteeFactory(communities=[home])
        MembershipFactory(committee=committee, community=home)
    # The community, four of its facts, partnerships with their sides (two), their count, the register, the association.
    with django_assert_num_queries(10):
        client.get(home.get_absolute_url())


def test_a_line_tells_homonyms_apart_and_shows_both_scripts(client):
    CommunityFactory(name="Portland", subdivision_name="Oregon", population=652_503, population_year=2020)
    CommunityFactory(name="Portland", subdivision_name="Maine")
    PartnerCommunityFactory(name="Nagasaki", native_name="長崎市")
    page = client.get(reverse("directory")).content.decode()
    assert re.search(r"City in Oregon, United States[\w ]* · 652,503 people \(2020\)", page)
    assert "City in Maine" in page
    assert '<span class="result-native" lang="ja" dir="auto">長崎市</span>' in page


def test_25_rows_stand_on_a_page_and_the_filter_stays_with_the_next(client):
    for n in range(26):
        CommunityFactory(name=f"Harbor {n:02}")
    CommunityFactory(name="Elsewhere")
    first = client.get("/directory/?q=harbor&kind=city")
    assert len(first.context["page"].object_list) == 25
    assert "?q=harbor&amp;kind=city&amp;page=2" in first.content.decode()
    assert len(client.get("/directory/?q=harbor&kind=city&page=2").context["page"].object_list) == 1


def test_new_words_keep_the_other_filters(client):
    CommunityFactory(name="Seattle")
    page = client.get("/directory/?q=old&country=US&sort=people").content.decode()
    assert '<input type="hidden" name="country" value="US">' in page
    assert '<input type="hidden" name="sort" value="people">' in page
    assert '<input type="hidden" name="q"' not in page


def test_nothing_found_offers_what_to_drop(client):
    CommunityFactory(name="Seattle")
    page = client.get("/directory/?q=seattle&country=JP").content.decode()
    assert "Without “Country: Japan”" in page
    assert 'href="?q=seattle"' in page


def test_a_merged_community_leads_to_the_other_one_for_good(client):
    kept = CommunityFactory()
    merged = CommunityFactory(merged_into=kept)
    answer = client.get(merged.get_absolute_url())
    assert (answer.status_code, answer.headers["Location"]) == (301, kept.get_absolute_url())


def test_an_unknown_community_is_404(client):
    assert client.get("/communities/nowhere/").status_code == 404


@pytest.mark.parametrize(
    ("periods", "words"),
    [
        ([], "Not a member at present"),
        ([("2020-01-01", "2021-01-01")], "Not a member at present"),
        ([("2020-01-01", None)], "Member since 1 January 2020"),
        (
            [("2019-01-01", "2020-01-01"), ("2020-01-01", "2021-01-01"), ("2021-01-01", None)],
            "Member since 1 January 2019",
        ),
        ([("2015-01-01", "2016-01-01"), ("2020-01-01", None)], "Member since 1 January 2020"),
        ([(None, None)], "Member at present"),
    ],
)
def test_membership_is_said_in_words_and_past_years_stay_readable(client, periods, words):
    home = CommunityFactory()
    committee = CommitteeFactory(communities=[home])
    for start, end in periods:
        days = DateRange(*(dt.date.fromisoformat(day) if day else None for day in (start, end)))
        Membership.objects.create(community=home, committee=committee, period=days)
    page = client.get(home.get_absolute_url()).content.decode()
    assert words in page
    if periods and periods[0] == ("2020-01-01", "2021-01-01"):
        assert "1 January 2020 to 31 December 2020" in page


def test_what_is_private_of_a_committee_stays_private(client):
    home = CommunityFactory()
    CommitteeFactory(
        communities=[home],
        name="Harbor Sister Cities",
        website="https://harbor.example/",
        email="private@harbor.example",
        phone="+1 555 0199",
        post_address="7 Hidden Lane",
    )
    page = client.get(home.get_absolute_url()).content.decode()
    assert 'href="https://harbor.example/"' in page
    for secret in ("private@harbor.example", "555 0199", "Hidden Lane"):
        assert secret not in page


def test_facts_stand_with_their_source(client):
    AssociationSettingsFactory()
    home = CommunityFactory(population=1000, population_year=2020, population_source="Census", source="GeoNames")
    OfficeHolderFactory(
        community=home, name="Yamada", own_script_name="山田", own_script_language="ja", source="the city's website"
    )
    OfficeHolderFactory(community=home, title="Old mayor", term=DateRange(dt.date(1990, 1, 1), dt.date(1991, 1, 1)))
    page = client.get(home.get_absolute_url()).content.decode()
    assert "1,000 people (2020)" in page
    assert "Source: Census" in page
    assert '<span lang="ja" dir="auto">山田</span>' in page
    assert "Old mayor" not in page


def test_partnerships_stand_by_state_and_those_in_development_do_not(client):
    home = CommunityFactory()
    for name, state in [("Alive", "active"), ("Over", "ended"), ("Secret", "in_development"), ("Asleep", "dormant")]:
        PartnershipFactory(communities=[home, PartnerCommunityFactory(name=name)], state=state)
    page = client.get(home.get_absolute_url()).content.decode()
    assert "Secret" not in page
    assert page.index("Alive") < page.index("Asleep") < page.index("Over")
