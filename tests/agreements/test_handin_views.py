"""Where documents stand: the list, how one begins, what happens next in every state, who sees and who may change."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.choices import OVER, WITH_COMMITTEE, ActionKind, Status
from agreements.models import HandIn
from agreements.outlook import CHANGE, OUTLOOKS, READ, WITHDRAW, expected_by
from directory.choices import Role
from directory.models import Committee
from sistercities.association.models import AssociationSettings
from sistercities.desk.working_days import ANSWER_WITHIN
from tests.factories import (
    AssociationSettingsFactory,
    CommitteeFactory,
    PartnerCommunityFactory,
    PartnershipFactory,
    SeatFactory,
    StaffFactory,
    UserFactory,
)
from tests.factories_agreements import (
    HandInFactory,
    ReasonCodeFactory,
    as_status,
    complete_hand_in,
    handed_in,
    refused,
    returned,
    reviewed,
)

pytestmark = pytest.mark.django_db


def draft(**facts) -> HandIn:
    return complete_hand_in(with_file=False, **facts)


def page(client, route: str, *args) -> str:
    answer = client.get(reverse(route, args=args))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def typed_by_staff(staff, **facts) -> HandIn:
    arrived = {"on_behalf": True, "arrival": "post", "arrived_from": "City clerk", "received_on": dt.date(2026, 11, 2)}
    return draft(by=staff, **arrived, **facts)


# What happens next, for every state


@pytest.mark.parametrize("status", Status)
def test_every_state_says_what_happens_next_how_long_it_takes_and_what_one_can_do(status):
    outlook = OUTLOOKS[status]
    for text in (outlook.now, outlook.following, outlook.who):
        assert str(text).strip()
    waits_for_us = status in (Status.HANDED_IN, Status.REVIEWED)
    assert outlook.working_days == (ANSWER_WITHIN if waits_for_us else 0)
    assert (CHANGE in outlook.actions) == (status in WITH_COMMITTEE)
    assert (WITHDRAW in outlook.actions) == (status not in OVER)
    assert READ in outlook.actions


@pytest.mark.parametrize("status", Status)
def test_the_page_of_every_state_says_so_and_offers_exactly_that(client_of, status):
    hand_in = as_status(status)
    text = page(client_of(hand_in.started_by), "handin_detail", hand_in.pk)
    outlook = OUTLOOKS[status]
    assert str(outlook.now) in text
    assert str(outlook.following) in text
    assert (reverse("handin_withdraw", args=[hand_in.pk]) in text) == (WITHDRAW in outlook.actions)
    assert (reverse("handin_files", args=[hand_in.pk]) in text) == (CHANGE in outlook.actions)


@pytest.mark.parametrize(
    ("arrived", "answered"),
    [
        (dt.date(2026, 11, 16), dt.date(2026, 11, 23)),
        (dt.date(2026, 11, 21), dt.date(2026, 11, 30)),  # a Saturday, and Thanksgiving before the answer
        (dt.date(2026, 12, 24), dt.date(2027, 1, 4)),
    ],
)
def test_working_days_know_weekends_and_federal_holidays(arrived, answered):
    assert expected_by(arrived) == answered


def test_a_document_with_us_names_the_day_of_the_answer(client_of):
    hand_in = handed_in(with_pages=False)
    day = expected_by(timezone.localdate(hand_in.handed_in_at))
    text = page(client_of(hand_in.started_by), "handin_detail", hand_in.pk)
    assert f"{day:%A}, {day.day} {day:%B %Y} (5 working days)" in text


def test_a_document_that_waits_for_a_side_promises_no_day(client_of):
    hand_in = handed_in(with_pages=False, sides=(1,))
    partner = hand_in.partnership.parties.get(side=2).community.name
    for route in ("handin_detail", "handin_done"):
        text = page(client_of(hand_in.started_by), route, hand_in.pk)
        assert f"the signature of {partner}" in text
        assert "You hear from us by" not in text


def test_the_reason_and_the_note_of_what_was_sent_back_stand_on_the_page(client_of):
    reason = ReasonCodeFactory(labels={"en": "Unclear scan"}, letters={"en": "Scan it again."})
    hand_in = returned(reason=reason, note="Page 2, please.")
    text = page(client_of(hand_in.started_by), "handin_detail", hand_in.pk)
    for sentence in ("Unclear scan", "Scan it again.", "Page 2, please.", "Change and hand in again"):
        assert sentence in text


def test_the_letter_stands_on_the_page_as_it_was_sent_whatever_becomes_of_the_reason(client_of):
    reason = ReasonCodeFactory(labels={"en": "Unclear scan"}, letters={"en": "Scan it again."})
    hand_in = returned(reason=reason)
    reason.labels, reason.letters = {"en": "Other words"}, {"en": "Something else."}
    reason.save()
    for reader in (hand_in.started_by, StaffFactory()):
        text = page(client_of(reader), "handin_detail", hand_in.pk)
        assert "Unclear scan" in text
        assert "Scan it again." in text
        assert "Other words" not in text
        assert "Something else." not in text
    reason.delete()
    assert "Scan it again." in page(client_of(hand_in.started_by), "handin_detail", hand_in.pk)


def test_the_reason_of_a_refusal_stands_on_the_page(client_of):
    hand_in = refused()
    assert "Not a government" in page(client_of(hand_in.started_by), "handin_detail", hand_in.pk)


def test_committees_read_the_association_where_staff_read_names(client_of):
    reviewer = StaffFactory(full_name="Officer with a name")
    hand_in = reviewed(reviewer=reviewer)
    assert "Officer with a name" not in page(client_of(hand_in.started_by), "handin_detail", hand_in.pk)
    assert "Officer with a name" in page(client_of(StaffFactory()), "handin_detail", hand_in.pk)


def test_notes_between_members_of_staff_stay_with_them(client_of):
    hand_in = handed_in(with_pages=False)
    hand_in.actions.create(kind=ActionKind.TO_REVIEWER, by=StaffFactory(), at=timezone.now(), note="Look at the seal.")
    assert "Look at the seal." not in page(client_of(hand_in.started_by), "handin_detail", hand_in.pk)
    assert "Look at the seal." in page(client_of(StaffFactory()), "handin_detail", hand_in.pk)


# The list


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_any_length(client_of, rows, django_assert_num_queries):
    seat = SeatFactory(role=Role.COORDINATOR)
    home = seat.committee.communities.get()
    for _row in range(rows):
        partnership = PartnershipFactory(communities=[home, PartnerCommunityFactory()])
        draft(committee=seat.committee, by=seat.user, partnership=partnership)
    client = client_of(seat.user)
    with django_assert_num_queries(8):
        answer = client.get(reverse("handin_list"))
    assert answer.content.decode().count("result-name") == rows


def test_the_list_has_25_rows_a_page(client_of):
    seat = SeatFactory(role=Role.COORDINATOR)
    HandInFactory.create_batch(26, committee=seat.committee, started_by=seat.user)
    client = client_of(seat.user)
    shown = [client.get(reverse("handin_list"), {"page": n}).content.decode().count("result-name") for n in (1, 2)]
    assert shown == [25, 1]


def test_a_committee_sees_its_own_documents_and_no_others(client_of):
    mine, other = draft(), draft()
    text = page(client_of(mine.started_by), "handin_list")
    assert mine.get_absolute_url() in text
    assert other.get_absolute_url() not in text


def test_staff_see_what_they_type_for_others(client_of):
    staff = StaffFactory()
    mine, committees = typed_by_staff(staff), handed_in(with_pages=False)
    text = page(client_of(staff), "handin_list")
    assert mine.get_absolute_url() in text
    assert committees.get_absolute_url() not in text
    assert reverse("handin_arrived") in text


def test_an_empty_list_says_how_to_begin_to_those_who_may(client_of):
    seat = SeatFactory(role=Role.EDITOR)
    reader = SeatFactory(committee=seat.committee, role=Role.VIEWER).user
    assert reverse("handin_start") in page(client_of(seat.user), "handin_list")
    assert reverse("handin_start") not in page(client_of(reader), "handin_list")


# Beginning


def test_with_one_committee_there_is_nothing_to_choose(client_of):
    seat = SeatFactory(role=Role.EDITOR)
    client = client_of(seat.user)
    text = page(client, "handin_start")
    assert "Have these ready" in text
    assert f"within {ANSWER_WITHIN} working days" in text
    assert 'type="radio"' not in text
    answer = client.post(reverse("handin_start"))
    hand_in = HandIn.objects.get()
    assert (hand_in.committee, hand_in.started_by, hand_in.on_behalf) == (seat.committee, seat.user, False)
    assert answer.url == reverse("handin_partnership", args=[hand_in.pk])


def test_with_several_committees_one_is_chosen(client_of):
    seat = SeatFactory(role=Role.EDITOR)
    second, reader_only = CommitteeFactory(), CommitteeFactory()
    SeatFactory(user=seat.user, committee=second, role=Role.COORDINATOR)
    SeatFactory(user=seat.user, committee=reader_only, role=Role.VIEWER)
    client = client_of(seat.user)
    answer = client.post(reverse("handin_start"))
    assert answer.status_code == 422
    assert "Choose the committee." in answer.content.decode()
    assert client.post(reverse("handin_start"), {"committee": reader_only.pk}).status_code == 422
    assert client.post(reverse("handin_start"), {"committee": second.pk}).status_code == 302
    assert HandIn.objects.get().committee == second


def test_from_a_partnership_the_first_step_is_done(client_of):
    seat = SeatFactory(role=Role.EDITOR)
    partnership = PartnershipFactory(communities=[seat.committee.communities.get(), PartnerCommunityFactory()])
    answer = client_of(seat.user).post(reverse("handin_start") + f"?partnership={partnership.slug}")
    hand_in = HandIn.objects.get()
    assert hand_in.partnership == partnership
    assert answer.url == reverse("handin_document", args=[hand_in.pk])


def test_a_document_about_a_partnership_is_for_a_committee_of_one_of_its_sides(client_of):
    seat = SeatFactory(role=Role.EDITOR)
    second = SeatFactory(user=seat.user, role=Role.EDITOR).committee
    partnership = PartnershipFactory(communities=[seat.committee.communities.get(), PartnerCommunityFactory()])
    client, address = client_of(seat.user), reverse("handin_start") + f"?partnership={partnership.slug}"
    text = client.get(address).content.decode()
    assert second.name not in text
    assert 'type="radio"' not in text
    client.post(address, {"committee": second.pk})
    hand_in = HandIn.objects.get()
    assert (hand_in.committee, hand_in.partnership) == (seat.committee, partnership)
    third = SeatFactory(user=seat.user, committee=CommitteeFactory(communities=seat.committee.communities.all()))
    assert client.post(address, {"committee": second.pk}).status_code == 422
    assert client.post(address, {"committee": third.committee.pk}).status_code == 302


def test_staff_can_begin_on_an_empty_portal(client_of):
    client = client_of(StaffFactory())
    assert not Committee.objects.exists()
    text = page(client, "handin_list")
    assert "Filling in the form takes about fifteen minutes" in text
    assert "of your committee" not in text
    arrived = {"arrival": "post", "arrived_from": "City clerk", "original_kept_at": "Cabinet 3"}
    day = {"received_on_day": "2", "received_on_month": "11", "received_on_year": "2020"}
    assert client.post(reverse("handin_arrived"), {**arrived, **day}).status_code == 302
    assert HandIn.objects.get().committee is None


def test_staff_note_a_document_that_arrived(client_of):
    staff, committee = StaffFactory(), CommitteeFactory()
    client = client_of(staff)
    assert client.get(reverse("handin_start")).url == reverse("handin_arrived")
    wrong = client.post(reverse("handin_arrived"), {"received_on_day": "1", "received_on_year": "2030"})
    text = wrong.content.decode()
    assert wrong.status_code == 422
    for sentence in (
        "Say how it arrived.",
        "Say from whom it came.",
        "Enter the month too, or leave the day empty.",
        "Say where the original is kept.",
    ):
        assert text.count(sentence) == 2, sentence
    given = {
        "arrival": "post",
        "arrived_from": "City clerk",
        "received_on_day": "2",
        "received_on_month": "11",
        "received_on_year": "2026",
        "original_kept_at": "Cabinet 3",
        "committee": committee.pk,
    }
    answer = client.post(reverse("handin_arrived"), given)
    hand_in = HandIn.objects.get()
    assert answer.url == reverse("handin_partnership", args=[hand_in.pk])
    assert (hand_in.on_behalf, hand_in.received_on, hand_in.committee) == (True, dt.date(2026, 11, 2), committee)


def test_a_document_does_not_arrive_in_the_future(client_of):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    boxes = {f"received_on_{box}": str(getattr(tomorrow, box)) for box in ("day", "month", "year")}
    answer = client_of(StaffFactory()).post(reverse("handin_arrived"), boxes)
    assert "This day lies after" in answer.content.decode()


# Receipt and taking back


def test_the_receipt_page_says_who_acts_and_by_when(client_of):
    hand_in = handed_in(with_pages=False)
    text = page(client_of(hand_in.started_by), "handin_done", hand_in.pk)
    for sentence in ("We have received your document", "A second person", "within 5 working days", "signed.pdf"):
        assert sentence in text


def test_the_receipt_page_of_a_draft_leads_to_its_page(client_of):
    hand_in = draft()
    answer = client_of(hand_in.started_by).get(reverse("handin_done", args=[hand_in.pk]))
    assert answer.url == hand_in.get_absolute_url()


def test_withdrawing_asks_once_more(client_of):
    hand_in = handed_in(with_pages=False)
    client, address = client_of(hand_in.started_by), reverse("handin_withdraw", args=[hand_in.pk])
    assert "with a new day of receipt" in page(client, "handin_withdraw", hand_in.pk)
    hand_in.refresh_from_db()
    assert hand_in.status == Status.HANDED_IN
    assert client.post(address, {"reason": "x" * 501}).status_code == 422
    assert client.post(address, {"reason": "A mistake"}).url == hand_in.get_absolute_url()
    hand_in.refresh_from_db()
    assert (hand_in.status, hand_in.actions.last().note) == (Status.WITHDRAWN, "A mistake")
    assert client.get(address).status_code == 404


# Who


STEPS = ("partnership", "pair", "document", "council", "files", "text", "summary")


@pytest.mark.parametrize("step", STEPS)
def test_only_editors_of_the_committee_open_the_steps(client_of, step):
    hand_in = draft()
    side = hand_in.partnership.parties.get(side=2).community
    strangers = {
        "reader": SeatFactory(committee=hand_in.committee, role=Role.VIEWER).user,
        "former editor": SeatFactory(committee=hand_in.committee, ends_on=dt.date(2021, 1, 1)).user,
        "guest of the other side": SeatFactory(guest=True, community=side).user,
        "another committee": SeatFactory(role=Role.COORDINATOR).user,
        "nobody": UserFactory(),
        "staff": StaffFactory(),
    }
    address = reverse(f"handin_{step}", args=[hand_in.pk])
    for name, person in strangers.items():
        client = client_of(person)
        assert (client.get(address).status_code, client.post(address).status_code) == (404, 404), name
    assert client_of(SeatFactory(committee=hand_in.committee).user).get(address).status_code == 200


def test_a_reader_sees_what_the_committee_hands_in_but_cannot_change_it(client_of):
    hand_in = complete_hand_in()
    reader = SeatFactory(committee=hand_in.committee, role=Role.VIEWER).user
    text = page(client_of(reader), "handin_detail", hand_in.pk)
    assert "signed.pdf" in text
    assert reverse("handin_files", args=[hand_in.pk]) not in text
    assert reverse("handin_withdraw", args=[hand_in.pk]) not in text


def test_a_document_with_the_association_leads_back_to_its_page(client_of):
    hand_in = handed_in(with_pages=False)
    for answer in (
        client_of(hand_in.started_by).get(reverse("handin_text", args=[hand_in.pk])),
        client_of(hand_in.started_by).post(reverse("handin_text", args=[hand_in.pk]), {"text-en": "Late"}),
    ):
        assert answer.url == hand_in.get_absolute_url()
    assert not hand_in.instruments.get().transcriptions.exists()


def test_every_page_carries_the_phone_number(client_of):
    AssociationSettingsFactory(phone="+1 202 555 0147")
    hand_in = draft()
    assert AssociationSettings.objects.count() == 1
    for step in STEPS:
        assert "+1 202 555 0147" in page(client_of(hand_in.started_by), f"handin_{step}", hand_in.pk)
