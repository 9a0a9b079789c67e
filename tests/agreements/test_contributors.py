"""Whoever typed a part of a document, in whatever state and by whatever way, is not its second person."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.choices import ActionKind, Change, Status
from agreements.models import HandIn, RegistryEntry
from agreements.services.files import add_scan, describe_scan
from agreements.services.handing_in import keep_unfinished, submit_hand_in
from agreements.services.papers import save_paper, save_signatures
from agreements.services.recording import RecordRefused, record_hand_in
from agreements.services.reviewing import return_hand_in, review_hand_in
from agreements.services.second_person import objections, who_may_record
from agreements.story import story_of
from directory.choices import Role
from sistercities.post.models import Mail
from tests.desk_pages import answers_of, text_of
from tests.factories import RecorderFactory, SeatFactory, StaffFactory
from tests.factories_agreements import ReasonCodeFactory, complete_hand_in, pdf_bytes, signer
from tests.register_rows import add_small_pages, insert_entry, quickly_reviewed

pytestmark = pytest.mark.django_db

TYPED = "You typed or changed something in this document. A second person has to record it."
BY_POST = {
    "on_behalf": True,
    "arrival": "post",
    "arrived_from": "City clerk",
    "received_on": dt.date(2026, 3, 2),
    "original_kept_at": "Cabinet 3",
}


def started(status: str, **facts) -> HandIn:
    """Typed by staff for somebody: a draft, or sent back after it was handed in."""
    hand_in = complete_hand_in(by=StaffFactory(), **BY_POST, **facts)
    if status == Status.RETURNED:
        hand_in_again(hand_in)
        reason = ReasonCodeFactory()
        return_hand_in(hand_in_id=hand_in.pk, reason=reason, text="", by=StaffFactory(), now=timezone.now())
        hand_in.refresh_from_db()
    return hand_in


def hand_in_again(hand_in: HandIn) -> None:
    submit_hand_in(hand_in_id=hand_in.pk, statement="True copies.", by=hand_in.started_by, now=timezone.now())


def bring_to_review(hand_in: HandIn) -> HandIn:
    """The one who started it hands it in, and a third person reviews it."""
    hand_in_again(hand_in)
    add_small_pages(hand_in)
    return review_hand_in(hand_in_id=hand_in.pk, by=StaffFactory(), now=timezone.now())


def change_signatures(hand_in: HandIn, by) -> Change:
    party = hand_in.partnership.parties.get(side=2)
    save_signatures(hand_in_id=hand_in.pk, party=party, signers=[signer(party, name="The vice mayor")], by=by)
    return Change.SIGNATURES


def change_paper(hand_in: HandIn, by) -> Change:
    facts = {"kind": "resolution", "relationship": "sister", "languages": ["en", "ja"], "title": "Resolution 12"}
    save_paper(hand_in_id=hand_in.pk, by=by, **facts)
    return Change.PAPER


def keep_half(hand_in: HandIn, by) -> Change:
    """Half of a step, which somebody else then only has to save."""
    answers = {"answers": {"text-en": ["Whereas"]}, "is_checked": False}
    keep_unfinished(hand_in_id=hand_in.pk, step="text", answers=answers, by=by)
    keep_unfinished(hand_in_id=hand_in.pk, step="text", answers={}, by=hand_in.started_by)
    return Change.UNFINISHED


def add_file(hand_in: HandIn, by) -> Change:
    file = io.BytesIO(pdf_bytes())
    add_scan(hand_in_id=hand_in.pk, upload=file, name="removed", role="other", by=by, now=timezone.now())
    return Change.FILE_ADDED


def describe_file(hand_in: HandIn, by) -> Change:
    describe_scan(hand_in_id=hand_in.pk, scan_id=hand_in.scans.first().pk, visibility="association", by=by)
    return Change.FILE_DESCRIBED


@pytest.mark.parametrize("status", [Status.DRAFT, Status.RETURNED])
@pytest.mark.parametrize("change", [change_signatures, change_paper, keep_half, add_file, describe_file])
def test_a_second_typist_is_refused_by_service_page_and_database(change, status, client_of):
    hand_in, typist, free = started(status), RecorderFactory(), RecorderFactory()
    what = change(hand_in, typist)
    assert list(hand_in.actions.filter(kind=ActionKind.CHANGED).values_list("what", "by")) == [(what, typist.pk)]
    hand_in = bring_to_review(hand_in)
    assert objections(hand_in, by=typist, on_date=timezone.localdate()) == [TYPED]
    with pytest.raises(RecordRefused, match="You typed or changed something"):
        record_hand_in(hand_in_id=hand_in.pk, by=typist, preview_sha256=hand_in.snapshot_sha256, now=timezone.now())
    page = reverse("handin_record", args=[hand_in.pk])
    answer = client_of(typist).post(page, {"preview": hand_in.snapshot_sha256, "compared": "on"})
    assert answer.status_code == 422
    assert TYPED in text_of(answer)
    with pytest.raises(DatabaseError, match="must be recorded by a second person"), transaction.atomic():
        insert_entry(hand_in, recorder=typist)
    assert not RegistryEntry.objects.exists()
    assert insert_entry(hand_in, recorder=free)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.RETURNED])
def test_a_second_typist_on_the_pages_is_refused_as_well(status, client_of):
    hand_in, typist = started(status), RecorderFactory()
    page = reverse("handin_document", args=[hand_in.pk])
    client = client_of(typist)
    assert client.post(page, answers_of(client.get(page)) | {"title": "Typed by the second"}).status_code == 302
    assert hand_in.instruments.get().title == "Typed by the second"
    hand_in = bring_to_review(hand_in)
    assert objections(hand_in, by=typist, on_date=timezone.localdate()) == [TYPED]
    with pytest.raises(DatabaseError, match="must be recorded by a second person"), transaction.atomic():
        insert_entry(hand_in, recorder=typist)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.RETURNED])
@pytest.mark.parametrize("step", ["arrival", "partnership", "document", "signers", "council", "files", "text"])
def test_walking_through_the_steps_without_a_change_makes_nobody_a_typist(step, status, client_of):
    hand_in, reader = started(status), RecorderFactory()
    page = reverse(f"handin_{step}", args=[hand_in.pk, 1] if step == "signers" else [hand_in.pk])
    client = client_of(reader)
    before = list(hand_in.actions.values_list("pk", flat=True))
    assert client.post(page, answers_of(client.get(page))).status_code == 302
    assert list(hand_in.actions.values_list("pk", flat=True)) == before
    assert HandIn.objects.get(pk=hand_in.pk).revision == hand_in.revision
    assert reader in who_may_record([hand_in], on_date=timezone.localdate())[hand_in.pk]


def test_who_started_a_draft_is_its_author_without_a_line_for_each_save():
    hand_in = started(Status.DRAFT)
    change_paper(hand_in, hand_in.started_by)
    assert list(hand_in.actions.values_list("kind", flat=True)) == [ActionKind.STARTED]


def test_after_handing_in_every_change_is_noted_even_of_the_one_who_started_it():
    hand_in = started(Status.RETURNED)
    change_paper(hand_in, hand_in.started_by)
    line = hand_in.actions.last()
    assert (line.kind, line.what, line.by) == (ActionKind.CHANGED, Change.PAPER, hand_in.started_by)


def test_a_starter_whose_name_was_exchanged_is_still_refused_by_the_database():
    hand_in, typist = complete_hand_in(by=RecorderFactory(), **BY_POST), StaffFactory()
    starter = hand_in.started_by
    HandIn.objects.filter(pk=hand_in.pk).update(started_by=typist)
    hand_in = bring_to_review(HandIn.objects.get(pk=hand_in.pk))
    assert objections(hand_in, by=starter, on_date=timezone.localdate()) == [TYPED]
    with pytest.raises(DatabaseError, match="must be recorded by a second person"), transaction.atomic():
        insert_entry(hand_in, recorder=starter)


def test_the_letter_that_asks_to_record_goes_to_those_who_may():
    typist, changer, reviewer, free = (RecorderFactory() for _n in range(4))
    hand_in = complete_hand_in(by=typist, **BY_POST)
    seated = RecorderFactory()
    SeatFactory(user=seated, committee=hand_in.committee, role=Role.VIEWER)
    change_paper(hand_in, changer)
    hand_in_again(hand_in)
    add_small_pages(hand_in)
    review_hand_in(hand_in_id=hand_in.pk, by=reviewer, now=timezone.now())
    told = Mail.objects.filter(kind="agreements/ready_to_record")
    assert [mail.to for mail in told] == [free.email]


@pytest.mark.parametrize("name", ["removed", "described", "file removed"])
def test_a_file_of_any_name_reads_as_a_file_that_was_added(name, client_of):
    hand_in, staff = quickly_reviewed(), StaffFactory(full_name="Officer Blue")
    upload = SimpleUploadedFile(name, pdf_bytes())
    add_scan(hand_in_id=hand_in.pk, upload=upload, name=name, role="other", by=staff, now=timezone.now())
    line = hand_in.actions.filter(kind=ActionKind.CHANGED).get()
    assert (line.what, line.note) == (Change.FILE_ADDED, name)
    words = text_of(client_of(staff).get(reverse("handin_review", args=[hand_in.pk])))
    assert f"Changed: a file was added by Officer Blue · {name}" in words


def test_the_same_change_again_is_told_once(client_of):
    hand_in, second = started(Status.DRAFT), StaffFactory(full_name="Officer Blue")
    for change in (change_paper, change_paper, change_signatures, change_paper):
        change(hand_in, second)
    told = [(action.in_words, action.at) for action in story_of(hand_in)]
    noted = [action.at for action in hand_in.actions.all()]
    assert told == [
        ("Started", noted[0]),
        ("Changed: what the document is", noted[2]),
        ("Changed: who signed", noted[3]),
        ("Changed: what the document is", noted[4]),
    ]
    words = text_of(client_of(hand_in.started_by).get(hand_in.get_absolute_url()))
    assert words.count("Changed: what the document is by Officer Blue") == 2
