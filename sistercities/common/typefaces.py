"""Makes the static faces of the PDF from the variable fonts of two packages.

Nothing is kept in the repository: each face is cut once, when it is first asked for, into a folder of the installation
named by the recipe. Static faces, because cutting one takes longer than a PDF may, and because a PDF must not depend on
which named instance a font library picks.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from django.conf import settings
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from .finders import LATIN, LATIN_EXTENDED, code_points

FEATURES = ["kern", "liga", "mark", "mkmk", "ccmp", "locl", "lnum", "onum", "tnum", "pnum", "case"]


@dataclass(frozen=True)
class Face:
    """One static face: where it comes from, where on the axes it lies, what it is called."""

    file_name: str
    package: str
    source: str
    axes: dict[str, float]
    family: str
    style: str


_FAMILY, _DISPLAY = "Source Serif 4", "Source Serif 4 Display"
_SERIF, _SANS = "fontpkg_source_serif_4", "fontpkg_public_sans"
_UPRIGHT, _ITALIC = "SourceSerif4[opsz,wght].ttf", "SourceSerif4-Italic[opsz,wght].ttf"
FACES = (
    Face("SourceSerif4-Regular.ttf", _SERIF, _UPRIGHT, {"opsz": 12, "wght": 400}, _FAMILY, "Regular"),
    Face("SourceSerif4-Bold.ttf", _SERIF, _UPRIGHT, {"opsz": 12, "wght": 620}, _FAMILY, "Bold"),
    Face("SourceSerif4-Italic.ttf", _SERIF, _ITALIC, {"opsz": 12, "wght": 400}, _FAMILY, "Italic"),
    Face("SourceSerif4Display-Regular.ttf", _SERIF, _UPRIGHT, {"opsz": 48, "wght": 400}, _DISPLAY, "Regular"),
    Face("PublicSans-Regular.ttf", _SANS, "PublicSans[wght].ttf", {"wght": 400}, "Public Sans", "Regular"),
    Face("PublicSans-Bold.ttf", _SANS, "PublicSans[wght].ttf", {"wght": 650}, "Public Sans", "Bold"),
)  # fmt: skip


def cut(face: Face) -> TTFont:
    """The static font of `face`: Latin letters (other scripts come from Noto), and the features that a PDF uses.

    Letters are dropped before the font is made static: kerning of what stays is a fraction of the work.
    """
    font = TTFont(str(files(face.package) / "files" / face.source))
    options = subset.Options(hinting=False, notdef_outline=True, glyph_names=False, layout_features=FEATURES)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=code_points(f"{LATIN} {LATIN_EXTENDED}"))
    subsetter.subset(font)
    font = instancer.instantiateVariableFont(font, face.axes)
    _name(font, face)
    return font


def _name(font: TTFont, face: Face) -> None:
    """Family, style and weight class as the four standard styles, so that every library agrees."""
    table = font["name"]
    full = f"{face.family} {face.style}"
    names = {1: face.family, 2: face.style, 3: full, 4: full, 6: full.replace(" ", "-")}
    for name_id in (*names, 16, 17, 21, 22, 25):
        table.removeNames(nameID=name_id)
    for name_id, text in names.items():
        table.setName(text, name_id, 3, 1, 0x409)
    is_bold, is_italic = face.style == "Bold", face.style == "Italic"
    font["OS/2"].usWeightClass = 700 if is_bold else 400
    font["OS/2"].fsSelection = 0x20 if is_bold else 0x01 if is_italic else 0x40
    font["head"].macStyle = 1 if is_bold else 2 if is_italic else 0


def folder() -> Path:
    """Where the faces lie; another recipe is another folder."""
    recipe = hashlib.sha256(repr((FACES, FEATURES)).encode()).hexdigest()[:12]
    return Path(settings.WORK_DIR) / "typefaces" / recipe


def ensure(file_name: str) -> Path:
    """The file of a face, made if it is missing. Safe for several processes at once: the last one's rename wins."""
    path = folder() / file_name
    if not path.exists():
        face = next(face for face in FACES if face.file_name == file_name)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with os.fdopen(handle, "wb") as out:
            cut(face).save(out)
        Path(unfinished).chmod(0o644)
        Path(unfinished).replace(path)
    return path
