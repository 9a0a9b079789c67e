"""Page images look as the page looks, stay within their bounds, and say so when a page cannot be shown."""

import io
import threading
import zlib
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageCms, ImageDraw
from PIL.Image import Resampling

from agreements.inspection.kinds import JPEG, PDF, PNG, TIFF
from agreements.page_images import PageImage, PageUnreadable, render_pages
from agreements.page_images.encoding import encode
from tests.agreements import hostile as make

WHITE, BLACK = (255, 255, 255), (0, 0, 0)
CRIMSON = (180, 20, 20)

Colour = tuple[int, int, int]


def rendered(data: bytes | Path, media_type: str = PDF, **options: int) -> list[PageImage]:
    return list(render_pages(data, media_type, **options))


def opened(page: PageImage) -> Image.Image:
    """The picture, after what is said of it has been compared with what it is."""
    image = Image.open(io.BytesIO(page.data))
    assert image.size == (page.width, page.height)
    assert {"JPEG": JPEG, "PNG": PNG}[image.format or ""] == page.media_type
    return image.convert("RGB")


def close(found: Colour, wanted: Colour, by: int = 12) -> bool:
    return all(abs(one - other) <= by for one, other in zip(found, wanted, strict=True))


def at(image: Image.Image, x: float, y: float) -> Colour:
    """The colour at this part of the width and height, from the upper left."""
    colour = image.getpixel((int(image.width * x), int(image.height * y)))
    assert isinstance(colour, tuple)
    return colour[0], colour[1], colour[2]


def quarters(image: Image.Image) -> tuple[Colour, Colour, Colour, Colour]:
    return at(image, 0.25, 0.25), at(image, 0.75, 0.25), at(image, 0.25, 0.75), at(image, 0.75, 0.75)


def blue_quarter(box: bytes = b"[0 0 612 792]", more: bytes = b"") -> bytes:
    """A letter page with its lower left quarter blue."""
    return make.pdf(
        {
            make.PAGE: b"<</Type/Page/Parent 2 0 R/MediaBox%s/Contents 4 0 R/Resources<<>>%s>>" % (box, more),
            make.CONTENT: make.stream(b"0 0 1 rg 0 0 306 396 re f"),
        }
    )


def picture_page(entries: bytes, body: bytes) -> bytes:
    """A letter page filled by one picture."""
    return make.pdf(
        {
            make.PAGE: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
            b"/Resources<</XObject<</I 10 0 R>>>>>>",
            make.CONTENT: make.stream(b"612 0 0 792 0 0 cm /I Do"),
            10: make.stream(body, b"/Type/XObject/Subtype/Image/Width 90/Height 90" + entries),
        }
    )


BLUE = (0, 0, 255)


class TestPdf:
    def test_a_letter_page_has_200_dots_an_inch(self) -> None:
        [page] = rendered(blue_quarter())

        assert (page.number, page.width, page.height) == (1, 1700, 2200)
        assert quarters(opened(page)) == (WHITE, WHITE, BLUE, WHITE)

    @pytest.mark.parametrize(
        ("box", "size"),
        [
            (b"[0 0 595.276 841.89]", (1654, 2339)),  # A4
            (b"[0 0 612 1008]", (1421, 2339)),  # legal
            (b"[0 0 841.89 1190.55]", (1655, 2339)),  # A3
            (b"[0 0 14400 14400]", (2339, 2339)),
            (b"[0 0 1000000000 10]", (2339, 1)),
            (b"[0 0 0.001 0.001]", (1, 1)),
            (b"[0 0 0 0]", (1700, 2200)),
            (b"[612 792 0 0]", (1700, 2200)),
        ],
    )
    def test_no_page_is_larger_than_it_is_shown(self, box: bytes, size: tuple[int, int]) -> None:
        [page] = rendered(blue_quarter(box))

        assert (page.width, page.height) == size

    def test_fewer_dots_where_asked(self) -> None:
        [page] = rendered(blue_quarter(), dpi_max=72)

        assert (page.width, page.height) == (612, 792)

    @pytest.mark.parametrize(
        ("turn", "quarter"), [(90, 0), (180, 1), (270, 3)], ids=["quarter turn", "half turn", "three quarters"]
    )
    def test_turned_pages_stand_upright(self, turn: int, quarter: int) -> None:
        [page] = rendered(blue_quarter(more=b"/Rotate %d" % turn))

        assert (page.width, page.height) == ((1700, 2200) if turn == 180 else (2200, 1700))
        assert [colour == BLUE for colour in quarters(opened(page))].index(True) == quarter

    def test_only_the_crop_box_is_shown(self) -> None:
        [page] = rendered(blue_quarter(more=b"/CropBox[0 0 306 396]"))

        assert (page.width, page.height) == (850, 1100)
        assert opened(page).getcolors() == [(850 * 1100, BLUE)]

    def test_filled_fields_and_stamps_are_drawn(self) -> None:
        def drawn(colour: bytes) -> bytes:
            return make.stream(colour + b" rg 0 0 100 100 re f", b"/Subtype/Form/BBox[0 0 100 100]")

        annotation = b"<</Type/Annot/Subtype/%s/F 4/Rect[%s]/AP<</N %d 0 R>>%s>>"
        data = make.pdf(
            {
                **make.catalog(b"/AcroForm<</Fields[10 0 R]/DA(/Helv 12 Tf 0 g)>>"),
                **make.page(b"/Annots[10 0 R 12 0 R]"),
                make.CONTENT: make.stream(b" "),
                10: annotation % (b"Widget", b"100 500 200 700", 11, b"/FT/Tx/T(n)/V(x)"),
                11: drawn(b"1 0 0"),
                12: annotation % (b"Stamp", b"400 100 500 300", 13, b""),
                13: drawn(b"0 1 0"),
            }
        )

        assert quarters(opened(rendered(data)[0])) == ((255, 0, 0), WHITE, WHITE, (0, 255, 0))

    def test_a_filled_field_that_brings_no_drawing_is_drawn(self) -> None:
        fonts = b"/DR<</Font<</Helv<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
        form = b"/AcroForm<</Fields[10 0 R]/NeedAppearances true/DA(/Helv 12 Tf 0 g)%s>>" % fonts
        field = b"<</Subtype/Widget/FT/Tx/T(n)/V(%s)/DA(/Helv 40 Tf 0 g)/Rect[100 500 400 600]/F 4>>"
        filled, empty = (
            make.pdf({**make.catalog(form), **make.page(b"/Annots[10 0 R]"), make.CONTENT: make.stream(b" "), 10: body})
            for body in (field % b"Kobe", field % b"")
        )

        assert at(opened(rendered(empty)[0]), 0.5, 0.5) == WHITE
        assert len(opened(rendered(empty)[0]).getcolors() or []) == 1
        assert len(opened(rendered(filled)[0]).getcolors() or []) > 10

    def test_a_restricted_pdf_is_drawn(self) -> None:
        assert at(opened(rendered(make.protected(user="", extract=False))[0]), 0.3, 0.6) == (255, 0, 0)

    def test_pages_come_in_order(self) -> None:
        first, second = rendered(make.scanned_pdf())

        assert (first.number, second.number) == (1, 2)
        assert (first.media_type, second.media_type) == (JPEG, PNG)

    def test_empty_pages_are_pages(self) -> None:
        assert [opened(page).getcolors() for page in rendered(make.many_pages(3))] == [[(1700 * 2200, WHITE)]] * 3


def test_an_honest_empty_page_is_white() -> None:
    blank = pikepdf.new()
    blank.add_blank_page(page_size=(612, 792))
    out = io.BytesIO()
    blank.save(out)
    [page] = rendered(out.getvalue())
    assert opened(page).convert("L").getextrema() == (255, 255)


class TestUnreadable:
    def unreadable(self, data: bytes, media_type: str = PDF, **options: int) -> int:
        with pytest.raises(PageUnreadable) as failure:
            rendered(data, media_type, **options)
        return failure.value.page

    def test_a_file_that_is_no_pdf(self) -> None:
        assert self.unreadable(b"hello") == 1

    def test_a_bad_page_after_good_ones(self) -> None:
        lost = make.stream(zlib.compress(b"0 0 1 rg 0 0 306 396 re f" * 9)[:6], b"/Filter/FlateDecode")
        page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 10 0 R>>"
        data = make.pdf({**make.tree(b"3 0 R 11 0 R", 2), 10: lost, 11: page})
        pages = render_pages(data, PDF)

        assert next(pages).number == 1
        with pytest.raises(PageUnreadable) as failure:
            next(pages)
        assert failure.value.page == 2

    @pytest.mark.parametrize("packing", [b"DCTDecode", b"JPXDecode", b"FlateDecode"])
    def test_a_page_whose_only_picture_is_lost(self, packing: bytes) -> None:
        entries = b"/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/" + packing
        assert self.unreadable(picture_page(entries, b"garbage")) == 1

    def test_a_page_that_unpacks_beyond_all_memory(self) -> None:
        packer = zlib.compressobj(1)
        packed = b"".join(packer.compress(bytes(b" " * 10_000_000)) for _ in range(250)) + packer.flush()
        assert self.unreadable(make.pdf({make.CONTENT: make.stream(packed, b"/Filter/FlateDecode")})) == 1

    def test_pictures_cut_short_or_too_large(self) -> None:
        whole = make.saved(make.noise(), "JPEG")

        assert self.unreadable(whole[: len(whole) // 2], JPEG) == 1
        assert self.unreadable(whole, JPEG, pixel_limit=1_000_000) == 1


class TestPictures:
    @pytest.mark.parametrize(
        ("form", "media_type", "mode", "dark"),
        [
            ("JPEG", JPEG, "RGB", CRIMSON),
            ("JPEG", JPEG, "L", (40, 40, 40)),
            ("JPEG", JPEG, "CMYK", (255, 0, 0)),
            ("PNG", PNG, "RGB", CRIMSON),
            ("PNG", PNG, "1", BLACK),
            ("PNG", PNG, "L", (40, 40, 40)),
            ("PNG", PNG, "P", CRIMSON),
            ("PNG", PNG, "RGBA", CRIMSON),
            ("PNG", PNG, "LA", (40, 40, 40)),
            ("PNG", PNG, "I;16", (40, 40, 40)),
            ("TIFF", TIFF, "RGB", CRIMSON),
            ("TIFF", TIFF, "1", BLACK),
            ("TIFF", TIFF, "L", (40, 40, 40)),
            ("TIFF", TIFF, "P", CRIMSON),
            ("TIFF", TIFF, "CMYK", (255, 0, 0)),
            ("TIFF", TIFF, "RGBA", CRIMSON),
            ("TIFF", TIFF, "I;16", (40, 40, 40)),
            ("TIFF", TIFF, "I", BLACK),  # stretched from its darkest to its lightest
            ("TIFF", TIFF, "F", BLACK),
        ],
    )
    def test_every_kind_of_pixel_shows_its_colour_on_white(
        self, form: str, media_type: str, mode: str, dark: Colour
    ) -> None:
        [page] = rendered(make.saved(make.picture(mode), form), media_type)
        image = opened(page)

        assert image.size == (1000, 1400)
        assert [close(found, wanted) for found, wanted in zip(quarters(image), (dark, *[WHITE] * 3), strict=True)] == [
            True
        ] * 4

    def test_lab_colours_are_converted(self) -> None:
        [page] = rendered(make.saved(make.picture("LAB"), "TIFF"), TIFF)
        inside, *outside = quarters(opened(page))

        assert inside[0] > 150
        assert inside[1] < 60
        assert all(close(colour, WHITE) for colour in outside)

    def test_a_transparent_colour_becomes_white(self) -> None:
        palette = make.picture("P")
        assert palette.getpixel((900, 100)) == palette.getpixel((0, 0))
        [indexed] = rendered(make.saved(palette, "PNG", transparency=palette.getpixel((0, 0))), PNG)
        [keyed] = rendered(make.saved(make.picture("RGB"), "PNG", transparency=CRIMSON), PNG)

        assert quarters(opened(indexed)) == (CRIMSON, WHITE, WHITE, WHITE)
        assert opened(keyed).getcolors() == [(1_400_000, WHITE)]

    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_pictures_stand_as_the_camera_was_held(self, orientation: int) -> None:
        for form, media_type in (("JPEG", JPEG), ("PNG", PNG), ("TIFF", TIFF)):
            [page] = rendered(make.turned(orientation, form), media_type)
            image = opened(page)

            assert image.size == (1000, 1400)
            assert close(at(image, 0.25, 0.25), CRIMSON)
            assert close(at(image, 0.75, 0.75), WHITE)

    def test_a_colour_profile_is_applied(self) -> None:
        srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        swapped = srgb.replace(b"rXYZ", b"....", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"....", b"gXYZ", 1)
        red = Image.new("RGB", (900, 900), (255, 0, 0))

        def shown(profile: bytes, form: str = "PNG", media_type: str = PNG) -> Colour:
            return at(opened(rendered(make.saved(red, form, icc_profile=profile), media_type)[0]), 0.5, 0.5)

        assert shown(srgb) == (255, 0, 0)
        assert close(shown(swapped), (0, 255, 0))
        assert close(shown(swapped, "JPEG", JPEG), (0, 255, 0))
        assert close(shown(swapped, "TIFF", TIFF), (0, 255, 0))
        assert shown(b"broken profile") == (255, 0, 0)

    def test_large_pictures_shrink_and_small_ones_stay(self) -> None:
        sizes = [
            (page.width, page.height)
            for size in ((3600, 2400), (2339, 1000), (300, 200), (20, 9000))
            for page in rendered(make.saved(make.picture(size=size), "PNG"), PNG)
        ]

        assert sizes == [(2339, 1559), (2339, 1000), (300, 200), (5, 2339)]

    def test_thin_lines_of_a_bilevel_scan_do_not_vanish(self) -> None:
        scan = Image.new("1", (5000, 7000), 1)
        ImageDraw.Draw(scan).line((100, 3500, 4900, 3500), fill=0, width=3)
        [page] = rendered(make.saved(scan, "TIFF", compression="group4"), TIFF)

        assert min(opened(page).convert("L").crop((800, 1100, 801, 1240)).tobytes()) < 128

    def test_each_page_of_a_tiff_is_a_page(self) -> None:
        pages = rendered(make.multipage_tiff(12), TIFF)

        assert [page.number for page in pages] == list(range(1, 13))
        assert len({page.data for page in pages}) == 12

    def test_only_the_first_picture_of_a_phones_jpeg(self) -> None:
        data = make.saved(make.picture(), "MPO", save_all=True, append_images=[make.picture().rotate(180)])
        [page] = rendered(data, JPEG)

        assert close(at(opened(page), 0.25, 0.25), CRIMSON)

    def test_the_largest_picture_that_is_taken_fits(self) -> None:
        [page] = rendered(make.saved(Image.new("RGBA", (8900, 8900), CRIMSON), "PNG", compress_level=1), PNG)

        assert (page.width, page.height) == (2339, 2339)


class TestEncoding:
    def test_photographs_are_jpeg_and_line_art_exact_png(self) -> None:
        art = make.picture()
        kind, blob = encode(art)

        assert encode(make.noise())[0] == JPEG
        assert kind == PNG
        assert Image.open(io.BytesIO(blob)).convert("RGB").tobytes() == art.tobytes()

    def test_256_colours_are_kept_exactly(self) -> None:
        art = Image.effect_noise((16, 16), 90).resize((800, 800), Resampling.NEAREST)
        art = Image.merge("RGB", [art, art.transpose(Image.Transpose.ROTATE_90), art])
        colours = art.getcolors(256)
        kind, blob = encode(art)

        assert colours is not None
        assert len(colours) > 200
        assert kind == PNG
        assert Image.open(io.BytesIO(blob)).convert("RGB").tobytes() == art.tobytes()

    def test_grey_pages_carry_no_colour(self) -> None:
        assert Image.open(io.BytesIO(encode(make.picture("L").convert("RGB"))[1])).mode == "L"

    def test_the_smaller_of_both_is_chosen(self) -> None:
        grey_noise = Image.effect_noise((900, 900), 60).convert("RGB")

        assert encode(grey_noise)[0] == JPEG

    @pytest.mark.parametrize("case", ["pdf", "jpeg"])
    def test_the_same_file_gives_the_same_bytes(self, case: str) -> None:
        data, media_type = {
            "pdf": (make.scanned_pdf(), PDF),
            "jpeg": (make.saved(make.noise((3000, 2000)), "JPEG"), JPEG),
        }[case]

        assert rendered(data, media_type) == rendered(data, media_type)


def test_a_path_is_drawn_as_its_bytes_are(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_bytes(blue_quarter())

    assert rendered(path) == rendered(blue_quarter())


def test_pages_are_drawn_one_at_a_time_and_may_be_left_early() -> None:
    pages = render_pages(make.many_pages(200), PDF)
    assert next(pages).number == 1
    pages.close()

    with pytest.raises(StopIteration):
        next(pages)


@pytest.mark.parametrize("media_type", [PDF, TIFF])
def test_a_part_of_a_file_is_drawn_as_in_the_whole(media_type: str) -> None:
    data = make.many_pages(5) if media_type == PDF else make.multipage_tiff(5)
    assert rendered(data, media_type, first=2, last=4) == rendered(data, media_type)[1:4]


def test_threads_may_draw_at_the_same_time() -> None:
    found: list[list[PageImage]] = []
    threads = [threading.Thread(target=lambda: found.append(rendered(blue_quarter()))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [found[0]] * 3
    assert at(opened(found[0][0]), 0.25, 0.75) == BLUE
