"""The pages of the desk on which a file is withheld, or replaced by a public copy, after recording."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from agreements.choices import Act, Status
from agreements.models import HandIn, RegistryEntry, Scan
from tests.agreements.about_files import WHY, decided_about, recorded_paper
from tests.agreements.blackened import REASON
from tests.desk_pages import address
from tests.factories import StaffFactory
from tests.factories_agreements import pdf_bytes
from tests.register_rows import add_small_pages, quickly_recorded

pytestmark = pytest.mark.django_db
PLACE = "1 150 230 0 1000"


@pytest.fixture
def desk(client_of: Any) -> Client:
    return client_of(StaffFactory())


@pytest.fixture
def entry() -> RegistryEntry:
    return quickly_recorded()


def typed(scan: Scan | str, **changes: Any) -> dict[str, Any]:
    return {
        "about": scan.pk if isinstance(scan, Scan) else scan,
        "reason": WHY,
        "decided_on_day": "18",
        "decided_on_month": "1",
        "decided_on_year": "2023",
        "paper": SimpleUploadedFile("order.pdf", pdf_bytes()),
        "visibility": "association",
        **changes,
    }


def test_a_file_is_chosen_and_withheld(entry: RegistryEntry, desk: Client) -> None:
    scan = entry.hand_in.scans.get()
    form = reverse("entry_act", args=[entry.number, "withholding"])
    assert form in desk.get(reverse("entry_decide", args=[entry.number])).content.decode()
    assert f"Signed document, {entry.number}: {scan.original_name}" in desk.get(form).content.decode()
    answer = desk.post(form, typed(scan))
    hand_in = HandIn.objects.latest("pk")
    assert answer.url == address("handin_review", hand_in)
    assert (hand_in.act, hand_in.about_scan, hand_in.status, hand_in.reason) == ("withholding", scan, "handed_in", WHY)
    review = desk.get(answer.url)
    for words in (f"The file of {entry.number} that is decided about", scan.original_name, WHY):
        assert words in review.content.decode()
    assert reverse("handin_act_copy", args=[hand_in.pk]) not in review.content.decode()


def test_without_a_file_of_the_record_it_is_asked_for_and_nothing_is_kept(entry: RegistryEntry, desk: Client) -> None:
    form = reverse("entry_act", args=[entry.number, "withholding"])
    for about, sentence in (
        ("", "Choose the file."),
        (quickly_recorded().hand_in.scans.get(), "Choose a public file of this record that is not withheld yet."),
    ):
        answer = desk.post(form, typed(about))
        page = answer.content.decode()
        assert (answer.status_code, sentence in page, WHY in page) == (422, True, True)
    assert not HandIn.objects.filter(act="withholding").exists()


def test_a_public_copy_is_marked_looked_at_and_made(desk: Client) -> None:
    entry, scan = recorded_paper()
    answer = desk.post(reverse("entry_act", args=[entry.number, "public_copy"]), typed(scan))
    hand_in = HandIn.objects.latest("pk")
    add_small_pages(hand_in)
    marking = reverse("handin_act_copy", args=[hand_in.pk])
    assert answer.url == marking
    review = desk.get(reverse("handin_review", args=[hand_in.pk])).content.decode()
    assert "The public copy is not made yet." in review
    assert marking in review
    assert WHY in desk.get(marking).content.decode()
    seen = desk.post(marking, {"area": PLACE, "reason": REASON, "look": "1"}).content.decode()
    assert "This is what everybody will get" in seen
    made = desk.post(marking, {"area": PLACE, "reason": REASON, "make": "1"})
    assert made.url == reverse("handin_review", args=[hand_in.pk])
    copy = hand_in.public_copies.get()
    review = desk.get(made.url).content.decode()
    assert copy.get_absolute_url() in review
    assert "everybody gets this once it is recorded" in review
    assert "The public copy is not made yet." not in review
    page = desk.get(marking).content.decode()
    assert ("The public copy that is here" in page, "Take the public copy away" in page) == (True, False)
    desk.post(marking, {"drop": "1"})
    assert hand_in.public_copies.get() == copy
    passed = desk.post(
        reverse("handin_pass", args=[hand_in.pk]), {"revision": HandIn.objects.get(pk=hand_in.pk).revision}
    )
    assert passed.url == reverse("desk_queue")
    assert HandIn.objects.get(pk=hand_in.pk).status == Status.REVIEWED
    record = desk.get(reverse("handin_record", args=[hand_in.pk])).content.decode()
    assert REASON in record
    assert copy.get_absolute_url() in record


def test_what_is_missing_on_the_marking_page_is_said(entry: RegistryEntry, desk: Client) -> None:
    decision = decided_about(entry, entry.hand_in.scans.get(), Act.PUBLIC_COPY)
    marking = reverse("handin_act_copy", args=[decision.pk])
    for sent, sentence in (
        ({"reason": REASON, "make": "1"}, "Mark at least one place that is to be black."),
        ({"area": PLACE, "reason": "", "make": "1"}, "Say what is blacked out, and why."),
    ):
        answer = desk.post(marking, sent)
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert not decision.public_copies.exists()


def test_only_decisions_about_a_public_copy_have_that_page(entry: RegistryEntry, desk: Client, client_of: Any) -> None:
    decision = decided_about(entry, entry.hand_in.scans.get(), Act.WITHHOLDING)
    assert desk.get(reverse("handin_act_copy", args=[decision.pk])).status_code == 404
    copying = decided_about(entry, entry.hand_in.scans.get(), Act.PUBLIC_COPY)
    own = client_of(entry.hand_in.started_by)
    assert own.get(reverse("handin_act_copy", args=[copying.pk])).status_code == 404
