"""What programs read: sitemaps of everything public, and facts in the words of schema.org."""

import json
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from lxml import etree

from partnerships.stages import State
from tests.factories import CommunityFactory, CommunityNameFactory, PartnerCommunityFactory, PartnershipFactory
from tests.register_rows import quickly_recorded

pytestmark = pytest.mark.django_db


def addresses(client: Client, path: str) -> list[str]:
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    return [node.text for node in etree.fromstring(answer.content).iter("{*}loc")]


def linked(client: Client, path: str) -> dict:
    page = client.get(path).content.decode()
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])


def test_the_sitemap_names_every_public_page_and_no_other(client: Client) -> None:
    entry = quickly_recorded()
    row = PartnershipFactory()
    hidden = PartnershipFactory(
        communities=[CommunityFactory(is_proposed=True), CommunityFactory(is_proposed=True, country="JP")],
        state=State.IN_DEVELOPMENT,
        since=None,
    )
    old = CommunityFactory(merged_into=row.parties.get(side=1).community)

    sections = addresses(client, reverse("sitemap"))
    found = [
        address for section in sections for address in addresses(client, section.removeprefix(settings.PUBLIC_URL))
    ]

    assert all(address.startswith(settings.PUBLIC_URL) for address in [*sections, *found])
    paths = [address.removeprefix(settings.PUBLIC_URL) for address in found]
    assert len(paths) == len(set(paths))
    records = [entry, entry.partnership, row, *(party.community for party in row.parties.all())]
    for record in records:
        assert record.get_absolute_url() in paths
    for record in [hidden, old, *(party.community for party in hidden.parties.all())]:
        assert record.get_absolute_url() not in paths
    for path in paths:
        assert client.get(path).status_code == 200


def test_crawlers_are_told_where_it_is(client: Client) -> None:
    assert f"Sitemap: {settings.PUBLIC_URL}/sitemap.xml" in client.get(reverse("robots")).content.decode()


def test_an_unknown_section_is_not_there(client: Client) -> None:
    assert client.get(reverse("sitemap_section", args=["people"])).status_code == 404


def test_a_community_is_a_city_with_its_names_and_ids(client: Client) -> None:
    nagasaki = PartnerCommunityFactory(
        name="Nagasaki", native_name="長崎市", latitude="32.75", longitude="129.88333", geonames_id=1856177
    )
    CommunityNameFactory(community=nagasaki, name="</script><b>", language="en")

    facts = linked(client, nagasaki.get_absolute_url())

    assert (facts["@context"], facts["@type"], facts["name"]) == ("https://schema.org", "City", "Nagasaki")
    assert facts["alternateName"] == ["長崎市", "</script><b>"]
    assert facts["geo"] == {"@type": "GeoCoordinates", "latitude": 32.75, "longitude": 129.88333}
    assert "https://www.geonames.org/1856177/" in facts["sameAs"]
    assert facts["url"] == settings.PUBLIC_URL + nagasaki.get_absolute_url()


def test_a_county_is_an_area_and_a_partnership_is_about_its_sides(client: Client) -> None:
    county = CommunityFactory(name="Grant County", level="county", subdivision_name="Washington")
    row = PartnershipFactory(communities=[county, PartnerCommunityFactory(name="Komaki")])

    about = linked(client, row.get_absolute_url())["about"]

    assert [(side["@type"], side["name"]) for side in about] == [
        ("AdministrativeArea", "Grant County"),
        ("City", "Komaki"),
    ]
    assert about[0]["containedInPlace"]["name"] == "Washington"
