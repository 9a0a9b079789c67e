"""Lines blacked out: rectangles painted into the pictures of pages, and a PDF made of nothing but those pictures.

Bytes in, bytes out; no models. What lay under a rectangle is in neither: the pixels are replaced before the picture is
written again, and the PDF has no text, no layers and no description of the file that the pictures came from.
"""

import io
import math
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pikepdf
from PIL import Image, ImageDraw

from agreements.inspection import kinds
from agreements.page_images.encoding import encode

WHOLE = 1000
_DOTS_AN_INCH = 200  # the most that pictures of pages have
_PLAIN = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "progressive", "progression"}


@dataclass(frozen=True, order=True)
class Area:
    """A rectangle on page `page`, counted from 1; its edges in thousandths of the page, from the top and the left."""

    page: int
    top: int
    bottom: int
    left: int = 0
    right: int = WHOLE

    @property
    def is_sound(self) -> bool:
        """Whether it lies on the page and covers something."""
        return self.page >= 1 and 0 <= self.top < self.bottom <= WHOLE and 0 <= self.left < self.right <= WHOLE


@dataclass(frozen=True)
class Picture:
    """The picture of one page."""

    data: bytes
    media_type: str
    width: int
    height: int


def black_out(pages: Iterable[Picture], areas: Sequence[Area]) -> list[Picture]:
    """The pages, page 1 first, with everything inside `areas` black. ValueError for an area that is not sound.

    A page without areas keeps its bytes, unless they hold more than the picture.
    """
    if not all(area.is_sound for area in areas):
        raise ValueError("An area lies outside its page.")
    return [
        _painted(page, [area for area in areas if area.page == number]) for number, page in enumerate(pages, start=1)
    ]


def as_pdf(pages: Iterable[Picture]) -> bytes:
    """A PDF that shows these pictures, one a page, and holds nothing else. The same pictures give the same bytes."""
    with pikepdf.new() as document:
        for page in pages:
            width, height = (points(side) for side in (page.width, page.height))
            document.add_blank_page(page_size=(width, height))
            drawn = document.pages[-1]
            pictures = pikepdf.Dictionary(Page=_embedded(document, page))
            drawn.Resources = pikepdf.Dictionary(XObject=pictures)
            drawn.Contents = document.make_stream(f"q {width} 0 0 {height} 0 0 cm /Page Do Q".encode())
        out = io.BytesIO()
        document.save(out, deterministic_id=True)
    return out.getvalue()


def points(pixels: int) -> float:
    """How long so many dots are on paper, in points."""
    return round(pixels * 72 / _DOTS_AN_INCH, 2)


def _painted(page: Picture, areas: Sequence[Area]) -> Picture:
    with Image.open(io.BytesIO(page.data)) as source:
        if not areas and not set(source.info) - _PLAIN:
            return page
        picture = source.convert("RGB")
    width, height = picture.size
    draw = ImageDraw.Draw(picture)
    for area in areas:
        left, top = math.floor(area.left * width / WHOLE), math.floor(area.top * height / WHOLE)
        right, bottom = math.ceil(area.right * width / WHOLE), math.ceil(area.bottom * height / WHOLE)
        draw.rectangle((left, top, right - 1, bottom - 1), fill="black")
    media_type, data = encode(picture)
    return Picture(data, media_type, width, height)


def _embedded(document: pikepdf.Pdf, page: Picture) -> pikepdf.Stream:
    with Image.open(io.BytesIO(page.data)) as picture:
        is_grey = picture.mode in ("1", "L")
        if page.media_type == kinds.JPEG:
            packed, how = page.data, pikepdf.Name.DCTDecode
        else:
            plain = picture.convert("L" if is_grey else "RGB")
            packed, how = zlib.compress(plain.tobytes(), 9), pikepdf.Name.FlateDecode
        width, height = picture.size
    stream = pikepdf.Stream(document, packed)
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stream.Width, stream.Height, stream.BitsPerComponent = width, height, 8
    stream.ColorSpace = pikepdf.Name.DeviceGray if is_grey else pikepdf.Name.DeviceRGB
    stream.Filter = how
    return stream
