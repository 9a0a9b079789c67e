"""Tells what a file really is by its first bytes; its name plays no part."""

import re
from pathlib import PurePath

PDF, JPEG, PNG, TIFF = "application/pdf", "image/jpeg", "image/png", "image/tiff"
HEIC = "image/heic"  # photos of phones
SUFFIXES = {
    PDF: (".pdf",),
    JPEG: (".jpg", ".jpeg", ".jpe", ".jfif"),
    PNG: (".png",),
    TIFF: (".tif", ".tiff"),
    HEIC: (".heic", ".heif"),
}

LONGEST_ENDING = 6  # a dot and five characters; what is longer is a part of the name

_LEAD_IN = 1024  # readers of PDF look for the header this far
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"II+\0", TIFF),
    (b"MM\0+", TIFF),
    (b"GIF8", "other_picture"),
    (b"8BPS", "other_picture"),
    (b"\0\0\0\x0cjP  ", "other_picture"),
    (b"\xff\x4f\xff\x51", "other_picture"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"\xce\xfa\xed\xfe", "program"),
    (b"#!", "program"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
    (b"{\\rtf", "office"),
    (b"%!PS", "postscript"),
    (b"\xc5\xd0\xd3\xc6", "postscript"),
    (b"PK", "archive"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"OggS", "recording"),
    (b"ID3", "recording"),
    (b"\x1aE\xdf\xa3", "recording"),
)
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"mif1")  # one picture; the brands of moving ones are recordings
_PICTURE_BRANDS = (b"avif", b"avis", b"WEBP")
_OFFICE_PARTS = (b"word/", b"xl/", b"ppt/", b"mimetypeapplication/vnd.oasis", b"Index/Document.iwa")
_WEB = re.compile(rb"<(!doctype html|html|script|iframe)[\s>/]", re.IGNORECASE)
_WEB_FRAGMENT = re.compile(rb"<(!--|(head|body|meta|div|p|a|table|h1)\b)", re.IGNORECASE)
_MAIL = re.compile(rb"(from|to|subject|date|received|return-path|mime-version|delivered-to): ", re.IGNORECASE)


def file_name(name: str, media_type: str) -> str:
    """The name under which a file is given away: the one it came with, ending as its content says, in plain characters.

    A computer opens a file by its ending, so "agreement.hta" that holds a PDF becomes "agreement.pdf".
    """
    shown = "".join(character for character in name if character.isprintable() and character not in '/\\:*?"<>|').strip(
        ". "
    )
    while (path := PurePath(shown)).suffix.lower() not in SUFFIXES[media_type]:
        if not 1 < len(path.suffix) <= LONGEST_ENDING or not path.suffix[1:].isalnum():
            return (shown.rstrip(". ") or "file") + SUFFIXES[media_type][0]
        shown = path.stem
    return shown


def kind_of(data: bytes) -> str:
    """Return the media type of a PDF, JPEG, PNG, TIFF or HEIC, else a family's name: a key of `refusals.KINDS`.

    A PDF may be preceded by blank bytes, a printer's job header or stray lines, never by the beginning of another kind
    of file.
    """
    head = data[: 4 * _LEAD_IN]
    start = head.find(b"%PDF-", 0, _LEAD_IN + 5)
    if start == 0:
        return PDF
    family = _family(head if start < 0 else head[:start])
    if start > 0:
        return PDF if family in {"text", "unknown"} else family
    if family == "archive" and any(part in data[:65536] for part in _OFFICE_PARTS):
        return "office"
    return family


def _family(head: bytes) -> str:
    for signature, family in _SIGNATURES:
        if head.startswith(signature):
            return family
    if head.startswith(b"BM") and head[6:10] == bytes(4):
        return "other_picture"
    if head[4:8] == b"ftyp" or head.startswith(b"RIFF"):
        return HEIC if head[8:12] in _HEIC else "other_picture" if head[8:12] in _PICTURE_BRANDS else "recording"
    return _text_family(head)


def _text_family(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode()
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"\0" in text:
        return "unknown"
    if b"<svg" in text.lower():
        return "svg"
    if _WEB.search(text) or _WEB_FRAGMENT.match(text):
        return "web_page"
    if text.startswith(b"<"):
        return "xml"
    if _MAIL.match(text):
        return "mail"
    return "text" if _reads_as_text(text) else "unknown"


def _reads_as_text(text: bytes) -> bool:
    """Whether these bytes are printable in UTF-8, or in the older one-byte alphabets, without control characters."""
    if not text or any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in text):
        return False
    return sum(byte > 127 for byte in text) < len(text) // 2 or _is_utf8(text)


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError as cut:
        return cut.start > len(text) - 4  # only the last character is cut by our window
    return True
