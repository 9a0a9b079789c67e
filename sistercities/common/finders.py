"""Web typefaces: cut from the variable fonts of two packages when static files are first asked for.

Nothing is kept in the repository: the finder cuts each face once into a folder of the installation, named by the
recipe, and static files then treat them like any other file (`fonts/source-serif-latin.woff2`).
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

LATIN = "0-FF 131 152-153 2BB-2BC 2C6 2DA 2DC 2000-206F 20AC 2122 2190-2193 2212 2215 FEFF FFFD"
LATIN_EXTENDED = "100-130 132-151 154-2BA 2BD-2C5 2C7-2CC 1E00-1EFF 2C60-2C7F A720-A7FF"
FEATURES = ["kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "tnum", "lnum", "onum", "pnum"]


@dataclass(frozen=True)
class WebFace:
    """One woff2 file: where it is cut from, the range left on each axis, and its characters (hex ranges)."""

    name: str
    package: str
    source: str
    axes: tuple[tuple[str, float, float], ...]
    characters: str


_SERIF = ("fontpkg_source_serif_4", "SourceSerif4[opsz,wght].ttf", (("opsz", 32, 32), ("wght", 400, 600)))
_SANS = ("fontpkg_public_sans", "PublicSans[wght].ttf", (("wght", 400, 700),))
FACES = (
    WebFace("fonts/source-serif-latin.woff2", *_SERIF, LATIN),
    WebFace("fonts/source-serif-extended.woff2", *_SERIF, LATIN_EXTENDED),
    WebFace("fonts/public-sans-latin.woff2", *_SANS, LATIN),
    WebFace("fonts/public-sans-extended.woff2", *_SANS, LATIN_EXTENDED),
)


def cut(face: WebFace) -> bytes:
    """The woff2 file of a face; takes a second or two."""
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    font = TTFont(str(files(face.package) / "files" / face.source))
    options = subset.Options(hinting=False, notdef_outline=True, layout_features=FEATURES)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=code_points(face.characters))
    subsetter.subset(font)
    limits = {tag: low if low == high else (low, high) for tag, low, high in face.axes}
    font = instancer.instantiateVariableFont(font, limits)
    font.flavor = "woff2"
    with tempfile.TemporaryFile() as out:
        font.save(out)
        out.seek(0)
        return out.read()


def code_points(ranges: str) -> list[int]:
    """The code points of hexadecimal ranges: "0-FF 131"."""
    found: list[int] = []
    for part in ranges.split():
        first, _dash, last = part.partition("-")
        found += range(int(first, 16), int(last or first, 16) + 1)
    return found


def folder() -> Path:
    """Where the faces lie; another recipe is another folder."""
    recipe = hashlib.sha256(repr((FACES, FEATURES)).encode()).hexdigest()[:12]
    return Path(settings.WORK_DIR) / "webfonts" / recipe


def ensure(face: WebFace) -> Path:
    """The file of a face, made if it is missing. Safe for several processes at once: the last one's rename wins."""
    path = folder() / face.name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with os.fdopen(handle, "wb") as out:
            out.write(cut(face))
        Path(unfinished).chmod(0o644)
        Path(unfinished).replace(path)
    return path


class PackageFontFinder(BaseFinder):
    """Static files finder for FACES."""

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> str | list[str]:  # type: ignore[override]
        found = [str(ensure(face)) for face in FACES if face.name == path]
        return found if find_all else (found[0] if found else [])

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:  # type: ignore[override]
        storage = FileSystemStorage(location=str(folder()))
        storage.prefix = ""  # type: ignore[attr-defined]
        for face in FACES:
            ensure(face)
            yield face.name, storage
