"""Last touches on the PDF before it is written: language and wording of each passage, pictures, attachments.

WeasyPrint tags the document but leaves out the language of passages, measures pictures in pixels, lists
each attachment twice as an associated file, gives some glyphs of shaped scripts no text, and draws an empty
box where a glyph is missing.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import pydyf
from weasyprint import Document
from weasyprint.pdf.stream import Stream

from agreements.documents.certificate import RenderRefused
from sistercities.common import fonts

# Scripts in which one syllable is several glyphs, read from left to right: readers take the wording given here.
SYLLABLES = re.compile("[\u0900-\u109f\u1700-\u1cff]")
# Scripts read from right to left: most readers sort the glyphs themselves and would turn a given wording round,
# so it stands in the structure only, where assistive software looks.
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U0001e900-\U0001e95f]")
NO_WIDTH = "\u200b"
POINTS = 0.75


class Piece(NamedTuple):
    """A piece of marked content: its language and, for text, its wording."""

    language: str
    text: str


def note_pieces(document: Document) -> None:
    """Make each page remember, while it is painted, what each piece of its content is."""
    for page in document.pages:
        page.pieces = {}
        page.paint = _paint_and_note(page.paint, page.pieces, document)


def _paint_and_note(paint: Any, pieces: dict[int, Piece], document: Document) -> Any:
    def painted(stream: Stream, scale: float = 1) -> None:
        paint(stream, scale)
        for box, mark in stream._tags.items():
            pieces[mark["mcid"]] = Piece(str(box.style["lang"] or ""), getattr(box, "text", ""))
        for chunk in stream.stream:
            if isinstance(chunk, pydyf.Dictionary) and "MCID" in chunk:
                text = pieces[chunk["MCID"]].text
                if SYLLABLES.search(text):
                    chunk["ActualText"] = pydyf.String(text)
        for font in document.fonts.values():
            font.to_unicode.update({glyph: NO_WIDTH for glyph, text in font.to_unicode.items() if not text})

    return painted


def finish(document: Document, pdf: pydyf.PDF) -> None:
    """The `finisher` of WeasyPrint; RenderRefused where a glyph was missing after all."""
    missing = sorted({code for font in document.fonts.values() for code in font.missing})
    if missing:
        names = ", ".join(map(fonts.describe, missing))
        raise RenderRefused(f"No font could draw {names} where it stands", tuple(missing))
    pages = dict(zip(pdf.page_references, document.pages, strict=True))
    for element in pdf.objects:
        if isinstance(element, dict) and element.get("Type") == "/StructElem" and "Pg" in element:
            page = pages[element["Pg"]]
            _describe(element, page.pieces, document.metadata.lang)
            if element["S"] == "/Figure":
                _measure(element, page.height)
    if files := pdf.catalog.get("AF"):
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(files))


def _describe(element: dict[str, Any], pieces: dict[int, Piece], main_language: str) -> None:
    """Put /Lang on content in another language, and the wording on text that reads from right to left."""
    for number in element["K"]:
        piece = pieces.get(number) if isinstance(number, int) else None
        if piece is None:
            continue
        if piece.language and piece.language != main_language:
            element["Lang"] = pydyf.String(piece.language)
        if len(element["K"]) == 1 and RIGHT_TO_LEFT.search(piece.text):
            element["ActualText"] = pydyf.String(piece.text)


def _measure(figure: dict[str, Any], page_height: float) -> None:
    """The place of a picture, as PDF wants it: in points, from the lower left corner."""
    left, top, right, bottom = figure["A"]["BBox"]
    corners = (left, page_height - bottom, right, page_height - top)
    figure["A"]["BBox"] = pydyf.Array([round(corner * POINTS, 2) for corner in corners])
