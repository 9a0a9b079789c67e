"""A new partnership typed in with a third and a fourth community, without any script."""

import re
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from agreements.forms.handin_partnership import with_another, without
from agreements.models import HandIn
from agreements.services import handing_in
from directory.models import Community
from partnerships.models import Partnership
from tests.agreements.test_handin_steps import at, begun
from tests.desk_pages import text_of
from tests.factories import CommunityFactory, PartnerCommunityFactory, PartnershipFactory, StaffFactory

pytestmark = pytest.mark.django_db


def pair(hand_in: HandIn, partner: Community, **more: Any) -> dict[str, Any]:
    home = hand_in.committee.communities.get()
    return {"home": home.pk, "kind": "sister", "partner_name": partner.name, "partner": partner.pk, **more}


def further(side: int, asked: str, community: object = "", **new: str) -> dict[str, Any]:
    facts = {f"side-{side}-new-{field}": value for field, value in new.items()}
    return {f"side-{side}-name": asked, f"side-{side}-community": community, **facts}


def sides_of(hand_in: HandIn) -> list[str]:
    hand_in.refresh_from_db()
    return [party.community.name for party in hand_in.partnership.parties.order_by("side")]


def test_a_third_community_is_added_searched_for_and_chosen(client_of):
    hand_in, osogbo = begun(), PartnerCommunityFactory(name="Osogbo", country="NG", native_name="")
    xiangyang = PartnerCommunityFactory(name="Xiangyang", country="CN", native_name="襄阳", native_language="zh-hans")
    home = hand_in.committee.communities.get()
    client, address = client_of(hand_in.started_by), at("pair", hand_in)
    assert "Third community" not in text_of(client.get(address))
    typed = pair(hand_in, osogbo)
    assert client.post(address, typed | {"more": "1"}).url == f"{address}#more"
    page = client.get(address)
    assert "Third community" in text_of(page)
    assert 'value="Osogbo"' in page.text
    assert "Something needs another look" not in page.text
    typed |= {"sides": "3", "side-3-name": "襄阳"}
    assert client.post(address, typed | {"search-3": "1"}).url == f"{address}#search-3"
    page = client.get(address)
    assert re.findall(r'name="side-3-community" value="(\w+)"', page.text) == [str(xiangyang.pk), "add"]
    assert client.post(address, typed).status_code == 422
    assert client.post(address, typed | {"side-3-community": xiangyang.pk}).url == at("document", hand_in)
    assert sides_of(hand_in) == [home.name, "Osogbo", "Xiangyang"]
    assert hand_in.unfinished == {}
    names = [f"Signed for {name}" for name in sides_of(hand_in)]
    assert all(name in text_of(client.get(at("document", hand_in))) for name in names)


def test_four_sides_of_which_two_at_home_and_one_that_nobody_knows(client_of):
    hand_in, osogbo = begun(), PartnerCommunityFactory(name="Osogbo", country="NG")
    raleigh = CommunityFactory(name="Raleigh", subdivision_name="North Carolina")
    client, address = client_of(hand_in.started_by), at("pair", hand_in)
    typed = pair(hand_in, osogbo, sides="4") | further(3, "Raleigh", raleigh.pk)
    typed |= {"side-4-name": "Ys, France"}
    assert client.post(address, typed).url == f"{address}#new-4"
    page = client.get(address)
    assert 'name="side-4-new-name" value="Ys"' in page.text
    assert "Something needs another look" not in page.text
    assert "Add another community" not in text_of(page)
    typed |= further(4, "Ys, France", name="Ys", level="city", country="")
    wrong = text_of(client.post(address, typed))
    assert "Fourth community: Choose the country." in wrong
    assert client.post(address, typed | {"side-4-new-country": "FR"}).url == at("document", hand_in)
    home = hand_in.committee.communities.get()
    assert sides_of(hand_in) == [home.name, "Osogbo", "Raleigh", "Ys"]
    assert Community.objects.get(name="Ys").is_proposed


def test_a_community_at_home_that_is_added_needs_its_state(client_of):
    hand_in, osogbo = begun(), PartnerCommunityFactory(name="Osogbo")
    new = further(3, "Boone", name="Boone", level="city", country="US", subdivision_name="")
    answer = client_of(hand_in.started_by).post(at("pair", hand_in), pair(hand_in, osogbo, sides="3") | new)
    assert answer.status_code == 422
    assert "Third community: Name the state, so that places of the same name are told apart." in text_of(answer)


def test_one_is_taken_out_and_what_comes_after_it_stays(client_of):
    hand_in, osogbo = begun(), PartnerCommunityFactory(name="Osogbo")
    client, address = client_of(hand_in.started_by), at("pair", hand_in)
    typed = pair(hand_in, osogbo, sides="4") | further(3, "Raleigh") | further(4, "Xiangyang")
    assert client.post(address, typed | {"less": "3"}).url == f"{address}#less"
    page = client.get(address)
    assert 'name="side-3-name" value="Xiangyang"' in page.text
    assert "Raleigh" not in page.text
    assert "Fourth community" not in text_of(page)


@pytest.mark.parametrize("as_what", ["home", "partner", "third"])
def test_a_community_that_is_named_twice_is_refused(client_of, as_what):
    hand_in, osogbo, third = begun(), PartnerCommunityFactory(name="Osogbo"), PartnerCommunityFactory(name="Xiangyang")
    twice = {"home": hand_in.committee.communities.get(), "partner": osogbo, "third": third}[as_what]
    named = further(3, third.name, third.pk) | further(4, twice.name, twice.pk)
    answer = client_of(hand_in.started_by).post(at("pair", hand_in), pair(hand_in, osogbo, sides="4") | named)
    assert answer.status_code == 422
    assert "Fourth community: This community is named already. Choose another one, or take it out." in text_of(answer)
    assert not Partnership.objects.exists()


def test_an_empty_further_community_is_asked_about_and_nothing_is_lost(client_of):
    hand_in, osogbo = begun(), PartnerCommunityFactory(name="Osogbo")
    client, address = client_of(hand_in.started_by), at("pair", hand_in)
    answer = client.post(address, pair(hand_in, osogbo, sides="3"))
    assert answer.status_code == 422
    sentence = "Third community: Type the name of this community and search for it, or take it out."
    assert sentence in text_of(answer)
    assert 'value="Osogbo"' in client.get(address).text


def test_the_same_communities_in_any_order_are_one_partnership_and_two_of_them_another(client_of):
    hand_in = begun()
    home = hand_in.committee.communities.get()
    osogbo, xiangyang = (PartnerCommunityFactory(name=name) for name in ("Osogbo", "Xiangyang"))
    here = PartnershipFactory(communities=[xiangyang, home, osogbo])
    client, address = client_of(hand_in.started_by), at("pair", hand_in)
    client.post(address, pair(hand_in, osogbo, sides="3") | further(3, "Xiangyang", xiangyang.pk))
    hand_in.refresh_from_db()
    assert hand_in.partnership == here
    client.post(address, pair(hand_in, osogbo))
    hand_in.refresh_from_db()
    assert hand_in.partnership != here
    assert Partnership.objects.count() == 2


def test_staff_search_for_every_side(client_of):
    staff, home = StaffFactory(), CommunityFactory(name="Asheville")
    osogbo, xiangyang = (PartnerCommunityFactory(name=name) for name in ("Osogbo", "Xiangyang"))
    hand_in = handing_in.start_hand_in(by=staff, committee=None, on_behalf=True, now=timezone.now())
    answers = {"home_name": "asheville", "home": home.pk, "kind": "sister", "sides": "3"}
    answers |= {"partner_name": "osogbo", "partner": osogbo.pk} | further(3, "xiangyang", xiangyang.pk)
    client_of(staff).post(at("pair", hand_in), answers)
    assert sides_of(hand_in) == ["Asheville", "Osogbo", "Xiangyang"]


def test_what_staff_type_is_not_in_the_directory_because_a_paper_names_it(client_of, client):
    staff, home = StaffFactory(), CommunityFactory(name="Newark")
    hand_in = handing_in.start_hand_in(by=staff, committee=None, on_behalf=True, now=timezone.now())
    answers = {"home_name": "newark", "home": home.pk, "kind": "sister", "partner_name": "Kailasa"}
    new = {"new-name": "Kailasa", "new-level": "region", "new-country": "EC"}
    client_of(staff).post(at("pair", hand_in), answers | new)
    assert sides_of(hand_in) == ["Newark", "Kailasa"]
    kailasa = Community.objects.get(name="Kailasa")
    assert client_of(staff).get(kailasa.get_absolute_url()).status_code == 200
    assert client.get(kailasa.get_absolute_url()).status_code == 404
    assert client.get("/directory/", {"q": "kailasa"}).context["total"] == 0
    assert b"Kailasa" not in b"".join(client.get("/directory/export.csv"))


@pytest.mark.parametrize(("given", "sides"), [("", "3"), ("3", "4"), ("4", "4"), ("99", "4"), ("-1", "3"), ("x", "3")])
def test_four_sides_are_the_most(given, sides):
    assert with_another(QueryDict(f"sides={given}"))["sides"] == sides


@pytest.mark.parametrize("gone", [0, 1, 2, 5])
def test_only_further_communities_are_taken_out(gone):
    answers = QueryDict("sides=4&home=1&side-3-name=a&side-4-name=b")
    assert without(answers, gone).dict() == answers.dict()
