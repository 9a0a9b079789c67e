"""How tests read a PDF: its text, its pages as pictures, its structure."""

import re
import subprocess

import pikepdf
import pypdfium2
from PIL import Image


def text_of(pdf: bytes) -> str:
    """The text as poppler gives it, page after page, without marks of direction, in single spaces."""
    said = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return re.sub(r"\s+", " ", re.sub("[\u200b-\u200f\u202a-\u202e]", "", said.replace("\f", " ")))


def pages_of(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def page_picture(pdf: bytes, page: int, scale: float = 1) -> Image.Image:
    return pypdfium2.PdfDocument(pdf)[page].render(scale=scale).to_pil().convert("RGB")


def elements(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    """Every structure element of the document."""
    found, waiting = [], [pdf.Root.StructTreeRoot.K]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting += list(one)
        elif isinstance(one, pikepdf.Dictionary):
            found.append(one)
            waiting += [one.K] if "/K" in one else []
    return found


def figures(pdf: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
    return {str(element.Alt): element for element in elements(pdf) if element.get("/S") == "/Figure"}
