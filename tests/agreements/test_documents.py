"""The agreement PDF as file: conformance, fonts, text, pictures, attachments, and what is refused."""

import hashlib
import io
import json
import logging
import re
import shutil
import subprocess
from dataclasses import replace

import pikepdf
import pytest
from django.template.loader import render_to_string

from agreements.documents import RenderRefused, render_certificate
from agreements.documents.contents import certificate_contents
from agreements.documents.renderer import render_pdf
from tests.agreements import papers
from tests.agreements.reading import elements, figures, pages_of, text_of

NOT_COVERED = "\U00020000"
PAGE_WORDS = {"ja": papers.JAPANESE, "ar": papers.ARABIC, "pl": papers.POLISH}


@pytest.fixture(scope="module")
def rendered():
    """Transcriptions in three languages, two page pictures, one original."""
    typed = [{"language": language, "text": text} for language, text in PAGE_WORDS.items()]
    return render_certificate(papers.with_papers(content=papers.entry(transcriptions=typed)))


@pytest.fixture
def opened(rendered):
    with pikepdf.open(io.BytesIO(rendered)) as pdf:
        yield pdf


class TestConformance:
    def test_declares_pdf_a_3a_with_output_intent_tags_language_and_title(self, rendered, opened, tmp_path):
        with opened.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
            assert metadata["dc:title"] == "Certificate of record SC-2026-00012: Seattle – Kobe"
            assert metadata["xmp:CreateDate"].startswith("2026-11-22T14:03:09+00:00")
        [intent] = opened.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        assert len(intent.DestOutputProfile.read_bytes()) > 1000
        assert bool(opened.Root.MarkInfo.Marked)
        assert str(opened.Root.Lang) == "en"
        assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
        assert {str(element.S) for element in elements(opened) if "/S" in element} >= {
            "/Document", "/Sect", "/H1", "/H2", "/H3", "/P", "/Table", "/TH", "/Figure"
        }  # fmt: skip
        if checker := shutil.which("verapdf"):  # no package of any registry; asked where somebody installed it
            (tmp_path / "certificate.pdf").write_bytes(rendered)
            subprocess.run([checker, "--flavour", "3a", str(tmp_path / "certificate.pdf")], check=True)

    def test_nothing_that_the_standard_forbids(self, opened):
        assert not opened.is_encrypted
        assert not {"/OpenAction", "/AA", "/AcroForm"} & set(opened.Root.keys())
        for thing in opened.objects:
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image":
                assert not thing.get("/Interpolate", False)
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Annot":
                assert int(thing.F) & 0b110 == 0b100, "printed, not hidden"
                assert thing.A.S == "/URI"

    def test_fonts_are_embedded_with_text_for_every_glyph(self, rendered, opened):
        listed = subprocess.run(["pdffonts", "-"], input=rendered, capture_output=True, check=True).stdout.decode()
        rows = listed.splitlines()[2:]
        assert len(rows) >= 5
        assert all(re.search(r" yes +yes +yes +\d+ +\d+$", row) for row in rows), listed
        assert {"Source-Serif-4-Display", "Public-Sans-Bold"} <= {row.split()[0].partition("+")[2] for row in rows}
        for font in {font.objgen: font for page in opened.pages for font in page.Resources.Font.values()}.values():
            texts = re.findall(r"^<[0-9a-f]+> <([0-9a-f]*)>$", font.ToUnicode.read_bytes().decode(), re.MULTILINE)
            assert texts
            assert not {"", "0000", "feff", "fffe"} & set(texts)

    def test_each_passage_names_its_language(self, opened):
        languages = {str(element.Lang) for element in elements(opened) if "/Lang" in element}
        assert languages == {"ja", "ar", "pl"}

    def test_pictures_carry_their_words_and_their_place(self, opened):
        assert set(figures(opened)) == {
            "Seattle – Kobe, joined by an arc",
            "QR code: https://portal.example.org/verify/K7QM-42XD-9PTR/",
            "page 1 of 2 of Signed document",
            "page 2 of 2 of Signed document",
        }
        for figure in figures(opened).values():
            left, bottom, right, top = (float(corner) for corner in figure.A.BBox)
            assert 0 < left < right < 612
            assert 0 < bottom < top < 792

    def test_attachments_with_relationship_and_fingerprint(self, opened):
        made = papers.with_papers(content=json.loads(opened.attachments["canonical.json"].get_file().read_bytes()))
        expected = {
            "01-signed-document.pdf": ("/Source", made.originals[0].data),
            "canonical.json": ("/Data", made.canonical_text.encode()),
            "chain.json": ("/Data", None),
        }
        assert list(opened.attachments) == list(expected)
        assert len(opened.Root.AF) == len(expected)
        assert {associated.objgen for associated in opened.Root.AF} == {
            spec.obj.objgen for spec in opened.attachments.values()
        }
        for name, (relationship, data) in expected.items():
            spec = opened.attachments[name]
            assert spec.obj.AFRelationship == relationship
            assert (
                data is None or hashlib.sha256(spec.get_file().read_bytes()).digest() == hashlib.sha256(data).digest()
            )
        place = json.loads(opened.attachments["chain.json"].get_file().read_bytes())
        assert place == {"number": "SC-2026-00012", "previous_hash": "0" * 64, "hash": made.chain.hash}


class TestText:
    @pytest.mark.parametrize("language", PAGE_WORDS)
    def test_extracts_as_it_was_typed(self, rendered, language):
        typed, extracted = PAGE_WORDS[language], text_of(rendered)
        if language == "ja":  # lines of Japanese break between any two characters
            extracted = extracted.replace(" ", "")
        assert typed in extracted

    def test_syllables_of_shaped_scripts_extract_as_typed(self):
        words = ["समझौते", "น้ำ", "சென்னை", "ကုန်", "ភ្នំពេញ"]
        typed = [{"language": "hi", "text": " ".join(words)}]
        assert " ".join(words) in text_of(render_certificate(papers.certificate(papers.entry(transcriptions=typed))))

    def test_right_to_left_wording_stands_in_the_structure(self, opened):
        wordings = [str(element.ActualText) for element in elements(opened) if "/ActualText" in element]
        assert "".join(wordings).replace(" ", "") == papers.ARABIC.replace(" ", "")

    def test_dates_are_no_more_precise_than_the_paper(self):
        text = text_of(render_certificate(papers.certificate(papers.crowded())))
        assert "Signed in Llanfairpwllgwyngyll, April 2019" in text
        assert "Signed; not dated; not later than 30 June 2019" in text
        assert "Signed in Seoul; the date cannot be read; not later than 30 June 2019" in text
        assert "Signed in Ephrata, 2019, electronically" in text
        assert "Signed in Ephrata, 2 May 2019, by video, on a separate copy" in text
        assert "1 January" not in text
        assert "In force 2019 city archive of Seoul" in text

    def test_every_fact_of_the_entry_is_printed(self):
        content = papers.crowded()
        text = text_of(render_certificate(papers.certificate(content))).replace(" ", "")
        facts = [
            *(one["name"] for one in content["parties"] + content["signatures"]),
            *(one["native_name"] for one in content["parties"] + content["signatures"]),
            *(one["sha256"] for one in content["files"]),
            "SC-2026-00012", "Memorandum of understanding", "Proclamation, in Korean", "County commissioner, designee",
            "Resolution 19-044-CC, 12 March 2019, vote 3-0", "No council decision: The council acts by its chair.",
            "Received by the association on 20 November 2026.",
            "Recorded on 22 November 2026, 09:03 EST.",
            "Letter that allows a person to sign, Grant County dated 28 April 2019, 1 page",
            "Recording is not a legal judgement.",
            ("A sister city partnership begins when the heads of all its communities sign; the association recognises "
            "it when it receives and records the signed document."),
            "In force, as far as this register knows.", "+1 202 555 0100",
        ]  # fmt: skip
        assert [fact for fact in facts if fact.replace(" ", "") not in text] == []

    def test_pages_are_counted_and_named(self, rendered):
        pages = pages_of(rendered)
        for number, page in enumerate(pages, start=1):
            assert f"page {number} of {len(pages)}" in page
        assert all("SC-2026-00012" in page for page in pages)

    @pytest.mark.parametrize("is_demo", [True, False])
    def test_every_page_of_a_demonstration_says_so(self, is_demo):
        pages = pages_of(render_certificate(papers.with_papers(is_demo=is_demo)))
        notice = "Demonstration: not a record of any association"
        assert [page.count(notice) for page in pages] == [2 * is_demo, *[1 * is_demo] * (len(pages) - 1)]

    def test_preview_is_marked_on_every_page_and_has_neither_number_nor_attachments(self):
        pdf = render_certificate(papers.preview())
        pages = pages_of(pdf)
        assert [page.count("Preview: not recorded") for page in pages] == [2, *[1] * (len(pages) - 1)]
        assert "SC-" not in "".join(pages)
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            assert list(opened.attachments) == []

    def test_later_versions_and_later_acts_say_what_they_are(self):
        content = papers.entry(act="termination", number="SC-2026-00012-2", of="SC-2026-00012", reason="By notice.")
        pages = pages_of(render_certificate(papers.certificate(content, version=3)))
        assert "Record of a notice of termination" in " ".join(pages[0].split())
        assert "on SC-2026-00012" in pages[0]
        assert "By notice." in pages[0]
        assert "SC-2026-00012-2, version 3" in pages[1]
        assert "recognises it when" not in "".join(pages)

    def test_text_of_others_is_not_taken_for_markup(self):
        parties = [papers.party(1, "<b>Bold & Co</b>", "US"), papers.party(2, "Kobe", "JP")]
        pages = pages_of(render_certificate(papers.certificate(papers.entry(parties=parties))))
        assert "<b>Bold & Co</b>" in pages[0]


class TestRefusals:
    @pytest.mark.parametrize(("character", "name"), [("\ue123", "U+E123"), (NOT_COVERED, "U+20000")])
    @pytest.mark.parametrize(
        "place",
        [
            lambda text: papers.certificate(papers.entry(transcriptions=[{"language": "ja", "text": text}])),
            lambda text: papers.certificate(papers.entry(signatures=[papers.signature(1, text)])),
            lambda text: papers.preview(parties=[papers.party(1, "Kobe", "JP"), papers.party(2, text, "US")]),
            lambda text: papers.certificate(pages=(papers.scan(1, label=text),)),
            lambda text: papers.certificate(papers.entry(number=text)),
        ],
        ids=["transcription", "signer", "party of a preview", "label of a picture", "running head"],
    )
    def test_a_character_without_glyph_is_named(self, place, character, name):
        with pytest.raises(RenderRefused, match=re.escape(name)) as refused:
            render_certificate(place(f"神戸 {character} Kobe"))
        assert refused.value.codepoints == (ord(character),)

    @pytest.mark.parametrize(
        "body",
        [
            '<img src="http://127.0.0.1:9/x.png" alt="x">',
            '<img src="file:///etc/hostname" alt="x">',
            '<img src="relative.png" alt="x">',
            '<link rel="stylesheet" href="https://example.org/x.css">',
            '<link rel="attachment" href="file:///etc/passwd">',
            "<style>@import url(http://127.0.0.1:9/x.css);</style>",
            "<style>body { background: url(file:///etc/hostname) }</style>",
            "<style>@font-face { font-family: x; src: url(http://127.0.0.1:9/x.ttf) } p { font-family: x }</style>",
            ("<img alt='x' src='data:image/svg+xml,<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\">"
            '<image href="file:///etc/hostname" width="9" height="9"/></svg>\'>'),
            ('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>x</title>'
            '<image href="http://127.0.0.1:9/x.png" width="9" height="9"/></svg>'),
        ],
        ids=["picture", "local picture", "relative", "style sheet", "attachment", "import", "background", "font",
             "inside a picture", "inside inline svg"],
    )  # fmt: skip
    def test_addresses_outside_the_map_are_refused_and_logged(self, body, caplog):
        html = f'<html lang="en"><title>x</title><body><p>text</p>{body}</body></html>'
        with caplog.at_level(logging.ERROR), pytest.raises(RenderRefused, match="Forbidden address"):
            render_pdf(html, pictures={}, attachments=[])
        assert any("forbidden address" in record.getMessage() for record in caplog.records)

    def test_a_damaged_picture_is_refused(self):
        broken = replace(papers.scan(1), data=b"no picture")
        with pytest.raises(RenderRefused, match="could not be set completely"):
            render_certificate(papers.certificate(pages=(broken,)))


def test_the_code_stands_under_its_picture_in_groups() -> None:
    contents = certificate_contents(papers.certificate())
    assert contents["code"] == "K7QM 42XD 9PTR"
    page = render_to_string("pdf/certificate.html", contents)
    assert "Code<br>K7QM 42XD 9PTR" in page
    assert "canonical.json" not in page
    assert "SHA-256" not in page


def test_the_address_of_the_association_stands_in_one_line() -> None:
    association = replace(papers.ASSOCIATION, post_address="1 Main Street\nWashington, DC 20001")
    contents = certificate_contents(papers.certificate(association=association))
    assert contents["post_address"] == "1 Main Street, Washington, DC 20001"
