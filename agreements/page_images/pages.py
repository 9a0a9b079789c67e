"""Draws pages, in the bounded process: a kept file in, one encoded picture a page out."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import pypdfium2
from PIL import Image

from agreements.inspection import kinds
from agreements.inspection.pictures import open_pages
from agreements.page_images.blank import is_lost
from agreements.page_images.colour import shrink_to_srgb
from agreements.page_images.encoding import encode

_A4_LONG_SIDE = 297 / 25.4  # inches
# Clockwise, as people turn a paper; Pillow counts the other way.
_TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}


def render(
    data: bytes, media_type: str, dpi: int, pixels: int, *, first: int, last: int | None, turned: int
) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Yield one frame for each page from `first` to `last`: {"media_type", "width", "height"}, the encoded picture."""
    longest = round(_A4_LONG_SIDE * dpi)
    wanted = slice(first - 1, last)
    drawn = (
        _draw_pdf(data, wanted, dpi, longest)
        if media_type == kinds.PDF
        else _draw_picture(data, wanted, media_type, longest, pixels)
    )
    for page in drawn:
        shown = page.transpose(_TURNS[turned]) if turned else page
        encoded, blob = encode(shown)
        yield {"media_type": encoded, "width": shown.width, "height": shown.height}, blob


def _draw_picture(data: bytes, wanted: slice, media_type: str, longest: int, pixels: int) -> Iterator[Image.Image]:
    for page in islice(open_pages(data, media_type, pixels), wanted.start, wanted.stop):
        yield shrink_to_srgb(page, longest)


def _draw_pdf(data: bytes, wanted: slice, dpi: int, longest: int) -> Iterator[Image.Image]:
    with pypdfium2.PdfDocument(data) as document:
        document.init_forms()
        for index in range(len(document))[wanted]:
            page = document[index]
            scale = min(dpi / 72, longest / max(page.get_size())) * (1 - 1e-9)  # sizes are rounded up
            bitmap = page.render(scale=scale)
            image = bitmap.to_pil()
            if image.getcolors(1) and is_lost(data, index, page):
                raise ValueError("the content of this page cannot be unpacked")
            yield image
            bitmap.close()
            page.close()
