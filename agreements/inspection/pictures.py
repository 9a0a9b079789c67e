"""Looks at a picture file: every pixel is decoded, after its header has said that this is affordable."""

from collections.abc import Iterator
from io import BytesIO
from itertools import count

from pi_heif import register_heif_opener
from PIL import Image
from PIL.TiffImagePlugin import STRIPBYTECOUNTS, STRIPOFFSETS, TILEBYTECOUNTS, TILEOFFSETS, TiffImageFile

from agreements.inspection import kinds
from agreements.inspection.findings import Finding, Limits, Refused

FORMATS = {kinds.JPEG: "JPEG", kinds.PNG: "PNG", kinds.TIFF: "TIFF", kinds.HEIC: "HEIF"}
register_heif_opener(thumbnails=False)
_SMALL = 800  # below this long side, a page of text cannot be read


def inspect_picture(data: bytes, media_type: str, limits: Limits) -> Finding:
    """Return what an honest picture is, or raise `Refused`: damaged, cut off, too large, moving, too many pages."""
    try:
        pages, longest, following = 0, 0, 0
        for page in open_pages(data, media_type, limits.pixels):
            pages += 1
            if pages > limits.pages:
                raise Refused("too_many_pages", limit=limits.pages)
            if isinstance(page, TiffImageFile):
                following = _next_page(page, len(data))
            page.load()
            longest = max(longest, *page.size)
        if following:
            raise Refused("picture_damaged")
        if media_type == kinds.PNG:
            _verify_chunks(data)
    except (OSError, SyntaxError, ValueError, EOFError, TypeError, KeyError, IndexError, OverflowError) as failure:
        raise Refused("picture_damaged") from failure
    return Finding(media_type, pages, ("picture_small",) if longest < _SMALL else ())


def open_pages(data: bytes, media_type: str, pixels: int) -> Iterator[Image.Image]:
    """Yield the opened file standing at each of its pages in turn, not decoded yet; raise `Refused` for a large one.

    A JPEG and a HEIC have one page, the main picture, also where a phone put further ones with it. A PNG that moves is
    refused.
    """
    Image.MAX_IMAGE_PIXELS = None  # Pillow's own limit is higher than ours and knows no sentence
    with Image.open(BytesIO(data), formats=[FORMATS[media_type]]) as picture:
        if media_type == kinds.PNG and getattr(picture, "is_animated", False):
            raise Refused("picture_moves")
        for number in count():
            try:
                if media_type == kinds.TIFF:
                    picture.seek(number)
            except EOFError:
                return
            width, height = picture.size
            if width * height > pixels:
                raise Refused("picture_too_large", width=width, height=height, limit=pixels // 1_000_000)
            yield picture
            if media_type != kinds.TIFF:
                return


def _next_page(page: TiffImageFile, length: int) -> int:
    """Where a TIFF says that its next page is, 0 after the last; refuse a page whose parts lie outside the file.

    Decoding alone fills missing parts of a bilevel scan with white, and takes a lost page for the end of the file.
    """
    places = page.tag_v2.get(STRIPOFFSETS) or page.tag_v2.get(TILEOFFSETS)
    lengths = page.tag_v2.get(STRIPBYTECOUNTS) or page.tag_v2.get(TILEBYTECOUNTS) or ()
    if not places or any(place + size > length for place, size in zip(places, lengths, strict=False)):
        raise Refused("picture_damaged")
    return page.tag_v2.next or 0


def _verify_chunks(data: bytes) -> None:
    """Read a PNG's check sums and its end mark, which decoding alone does not ask for."""
    with Image.open(BytesIO(data), formats=["PNG"]) as picture:
        picture.verify()
