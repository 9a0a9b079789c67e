"""Pictures of the pages of a kept file, for review page, preview and certificate. Bytes in, bytes out; no models.

PDFium is not thread safe. It is called only in a process of its own, one for each call of `render_pages`, so this may
be used from any thread, from a Celery prefork worker as well as from a web process.
"""

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from agreements.inspection import bounded
from agreements.inspection.findings import DEFAULT

_SECONDS = 20
_MEMORY = 1_500_000_000


@dataclass(frozen=True)
class PageImage:
    """One page, counted from 1, as sRGB or grey image/png or image/jpeg."""

    number: int
    media_type: str
    width: int
    height: int
    data: bytes


class PageUnreadable(Exception):
    """This page, counted from 1, cannot be shown."""

    def __init__(self, page: int) -> None:
        super().__init__(page)
        self.page = page


def render_pages(
    data: bytes | Path,
    media_type: str,
    *,
    first: int = 1,
    last: int | None = None,
    dpi_max: int = 200,
    turned: int = 0,
    pixel_limit: int = DEFAULT.pixels,
) -> Generator[PageImage, None, None]:
    """Yield a picture of each page in order, one held in memory at a time, or raise `PageUnreadable` at the first bad.

    From page `first` to page `last`, counted from 1 (default: to the end).
    `data` is a file that `inspect_upload` has accepted as `media_type`, or the path of one. A page has at most
    `dpi_max` dots an inch, and no side is longer than an A4 page's at that density, which is how page images are shown.
    Turned and cropped as its file says, then turned clockwise by `turned` degrees (0, 90, 180 or 270); form fields and
    annotations are drawn; transparent parts are white; colours are converted to sRGB.
    Bilevel and plain pages are PNG, photographs JPEG: whichever is smaller. The same file gives the
    same bytes as long as the libraries stay the same. A source picture of more than `pixel_limit` pixels is unreadable.
    Each page may take 20 seconds of processor time.
    """
    number = first - 1
    rendered = bounded.frames(
        "agreements.page_images.pages:render",
        data,
        memory=_MEMORY,
        seconds=_SECONDS,
        media_type=media_type,
        dpi=dpi_max,
        pixels=pixel_limit,
        first=first,
        last=last,
        turned=turned,
    )
    try:
        for number, (page, blob) in enumerate(rendered, start=first):
            yield PageImage(number, page["media_type"], page["width"], page["height"], blob)
    except (bounded.OutOfBounds, bounded.Failed) as failure:
        raise PageUnreadable(number + 1) from failure
