"""Which partnership a document is about, where a committee has more of them than a page offers."""

import re

import pytest

from agreements.views.handin_sides import OFFERED_AT_MOST
from partnerships.models import Partnership
from tests.agreements.test_handin_steps import at, begun
from tests.factories import CommunityFactory, PartnerCommunityFactory, PartnershipFactory

pytestmark = pytest.mark.django_db


def test_a_committee_of_many_partnerships_finds_the_rest_by_a_search(client_of):
    hand_in = begun()
    home, staff_only = (
        hand_in.committee.communities.get(),
        PartnershipFactory(communities=[CommunityFactory(name="Quite elsewhere"), PartnerCommunityFactory()]),
    )
    for n in range(OFFERED_AT_MOST + 2):
        PartnershipFactory(communities=[home, PartnerCommunityFactory(name=f"Partner {n:03}")], kind="contact")
    client, address = client_of(hand_in.started_by), at("partnership", hand_in)

    def offered(**asked):
        return re.findall(r'name="partnership" value="(\d+)"', client.get(address, asked).content.decode())

    last = Partnership.objects.with_community(home).order_by("sort_key").last()
    assert len(offered()) == OFFERED_AT_MOST
    assert "2 more partnerships are not shown." in client.get(address).content.decode()
    assert offered(q="partner 049") == [str(last.pk)]
    assert "not shown" not in client.get(address, {"q": "partner 049"}).content.decode()
    assert offered(q=staff_only.parties.get(side=1).community.name) == []
    assert client.post(f"{address}?q=partner+049", {"partnership": last.pk}).url == at("document", hand_in)
    assert offered()[0] == str(last.pk)
    assert len(offered()) == OFFERED_AT_MOST
