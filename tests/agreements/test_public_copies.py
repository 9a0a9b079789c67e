"""A public copy with places blacked out: everybody gets it, the original stays and is named by its fingerprint."""

import hashlib
import io
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements import canonical
from agreements.blackout import Area
from agreements.certificates import certificate_of_entry
from agreements.choices import ActionKind, Change, FileRole, Status, Visibility
from agreements.models import HandIn, PublicCopy
from agreements.selectors import file_answer, file_answer_json
from agreements.services import arranging, files
from agreements.services.chain import verify_register
from agreements.services.changing import HandInRefused
from agreements.services.previews import fingerprint_of, kept_preview
from agreements.services.public_copies import draw_copy, keep_copy, make_public_copy, remove_public_copy
from agreements.services.sealing import seal_entry
from tests.agreements.blackened import (
    LINE,
    OPEN,
    REASON,
    SECRET,
    WRITER,
    bytes_of,
    copied,
    is_blackened,
    recorded_with_copy,
    reviewed_with_copy,
    with_paper,
)
from tests.agreements.reading import page_picture, text_of
from tests.desk_pages import text_of as page_text
from tests.desk_pages import with_preview
from tests.factories import RecorderFactory, StaffFactory
from tests.factories_agreements import add_pdf, recorded_entry

pytestmark = pytest.mark.django_db


def sealed(entry: Any) -> bytes:
    pdf = seal_entry(entry_id=entry.pk, version=1, now=timezone.now())
    with pdf.file.open("rb") as source:
        return source.read()


def status_of(client: Any, address: str) -> int:
    answer = client.get(address)
    if answer.streaming:
        assert b"".join(answer.streaming_content)
    return answer.status_code


# Making it


def test_the_copy_is_drawn_and_the_original_stays_byte_for_byte() -> None:
    hand_in, scan = with_paper()
    before = bytes_of(scan)
    copy = copied(hand_in, scan)
    data = bytes_of(copy)
    assert (copy.sha256, copy.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert is_blackened(data) == (True, True)
    assert len(copy.pictures) == scan.pages == 2
    assert hashlib.sha256(bytes_of(scan)).hexdigest() == scan.sha256 == hashlib.sha256(before).hexdigest()
    (file,) = canonical.draft(hand_in)["files"]
    assert (file["sha256"], file["public_copy_sha256"], file["public_copy_reason"]) == (
        scan.sha256,
        copy.sha256,
        REASON,
    )


def test_a_file_without_a_copy_has_the_text_that_it_had() -> None:
    hand_in, _scan = with_paper()
    (file,) = canonical.draft(hand_in)["files"]
    assert file["public_copy_sha256"] is None
    assert not {"public_copy_reason", "turned"} & file.keys()


REFUSED = {
    "no place": ({"areas": []}, "Mark at least one place"),
    "a page that is not there": ({"areas": [Area(3, 0, 10)]}, "on the pages of this file"),
    "a place outside": ({"areas": [Area(1, 0, 2000)]}, "on the pages of this file"),
    "too many": ({"areas": [Area(1, n, n + 1) for n in range(201)]}, "at most 200"),
    "no reason": ({"reason": "  "}, "Say what is blacked out"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_cannot_be_made_is_refused_and_leaves_nothing(why: str) -> None:
    hand_in, scan = with_paper()
    facts, sentence = REFUSED[why]
    with pytest.raises(ValidationError, match=sentence):
        copied(hand_in, scan, **facts)
    assert not scan.public_copies.exists()


def test_a_file_for_the_association_only_has_none() -> None:
    hand_in, scan = with_paper()
    files.describe_scan(hand_in_id=hand_in.pk, scan_id=scan.pk, visibility="association", by=hand_in.started_by)
    with pytest.raises(HandInRefused, match="Only a file that becomes public"):
        copied(hand_in, scan)
    drawn = draw_copy(scan, [LINE])
    facts = {"areas": [LINE], "reason": REASON, "by": hand_in.started_by, "now": timezone.now()}
    with pytest.raises(DatabaseError, match="Only a public file"), transaction.atomic():
        keep_copy(scan, drawn, **facts)
    assert default_storage.listdir(f"copies/{scan.pk}/{default_storage.listdir(f'copies/{scan.pk}')[0][0]}")[1] == []


def test_pages_that_are_not_drawn_yet_come_first() -> None:
    hand_in, scan = with_paper()
    scan.page_images.filter(number=2).delete()
    with pytest.raises(HandInRefused, match="still being prepared"):
        copied(hand_in, scan)


@pytest.mark.parametrize("change", ["turn", "leave out", "association only"])
def test_a_file_with_a_copy_stays_as_it_was_drawn(change: str) -> None:
    hand_in, scan = with_paper()
    add_pdf(hand_in, by=hand_in.started_by, name="more.pdf")
    copied(hand_in, scan)
    facts: dict[str, Any] = {"hand_in_id": hand_in.pk, "scan_id": scan.pk, "by": hand_in.started_by}
    services: dict[str, Any] = {
        "turn": lambda: arranging.turn_scan(**facts, turned=90),
        "leave out": lambda: arranging.leave_out_scan(**facts),
        "association only": lambda: files.describe_scan(**facts, visibility=Visibility.ASSOCIATION),
    }
    with pytest.raises(HandInRefused, match="Take the public copy away first"):
        services[change]()
    scan.refresh_from_db()
    assert (scan.turned, scan.is_left_out, scan.visibility) == (0, False, "public")


def test_made_again_it_replaces_the_first_and_taken_away_it_is_gone(django_capture_on_commit_callbacks: Any) -> None:
    hand_in, scan = with_paper()
    with django_capture_on_commit_callbacks(execute=True):
        first = copied(hand_in, scan)
        assert copied(hand_in, scan) == first
        second = copied(hand_in, scan, areas=[LINE, Area(2, 0, 500)])
    assert list(scan.public_copies.all()) == [second] != [first]
    assert [default_storage.exists(name) for name in first.file_names()] == [False] * 3
    assert [default_storage.exists(name) for name in second.file_names()] == [True] * 3
    with django_capture_on_commit_callbacks(execute=True):
        remove_public_copy(hand_in_id=hand_in.pk, scan_id=scan.pk, by=hand_in.started_by)
    assert not PublicCopy.objects.exists()
    assert [default_storage.exists(name) for name in second.file_names()] == [False] * 3


def test_a_file_that_is_taken_out_takes_its_copy_along(django_capture_on_commit_callbacks: Any) -> None:
    hand_in, scan = with_paper()
    copy = copied(hand_in, scan)
    with django_capture_on_commit_callbacks(execute=True):
        files.remove_scan(hand_in_id=hand_in.pk, scan_id=scan.pk, by=hand_in.started_by)
    assert [default_storage.exists(name) for name in copy.file_names()] == [False] * 3


@pytest.mark.parametrize("change", [Change.COPY_MADE, Change.COPY_REMOVED])
def test_after_the_review_any_change_of_it_clears_the_review(change: str) -> None:
    hand_in, scan, _copy = reviewed_with_copy()
    snapshot, staff = hand_in.snapshot_sha256, StaffFactory()
    facts = {"hand_in_id": hand_in.pk, "scan_id": scan.pk}
    with pytest.raises(HandInRefused):
        copied(hand_in, scan, areas=[LINE, Area(2, 0, 500)])
    if change == Change.COPY_MADE:
        areas = [LINE, Area(2, 0, 500)]
        make_public_copy(**facts, areas=areas, reason=REASON, by=staff, now=timezone.now())
    else:
        remove_public_copy(**facts, by=staff)
    hand_in = HandIn.objects.get(pk=hand_in.pk)
    assert (hand_in.status, hand_in.reviewed_by) == (Status.HANDED_IN, None)
    assert canonical.sha256(canonical.as_text(canonical.draft(hand_in))) != snapshot
    noted = hand_in.actions.filter(kind=ActionKind.CHANGED).get()
    assert (noted.what, noted.by, noted.note) == (change, staff, "treaty.pdf")


# What everybody gets


def test_the_sealed_pdf_shows_and_carries_the_copy_and_names_the_original() -> None:
    entry, scan, copy = recorded_with_copy()
    data = sealed(entry)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        inside = {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}
        length = len(pdf.pages)
    assert sorted(inside) == ["01-treaty-public-copy.pdf", "canonical.json", "chain.json"]
    assert inside["01-treaty-public-copy.pdf"] == bytes_of(copy)
    for shown in (data, *inside.values()):
        assert [word for word in (SECRET, OPEN, WRITER) if word.encode() in shown] == []
    text = text_of(data)
    assert SECRET not in text
    assert f"Blacked out: {REASON}" in text
    bare = text.replace(" ", "")
    assert (scan.sha256 in bare, copy.sha256 in bare) == (True, True)
    assert has_black_band(page_picture(data, length - 2))
    assert not has_black_band(page_picture(data, length - 1))
    assert verify_register().is_sound


def has_black_band(page: Any) -> bool:
    """Whether some line across the middle of the page is black for more than half of the width."""
    grey = page.convert("L")
    width, height = grey.size
    middle = range(width // 4, width * 3 // 4)
    return any(all(grey.getpixel((x, y)) < 40 for x in middle) for y in range(height))


def test_the_preview_shows_the_copy() -> None:
    hand_in, _scan, _copy = reviewed_with_copy()
    with_preview(hand_in)
    kept = kept_preview(hand_in_id=hand_in.pk, fingerprint=fingerprint_of(hand_in))
    assert kept
    with default_storage.open(kept.pdf) as source:
        data = source.read()
    assert SECRET not in text_of(data)
    assert f"Blacked out: {REASON}" in text_of(data)
    certificate = certificate_of_entry(recorded_with_copy()[0], version=1, made_at=timezone.now())
    assert len(certificate.pages) == 2


def test_no_public_address_gives_the_original_or_its_pages(client: Any, client_of: Any) -> None:
    entry, scan, copy = recorded_with_copy()
    original = [reverse("scan_file", args=[scan.pk])] + [reverse("scan_page", args=[scan.pk, n]) for n in (1, 2)]
    for address in original:
        assert status_of(client, address) == 302
        assert status_of(client_of(RecorderFactory()), address) == 200
    page = client.get(entry.get_absolute_url())
    assert [row["url"] for row in page.context["pages"]] == [copy.page_address(1), copy.page_address(2)]
    shown = page.content.decode()
    assert [address for address in original if address in shown] == []
    assert REASON in page_text(page)
    assert scan.sha256 in page_text(page).replace(" ", "")
    answer = client.get(copy.get_absolute_url())
    assert b"".join(answer.streaming_content) == bytes_of(copy)
    assert 'filename="treaty-public-copy.pdf"' in answer["Content-Disposition"]
    for number, status in ((0, 302), (1, 200), (2, 200), (3, 302)):
        assert status_of(client, copy.page_address(number)) == status
    staff = client_of(StaffFactory())
    assert b"".join(staff.get(original[0]).streaming_content) == bytes_of(scan)


def test_before_recording_nobody_outside_gets_the_copy(client: Any, client_of: Any) -> None:
    hand_in, _scan, copy = reviewed_with_copy()
    for address in (copy.get_absolute_url(), copy.page_address(1)):
        assert status_of(client, address) == 302
        assert status_of(client_of(hand_in.started_by), address) == 200
        assert status_of(client_of(RecorderFactory()), address) == 200


def test_verify_tells_copy_and_original_apart(client: Any) -> None:
    entry, scan, copy = recorded_with_copy()
    today = timezone.localdate()
    plain = recorded_entry()
    answers = [
        file_answer_json(file_answer(sha256, on_date=today))
        for sha256 in (copy.sha256, scan.sha256, plain.hand_in.scans.get().sha256, "0" * 64)
    ]
    assert [(answer["file"], answer["number"], answer["intact"]) for answer in answers] == [
        ("public_copy", entry.number, True),
        ("original_of_public_copy", entry.number, True),
        ("original", plain.number, True),
        (None, None, False),
    ]
    of_copy = page_text(client.get(reverse("verify"), {"sha256": copy.sha256}))
    assert "It is the public copy of one of the files on which the record rests." in of_copy
    assert REASON in of_copy
    of_original = page_text(client.get(reverse("verify"), {"sha256": scan.sha256}))
    assert "It is the original of which a public copy is on the register." in of_original


def test_verify_knows_no_copy_before_recording() -> None:
    _hand_in, _scan, copy = reviewed_with_copy()
    assert file_answer(copy.sha256, on_date=timezone.localdate()).entry is None


# Kept by the database and the check of the register


def test_the_copy_of_a_recorded_document_is_frozen() -> None:
    entry, scan, copy = recorded_with_copy()
    rows = PublicCopy.objects.filter(pk=copy.pk)
    for change in (lambda: rows.update(reason="Something else"), rows.delete):
        with pytest.raises(DatabaseError, match="A register entry rests on this row"), transaction.atomic():
            change()
    with pytest.raises(HandInRefused):
        remove_public_copy(hand_in_id=scan.hand_in_id, scan_id=scan.pk, by=StaffFactory())
    assert rows.get().reason == REASON
    assert entry.hand_in_id == scan.hand_in_id


def test_after_recording_no_copy_comes_without_an_act() -> None:
    entry = recorded_entry()
    scan = entry.hand_in.scans.get()
    facts = {"areas": [LINE], "reason": REASON, "by": StaffFactory(), "now": timezone.now()}
    with pytest.raises(DatabaseError, match="A register entry rests on this row"), transaction.atomic():
        keep_copy(scan, draw_copy(scan, [LINE]), **facts)


def test_the_check_of_the_register_misses_a_copy_that_is_gone_or_another() -> None:
    entry, _scan, copy = recorded_with_copy()
    data = bytes_of(copy)
    default_storage.delete(copy.file.name)
    assert verify_register().why == "public copy of 'treaty.pdf' is missing"
    default_storage.save(copy.file.name, io.BytesIO(data + b"\n"))
    found = verify_register()
    assert (found.bad_entry, found.why) == (
        entry.number,
        "public copy of 'treaty.pdf' is not the file that was recorded",
    )


def test_an_authority_letter_is_never_offered_a_copy(client_of: Any) -> None:
    hand_in, _scan = with_paper()
    letter = add_pdf(hand_in, by=hand_in.started_by, role=FileRole.LETTER)
    address = reverse("handin_copy", args=[hand_in.pk, letter.pk])
    assert status_of(client_of(hand_in.started_by), address) == 404
