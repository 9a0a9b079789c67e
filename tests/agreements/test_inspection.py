"""Every upload is refused with its code and a sentence, or taken for what it really is."""

import hashlib
import io
import time
from pathlib import Path
from typing import BinaryIO

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from agreements.inspection import DEFAULT, WARNINGS, Inspected, Limits, UploadRefused, inspect_upload, kinds
from agreements.inspection.findings import Refused
from agreements.inspection.kinds import JPEG, PDF, PNG, TIFF
from agreements.inspection.pdf import inspect_pdf
from agreements.inspection.refusals import KINDS, SENTENCES
from tests.agreements import hostile as make
from tests.agreements.inspection_cases import FAMILIES, REFUSED, STREAMS, TAKEN, linearised

NAMES = {PDF: "Scan 001.PDF", JPEG: "foto.jpeg", PNG: "scan.png", TIFF: "scan.tif"}


def refusal(data: bytes, limits: Limits = DEFAULT) -> UploadRefused:
    with pytest.raises(UploadRefused) as caught:
        inspect_upload(io.BytesIO(data), name="agreement.pdf", limits=limits)
    return caught.value


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_code_and_sentence(case: str) -> None:
    code, build = REFUSED[case]
    data = build()
    started = time.monotonic()

    refused = refusal(data)

    assert refused.code == code
    [sentence] = refused.messages
    assert sentence.endswith(".")
    assert "%(" not in sentence
    assert time.monotonic() - started < DEFAULT.seconds + 5


@pytest.mark.parametrize("case", TAKEN)
def test_taken_for_what_it_is(case: str) -> None:
    media_type, pages, warnings, build = TAKEN[case]
    data = build()
    file = io.BytesIO(data)

    taken = inspect_upload(file, name=NAMES[media_type])

    assert taken == Inspected(media_type, hashlib.sha256(data).hexdigest(), len(data), pages, warnings)
    assert file.tell() == 0
    assert file.getvalue() == data


def test_wrong_name_with_honest_content_is_taken_and_noted() -> None:
    taken = inspect_upload(io.BytesIO(make.saved(make.picture(), "PNG")), name="agreement.pdf")

    assert (taken.media_type, taken.warnings) == (PNG, ("name_differs",))


@pytest.mark.parametrize("name", ["", "scan", "a\0b.pdf", "x" * 5000, "../../etc/passwd", "協定書.pdf\u202egpj.exe"])
def test_no_name_does_harm(name: str) -> None:
    assert inspect_upload(io.BytesIO(make.pdf()), name=name).media_type == PDF


def test_a_file_on_disk_is_read_from_its_beginning_whatever_its_position(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(make.pdf())
    with path.open("rb") as file:
        file.seek(100)
        taken = inspect_upload(file, name="a.pdf")

    assert taken.sha256 == hashlib.sha256(make.pdf()).hexdigest()


def test_a_file_that_is_too_big_is_not_read_to_its_end() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return bytes(size)

        def seek(self, offset: int, whence: int = 0) -> int:
            return offset

    endless = Endless()
    file: BinaryIO = endless  # type: ignore[assignment]
    with pytest.raises(UploadRefused):
        inspect_upload(file, name="a.pdf")

    assert endless.given == DEFAULT.bytes + 1


def test_refused_files_leave_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    for case in ("password to open", "cut in half", "script on opening", "program inside", "20,000 x 20,000"):
        refusal(REFUSED[case][1]())

    assert list(tmp_path.iterdir()) == []


def test_limits_are_the_callers_to_set() -> None:
    assert refusal(make.many_pages(3), Limits(pages=2)).code == "too_many_pages"
    assert refusal(make.pdf(), Limits(bytes=100)).code == "too_big"
    assert refusal(make.saved(make.picture(), "PNG"), Limits(pixels=1_000_000)).code == "picture_too_large"
    assert refusal(make.saved(Image.new("L", (8900, 8900)), "PNG"), Limits(memory=120_000_000)).code == "too_complex"


def test_sentence_names_the_limit_that_was_met() -> None:
    assert "more than 200 pages" in refusal(make.many_pages(201)).messages[0]
    assert "larger than 25 MB" in refusal(bytes(25_000_001)).messages[0]
    assert "20000 by 20000" in refusal(REFUSED["20,000 x 20,000"][1]()).messages[0]


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("web page named pdf", "a web page"),
        ("Word", "an office program"),
        ("GIF", "a picture of a kind"),
        ("SVG named png", "a drawing (SVG)"),
        ("program, then a PDF", "a program"),
        ("archive, then a PDF", "a packed folder"),
    ],
)
def test_sentence_says_what_the_file_really_is(case: str, said: str) -> None:
    assert said in refusal(REFUSED[case][1]()).messages[0]


def test_name_of_a_file_inside_cannot_deceive_in_the_sentence() -> None:
    name = "letter\u202efdp" + "x" * 200 + ".exe"
    utf16 = b"<FEFF" + name.encode("utf-16-be").hex().encode() + b">"
    spec = b"<</Type/Filespec/UF" + utf16 + b"/EF<</F 11 0 R>>>>"
    [sentence] = refusal(make.pdf({10: spec, 11: make.stream(b"MZ")})).messages

    assert "\u202e" not in sentence
    assert "letterfdpxxx" in sentence
    assert "xxx.exe)" in sentence
    assert len(sentence) < 250


@pytest.mark.parametrize("key", ["UF", "F", "DOS", "Unix", "Mac"])
def test_every_name_of_a_file_inside_counts(key: str) -> None:
    spec = b"<</Type/Filespec/%s(run.bat)/EF<</F 11 0 R>>>>" % key.encode()
    data = make.pdf({**make.catalog(b"/AF[10 0 R]"), 10: spec, 11: make.stream(b"echo hello", b"/Type/EmbeddedFile")})
    assert refusal(data).code == "pdf_embedded_program"


@pytest.mark.parametrize(
    ("came_as", "media_type", "given_as"),
    [
        ("agreement.pdf", PDF, "agreement.pdf"),
        ("Agreement 1957.PDF", PDF, "Agreement 1957.PDF"),
        ("agreement.hta", PDF, "agreement.pdf"),
        ("agreement.pdf.html", PDF, "agreement.pdf"),
        ("photo.svg", JPEG, "photo.jpg"),
        ("photo.jpeg", JPEG, "photo.jpeg"),
        ("Resolution No. 17823", PDF, "Resolution No. 17823.pdf"),
        ("協定書.exe", TIFF, "協定書.tif"),
        ("agreement\u202efdp.exe", PDF, "agreementfdp.pdf"),
        ("a/b\\c:d.png", PNG, "abcd.png"),
        (".exe", PDF, "exe.pdf"),
        ("\x00", PDF, "file.pdf"),
    ],
)
def test_a_file_is_given_away_under_an_ending_of_its_kind(came_as: str, media_type: str, given_as: str) -> None:
    assert kinds.file_name(came_as, media_type) == given_as


def test_every_code_has_a_case_and_every_warning_a_sentence() -> None:
    met = {code for code, _ in REFUSED.values()}
    noted = {warning for _, _, warnings, _ in TAKEN.values() for warning in warnings}

    assert met - {"wrong_type"} == set(SENTENCES) - {"unreadable"}
    assert noted | {"name_differs"} == set(WARNINGS)


def test_every_family_of_files_is_told_by_its_content_and_has_a_sentence() -> None:
    told = {family: [kinds.kind_of(sample) for sample in samples] for family, samples in FAMILIES.items()}

    assert told == {family: [family] * len(samples) for family, samples in FAMILIES.items()}
    assert set(FAMILIES) == set(KINDS)


def test_sentences_follow_the_readers_language() -> None:
    refused = refusal(b"")
    with translation.override("xx-not-there"):
        assert refused.messages[0].startswith("This file is empty.")
    assert all(isinstance(sentence, type(SENTENCES["empty"])) for sentence in [*SENTENCES.values(), *KINDS.values()])


@pytest.mark.parametrize("form", ["plain", "streams", "linear", "update"])
@settings(max_examples=40, deadline=None)
@given(part=st.floats(0, 1, exclude_max=True))
def test_a_pdf_cut_anywhere_is_refused(form: str, part: float) -> None:
    whole = {
        "plain": make.pdf,
        "streams": lambda: make.resaved(make.many_pages(3), **STREAMS),
        "linear": linearised,
        "update": lambda: make.updated(make.pdf(), {10: make.stream(b"signature" * 90)}),
    }[form]()
    # An update that is missing as a whole, or but for the beginning of its first line, leaves no trace.
    first = whole.index(b"%%EOF") + len("%%EOF\n10 0 obj\n") if form == "update" else 0
    end = len(whole.rstrip())
    with pytest.raises(Refused):
        inspect_pdf(whole[: first + 1 + int(part * (end - first - 1))], DEFAULT)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_pdf_with_altered_bytes_is_taken_or_refused_and_nothing_else(data: st.DataObject) -> None:
    altered = bytearray(
        data.draw(st.sampled_from([make.pdf(), make.resaved(make.pdf(), **STREAMS), linearised()[:3000]]))
    )
    for _ in range(data.draw(st.integers(1, 6))):
        altered[data.draw(st.integers(0, len(altered) - 1))] = data.draw(st.integers(0, 255))
    try:
        verdict = inspect_pdf(bytes(altered), DEFAULT).media_type
    except Refused as refused:
        verdict = refused.code
    assert verdict in {PDF, *SENTENCES}


def test_what_a_library_does_unexpectedly_is_a_refusal() -> None:
    with pytest.raises(UploadRefused) as refused:
        inspect_upload(io.BytesIO(make.pdf()), name="a.pdf", limits=Limits(pages="many"))  # type: ignore[arg-type]
    assert refused.value.code == "unreadable"
