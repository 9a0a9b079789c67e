"""What a draft names first, a community or a pair, is nobody else's before it is handed in, and goes with it."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.models import HandIn
from agreements.services import handing_in, papers
from directory.choices import Role
from directory.models import Community
from directory.services import propose_community, remove_proposed_community
from partnerships.models import DateClaim, Partnership
from partnerships.services import add_state_claim
from sistercities.accounts.models import User
from tests.factories import (
    CommitteeFactory,
    CommunityFactory,
    MembershipFactory,
    OfficeHolderFactory,
    PartnerCommunityFactory,
    SeatFactory,
    StaffFactory,
)
from tests.factories_agreements import complete_hand_in

pytestmark = pytest.mark.django_db
NAME = "Tromsdalen"


@pytest.fixture
def draft() -> HandIn:
    """A draft of an editor whose committee looks after Harbor."""
    seat = SeatFactory(role=Role.EDITOR, committee=CommitteeFactory(communities=[CommunityFactory(name="Harbor")]))
    return begun(seat.user, seat.committee)


def begun(user: User, committee, **facts) -> HandIn:
    return handing_in.start_hand_in(by=user, committee=committee, now=timezone.now(), **facts)


def types_it(client: Client, hand_in: HandIn, **answers) -> Community:
    """Go through the page for a pair that is not here yet, with a community that no search finds."""
    home = hand_in.committee.communities.get()
    pair = {"home": home.pk, "kind": "sister", "partner_name": NAME, "partner": "add"}
    new = {"new-name": NAME, "new-level": "city", "new-country": "NO", "new-subdivision_name": "Troms"}
    assert client.post(reverse("handin_pair", args=[hand_in.pk]), {**pair, **new, **answers}).status_code == 302
    hand_in.refresh_from_db()
    return hand_in.partnership.parties.get(side=2).community


def opened(hand_in: HandIn) -> Community:
    """The same by the services."""
    by = hand_in.started_by
    partner = propose_community(by=by, name=NAME, country="NO", subdivision_name="Troms")
    home = hand_in.committee.communities.get()
    handing_in.open_partnership(
        hand_in_id=hand_in.pk, communities=[home, partner], kind="sister", by=by, today=timezone.localdate()
    )
    hand_in.refresh_from_db()
    return partner


def hand_in_now(hand_in: HandIn) -> None:
    complete = complete_hand_in(partnership=hand_in.partnership, committee=hand_in.committee, by=hand_in.started_by)
    handing_in.submit_hand_in(hand_in_id=complete.pk, statement="True.", by=hand_in.started_by, now=timezone.now())


def withdraw(hand_in: HandIn) -> HandIn:
    return handing_in.withdraw_hand_in(hand_in_id=hand_in.pk, by=hand_in.started_by, now=timezone.now())


# Communities


def test_a_community_typed_into_a_draft_is_in_no_list_and_no_count(
    client: Client, client_of: Callable[[User | None], Client], draft: HandIn
) -> None:
    figures = client.get(reverse("statistics")).context["figures"]
    community = types_it(client_of(draft.started_by), draft)
    page = client.get(reverse("directory"), {"q": NAME})
    assert (page.context["total"], community.get_absolute_url() in page.content.decode()) == (0, False)
    everything = client.get(reverse("directory"))
    assert (everything.context["total"], "country=NO" in everything.content.decode()) == (1, False)
    assert client.get(reverse("statistics")).context["figures"] == figures


def test_its_page_is_there_for_those_who_see_the_draft_alone(
    client_of: Callable[[User | None], Client], draft: HandIn
) -> None:
    address = types_it(client_of(draft.started_by), draft).get_absolute_url()
    viewer = SeatFactory(committee=draft.committee, role=Role.VIEWER).user
    for user in (draft.started_by, viewer, StaffFactory()):
        answer = client_of(user).get(address)
        assert answer.status_code == 200
        assert "Not public yet" in answer.content.decode()
        assert "private" in answer["Cache-Control"]
    neighbour = SeatFactory(committee=CommitteeFactory(communities=[draft.committee.communities.get()])).user
    for stranger in (None, SeatFactory().user, neighbour):
        assert client_of(stranger).get(address).status_code == 404


@pytest.mark.parametrize("reason", ["partnership", "membership", "staff"])
def test_it_is_public_with_a_partnership_a_membership_or_when_staff_say_so(
    client: Client, draft: HandIn, reason: str
) -> None:
    community = opened(draft)
    assert community not in Community.objects.public()
    if reason == "partnership":
        day = dt.date(2020, 1, 1)
        add_state_claim(partnership=draft.partnership, state="active", source="a list", stated_on=day)
    elif reason == "membership":
        MembershipFactory(committee=CommitteeFactory(communities=[community]), community=community)
    else:
        Community.objects.filter(pk=community.pk).update(is_proposed=False)
    assert client.get(reverse("directory"), {"q": NAME}).context["total"] == 1
    answer = client.get(community.get_absolute_url())
    assert answer.status_code == 200
    assert "Not public yet" not in answer.content.decode()


def test_what_staff_type_is_not_in_the_directory_either(
    client: Client, client_of: Callable[[User | None], Client], draft: HandIn
) -> None:
    staff = StaffFactory()
    typed = begun(staff, draft.committee, on_behalf=True)
    community = types_it(client_of(staff), typed)
    assert client.get(community.get_absolute_url()).status_code == 404


def test_another_committee_that_types_the_same_gets_it_without_having_been_shown_it(
    client_of: Callable[[User | None], Client], draft: HandIn
) -> None:
    community = opened(draft)
    seat = SeatFactory(role=Role.EDITOR)
    other, client = begun(seat.user, seat.committee), client_of(seat.user)
    address = reverse("handin_pair", args=[other.pk])
    home = seat.committee.communities.get()
    client.post(address, {"home": home.pk, "kind": "sister", "partner_name": NAME, "search": "1"})
    assert f'name="partner" value="{community.pk}"' not in client.get(address).content.decode()
    assert types_it(client, other) == community
    withdraw(draft)
    assert Community.objects.filter(pk=community.pk).exists()


# Partnerships


def test_the_other_committees_of_both_sides_see_the_file_once_it_is_handed_in(
    client_of: Callable[[User | None], Client], draft: HandIn
) -> None:
    partner = opened(draft)
    home = draft.committee.communities.get()
    neighbours = CommitteeFactory(communities=[home])
    others = [
        SeatFactory(role=Role.EDITOR, committee=neighbours).user,
        SeatFactory(guest=True, community=partner).user,
    ]
    file = reverse("workspace_partnership", args=[draft.partnership.slug])

    def seen_by(user: User) -> tuple[int, bool]:
        client = client_of(user)
        return client.get(file).status_code, file in client.get(reverse("workspace")).content.decode()

    assert [seen_by(user) for user in others] == [(404, False)] * 2
    assert not Partnership.objects.editable_by(others[0]).exists()
    theirs = begun(others[0], neighbours)
    offered = client_of(others[0]).get(reverse("handin_partnership", args=[theirs.pk])).content.decode()
    assert f'name="partnership" value="{draft.partnership.pk}"' not in offered
    assert seen_by(draft.started_by) == (200, True)
    assert "once the document is handed in" in client_of(draft.started_by).get(file).content.decode()
    hand_in_now(draft)
    assert [seen_by(user) for user in others] == [(200, True)] * 2
    assert Partnership.objects.editable_by(others[0]).get() == draft.partnership


# What goes with a draft


def test_a_withdrawn_draft_takes_with_it_what_it_opened(
    client_of: Callable[[User | None], Client], draft: HandIn
) -> None:
    partner = opened(draft)
    party = draft.partnership.parties.get(side=1)
    papers.save_council_act(hand_in_id=draft.pk, party=party, by=draft.started_by, number="Res. 1")
    assert withdraw(draft).partnership is None
    assert not Partnership.objects.exists()
    assert not Community.objects.filter(pk=partner.pk).exists()
    assert Community.objects.filter(name="Harbor").exists()
    assert client_of(draft.started_by).get(draft.get_absolute_url()).status_code == 200


def test_so_does_a_draft_that_is_about_another_pair_after_all(draft: HandIn) -> None:
    partner, first = opened(draft), draft.partnership
    other = PartnerCommunityFactory()
    home = draft.committee.communities.get()
    handing_in.open_partnership(
        hand_in_id=draft.pk, communities=[home, other], kind="sister", by=draft.started_by, today=timezone.localdate()
    )
    assert not Partnership.objects.filter(pk=first.pk).exists()
    assert list(Community.objects.filter(pk__in=[partner.pk, other.pk])) == [other]


def test_what_two_drafts_speak_of_goes_with_the_last(draft: HandIn) -> None:
    opened(draft)
    partnership = draft.partnership
    second = begun(draft.started_by, draft.committee, partnership=partnership)
    withdraw(draft)
    assert Partnership.objects.filter(pk=partnership.pk).exists()
    withdraw(second)
    assert not Partnership.objects.filter(pk=partnership.pk).exists()
    draft.refresh_from_db()
    assert draft.partnership is None


@pytest.mark.parametrize("known", ["handed in", "date", "state", "not from a draft"])
def test_what_something_else_speaks_of_stays(draft: HandIn, known: str) -> None:
    partner = opened(draft)
    about = {"partnership": draft.partnership, "source": "a newspaper"}
    if known == "handed in":
        hand_in_now(draft)
    elif known == "date":
        DateClaim.objects.create(kind="signed", value="1957", rank=5, **about)
    elif known == "state":
        add_state_claim(state="not_confirmed", stated_on=dt.date(2020, 1, 1), **about)
    else:
        Partnership.objects.filter(pk=draft.partnership.pk).update(is_proposed=False)
    assert withdraw(draft).partnership == draft.partnership
    assert Community.objects.filter(pk=partner.pk).exists()


def test_a_community_that_somebody_looks_after_stays(draft: HandIn) -> None:
    for n, refer in enumerate(
        (lambda c: CommitteeFactory(communities=[c]), lambda c: OfficeHolderFactory(community=c))
    ):
        community = propose_community(by=draft.started_by, name=f"{NAME} {n}", country="NO")
        refer(community)
        assert not remove_proposed_community(community_id=community.pk)
    loose = propose_community(by=draft.started_by, name=NAME, country="NO")
    assert remove_proposed_community(community_id=loose.pk)
    assert not remove_proposed_community(community_id=CommunityFactory().pk)
