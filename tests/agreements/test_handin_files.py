"""Files of a hand-in: each taken or refused by itself, nothing of a refused one stays, and who may get them."""

import io
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agreements.choices import Capacity, FileRole, Status, Visibility
from agreements.completeness import obstacles
from agreements.inspection import UploadRefused
from agreements.models import PageImage, Scan
from agreements.page_images import PageUnreadable
from agreements.services import files, papers
from agreements.services.changing import HandInRefused
from agreements.tasks import render_pages
from directory.choices import Role
from sistercities.common.dates import PartialDate
from sistercities.post.models import Effect
from tests.agreements import hostile
from tests.factories import SeatFactory, StaffFactory
from tests.factories_agreements import (
    ScanFactory,
    add_pdf,
    as_status,
    complete_hand_in,
    handed_in,
    pdf_bytes,
    picture_bytes,
    recorded_entry,
    signer,
)

pytestmark = pytest.mark.django_db

HOSTILE = {
    "asks for a password": (lambda: hostile.protected(user="secret"), "asks for a password to open"),
    "cut off": (lambda: pdf_bytes(3)[:-200], "is missing"),
    "runs a script": (
        lambda: hostile.pdf(hostile.catalog(b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>")),
        "contains a script",
    ),
    "a web page named .pdf": (lambda: b"<!doctype html><html><body>no</body></html>", "This is a web page"),
    "20,000 by 20,000 points": (lambda: hostile.png_header_only(20_000, 20_000), "20000 by 20000 points"),
    "300 pages": (lambda: hostile.many_pages(300), "more than 200 pages"),
    "empty": (lambda: b"", "This file is empty"),
    "26 MB": (lambda: b"%PDF-1.7\n" + bytes(26_000_000), "larger than 25 MB"),
}


def stored() -> list[str]:
    """Every file in the store, whatever its folder."""

    def walk(folder: str) -> list[str]:
        folders, names = default_storage.listdir(folder)
        below = [path for name in folders for path in walk(f"{folder}/{name}".strip("/"))]
        return below + [f"{folder}/{name}".strip("/") for name in names]

    return walk("")


def upload(name: str = "signed.pdf", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf_bytes() if data is None else data, content_type="application/pdf")


def empty_draft():
    return complete_hand_in(with_file=False)


def post_files(client, hand_in, **fields):
    given = {"signed_visibility": "public", "other_visibility": "association", "other_role": "other", **fields}
    return client.post(reverse("handin_files", args=[hand_in.pk]), given)


# The service


def test_a_file_is_kept_byte_for_byte_with_what_it_really_is():
    hand_in, data = empty_draft(), picture_bytes("PNG")
    scan = add_pdf(hand_in, by=hand_in.started_by, data=data, name="scan.pdf", dated=PartialDate(1957, 10))
    assert (scan.media_type, scan.pages, scan.size, scan.visibility) == ("image/png", 1, len(data), "public")
    with scan.file.open() as kept:
        assert kept.read() == data
    assert "scan" not in scan.file.name
    assert (scan.instrument, scan.dated) == (hand_in.instruments.get(), PartialDate(1957, 10))


@pytest.mark.parametrize("role", [FileRole.AUTHORITY_PAPER, FileRole.LETTER])
def test_letters_about_people_are_never_public(role):
    hand_in = empty_draft()
    scan = add_pdf(hand_in, by=hand_in.started_by, role=role, visibility=Visibility.PUBLIC)
    assert scan.visibility == Visibility.ASSOCIATION
    scan = files.describe_scan(hand_in_id=hand_in.pk, scan_id=scan.pk, visibility="public", by=hand_in.started_by)
    assert scan.visibility == Visibility.ASSOCIATION


def test_the_same_file_twice_is_said_and_adds_nothing():
    hand_in, data = empty_draft(), pdf_bytes()
    add_pdf(hand_in, by=hand_in.started_by, data=data, name="first.pdf")
    with pytest.raises(ValidationError, match=r"the same file as “first\.pdf”"):
        add_pdf(hand_in, by=hand_in.started_by, data=data, name="second.pdf")
    assert hand_in.scans.count() == len(stored()) == 1


def test_a_hand_in_has_at_most_100_mb():
    hand_in, data = empty_draft(), pdf_bytes()
    ScanFactory(hand_in=hand_in, size=100_000_000 - len(data))
    before = stored()
    with pytest.raises(ValidationError, match="The files together are larger than 100 MB"):
        add_pdf(hand_in, by=hand_in.started_by, data=data + b"\n")
    assert stored() == before
    add_pdf(hand_in, by=hand_in.started_by, data=data)
    assert hand_in.scans.count() == 2


def test_a_hand_in_has_at_most_40_files():
    hand_in = empty_draft()
    ScanFactory.create_batch(39, hand_in=hand_in)
    add_pdf(hand_in, by=hand_in.started_by)
    before = stored()
    with pytest.raises(ValidationError, match="There are already 40 files"):
        add_pdf(hand_in, by=hand_in.started_by)
    assert stored() == before
    assert hand_in.scans.count() == 40


def test_a_hand_in_has_at_most_1000_pages_together():
    hand_in = empty_draft()
    for pages in (200, 200, 200, 200, 198):
        ScanFactory(hand_in=hand_in, pages=pages)
    before = stored()
    with pytest.raises(ValidationError, match=r"The files together have more than 1,000 pages\. Add the signed pages"):
        add_pdf(hand_in, by=hand_in.started_by, pages=3)
    assert stored() == before
    add_pdf(hand_in, by=hand_in.started_by, pages=2)
    assert hand_in.scans.count() == 6


def test_a_file_whose_row_cannot_be_written_leaves_nothing():
    hand_in = empty_draft()
    with pytest.raises(Exception, match="scan_role_known"):
        add_pdf(hand_in, by=hand_in.started_by, role="poem")
    assert stored() == []


def test_a_hand_in_that_left_takes_no_file_and_gives_none_away():
    hand_in = handed_in(with_pages=False)
    with pytest.raises(HandInRefused):
        add_pdf(hand_in, by=hand_in.started_by)
    with pytest.raises(HandInRefused):
        files.remove_scan(hand_in_id=hand_in.pk, scan_id=hand_in.scans.get().pk, by=hand_in.started_by)
    assert hand_in.scans.count() == len(stored()) == 1


def test_a_file_that_is_taken_out_is_gone_and_nobody_names_it(django_capture_on_commit_callbacks):
    hand_in = empty_draft()
    by, party = hand_in.started_by, hand_in.partnership.parties.get(side=1)
    letter = add_pdf(hand_in, by=by, role=FileRole.AUTHORITY_PAPER)
    act = add_pdf(hand_in, by=by, role=FileRole.COUNCIL_ACT)
    designee = signer(party, capacity=Capacity.DESIGNEE, authority_id=letter.pk)
    papers.save_signatures(hand_in_id=hand_in.pk, party=party, signers=[designee], by=by)
    papers.save_council_act(hand_in_id=hand_in.pk, party=party, by=by, number="1", scan=act)
    files.make_page_images(scan_id=letter.pk)
    with django_capture_on_commit_callbacks(execute=True):
        for scan in (letter, act):
            files.remove_scan(hand_in_id=hand_in.pk, scan_id=scan.pk, by=by)
    assert stored() == []
    assert hand_in.instruments.get().signatures.get(party=party).authority is None
    assert hand_in.council_acts.get().scan is None
    assert files.make_page_images(scan_id=letter.pk) == 0


def test_pages_are_drawn_once_and_what_a_cut_off_run_left_is_removed():
    hand_in = empty_draft()
    scan = add_pdf(hand_in, by=hand_in.started_by, pages=2)
    half = default_storage.save(f"pages/{scan.pk}/2", io.BytesIO(b"half a page"))
    assert files.make_page_images(scan_id=scan.pk) == 2
    drawn = list(PageImage.objects.filter(scan=scan).values_list("pk", "number"))
    assert [number for _, number in drawn] == [1, 2]
    assert files.make_page_images(scan_id=scan.pk) == 2
    assert list(PageImage.objects.filter(scan=scan).values_list("pk", "number")) == drawn
    assert len([name for name in stored() if name.startswith("pages/")]) == 2
    with default_storage.open(half) as page:
        assert page.read() != b"half a page"


def test_a_long_file_is_drawn_in_tasks_that_end_in_time(django_capture_on_commit_callbacks):
    hand_in = empty_draft()
    scan = add_pdf(hand_in, by=hand_in.started_by, pages=2 * files.PAGES_A_TASK + 1)
    with django_capture_on_commit_callbacks():
        files.promise_page_images(scan)
    steps = Effect.objects.filter(task="agreements.render_pages").values_list("arguments", flat=True)
    assert sorted(steps) == [[scan.pk, 1], [scan.pk, 11], [scan.pk, 21]]
    render_pages.run(*sorted(steps)[1])
    assert list(scan.page_images.values_list("number", flat=True)) == list(range(11, 21))
    for step in steps:
        render_pages.run(*step)
    assert list(scan.page_images.values_list("number", flat=True)) == list(range(1, scan.pages + 1))


def test_a_page_that_cannot_be_drawn_is_named_at_the_desk_until_it_can():
    hand_in = handed_in(with_pages=False)
    lost = hostile.stream(zlib.compress(b"0 0 1 rg 0 0 306 396 re f" * 9)[:6], b"/Filter/FlateDecode")
    scan = add_pdf(hand_in, by=StaffFactory(), data=hostile.pdf({hostile.CONTENT: lost}), name="torn.pdf")
    for other in hand_in.scans.exclude(pk=scan.pk):
        files.make_page_images(scan_id=other.pk)
    assert "still being prepared" in str(obstacles(hand_in))
    with pytest.raises(PageUnreadable):
        files.make_page_images(scan_id=scan.pk)
    [sentence] = obstacles(hand_in)
    assert "Page 1 of “torn.pdf” cannot be shown" in sentence
    with scan.file.storage.open(scan.file.name, "wb") as file:
        file.write(hostile.pdf())
    files.make_page_images(scan_id=scan.pk)
    assert obstacles(hand_in) == []


# The step


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_gets_a_clear_refusal_and_leaves_no_file_and_no_row(client_of, case):
    make, sentence = HOSTILE[case]
    hand_in = empty_draft()
    answer = post_files(client_of(hand_in.started_by), hand_in, signed=upload("paper.pdf", make()))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count(f"paper.pdf: {sentence.partition(' ')[0]}") + page.count(sentence) >= 2, "summary and field"
    assert not Scan.objects.exists()
    assert stored() == []


def test_the_service_refuses_with_the_same_sentence():
    hand_in = empty_draft()
    with pytest.raises(UploadRefused, match="This file is empty"):
        files.add_scan(
            hand_in_id=hand_in.pk,
            upload=io.BytesIO(),
            name="x.pdf",
            role=FileRole.OTHER,
            by=hand_in.started_by,
            now=hand_in.started_at,
        )


def test_good_files_of_a_post_are_kept_beside_a_refused_one(client_of):
    hand_in = empty_draft()
    given = [upload("one.pdf"), upload("bad.pdf", b"<html>"), upload("two.jpg", picture_bytes())]
    other = [upload("programme.pdf")]
    answer = post_files(client_of(hand_in.started_by), hand_in, signed=given, other=other, other_role="letter")
    assert answer.status_code == 422
    assert "bad.pdf: This is a web page" in answer.content.decode()
    rows = hand_in.scans.values_list("original_name", "role", "visibility", "pages")
    assert list(rows) == [
        ("one.pdf", "signed_document", "public", 1),
        ("two.jpg", "signed_document", "public", 1),
        ("programme.pdf", "letter", "association", 1),
    ]


def test_twenty_files_in_one_post_are_fine(client_of):
    hand_in = empty_draft()
    answer = post_files(client_of(hand_in.started_by), hand_in, signed=[upload(f"{n}.pdf") for n in range(20)])
    assert answer.status_code == 302
    assert hand_in.scans.count() == 20


def test_a_file_that_is_elsewhere_is_said_but_only_where_one_may_look(client_of):
    data = pdf_bytes()
    mine = empty_draft()
    seat = SeatFactory(user=mine.started_by, role=Role.EDITOR)
    known = complete_hand_in(with_file=False, committee=seat.committee, by=seat.user)
    strange = empty_draft()
    for hand_in in (known, strange, mine):
        add_pdf(hand_in, by=hand_in.started_by, data=data)
    page = client_of(mine.started_by).get(reverse("handin_files", args=[mine.pk])).content.decode()
    assert "This file is already in another document:" in page
    assert known.get_absolute_url() in page
    assert strange.get_absolute_url() not in page


def test_what_the_inspection_noticed_is_said(client_of):
    hand_in, client = empty_draft(), None
    client = client_of(hand_in.started_by)
    post_files(client, hand_in, signed=upload("small.pdf", picture_bytes("PNG", size=(300, 400))), upload="1")
    page = client.get(reverse("handin_files", args=[hand_in.pk])).content.decode()
    assert "small.pdf: This picture is small. Look whether every word can be read." in page


def test_who_may_see_a_file_and_its_date_can_be_changed_and_it_can_be_taken_out(client_of):
    hand_in = empty_draft()
    scan = add_pdf(hand_in, by=hand_in.started_by)
    client, address = client_of(hand_in.started_by), reverse("handin_file", args=[hand_in.pk, scan.pk])
    assert client.post(address, {"visibility": "association", "dated_year": "57"}).status_code == 422
    answer = client.post(address, {"visibility": "association", "dated_year": "1957"})
    assert answer.url == reverse("handin_files", args=[hand_in.pk])
    scan.refresh_from_db()
    assert (scan.visibility, scan.dated) == ("association", PartialDate(1957))
    client.post(address, {"remove": "1"})
    assert not hand_in.scans.exists()


# The bytes


def status_of(client, address: str) -> int:
    """The status of an answer; its bytes are read to the end, which closes the file."""
    answer = client.get(address)
    if answer.streaming:
        assert b"".join(answer.streaming_content)
    return answer.status_code


def people(hand_in) -> dict[str, object]:
    """Everybody who may or may not see the files of a hand-in."""
    committee, side = hand_in.committee, hand_in.partnership.parties.get(side=2).community
    return {
        "handed it in": hand_in.started_by,
        "reader": SeatFactory(committee=committee, role=Role.VIEWER).user,
        "staff": StaffFactory(),
        "guest of the other side": SeatFactory(guest=True, community=side).user,
        "another committee": SeatFactory().user,
    }


@pytest.mark.parametrize(
    ("status", "may"),
    [
        (Status.DRAFT, {"handed it in", "reader"}),
        (Status.HANDED_IN, {"handed it in", "reader", "staff"}),
        (Status.WITHDRAWN, {"handed it in", "reader", "staff"}),
    ],
)
def test_files_and_pages_are_for_those_who_see_the_hand_in(client_of, status, may):
    hand_in = as_status(status)
    scan = hand_in.scans.get()
    files.make_page_images(scan_id=scan.pk)
    for name, person in people(hand_in).items():
        for address in (reverse("scan_file", args=[scan.pk]), reverse("scan_page", args=[scan.pk, 1])):
            assert status_of(client_of(person), address) == (200 if name in may else 404), (name, address)
    for address in (reverse("scan_file", args=[scan.pk]), reverse("scan_file", args=[10**6])):
        answer = client_of(None).get(address)
        assert (answer.status_code, answer.url) == (302, f"/accounts/login/?next={address}")


def test_public_files_of_a_record_are_for_everyone_and_the_others_are_not(client_of):
    draft = complete_hand_in()
    add_pdf(draft, by=draft.started_by, role=FileRole.OTHER, visibility=Visibility.ASSOCIATION, name="letter.pdf")
    entry = recorded_entry()
    public, private = entry.hand_in.scans.get(), draft.scans.get(original_name="letter.pdf")
    assert status_of(client_of(None), reverse("scan_file", args=[public.pk])) == 200
    assert status_of(client_of(None), reverse("scan_page", args=[public.pk, 1])) == 200
    assert status_of(client_of(None), reverse("scan_file", args=[private.pk])) == 302


def test_bytes_of_strangers_never_run_in_our_name(client_of):
    hand_in = empty_draft()
    data = pdf_bytes()
    scan = add_pdf(hand_in, by=hand_in.started_by, data=data, name="a\"b'<é>.pdf")
    answer = client_of(hand_in.started_by).get(reverse("scan_file", args=[scan.pk]))
    assert b"".join(answer.streaming_content) == data
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, max-age=600"
