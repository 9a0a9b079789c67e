"""Last touches on the PDF before it is written: language of each passage, attachments, missing glyphs.

WeasyPrint tags the document but leaves out the language of passages, lists each attachment twice as an
associated file, and draws an empty box where a glyph is missing.
"""

from __future__ import annotations

from typing import Any

import pydyf
from weasyprint import Document
from weasyprint.pdf.stream import Stream

from agreements.documents.certificate import RenderRefused
from sistercities.common import fonts

Languages = dict[int, str]


def note_languages(document: Document) -> None:
    """Make each page remember, while it is painted, in which language each piece of its content is."""
    for page in document.pages:
        page.languages = {}
        page.paint = _paint_and_note(page.paint, page.languages)


def _paint_and_note(paint: Any, languages: Languages) -> Any:
    def painted(stream: Stream, scale: float = 1) -> None:
        paint(stream, scale)
        for box, mark in stream._tags.items():
            languages[mark["mcid"]] = str(box.style["lang"] or "")

    return painted


def finish(document: Document, pdf: pydyf.PDF) -> None:
    """The `finisher` of WeasyPrint; RenderRefused where a glyph was missing after all."""
    missing = sorted({code for font in document.fonts.values() for code in font.missing})
    if missing:
        names = ", ".join(map(fonts.describe, missing))
        raise RenderRefused(f"No font could draw {names} where it stands", tuple(missing))
    _name_languages(document, pdf)
    if files := pdf.catalog.get("AF"):
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(files))


def _name_languages(document: Document, pdf: pydyf.PDF) -> None:
    """Put /Lang on each structure element whose content is in another language than the document."""
    main = document.metadata.lang
    of_page = dict(zip(pdf.page_references, (page.languages for page in document.pages), strict=True))
    for element in pdf.objects:
        if not isinstance(element, dict) or element.get("Type") != "/StructElem":
            continue
        languages = of_page.get(element.get("Pg"), {})
        for kid in element["K"]:
            language = languages.get(kid) if isinstance(kid, int) else None
            if language and language != main:
                element["Lang"] = pydyf.String(language)
