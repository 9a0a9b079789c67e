"""Public partnerships and the workspace: who sees what, at which cost."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements.models import RegistryEntry
from directory.choices import Role
from partnerships.models import Confirmation, DateClaim, EarlierRecognition, Partnership
from partnerships.services import add_state_claim
from partnerships.stages import ClaimKind, SourceRank, Stage, State
from sistercities.common.dates import PartialDate
from tests.factories import (
    CommitteeFactory,
    CommunityFactory,
    PartnerCommunityFactory,
    PartnershipFactory,
    SeatFactory,
    StaffFactory,
    UserFactory,
)
from tests.factories_agreements import recorded_entry

pytestmark = pytest.mark.django_db
NOT_HERE = "No signed document is on this register. That says nothing about whether the partnership exists or is valid."


@pytest.fixture
def seattle():
    return CommunityFactory(name="Seattle")


@pytest.fixture
def committee(seattle):
    return CommitteeFactory(communities=[seattle], name="Harbor committee")


@pytest.fixture
def file(seattle, committee):
    """A partnership that is being prepared."""
    return PartnershipFactory(
        communities=[seattle, PartnerCommunityFactory(name="Osaka")],
        state=State.IN_DEVELOPMENT,
        stage=Stage.COMMUNICATION,
        lead_committee=committee,
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_any_length(client, rows, django_assert_num_queries):
    for _n in range(rows):
        PartnershipFactory()
    # Count, rows, sides, four facets, the association.
    with django_assert_num_queries(12):
        answer = client.get(reverse("partnership_list"))
    assert len(answer.context["page"].object_list) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_a_partnership_costs_the_same_for_any_number_of_facts(client, rows, django_assert_num_queries):
    partnership = PartnershipFactory()
    for n in range(rows):
        add_state_claim(partnership=partnership, state=State.DORMANT, source=f"s{n}", stated_on=dt.date(2000 + n, 1, 1))
        party = partnership.parties.get(side=1)
        Confirmation.objects.create(party=party, confirmed_on=dt.date(2020 + n, 1, 1))
        DateClaim.objects.create(
            partnership=partnership, kind=ClaimKind.SIGNED, party=party, value=PartialDate(1957 + n), rank=5, source="s"
        )
    # The partnership, its sides, five of its facts, the register, the association.
    with django_assert_num_queries(9):
        client.get(partnership.get_absolute_url())


def test_without_a_document_the_page_says_what_that_does_not_mean(client):
    page = client.get(PartnershipFactory().get_absolute_url()).content.decode()
    assert NOT_HERE in page
    assert "Recording is not a legal judgement" in page


def test_a_recorded_partnership_names_its_record_everywhere(client):
    recorded = recorded_entry(partnership=PartnershipFactory(since="1957")).partnership
    other = PartnershipFactory()
    entry = RegistryEntry.objects.get()
    page = client.get(recorded.get_absolute_url()).content.decode()
    assert f"recorded as {entry.number}." in page
    assert entry.get_absolute_url() in page
    assert NOT_HERE not in page
    rows = client.get(reverse("partnership_list"), {"recognition": "recorded"}).context["page"].object_list
    assert [row.pk for row in rows] == [recorded.pk]
    assert entry.number in client.get("/").content.decode()
    assert entry.number in client.get(recorded.parties.get(side=2).community.get_absolute_url()).content.decode()
    assert entry.number not in client.get(other.get_absolute_url()).content.decode()


def test_recognised_before_this_register_names_the_source_and_needs_two_people(client):
    partnership = PartnershipFactory()
    row = EarlierRecognition.objects.create(
        partnership=partnership,
        source="the directory",
        page="114",
        year=2012,
        entered_by=StaffFactory(),
        entered_at=timezone.now(),
    )
    assert NOT_HERE in client.get(partnership.get_absolute_url()).content.decode()
    row.confirmed_by, row.confirmed_at = StaffFactory(), timezone.now()
    row.save()
    page = client.get(partnership.get_absolute_url()).content.decode()
    assert "Listed in the directory, 2012, page 114." in page
    assert NOT_HERE not in page


def test_dates_that_disagree_stand_beside_each_other_with_their_sources(client):
    partnership = PartnershipFactory()
    for value, rank, source in [
        ("1963", SourceRank.LOCAL_ORGANISATION, "a tourist office"),
        ("1961-06-15", SourceRank.COUNCIL_RECORD, "the minutes"),
    ]:
        DateClaim.objects.create(
            partnership=partnership, kind=ClaimKind.SIGNED, value=PartialDate.parse(value), rank=rank, source=source
        )
    page = " ".join(client.get(partnership.get_absolute_url()).content.decode().split())
    assert (
        '<span class="date-claim">15 June 1961</span> <span class="source">Source: the minutes (council record)</span>'
        in page
    )
    assert "Another source says 1963: a tourist office (local organisation)" in page


def test_a_year_is_never_shown_as_a_day(client):
    page = client.get(PartnershipFactory(since="1978").get_absolute_url()).content.decode()
    assert "Active since 1978." in page
    assert "1 January 1978" not in page


def test_all_communities_stand_at_the_head(client):
    sides = [
        CommunityFactory(name="Boring"),
        PartnerCommunityFactory(name="Dull"),
        PartnerCommunityFactory(name="Bland", native_name="布"),
    ]
    page = client.get(PartnershipFactory(communities=sides).get_absolute_url()).content.decode()
    assert "<title>Boring – Dull – Bland" in page
    assert 'lang="ja"' in page
    assert all(side.get_absolute_url() in page for side in sides)


def test_a_file_in_development_does_not_exist_for_strangers(client_of, file):
    for user in (None, UserFactory(), SeatFactory().user):
        assert client_of(user).get(file.get_absolute_url()).status_code == 404
        assert file.slug not in client_of(user).get(reverse("partnership_list")).content.decode()


def test_a_file_in_development_leads_its_people_to_the_workspace(client_of, file, committee):
    guest = SeatFactory(guest=True, community=file.parties.get(side=2).community).user
    for user in (SeatFactory(committee=committee).user, guest, StaffFactory()):
        answer = client_of(user).get(file.get_absolute_url())
        assert answer.headers["Location"] == f"/workspace/partnerships/{file.slug}/"
        assert client_of(user).get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize("slug", ["harbor", "nowhere"])
def test_signed_out_visitors_are_asked_to_sign_in_whether_the_file_exists_or_not(client, slug):
    answer = client.get(f"/workspace/partnerships/{slug}/")
    assert answer.headers["Location"] == f"/accounts/login/?next=/workspace/partnerships/{slug}/"


def test_the_file_is_closed_to_people_without_a_seat_even_where_the_partnership_is_public(client_of):
    partnership = PartnershipFactory()
    address = reverse("workspace_partnership", args=[partnership.slug])
    assert client_of(UserFactory()).get(address).status_code == 404
    assert client_of(SeatFactory().user).get(address).status_code == 404
    assert client_of(StaffFactory()).get(address).status_code == 200


def test_a_seat_that_has_ended_opens_nothing(client_of, file, committee):
    seat = SeatFactory(committee=committee, ends_on=dt.date(2021, 1, 1))
    assert client_of(seat.user).get(reverse("workspace_partnership", args=[file.slug])).status_code == 404


def test_the_file_says_where_it_stands_and_who_may_change_it(client_of, file, committee):
    editor = client_of(SeatFactory(committee=committee).user).get(f"/workspace/partnerships/{file.slug}/")
    reader = client_of(SeatFactory(committee=committee, role=Role.VIEWER).user).get(
        f"/workspace/partnerships/{file.slug}/"
    )
    assert "Not public" in editor.content.decode()
    assert "you are here" in editor.content.decode()
    assert "You can read this file." not in editor.content.decode()
    assert "You can read this file." in reader.content.decode()


def test_my_partnerships_cost_the_same_for_any_length(client_of, seattle, committee):
    client = client_of(SeatFactory(committee=committee).user)
    costs = []
    for rows in (1, 3):
        while Partnership.objects.count() < rows:
            PartnershipFactory(communities=[seattle, PartnerCommunityFactory()], stage=Stage.RESEARCH)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(reverse("workspace"))
        assert len(answer.context["partnerships"]) == rows
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_my_partnerships_are_those_of_my_seats(client_of, seattle, committee, file):
    PartnershipFactory(communities=[seattle, PartnerCommunityFactory(name="Kobe")])
    PartnershipFactory(communities=[CommunityFactory(name="Elsewhere"), PartnerCommunityFactory()])
    page = client_of(SeatFactory(committee=committee).user).get(reverse("workspace")).content.decode()
    assert "Seattle – Kobe" in page
    assert "Carry on with Seattle – Osaka" in page
    assert reverse("committee_people", args=[committee.pk]) in page
    assert "Elsewhere" not in page


def test_a_guest_reads_along(client_of, file):
    osaka = file.parties.get(side=2).community
    page = client_of(SeatFactory(guest=True, community=osaka).user).get(reverse("workspace")).content.decode()
    assert "Seattle – Osaka" in page
    assert "you can read it" in page
    assert "You are a guest of this side" in page
    assert "Carry on" not in page


def test_without_a_seat_the_page_says_how_to_get_one(client_of):
    page = client_of(UserFactory()).get(reverse("workspace")).content.decode()
    assert "You have no seat yet" in page
    assert "can invite you" in page
