"""A community joins: staff find it, or add it, name its committee and invite the main contact."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from directory.models import Committee, Community
from directory.services import add_committee
from tests.desk_pages import text_of
from tests.factories import (
    CommitteeFactory,
    CommunityFactory,
    PartnerCommunityFactory,
    SeatFactory,
    StaffFactory,
)

pytestmark = pytest.mark.django_db
PAGE = "/desk/people/committees/new/"
FACTS = {"name": "Boise Sister Cities", "kind": "nonprofit", "new_level": "city"}


@pytest.fixture
def desk(client_of):
    return client_of(StaffFactory())


@pytest.fixture
def boise():
    return CommunityFactory(name="Boise", subdivision_name="Idaho")


def test_a_committee_is_added_for_a_community_of_the_directory(desk, boise):
    offered = desk.get(PAGE, {"q": "boise"})
    assert "Boise, Idaho" in text_of(offered)
    assert f'value="{boise.pk}" id="id_communities_0" checked' in offered.content.decode()
    answers = {**FACTS, "communities": [boise.pk], "email": "office@example.org", "post_address": "1 Main Street"}
    done = desk.post(f"{PAGE}?q=boise", answers, follow=True)
    committee = Committee.objects.get(name="Boise Sister Cities")
    assert done.redirect_chain == [(reverse("desk_committee_people", args=[committee.pk]), 302)]
    assert "Invite its main contact now." in text_of(done)
    assert list(committee.communities.all()) == [boise]
    assert (committee.email, committee.post_address) == ("office@example.org", "1 Main Street")
    assert committee.events.get().pgh_context.metadata["reason"] == "committee_added"


def test_a_community_that_is_not_here_is_added_with_its_committee(desk):
    page = text_of(desk.get(PAGE, {"q": "Boise"}))
    assert "The directory knows no community at home called “Boise”." in page
    desk.post(f"{PAGE}?q=Boise", {**FACTS, "new_name": "Boise", "new_state": "Idaho"})
    community = Community.objects.get(name="Boise")
    assert (str(community.country), community.subdivision_name) == ("US", "Idaho")
    assert community.committees.get().name == "Boise Sister Cities"


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({**FACTS}, "Choose the community, or add it."),
        ({**FACTS, "name": ""}, "Fill this in."),
        ({**FACTS, "new_name": "Boise"}, "Name the state"),
    ],
)
def test_what_is_missing_is_said(desk, answers, sentence):
    page = desk.post(f"{PAGE}?q=nowhere", answers)
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert not Committee.objects.exists()


def test_the_same_committee_is_not_added_twice_and_only_by_staff(boise):
    facts = {"name": "Boise Sister Cities", "communities": [boise]}
    add_committee(by=StaffFactory(), **facts)
    with pytest.raises(ValidationError, match="here already"):
        add_committee(by=StaffFactory(), **facts | {"name": "boise sister cities"})
    with pytest.raises(ValidationError, match="Only the association"):
        add_committee(by=SeatFactory(role="coordinator").user, **facts)


def test_the_list_of_committees_has_pages_and_says_how_many(desk):
    for n in range(28):
        CommitteeFactory(name=f"Committee {n:02}")
    first, second = (desk.get("/desk/people/", {"page": n}) for n in (1, 2))
    assert "28 committees, 1 to 25 here" in text_of(first)
    assert "Committee 27" not in text_of(first)
    assert "Committee 27" in text_of(second)
    assert 'href="?page=2"' in first.content.decode()


def test_no_main_contact_leads_to_inviting_one(desk):
    committee = CommitteeFactory()
    people = reverse("desk_committee_people", args=[committee.pk])
    assert f'href="{people}#invite">none yet: invite one' in desk.get("/desk/people/").content.decode()
    assert 'id="invite"' in desk.get(people).content.decode()


def test_nothing_found_leads_to_adding_a_committee(desk):
    page = desk.get("/desk/people/", {"q": "Boise"})
    assert "is called “Boise”" in text_of(page)
    assert f'href="{PAGE}?q=Boise"' in page.content.decode()
    assert 'href="/desk/staff/"' in page.content.decode()


def test_only_communities_abroad_have_guests(desk, boise):
    abroad = PartnerCommunityFactory(name="Boise-sur-Mer")
    page = desk.get("/desk/people/", {"q": "boise"}).content.decode()
    assert reverse("community_guests", args=[abroad.slug]) in page
    assert reverse("community_guests", args=[boise.slug]) not in page
