"""Staff correct what was handed in; nobody overwrites what they have not seen."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from agreements.choices import ActionKind, Change, FileRole, Status, Visibility
from agreements.models import HandIn
from agreements.services.handing_in import submit_hand_in
from agreements.services.papers import save_council_act, save_transcriptions
from agreements.services.reviewing import review_hand_in
from agreements.services.second_person import who_may_record
from sistercities.common.dates import PartialDate
from tests.desk_pages import address, answers_of, hidden, text_of
from tests.factories import (
    StaffFactory,
)
from tests.factories_agreements import add_pdf, complete_hand_in
from tests.register_rows import add_small_pages, quickly_handed_in, quickly_reviewed

pytestmark = pytest.mark.django_db


# Corrections


PAPER = {"kind": "resolution", "relationship": "friendship", "languages": ["en"], "title": "Resolution 12"}


def test_correcting_what_the_document_is(desk, staff):
    hand_in = quickly_handed_in()
    form = desk.get(address("handin_correct_document", hand_in))
    assert reverse("scan_page", args=[hand_in.scans.get().pk, 1]) in form.content.decode()
    answers = {**PAPER, "seen": hidden(form, "seen"), "revision": hidden(form, "revision")}
    response = desk.post(address("handin_correct_document", hand_in), answers, follow=True)
    assert response.redirect_chain == [(address("handin_review", hand_in), 302)]
    assert "Changed: what the document is by Officer Blue" in text_of(response)
    paper = hand_in.instruments.get()
    assert (paper.kind, paper.title, paper.languages) == ("resolution", "Resolution 12", ["en"])
    assert HandIn.objects.get(pk=hand_in.pk).relationship == "friendship"


def test_the_second_save_says_who_changed_what_and_loses_nothing(client_of):
    hand_in = quickly_handed_in()
    first, late = client_of(StaffFactory(full_name="Officer Green")), client_of(StaffFactory())
    form = late.get(address("handin_correct_document", hand_in))
    answers = {"seen": hidden(form, "seen"), "revision": hidden(form, "revision")}
    assert first.post(address("handin_correct_document", hand_in), {**PAPER, **answers}).status_code == 302
    mine = {**PAPER, "kind": "proclamation", "title": "My title"}
    response = late.post(address("handin_correct_document", hand_in), {**mine, **answers})
    assert response.status_code == 409
    words = text_of(response)
    assert "Somebody changed this while you had it open" in words
    assert "Changed: what the document is by Officer Green" in words
    assert 'value="My title"' in response.content.decode()
    assert hand_in.instruments.get().title == "Resolution 12"
    again = {**mine, "seen": hidden(response, "seen"), "revision": hidden(response, "revision")}
    assert late.post(address("handin_correct_document", hand_in), again).status_code == 302
    assert hand_in.instruments.get().title == "My title"


def test_two_who_correct_different_things_do_not_disturb_each_other(client_of):
    hand_in = quickly_handed_in()
    one, two = client_of(StaffFactory()), client_of(StaffFactory())
    form = one.get(address("handin_correct_document", hand_in))
    text = two.get(address("handin_correct_text", hand_in))
    answers = {"text-en": "Whereas", "seen": hidden(text, "seen"), "revision": hidden(text, "revision")}
    assert two.post(address("handin_correct_text", hand_in), answers).status_code == 302
    answers = {**PAPER, "seen": hidden(form, "seen"), "revision": hidden(form, "revision")}
    assert one.post(address("handin_correct_document", hand_in), answers).status_code == 302
    assert hand_in.instruments.get().transcriptions.get().text == "Whereas"


SIGNER = {
    "signed": "yes",
    "signers": "1",
    "signer-0-name": "The acting mayor",
    "signer-0-title": "Acting mayor",
    "signer-0-capacity": "head",
    "signer-0-date_reading": "as_written",
    "signer-0-method": "ink",
}


def test_correcting_the_signers_of_a_side(desk):
    hand_in = quickly_handed_in()
    page = address("handin_correct_signers", hand_in, 2)
    form = desk.get(page)
    answers = {**SIGNER, "seen": hidden(form, "seen"), "revision": hidden(form, "revision")}
    names = re.findall(r'name="(signer-0-signed_on[^"]*)"', form.content.decode())
    answers |= dict(zip(names, ("4", "5", "1978"), strict=True))
    more = desk.post(page, {**answers, "add": "1"})
    assert more.status_code == 200
    assert "Signer 2" in text_of(more)
    assert 'value="The acting mayor"' in more.content.decode()
    assert desk.post(page, {**answers, "signer-0-name": ""}).status_code == 422
    assert desk.post(page, answers).status_code == 302
    row = hand_in.instruments.get().signatures.get(party__side=2)
    assert (row.name, row.title, str(row.signed_on)) == ("The acting mayor", "Acting mayor", "1978-05-04")


def test_correcting_a_council_decision_an_arrival_and_a_file(desk):
    hand_in = quickly_handed_in(on_behalf=True, arrival="post", arrived_from="Clerk", received_on=dt.date(2026, 3, 2))
    page = address("handin_correct_council", hand_in)
    form = desk.get(page)
    answers = {"side-1-act": "yes", "side-1-number": "Res. 1", "side-2-act": "none", "side-2-reason_none": "Charter"}
    answers |= {"seen": hidden(form, "seen"), "revision": hidden(form, "revision")}
    assert desk.post(page, answers).status_code == 302
    acts = hand_in.council_acts.order_by("party__side")
    assert [(act.number, act.reason_none) for act in acts] == [("Res. 1", ""), ("", "Charter")]
    page = address("handin_correct_arrival", hand_in)
    form = desk.get(page)
    received = dict(
        zip(re.findall(r'name="(received_on[^"]*)"', form.content.decode()), ("1", "3", "2026"), strict=True)
    )
    answers = {"arrival": "hand", "arrived_from": "The mayor", "original_kept_at": "Cabinet 3", **received}
    answers |= {"seen": hidden(form, "seen"), "revision": hidden(form, "revision")}
    assert desk.post(page, answers).status_code == 302
    hand_in.refresh_from_db()
    assert (hand_in.arrival, hand_in.received_on) == ("hand", dt.date(2026, 3, 1))
    scan = hand_in.scans.get()
    page = address("handin_correct_file", hand_in, scan.pk)
    form = desk.get(page)
    answers = {"visibility": "association", "seen": hidden(form, "seen"), "revision": hidden(form, "revision")}
    assert desk.post(page, answers).status_code == 302
    scan.refresh_from_db()
    assert scan.visibility == Visibility.ASSOCIATION
    changes = hand_in.actions.filter(kind=ActionKind.CHANGED).values_list("what", flat=True)
    assert list(changes) == [Change.COUNCIL, Change.COUNCIL, Change.ARRIVAL, Change.FILE_DESCRIBED]


def test_what_came_through_the_portal_has_no_arrival_to_correct(desk):
    assert desk.get(address("handin_correct_arrival", quickly_handed_in())).status_code == 404


def test_a_refused_upload_beside_a_correction_leaves_the_review_in_place(desk):
    hand_in = quickly_reviewed()
    page = address("handin_correct_signers", hand_in, 1)
    form = desk.get(page)
    upload = SimpleUploadedFile("letter.pdf", b"<html>")
    answers = {**SIGNER, "seen": hidden(form, "seen"), "signer-0-authority_file": upload}
    assert desk.post(page, answers).status_code == 422
    assert HandIn.objects.get(pk=hand_in.pk).status == Status.REVIEWED
    assert hand_in.scans.count() == 1


def with_everything(**facts) -> HandIn:
    """Reviewed, by post, with a council act, its file and a typed text, so that every form has something to show."""
    received_on = dt.date(2026, 3, 2)
    by_post = {"arrival": "post", "arrived_from": "Clerk", "received_on": received_on, "original_kept_at": "Cabinet 3"}
    hand_in = complete_hand_in(on_behalf=True, **by_post, **facts)
    by, party = hand_in.started_by, hand_in.partnership.parties.get(side=1)
    scan = add_pdf(hand_in, by=by, role=FileRole.COUNCIL_ACT, party=party, dated=PartialDate(1985, 2, 4))
    save_council_act(
        hand_in_id=hand_in.pk, party=party, by=by, number="Res. 1", decided_on=PartialDate(1985, 2), scan=scan
    )
    save_transcriptions(hand_in_id=hand_in.pk, texts={"en": "Whereas"}, by=by)
    submit_hand_in(hand_in_id=hand_in.pk, statement="True copies.", by=by, now=timezone.now())
    add_small_pages(hand_in)
    return review_hand_in(hand_in_id=hand_in.pk, by=StaffFactory(), now=timezone.now())


FORMS = {"arrival": (), "document": (), "signers": (1,), "council": (), "text": (), "file": "scan"}


@pytest.mark.parametrize("form", FORMS)
def test_saving_a_form_as_it_stands_changes_nothing_and_makes_nobody_a_contributor(form, second, recorder):
    hand_in = with_everything()
    more = [hand_in.scans.first().pk] if FORMS[form] == "scan" else FORMS[form]
    page = address(f"handin_correct_{form}", hand_in, *more)
    before = HandIn.objects.values().get(pk=hand_in.pk), list(hand_in.actions.values())
    response = second.post(page, answers_of(second.get(page)), follow=True)
    assert response.redirect_chain == [(address("handin_review", hand_in), 302)]
    assert "Nothing was changed." in text_of(response)
    assert (HandIn.objects.values().get(pk=hand_in.pk), list(hand_in.actions.values())) == before
    assert recorder in who_may_record([hand_in], on_date=timezone.localdate())[hand_in.pk]


def test_only_the_side_that_was_changed_is_noted(desk):
    hand_in = with_everything()
    page = address("handin_correct_council", hand_in)
    answers = answers_of(desk.get(page)) | {"side-2-act": "none", "side-2-reason_none": "The charter"}
    desk.post(page, answers)
    changes = hand_in.actions.filter(kind=ActionKind.CHANGED).values_list("what", flat=True)
    assert list(changes) == [Change.COUNCIL]
    acts = hand_in.council_acts.order_by("party__side")
    assert [(act.number, act.reason_none) for act in acts] == [("Res. 1", ""), ("", "The charter")]
    hand_in.refresh_from_db()
    assert hand_in.status == Status.HANDED_IN
