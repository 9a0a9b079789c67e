"""A paper typed for a clerk: letters about it reach the clerk, and the address is nobody else's and goes afterwards."""

import datetime as dt
import json
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from psycopg import sql

from agreements.models import HandIn, Sender
from agreements.services.changing import HandInRefused
from agreements.services.handing_in import save_arrival, start_hand_in, withdraw_hand_in
from agreements.services.reviewing import refuse_hand_in, return_hand_in
from agreements.services.sealing import seal_entry
from directory.choices import Role
from directory.models import Committee
from sistercities.accounts.models import User
from sistercities.association.models import ReasonCode
from sistercities.desk.print_batches import waiting_letters
from sistercities.post.models import Mail
from sistercities.post.recipients import PostalAddress
from tests.desk_pages import text_of
from tests.factories import CommitteeFactory, SeatFactory, StaffFactory
from tests.factories_agreements import ReasonCodeFactory, handed_in, record, reviewed

pytestmark = pytest.mark.django_db
STREET = "3 Elm Street\nPortland, OR 97201"
MAILED = {"sender_email": "clerk@city.example"}
POSTED = {"sender_address": STREET, "sender_country": "US"}
CLERK = PostalAddress("City clerk of Harbor", STREET, "US")
ARRIVED: dict[str, Any] = {
    "on_behalf": True,
    "arrival": "post",
    "arrived_from": "City clerk of Harbor",
    "received_on": dt.date(2026, 3, 2),
    "original_kept_at": "Cabinet 1",
}


@pytest.fixture
def committee() -> Committee:
    return SeatFactory(role=Role.COORDINATOR, user__email="chair@example.org").committee


def typed(committee: Committee | None, **sender: str) -> HandIn:
    typist = User.objects.filter(email="typist@example.org").first() or StaffFactory(email="typist@example.org")
    return handed_in(committee=committee, by=typist, with_pages=False, **ARRIVED, **sender)


def sent_back(hand_in: HandIn) -> list[Mail]:
    return_hand_in(hand_in_id=hand_in.pk, reason=ReasonCodeFactory(), text="", by=StaffFactory(), now=timezone.now())
    return list(Mail.objects.filter(kind="agreements/returned"))


def recipients(kind: str) -> set[str | PostalAddress]:
    return {mail.postal if mail.post_address else mail.to for mail in Mail.objects.filter(kind=f"agreements/{kind}")}


@pytest.mark.parametrize(("sender", "where"), [(MAILED, "clerk@city.example"), (POSTED, CLERK)])
def test_letters_go_to_the_sender_beside_the_committee(committee, sender, where):
    hand_in = typed(committee, **sender)
    sent_back(hand_in)
    assert recipients("receipt") == {"chair@example.org", where}
    assert recipients("returned") == {"chair@example.org", "typist@example.org", where}


def test_without_an_address_it_is_as_before(committee):
    sent_back(typed(committee))
    assert recipients("returned") == {"chair@example.org", "typist@example.org"}


def test_without_a_committee_the_sender_alone_hears_of_it():
    hand_in = typed(CommitteeFactory(), **POSTED)
    assert recipients("receipt") == {CLERK}
    assert [letter.postal for letter in waiting_letters()] == [CLERK]
    withdraw_hand_in(hand_in_id=hand_in.pk, by=hand_in.started_by, now=timezone.now(), reason="Sent twice")
    assert recipients("withdrawn") == {CLERK}


def test_only_who_can_open_the_document_is_given_its_address(committee):
    hand_in = typed(committee, **MAILED)
    linked = {mail.to: hand_in.get_absolute_url() in mail.text + mail.html for mail in sent_back(hand_in)}
    assert linked == {"chair@example.org": True, "typist@example.org": True, "clerk@city.example": False}


def test_a_sender_with_a_seat_gets_one_letter_with_the_address_of_the_document(committee):
    hand_in = typed(committee, sender_email="Chair@Example.org")
    linked = {mail.to: hand_in.get_absolute_url() in mail.text for mail in sent_back(hand_in)}
    assert linked == {"chair@example.org": True, "typist@example.org": True}


def test_the_news_reaches_the_sender_and_the_address_goes_with_the_last_letter(committee):
    hand_in = reviewed(committee=committee, by=StaffFactory(), **ARRIVED, **POSTED)
    entry = record(hand_in)
    assert CLERK in recipients("recorded")
    assert Sender.objects.filter(hand_in=hand_in).exists()
    seal_entry(entry_id=entry.pk, version=1, now=timezone.now())
    assert CLERK in recipients("pdf_ready")
    assert not Sender.objects.exists()


def test_refused_or_taken_back_the_address_goes(committee):
    refused, withdrawn, draft = typed(committee, **MAILED), typed(committee, **POSTED), begun(**POSTED)
    assert Sender.objects.count() == 3
    reason = ReasonCode.objects.filter(use=ReasonCode.Use.REFUSE).first()
    assert reason
    refuse_hand_in(hand_in_id=refused.pk, reason=reason, text="", by=StaffFactory(), now=timezone.now())
    assert "clerk@city.example" in recipients("refused")
    for hand_in in (withdrawn, draft):
        withdraw_hand_in(hand_in_id=hand_in.pk, by=hand_in.started_by, now=timezone.now())
    assert not Sender.objects.exists()


def begun(**sender: str) -> HandIn:
    return start_hand_in(by=StaffFactory(), committee=None, now=timezone.now(), **ARRIVED, **sender)


def test_a_document_that_its_committee_hands_in_has_no_sender():
    with pytest.raises(HandInRefused, match="Only a document that staff type has a sender"):
        start_hand_in(by=StaffFactory(), committee=None, now=timezone.now(), **MAILED)
    assert not HandIn.objects.exists()


def test_the_address_is_changed_and_taken_away():
    hand_in = begun(**MAILED)
    save_arrival(hand_in_id=hand_in.pk, by=hand_in.started_by, **{**MAILED, "sender_email": "", **POSTED})
    assert Sender.objects.get(hand_in=hand_in).recipient == CLERK
    save_arrival(hand_in_id=hand_in.pk, by=hand_in.started_by, arrived_from="The mayor")
    assert Sender.objects.get(hand_in=hand_in).recipient == PostalAddress("The mayor", STREET, "US")
    nothing = {"sender_email": "", "sender_address": "", "sender_country": ""}
    save_arrival(hand_in_id=hand_in.pk, by=hand_in.started_by, **nothing)
    assert not Sender.objects.exists()


@pytest.mark.parametrize("facts", [{}, {"email": "a@example.org", "post_address": STREET}])
def test_the_database_takes_one_way_to_the_sender(facts):
    hand_in = begun()
    with pytest.raises(IntegrityError, match="sender_one_way"), transaction.atomic():
        Sender.objects.create(hand_in=hand_in, **facts)


def test_no_table_keeps_an_address_that_was_erased():
    """Neither the history of rows nor what is kept half filled: only the log of letters says where one went."""
    hand_in = begun(**POSTED)
    withdraw_hand_in(hand_in_id=hand_in.pk, by=hand_in.started_by, now=timezone.now())
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = []
        for table in tables:
            named = sql.SQL("SELECT count(*) FROM {} row WHERE row::text LIKE %s").format(sql.Identifier(table))
            cursor.execute(named, ["%Elm Street%"])
            found += [table] if cursor.fetchone() != (0,) else []
    assert found == []


# The pages

TYPED = {
    "arrival": "post",
    "arrived_from": "City clerk of Harbor",
    "original_kept_at": "Cabinet 1",
    "committee": "",
    **{f"received_on_{part}": "2" if part != "year" else "2026" for part in ("day", "month", "year")},
}


def test_staff_type_the_address_with_the_document(client_of):
    desk = client_of(StaffFactory())
    answer = desk.post(
        reverse("handin_arrived"),
        {**TYPED, "sender_address": " 3 Elm  Street \n\nPortland, OR 97201", "sender_country": "US"},
    )
    assert answer.status_code == 302
    hand_in = HandIn.objects.get()
    assert Sender.objects.get(hand_in=hand_in).recipient == CLERK
    page = desk.get(reverse("handin_arrival", args=[hand_in.pk]))
    assert "3 Elm Street" in page.content.decode()
    assert "City clerk of Harbor, 3 Elm Street, Portland, OR 97201" in text_of(
        desk.get(reverse("handin_summary", args=[hand_in.pk]))
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"sender_email": "a@example.org", "sender_address": STREET}, "Give one address: by e-mail, or by post."),
        ({"sender_address": "x" * 46}, "The window of an envelope shows 5 lines of 45 letters."),
        ({"sender_email": "nobody"}, "Enter an e-mail address, for instance name@example.org."),
    ],
)
def test_a_wrong_address_is_sent_back_as_it_was_typed(client_of, wrong, sentence):
    page = client_of(StaffFactory()).post(reverse("handin_arrived"), {**TYPED, **wrong})
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert next(iter(wrong.values())).splitlines()[0] in page.content.decode()
    assert not HandIn.objects.exists()


def test_what_is_kept_half_filled_holds_no_address_and_takes_none_away(client_of):
    hand_in = begun(**MAILED)
    desk, step = client_of(hand_in.started_by), reverse("handin_arrival", args=[hand_in.pk])
    half = {**TYPED, "arrived_from": "", "sender_email": "new@city.example"}
    assert desk.post(step, half).status_code == 422
    hand_in.refresh_from_db()
    assert "new@city.example" not in json.dumps(hand_in.unfinished)
    page = desk.get(step)
    assert page.context["form"]["sender_email"].value() == "clerk@city.example"


def test_the_committee_does_not_see_it(client_of):
    seat = SeatFactory(role=Role.COORDINATOR)
    hand_in = handed_in(committee=seat.committee, by=StaffFactory(), with_pages=False, **ARRIVED, **MAILED)
    address = hand_in.get_absolute_url()
    assert "clerk@city.example" in text_of(client_of(hand_in.started_by).get(address))
    for_committee = client_of(seat.user).get(address)
    assert for_committee.status_code == 200
    assert "clerk@city.example" not in for_committee.content.decode()
