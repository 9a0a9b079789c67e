"""Several photos become one document: their order, quarter turns, what is left out; the originals stay as they came."""

import io
from typing import Any

import pikepdf
import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from agreements import canonical
from agreements.certificates import certificate_of_entry
from agreements.choices import ActionKind, Change, FileRole, Status
from agreements.completeness import problems
from agreements.documents import render_certificate
from agreements.models import HandIn, PageImage, Scan
from agreements.page_images import render_pages
from agreements.selectors import file_answer
from agreements.services import arranging, files
from agreements.services.chain import verify_register
from agreements.services.changing import HandInRefused
from agreements.services.handing_in import submit_hand_in
from agreements.services.reviewing import review_hand_in
from agreements.services.sealing import seal_entry
from tests.agreements.reading import figures
from tests.desk_pages import text_of
from tests.factories import StaffFactory
from tests.factories_agreements import STATEMENT, add_pdf, complete_hand_in, pdf_bytes, record, recorded_entry

pytestmark = pytest.mark.django_db

COLOURS = {"red": (200, 30, 40), "green": (20, 140, 60), "blue": (30, 60, 190)}


def photo(colour: str, *, size: tuple[int, int] = (900, 1200)) -> bytes:
    """A photo of a page whose upper half has this colour."""
    picture = Image.new("RGB", size, "white")
    picture.paste(COLOURS[colour], (0, 0, size[0], size[1] // 2))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()


def with_photos(**facts: Any) -> HandIn:
    """A draft whose signed document is three photos: red, green and blue."""
    hand_in = complete_hand_in(with_file=False, **facts)
    for colour in COLOURS:
        add_pdf(hand_in, by=hand_in.started_by, data=photo(colour), name=f"{colour}.jpg")
    return hand_in


def scan_of(hand_in: HandIn, colour: str) -> Scan:
    return hand_in.scans.get(original_name=f"{colour}.jpg")


def order(hand_in: HandIn) -> list[str]:
    return [scan.original_name.removesuffix(".jpg") for scan in hand_in.scans.in_document()]


def change(service: Any, hand_in: HandIn, colour: str, **facts: Any) -> Scan:
    by = facts.pop("by", hand_in.started_by)
    return service(hand_in_id=hand_in.pk, scan_id=scan_of(hand_in, colour).pk, by=by, **facts)


def bytes_of(row: Scan | PageImage) -> bytes:
    with row.file.open("rb") as kept:
        return kept.read()


def corner(data: bytes) -> str:
    """Which side of a picture of a page the colour is on."""
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    width, height = picture.size
    points = {"top": (width // 2, height // 8), "bottom": (width // 2, height * 7 // 8)}
    points |= {"left": (width // 8, height // 2), "right": (width * 7 // 8, height // 2)}
    dark = [side for side, point in points.items() if min(picture.getpixel(point)) < 100]
    return "".join(side for side in dark if len(dark) == 1 or _is_whole(picture, side))


def _is_whole(picture: Image.Image, side: str) -> bool:
    """Whether the colour runs along the whole of this side."""
    width, height = picture.size
    ends = {
        "top": [(5, 5), (width - 6, 5)],
        "bottom": [(5, height - 6), (width - 6, height - 6)],
        "left": [(5, 5), (5, height - 6)],
        "right": [(width - 6, 5), (width - 6, height - 6)],
    }
    return all(min(picture.getpixel(point)) < 100 for point in ends[side])


# Order


@pytest.mark.parametrize(
    ("colour", "place", "expected"),
    [
        ("green", 1, ["green", "red", "blue"]),
        ("red", 3, ["green", "blue", "red"]),
        ("red", 99, ["green", "blue", "red"]),
        ("blue", 0, ["blue", "red", "green"]),
        ("green", 2, ["red", "green", "blue"]),
    ],
)
def test_a_photo_goes_to_its_place(colour: str, place: int, expected: list[str]) -> None:
    hand_in = with_photos()
    change(arranging.move_scan, hand_in, colour, place=place)
    assert order(hand_in) == expected


def test_only_the_pages_of_the_same_document_are_counted() -> None:
    hand_in = with_photos()
    letter = add_pdf(hand_in, by=hand_in.started_by, role=FileRole.LETTER, name="letter.pdf")
    change(arranging.move_scan, hand_in, "red", place=3)
    assert order(hand_in) == ["green", "blue", "red", "letter.pdf"]
    change(arranging.leave_out_scan, hand_in, "blue")
    assert arranging.place_of(hand_in, scan_of(hand_in, "red")) == (2, 2)
    assert arranging.place_of(hand_in, scan_of(hand_in, "blue")) == (0, 2)
    change(arranging.move_scan, hand_in, "red", place=1)
    assert order(hand_in) == ["red", "green", "letter.pdf"]
    assert arranging.place_of(hand_in, letter) == (1, 1)


def test_a_photo_that_comes_after_one_was_taken_out_is_the_last() -> None:
    hand_in = with_photos()
    files.remove_scan(hand_in_id=hand_in.pk, scan_id=scan_of(hand_in, "red").pk, by=hand_in.started_by)
    add_pdf(hand_in, by=hand_in.started_by, data=photo("red"), name="red.jpg")
    assert order(hand_in) == ["green", "blue", "red"]


# Turning


@pytest.mark.parametrize(("turned", "side"), [(0, "top"), (90, "right"), (180, "bottom"), (270, "left")])
def test_pages_are_drawn_clockwise(turned: int, side: str) -> None:
    (page,) = render_pages(photo("red"), "image/jpeg", turned=turned)
    assert corner(page.data) == side
    assert (page.width > page.height) == (turned in (90, 270))
    (page,) = render_pages(pdf_bytes(), "application/pdf", turned=turned)
    assert (page.width > page.height) == (turned in (90, 270))


def test_a_turn_draws_the_page_anew_and_leaves_the_file_as_it_came(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        hand_in = with_photos()
    scan = scan_of(hand_in, "red")
    assert corner(bytes_of(scan.page_images.get())) == "top"
    for turned, side in ((90, "right"), (180, "bottom"), (90, "right"), (0, "top")):
        with django_capture_on_commit_callbacks(execute=True):
            change(arranging.turn_scan, hand_in, "red", turned=turned)
        assert corner(bytes_of(scan.page_images.get())) == side
    assert bytes_of(scan) == photo("red")
    with pytest.raises(ValueError, match="quarters"):
        change(arranging.turn_scan, hand_in, "red", turned=45)


def test_a_page_that_was_turned_while_it_was_drawn_is_not_kept() -> None:
    hand_in = with_photos()
    scan = scan_of(hand_in, "red")
    (page,) = render_pages(photo("red"), "image/jpeg")
    change(arranging.turn_scan, hand_in, "red", turned=90)
    files._keep_page(scan, page)
    assert not scan.page_images.exists()


# Left out


def test_what_is_left_out_is_kept_and_can_be_taken_back_in() -> None:
    hand_in = with_photos()
    change(arranging.leave_out_scan, hand_in, "green")
    assert order(hand_in) == ["red", "blue"]
    assert [file["sha256"] for file in canonical.draft(hand_in)["files"]] == [
        scan_of(hand_in, colour).sha256 for colour in ("red", "blue")
    ]
    change(arranging.take_in_scan, hand_in, "green")
    assert order(hand_in) == ["red", "green", "blue"]


def test_a_document_of_which_everything_is_left_out_lacks_its_file() -> None:
    hand_in = with_photos()
    for colour in COLOURS:
        change(arranging.leave_out_scan, hand_in, colour)
    assert [problem.step for problem in problems(hand_in)] == ["files"]


@pytest.mark.parametrize("role", [FileRole.AUTHORITY_PAPER, FileRole.COUNCIL_ACT])
def test_a_paper_that_a_step_names_is_not_left_out(role: str) -> None:
    hand_in = complete_hand_in()
    scan = add_pdf(hand_in, by=hand_in.started_by, role=role)
    facts = {"hand_in_id": hand_in.pk, "scan_id": scan.pk, "by": hand_in.started_by}
    with pytest.raises(HandInRefused, match="A step of this document names this file"):
        arranging.leave_out_scan(**facts)
    with pytest.raises(DatabaseError, match="scan_named_papers_stay_in"), transaction.atomic():
        Scan.objects.filter(pk=scan.pk).update(is_left_out=True)


# After handing in


def waiting(*, review: bool = True) -> HandIn:
    hand_in = with_photos()
    submit_hand_in(hand_in_id=hand_in.pk, statement=STATEMENT, by=hand_in.started_by, now=timezone.now())
    for scan in hand_in.scans.all():
        files.make_page_images(scan_id=scan.pk)
    if review:
        return review_hand_in(hand_in_id=hand_in.pk, by=StaffFactory(), now=timezone.now())
    return HandIn.objects.get(pk=hand_in.pk)


CHANGES = {
    "moved": (arranging.move_scan, {"place": 1}, Change.FILE_MOVED),
    "turned": (arranging.turn_scan, {"turned": 270}, Change.FILE_TURNED),
    "left out": (arranging.leave_out_scan, {}, Change.FILE_LEFT_OUT),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_at_the_desk_clears_the_review_and_is_another_text(what: str) -> None:
    hand_in, (service, facts, noted) = waiting(), CHANGES[what]
    before, staff = hand_in.snapshot_sha256, StaffFactory()
    with pytest.raises(HandInRefused):
        change(service, hand_in, "green", **facts)
    change(service, hand_in, "green", by=staff, **facts)
    hand_in.refresh_from_db()
    assert (hand_in.status, hand_in.reviewed_by, hand_in.snapshot_sha256) == (Status.HANDED_IN, None, "")
    assert canonical.sha256(canonical.as_text(canonical.draft(hand_in))) != before
    row = hand_in.actions.filter(kind=ActionKind.CHANGED).get()
    assert (row.what, row.note, row.by) == (noted, "green.jpg", staff)


def test_pressing_twice_does_it_once() -> None:
    hand_in, staff = waiting(), StaffFactory()
    for service, facts, _noted in CHANGES.values():
        for _time in range(2):
            change(service, hand_in, "green", by=staff, **facts)
    assert hand_in.actions.filter(kind=ActionKind.CHANGED).count() == len(CHANGES)


def test_the_only_page_is_not_left_out_while_it_is_with_staff() -> None:
    hand_in, staff = waiting(review=False), StaffFactory()
    for colour in ("red", "green"):
        change(arranging.leave_out_scan, hand_in, colour, by=staff)
    with pytest.raises(HandInRefused, match="only file of the signed document"):
        change(arranging.leave_out_scan, hand_in, "blue", by=staff)


def arranged_entry() -> Any:
    """Recorded as blue, red, with the blue photo on its side and the green one left out."""
    hand_in, staff = waiting(review=False), StaffFactory()
    change(arranging.move_scan, hand_in, "blue", place=1, by=staff)
    change(arranging.turn_scan, hand_in, "blue", turned=90, by=staff)
    change(arranging.leave_out_scan, hand_in, "green", by=staff)
    for scan in hand_in.scans.all():
        files.make_page_images(scan_id=scan.pk)
    return record(review_hand_in(hand_in_id=hand_in.pk, by=StaffFactory(), now=timezone.now()))


def test_the_record_shows_attaches_and_names_the_arranged_document(client: Any) -> None:
    entry = arranged_entry()
    blue, red, green = (scan_of(entry.hand_in, colour) for colour in ("blue", "red", "green"))
    named = canonical.parsed(entry.canonical)["files"]
    assert [(file["sha256"], file.get("turned")) for file in named] == [(blue.sha256, 90), (red.sha256, None)]
    certificate = certificate_of_entry(entry, version=1, made_at=timezone.now())
    assert [corner(page.data) for page in certificate.pages] == ["right", "top"]
    with pikepdf.open(io.BytesIO(render_certificate(certificate))) as pdf:
        inside = {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}
        shown = sorted(alt for alt in figures(pdf) if alt.startswith("page "))
    assert {name: data for name, data in inside.items() if name.endswith(".jpg")} == {
        "01-blue.jpg": photo("blue"),
        "02-red.jpg": photo("red"),
    }
    assert shown == ["page 1 of 2 of Signed document", "page 2 of 2 of Signed document"]
    page = client.get(entry.get_absolute_url())
    assert [row["url"] for row in page.context["pages"]] == [
        reverse("scan_page", args=[blue.pk, 1]) + "?turned=90",
        reverse("scan_page", args=[red.pk, 1]),
    ]
    assert green.sha256 not in page.content.decode()
    for address in (reverse("scan_file", args=[green.pk]), reverse("scan_page", args=[green.pk, 1])):
        assert client.get(address).status_code == 302
    answers = [file_answer(scan.sha256, on_date=timezone.localdate()).entry for scan in (blue, red, green)]
    assert answers == [entry, entry, None]
    seal_entry(entry_id=entry.pk, version=1, now=timezone.now())
    assert verify_register().is_sound


@pytest.mark.parametrize("change_of", [{"turned": 180}, {"is_left_out": True}, {"position": 9}])
def test_the_arrangement_of_a_recorded_document_is_frozen(change_of: dict[str, Any]) -> None:
    scan = recorded_entry().hand_in.scans.get()
    with pytest.raises(DatabaseError, match="A register entry rests on this row"), transaction.atomic():
        Scan.objects.filter(pk=scan.pk).update(**change_of)
    with pytest.raises(HandInRefused):
        arranging.turn_scan(hand_in_id=scan.hand_in_id, scan_id=scan.pk, turned=90, by=StaffFactory())


# The buttons


def press(client: Any, hand_in: HandIn, value: str, *, route: str = "handin_arrange") -> Any:
    return client.post(reverse(route, args=[hand_in.pk]), {"press": value})


def buttons(page: Any) -> list[list[str]]:
    return [[button.label for button in row["buttons"]] for row in page.context["files"]]


def test_the_buttons_put_the_photos_in_order(client_of: Any, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        hand_in = with_photos()
    client, page = client_of(hand_in.started_by), reverse("handin_files", args=[hand_in.pk])
    assert buttons(client.get(page)) == [
        ["Later", "Turn", "Leave out"],
        ["Earlier", "Later", "Turn", "Leave out"],
        ["Earlier", "Turn", "Leave out"],
    ]
    blue = scan_of(hand_in, "blue").pk
    answer = press(client, hand_in, f"earlier-{blue}-2")
    assert answer.url == f"{page}?at=earlier-{blue}#file-{blue}"
    shown = client.get(answer.url)
    assert order(hand_in) == ["red", "blue", "green"]
    assert "“blue.jpg” is now number 2 of 3." in text_of(shown)
    focus = [button.value for row in shown.context["files"] for button in row["buttons"] if button.has_focus]
    assert focus == [f"earlier-{blue}-1"]
    assert shown.content.decode().count(" autofocus") == 1
    press(client, hand_in, f"turn-{blue}-90")
    assert corner(bytes_of(scan_of(hand_in, "blue").page_images.get())) == "right"
    answer = press(client, hand_in, f"leave-{blue}")
    assert order(hand_in) == ["red", "green"]
    assert "is left out. It is kept" in text_of(client.get(answer.url))
    assert buttons(client.get(page))[-1] == ["Take back in"]
    press(client, hand_in, f"take-{blue}")
    assert order(hand_in) == ["red", "blue", "green"]


def test_a_button_that_nobody_made_is_answered_with_a_sentence(client_of: Any) -> None:
    hand_in, other = with_photos(), complete_hand_in()
    client = client_of(hand_in.started_by)
    for value in ("", "later", f"spin-{scan_of(hand_in, 'red').pk}", f"turn-{scan_of(hand_in, 'red').pk}-45"):
        answer = press(client, hand_in, value)
        assert "Press one of the buttons beside a page." in text_of(client.get(answer.url))
    assert press(client, hand_in, f"leave-{other.scans.get().pk}").status_code == 404
    assert order(hand_in) == list(COLOURS)


def test_the_reviewer_puts_pages_in_order_as_a_correction(desk: Any) -> None:
    hand_in = waiting()
    red = scan_of(hand_in, "red").pk
    answer = press(desk, hand_in, f"later-{red}-2", route="handin_correct_arrange")
    page = desk.get(answer.url)
    assert order(hand_in) == ["green", "red", "blue"]
    assert buttons(page)[1] == ["Earlier", "Later", "Turn", "Leave out"]
    hand_in.refresh_from_db()
    assert hand_in.status == Status.HANDED_IN
    review_hand_in(hand_in_id=hand_in.pk, by=StaffFactory(), now=timezone.now())


def test_a_photo_has_its_small_picture_before_handing_in(
    client_of: Any, django_capture_on_commit_callbacks: Any
) -> None:
    hand_in = with_photos()
    client, page = client_of(hand_in.started_by), reverse("handin_files", args=[hand_in.pk])
    assert "are being made" in text_of(client.get(page))
    with django_capture_on_commit_callbacks(execute=True):
        more = add_pdf(hand_in, by=hand_in.started_by, data=photo("red", size=(901, 1200)), name="more.jpg")
    for scan in hand_in.scans.exclude(pk=more.pk):
        files.make_page_images(scan_id=scan.pk)
    shown = client.get(page)
    assert "are being made" not in text_of(shown)
    assert all(row["image"] for row in shown.context["files"])
