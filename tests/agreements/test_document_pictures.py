"""The agreement PDF looked at as pixels: no empty boxes, evidence beside the text, a code that can be read."""

import io
import warnings
from functools import partial
from itertools import islice

import pikepdf
import pypdfium2
import pytest
import segno
import weasyprint
from PIL import Image, ImageChops

from agreements.documents import attachments, certificate_html, pictures, render_certificate
from agreements.documents.ornament import INK, SIDES
from agreements.documents.renderer import STATIC, ClosedFetcher, font_configuration, render_pdf
from tests.agreements import papers
from tests.agreements.reading import figures, page_picture, pages_of

CHARACTERS = "Łあ神臺서علיחनईกதမភአԵთᏣЖΩ№ế𠮷ལ"
NO_GLYPH = "\ue123"
Images = dict[str, tuple[bytes, str]]
LINE = 48  # pixels of a line of the specimen, at one pixel a CSS pixel


def specimen(characters: str) -> str:
    """A page with one character a line, at a known height."""
    lines = "".join(f"<p>{character}</p>" for character in characters)
    style = (
        f"@page {{ size: 200px {LINE * len(characters)}px; margin: 0 }} body {{ margin: 0 }}"
        f'p {{ margin: 0; height: {LINE}px; font: 30px/{LINE}px "Source Serif 4", "Noto Serif CJK JP" }}'
    )
    return f'<html lang="en"><head><title>x</title><style>{style}</style></head><body>{lines}</body></html>'


def lines_of(pdf: bytes) -> list[Image.Image]:
    """Each line of a specimen, cut to its ink."""
    page = page_picture(pdf, 0, scale=96 / 72).convert("L").point(lambda light: 255 if light < 128 else 0)
    cuts = [page.crop((0, top, page.width, top + LINE)) for top in range(0, page.height - LINE + 1, LINE)]
    return [cut.crop(cut.getbbox()) for cut in cuts]


def with_bare_renderer(html: str, *, images: Images | None = None, files: list[weasyprint.Attachment] | None = None):
    """The same HTML without our checks and finishing; a character without glyph is drawn as its empty box."""
    page = weasyprint.HTML(string=html, base_url="portal:x", url_fetcher=ClosedFetcher(images or {}))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        return page.write_pdf(font_config=font_configuration(), pdf_variant="pdf/a-3a", attachments=files)


def test_no_character_of_many_scripts_is_drawn_as_a_box():
    [box, *_] = lines_of(with_bare_renderer(specimen(NO_GLYPH + "A")))
    assert min(box.size) > 8, "the box is really drawn"
    drawn = lines_of(render_pdf(specimen(CHARACTERS), pictures={}, attachments=[]))
    assert len(drawn) == len(CHARACTERS)
    assert all(min(character.size) > 2 for character in drawn), "every character leaves ink"
    assert not [name for name, character in zip(CHARACTERS, drawn, strict=True) if same(character, box)]
    seen_with_box = lines_of(with_bare_renderer(specimen("神" + NO_GLYPH)))
    assert same(seen_with_box[1], box), "a box would be found"


def same(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and ImageChops.difference(one, other).getbbox() is None


def test_text_pages_look_the_same_with_and_without_evidence():
    """Evidence stands on added pages: what is above the page number does not change by a pixel."""
    content = papers.entry(transcriptions=[{"language": "ja", "text": papers.JAPANESE}])
    without, added = (render_certificate(make(content=content)) for make in (papers.certificate, papers.with_papers))
    assert (len(pages_of(without)), len(pages_of(added))) == (3, 5)
    for number in range(3):
        plain, beside = (page_picture(pdf, number, scale=1.5) for pdf in (without, added))
        above_foot = (0, 0, plain.width, plain.height - 60)
        assert ImageChops.difference(plain.crop(above_foot), beside.crop(above_foot)).getbbox() is None


@pytest.mark.parametrize("size", [(850, 1100), (1100, 850), (600, 1400)], ids=["upright", "wide", "narrow"])
def test_nothing_lies_over_the_picture_of_a_page(size):
    """The bytes are those of the picture made at hand-in, and the page shows them untouched and undistorted."""
    scan = papers.scan(1, size=size)
    pdf = render_certificate(papers.certificate(pages=(scan,)))
    page = len(pages_of(pdf)) - 1
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        [image] = opened.pages[page].Resources.XObject.values()
        assert image.read_raw_bytes() == scan.data
        left, bottom, right, top = (float(edge) for edge in figures(opened)["page 1 of 2 of Signed document"].A.BBox)
        height = float(opened.pages[page].MediaBox[3])
    assert (right - left) / (top - bottom) == pytest.approx(size[0] / size[1], rel=0.01)
    scale = size[0] / (right - left)
    shown = page_picture(pdf, page, scale=scale)
    place = (round(left * scale), round((height - top) * scale))
    shown = shown.crop((*place, place[0] + size[0], place[1] + size[1]))
    inner = (20, 20, size[0] - 20, size[1] - 20)
    original = Image.open(io.BytesIO(scan.data)).convert("RGB")
    changed = ImageChops.difference(shown.crop(inner), original.crop(inner)).convert("L")
    differing = sum(changed.histogram()[64:])
    assert differing < 0.02 * changed.width * changed.height


def test_the_qr_code_holds_the_address_to_verify_at():
    made = papers.certificate()
    pdf = render_certificate(made)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        name = f"QR code: {made.verify_url}"
        left, _bottom, right, top = (float(edge) for edge in figures(opened)[name].A.BBox)
    code = page_picture(pdf, 0, scale=4).convert("L")
    expected = [list(row) for row in segno.make(made.verify_url, error="q", micro=False).matrix]
    step = (right - left) / len(expected)

    def is_dark(row: int, column: int) -> bool:
        x, y = left + (column + 0.5) * step, 792 - top + (row + 0.5) * step
        return code.getpixel((round(x * 4), round(y * 4))) < 128

    read = [[int(is_dark(row, column)) for column in range(len(expected))] for row in range(len(expected))]
    assert read == expected


@pytest.mark.parametrize("paper", ["letter", "a4"])
@pytest.mark.parametrize(
    "content",
    [papers.entry, partial(papers.of_sides, 3), partial(papers.of_sides, 4), papers.crowded],
    ids=["light", "three", "four", "crowded"],
)
def test_the_front_is_one_page_on_which_nothing_overlaps(content, paper):
    pdf = render_certificate(papers.certificate(content(), paper=paper, is_demo=True))
    front, particulars = islice(pypdfium2.PdfDocument(pdf), 2)
    assert [round(edge) for edge in front.get_size()] == ([612, 792] if paper == "letter" else [595, 842])
    assert "Particulars" in particulars.get_textpage().get_text_range()
    text = front.get_textpage()
    signed = [text.get_charbox(index)[1] for index in found(text, "Signed")]
    recorded = [text.get_charbox(index)[3] for index in found(text, "Received by")]
    assert len(signed) == len(content()["signatures"])
    assert min(signed) > max(recorded) + 4
    assert all(
        edge[0] > 30 and edge[2] < front.get_size()[0] - 30 for edge in map(text.get_rect, range(text.count_rects()))
    )


def found(text: pypdfium2.PdfTextPage, words: str) -> list[int]:
    search, places = text.search(words, match_case=True), []
    while place := search.get_next():
        places.append(place[0])
    return places


def test_many_signers_flow_over_pages_without_loss():
    names = [f"Signer number {number}" for number in range(1, 25)]
    signatures = [papers.signature(1 + number % 2, name) for number, name in enumerate(names)]
    pages = pages_of(render_certificate(papers.certificate(papers.entry(signatures=signatures))))
    assert [name for name in names if name not in "".join(pages)] == []
    assert "Particulars" not in pages[1]


def test_both_sides_keep_the_colours_of_the_site():
    site = (STATIC.parent / "css" / "base.css").read_text(encoding="utf-8")
    style = (STATIC / "certificate.css").read_text(encoding="utf-8")
    for number, color in enumerate(SIDES, start=1):
        assert f"--side-{number}: {color};" in site
        assert f"--side-{number}: {color};" in style
    assert f"--ink: {INK};" in site


def test_the_renderer_adds_nothing_to_what_the_library_draws():
    """The page is what bare WeasyPrint makes of the same HTML; only structure and metadata are added."""
    made = papers.with_papers()
    bare = with_bare_renderer(certificate_html(made), images=pictures(made), files=attachments(made))
    ours = render_certificate(made)
    assert len(pages_of(bare)) == len(pages_of(ours))
    for number in range(len(pages_of(bare))):
        assert same(page_picture(bare, number), page_picture(ours, number))
