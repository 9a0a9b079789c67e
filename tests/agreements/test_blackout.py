"""Lines blacked out: painted into the pictures, and a PDF that holds nothing but the pictures."""

import io

import pikepdf
import pytest
from PIL import Image

from agreements.blackout import Area, Picture, as_pdf, black_out
from agreements.page_images import render_pages
from tests.agreements.blackened import LINE, OPEN, SECRET, WRITER, is_blackened, paper
from tests.agreements.reading import text_of


def drawn() -> list[Picture]:
    return [
        Picture(page.data, page.media_type, page.width, page.height)
        for page in render_pages(paper(), "application/pdf")
    ]


def photo(**saved: object) -> Picture:
    out = io.BytesIO()
    Image.effect_noise((300, 400), 60).convert("RGB").save(out, "JPEG", **saved)
    return Picture(out.getvalue(), "image/jpeg", 300, 400)


def test_the_place_is_black_and_the_rest_is_as_it_was() -> None:
    before, after = drawn(), black_out(drawn(), [LINE])
    assert is_blackened(as_pdf(before)) == (False, True)
    assert is_blackened(as_pdf(after)) == (True, True)
    assert is_blackened(as_pdf(after), page=1) == (False, True)
    assert after[1] == before[1]
    assert [(page.width, page.height) for page in after] == [(page.width, page.height) for page in before]


def test_a_part_of_the_width_and_the_edges_are_covered_outwards() -> None:
    picture = Picture(photo().data, "image/jpeg", 300, 400)
    (after,) = black_out([picture], [Area(1, 1, 2, 999, 1000), Area(1, 500, 750, 0, 500)])
    shown = Image.open(io.BytesIO(after.data)).convert("L")
    assert shown.getpixel((299, 0)) < 40
    assert shown.crop((2, 202, 148, 298)).getextrema()[1] < 60
    assert shown.crop((160, 200, 300, 300)).getextrema()[1] > 100


def test_the_copy_is_pictures_and_nothing_else() -> None:
    data = as_pdf(black_out(drawn(), [LINE]))
    assert SECRET in text_of(paper())
    assert text_of(data).strip() == ""
    assert [word for word in (SECRET, OPEN, WRITER) if word.encode() in data] == []
    with pikepdf.open(io.BytesIO(data)) as document:
        assert (len(document.pages), "/Info" in document.trailer, "/Metadata" in document.Root) == (2, False, False)
        kinds = {
            str(one.get("/Type")) for one in document.objects if isinstance(one, pikepdf.Dictionary | pikepdf.Stream)
        }
        assert kinds == {"/Catalog", "/Pages", "/Page", "/XObject", "None"}
        contents = [page.Contents.read_bytes() for page in document.pages]
        assert all(one.endswith(b"Do Q") for one in contents)
    assert as_pdf(black_out(drawn(), [LINE])) == data


def test_what_a_camera_wrote_beside_the_picture_does_not_go_along() -> None:
    exif = Image.Exif()
    exif[0x010E] = SECRET
    telling = photo(exif=exif.tobytes(), comment=SECRET.encode())
    plain = photo()
    after = black_out([telling, plain], [])
    assert SECRET.encode() in telling.data
    assert [SECRET.encode() in page.data for page in after] == [False, False]
    assert after[1] is plain


@pytest.mark.parametrize(
    "area", [Area(1, 500, 500), Area(1, 600, 500), Area(1, 0, 1001), Area(0, 0, 10), Area(1, 0, 10, 900, 100)]
)
def test_an_area_that_covers_nothing_is_refused(area: Area) -> None:
    with pytest.raises(ValueError, match="outside its page"):
        black_out(drawn(), [area])
