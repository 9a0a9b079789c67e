"""HTML in, PDF/A-3a out, with nothing from outside: no network, no file, no font but those on the list."""

from __future__ import annotations

import logging
import os
import tempfile
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import weasyprint
from PIL import ImageFile
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from agreements.documents import finish
from agreements.documents.certificate import RenderRefused
from sistercities.common import fonts

logger = logging.getLogger(__name__)

# WeasyPrint switches this on for the whole process; here a truncated picture must never pass as whole.
ImageFile.LOAD_TRUNCATED_IMAGES = False

STATIC = Path(__file__).resolve().parents[2] / "static" / "pdf"
STATIC_FILES = {
    "portal:certificate.css": (STATIC / "certificate.css", "text/css"),
    "portal:letter.css": (STATIC / "letter.css", "text/css"),
    "portal:a4.css": (STATIC / "a4.css", "text/css"),
    "portal:post.css": (STATIC / "post.css", "text/css"),
    "portal:post-us.css": (STATIC / "post-us.css", "text/css"),
    "portal:post-iso.css": (STATIC / "post-iso.css", "text/css"),
}
# Pango and fontconfig keep state for each font configuration: one document at a time in a process.
_one_at_a_time = threading.Lock()


class ClosedFetcher(URLFetcher):
    """Serves `data:` addresses, the fixed map of static files and the document's own pictures; refuses the rest.

    WeasyPrint swallows ordinary exceptions, and inside SVG pictures fatal ones too: what was refused is
    therefore also kept in `refused`.
    """

    def __init__(self, pictures: Mapping[str, tuple[bytes, str]]) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)
        self.pictures = pictures
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        if url in self.pictures:
            data, media_type = self.pictures[url]
            return URLFetcherResponse(url, data, {"Content-Type": media_type})
        if url in STATIC_FILES:
            path, media_type = STATIC_FILES[url]
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": media_type})
        if url.startswith("data:"):
            return super().fetch(url, headers)
        self.refused.append(url)
        logger.error("PDF rendering asked for a forbidden address: %s", url)
        raise FatalURLFetchingError(url)


def render_pdf(
    html: str, *, pictures: Mapping[str, tuple[bytes, str]], attachments: list[weasyprint.Attachment]
) -> bytes:
    """Render `html` as PDF/A-3a with the attachments; `pictures` maps addresses to bytes and media type.

    RenderRefused for a character without glyph, an address outside the map, or anything that the
    renderer could not place (a damaged picture, say): never a PDF with a hole in it.
    """
    fetcher = ClosedFetcher(pictures)
    with _one_at_a_time, _complaints() as complaints:
        try:
            page = weasyprint.HTML(string=html, base_url="portal:document", url_fetcher=fetcher)
            refuse_missing_glyphs(_drawn_text(page))
            document = page.render(font_config=font_configuration(), pdf_variant="pdf/a-3a")
            finish.note_pieces(document)
            in_order = sorted(attachments, key=lambda file: str(file.name))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint leaves its colour profile open
                pdf: bytes = document.write_pdf(pdf_variant="pdf/a-3a", attachments=in_order, finisher=finish.finish)
        except FatalURLFetchingError as refused:
            raise RenderRefused(f"Forbidden address in the document: {refused}") from refused
    if fetcher.refused:
        raise RenderRefused(f"Forbidden address in the document: {fetcher.refused[0]}")
    if complaints:
        raise RenderRefused(f"The document could not be set completely: {complaints[0]}")
    return pdf


def refuse_missing_glyphs(text: str) -> None:
    """RenderRefused, naming each code point that no allowed font can draw."""
    if missing := fonts.missing_glyphs(text):
        raise RenderRefused("No font has a glyph for " + ", ".join(map(fonts.describe, missing)), tuple(missing))


def _drawn_text(page: weasyprint.HTML) -> str:
    """All text of the document, and the `data-` attributes that the style sheet prints in the margins."""
    parts = list(page.etree_element.itertext())
    for element in page.etree_element.iter():
        parts += [value for name, value in element.attrib.items() if str(name).startswith("data-")]
    return "".join(parts)


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """Collects what WeasyPrint logs as an error while the block runs."""
    found: list[str] = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = lambda record: found.append(record.getMessage())  # type: ignore[method-assign]
    weasyprint.LOGGER.addHandler(handler)
    try:
        yield found
    finally:
        weasyprint.LOGGER.removeHandler(handler)


@cache
def font_configuration() -> FontConfiguration:
    """The allowed fonts and no others, made once a process.

    fontconfig takes its configuration from a file named by the environment; the variable is set for
    the moment of loading only, so that programs started later keep the system's fonts.
    """
    before = os.environ.get("FONTCONFIG_FILE")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fonts.conf"
        path.write_text(fontconfig_xml(), encoding="utf-8")
        os.environ["FONTCONFIG_FILE"] = str(path)
        try:
            return FontConfiguration()
        finally:
            os.environ.pop("FONTCONFIG_FILE")
            if before is not None:
                os.environ["FONTCONFIG_FILE"] = before


def fontconfig_xml() -> str:
    """A fontconfig configuration in which each allowed file is accepted by name and all else rejected."""
    folders = "".join(f"<dir>{escape(folder)}</dir>" for folder in sorted({str(f.path.parent) for f in fonts.ALLOWED}))
    accepted = "".join(f"<glob>{escape(str(font.path))}</glob>" for font in fonts.ALLOWED)
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        f'{folders}<cachedir>/var/cache/fontconfig</cachedir><cachedir prefix="xdg">fontconfig</cachedir>'
        f"<selectfont><rejectfont><glob>*</glob></rejectfont><acceptfont>{accepted}</acceptfont></selectfont>"
        "</fontconfig>"
    )
