"""Documents that staff type for somebody who does not: sent back, they wait on the desk, and the sender reads why."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.choices import Status
from agreements.services.handing_in import ASK_TASK, REVIEW_TASK, submit_hand_in, withdraw_hand_in
from sistercities.desk.models import Task
from sistercities.post.models import Mail
from tests.factories import CommitteeFactory, CommunityFactory, SeatFactory, StaffFactory
from tests.factories_agreements import STATEMENT, complete_hand_in, returned

pytestmark = pytest.mark.django_db
ARRIVED = {"on_behalf": True, "arrival": "post", "arrived_from": "City clerk", "received_on": dt.date(2026, 11, 2)}


def open_tasks(hand_in):
    return list(Task.objects.open().filter(subject_id=hand_in.pk).values_list("kind", flat=True))


def test_sent_back_it_waits_on_the_desk_until_it_is_handed_in_again():
    typist = StaffFactory()
    hand_in = returned(by=typist, **ARRIVED)
    assert open_tasks(hand_in) == [ASK_TASK]
    submit_hand_in(hand_in_id=hand_in.pk, statement=STATEMENT, by=typist, now=timezone.now())
    assert open_tasks(hand_in) == [REVIEW_TASK]


def test_withdrawn_nothing_waits():
    typist = StaffFactory()
    hand_in = returned(by=typist, **ARRIVED)
    withdraw_hand_in(hand_in_id=hand_in.pk, by=typist, now=timezone.now(), reason="Sent twice")
    assert open_tasks(hand_in) == []


def test_what_a_committee_handed_in_itself_waits_with_the_committee():
    assert open_tasks(returned()) == []


def test_the_letter_asks_the_sender_and_goes_to_the_typist_too():
    seat, typist = SeatFactory(role="coordinator"), StaffFactory()
    hand_in = returned(by=typist, committee=seat.committee, **ARRIVED)
    letters = Mail.objects.filter(kind="agreements/returned")
    assert {seat.user.email, typist.email} <= set(letters.values_list("to", flat=True))
    for letter in letters:
        assert "Tell us what is named above" in letter.text
        assert "hand it in again" not in letter.text + letter.html
        assert hand_in.get_absolute_url() in letter.html


def test_the_page_tells_the_committee_and_the_typist_what_each_can_do(client_of):
    seat, typist = SeatFactory(role="coordinator"), StaffFactory()
    hand_in = returned(by=typist, committee=seat.committee, **ARRIVED)
    address = reverse("handin_detail", args=[hand_in.pk])
    for_committee = client_of(seat.user).get(address).content.decode()
    assert "tell us what is missing" in for_committee
    assert "The association puts it into the document" in for_committee
    for_typist = client_of(typist).get(address).content.decode()
    assert "Ask City clerk for what the letter names" in for_typist
    assert reverse("handin_files", args=[hand_in.pk]) in for_typist


def test_the_queue_says_from_whom_it_came(client_of):
    hand_in = returned(by=StaffFactory(), **ARRIVED)
    queue = client_of(StaffFactory()).get("/desk/").content.decode()
    assert "Something to ask the sender for" in queue
    assert "City clerk, " in queue
    assert reverse("handin_detail", args=[hand_in.pk]) in queue


def test_the_committee_finds_it_on_its_first_page(client_of):
    home = CommunityFactory()
    seat = SeatFactory(role="coordinator", committee=CommitteeFactory(communities=[home]))
    typed = returned(by=StaffFactory(), committee=seat.committee, **ARRIVED)
    assert typed.get_absolute_url() in client_of(seat.user).get("/workspace/").content.decode()


def test_a_draft_that_is_being_typed_says_so(client_of):
    typist = StaffFactory()
    seat = SeatFactory(role="coordinator")
    draft = complete_hand_in(by=typist, committee=seat.committee, **ARRIVED)
    assert draft.status == Status.DRAFT
    assert "The association is typing it in." in client_of(seat.user).get(draft.get_absolute_url()).content.decode()
