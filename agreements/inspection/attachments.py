"""Files inside a PDF: papers and data are taken, programs and whatever cannot be looked into are not."""

import re
import zlib
from collections.abc import Iterator
from pathlib import PurePath

from pikepdf import Array, Dictionary, Name, Object, Stream, String

from agreements.inspection import kinds
from agreements.inspection.active import Entries
from agreements.inspection.findings import Limits, Refused

_NAME_KEYS = ("/UF", "/F", "/DOS", "/Unix", "/Mac")
_DATA_SUFFIXES = {".xml", ".txt", ".csv", ".json"}
# fmt: off
_PROGRAM_SUFFIXES = {
    ".exe", ".com", ".scr", ".pif", ".msi", ".dll", ".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".js", ".jse", ".wsf",
    ".wsh", ".hta", ".jar", ".lnk", ".reg", ".cpl", ".chm", ".app", ".sh", ".py", ".pl", ".rb", ".php", ".docm",
    ".xlsm", ".pptm", ".dotm", ".iso", ".img", ".apk", ".deb", ".rpm", ".dmg", ".pkg", ".command", ".url", ".html",
    ".htm", ".svg",
}
# fmt: on
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Attachments:
    """Collects the files inside a PDF while its objects are walked: the stream of each, and every name it has."""

    def __init__(self) -> None:
        self.found: dict[tuple[int, int], tuple[Object, set[str]]] = {}

    def note(self, held: Object, entries: Entries) -> None:
        """Remember what this dictionary or stream embeds, or that it calls itself an embedded file."""
        if isinstance(held, Stream) and entries.get("/Type") == Name.EmbeddedFile:
            self.found.setdefault(held.objgen, (held, set()))
        if isinstance(files := entries.get("/EF"), (Dictionary, Stream)):
            names = {_text(value) for key in _NAME_KEYS if isinstance(value := entries.get(key), String)}
            for stream in (value for _, value in files.items() if isinstance(value, Stream)):
                self.found.setdefault(stream.objgen, (stream, set()))[1].update(names)

    def inspect(self, limits: Limits) -> Iterator[tuple[str, str, bytes]]:
        """Yield name, kind and bytes of each file; raise `Refused` for one that is not taken.

        Taken: PDF, JPEG, PNG and TIFF by content, and XML, text, CSV and JSON by content and name. No more than
        `limits.bytes` of any file are ever unpacked.
        """
        for held, names in self.found.values():
            content = _unpacked(held, limits.bytes)
            kind = kinds.kind_of(content) if content is not None else "unknown"
            suffixes = {PurePath(name.rstrip(". ")).suffix.lower() for name in names}
            shown = _shown(max(names, default=""))
            if kind == "program" or suffixes & _PROGRAM_SUFFIXES:
                raise Refused("pdf_embedded_program", name=shown)
            is_data = kind in {"xml", "text"} and suffixes <= _DATA_SUFFIXES
            if content is None or not (is_data or kind in kinds.SUFFIXES):
                raise Refused("pdf_embedded_file", name=shown)
            yield shown, kind, content


def _text(value: Object) -> str:
    try:
        return str(value)
    except UnicodeDecodeError:
        return bytes(value).decode("latin-1")


def _unpacked(held: Object, limit: int) -> bytes | None:
    """The content of an embedded file, or None where it is longer than `limit` or packed in an unusual way."""
    packing = held.get("/Filter")
    filters = list(packing) if isinstance(packing, Array) else [packing]
    raw = held.read_raw_bytes()
    if packing is None or not filters:
        return raw
    if filters != [Name.FlateDecode] or held.get("/DecodeParms") is not None:
        return None
    try:
        content = zlib.decompressobj().decompress(raw, limit + 1)
    except zlib.error:
        return None
    return content if len(content) <= limit else None


def _shown(name: str) -> str:
    """A name as it may stand in a sentence: short, without control characters or marks that turn the reading order."""
    cleaned = _UNPRINTABLE.sub("", name).strip()
    return cleaned if len(cleaned) <= 60 else cleaned[:40] + "…" + cleaned[-15:]
