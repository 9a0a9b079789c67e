"""Makes the static faces of the PDF from the variable fonts of two packages.

`python -m sistercities.common.typefaces static/pdf/fonts` writes the files anew. They are kept in the
repository because cutting a face takes seconds and a PDF must not wait for it, nor depend on which
named instance a font library picks.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FEATURES = ["kern", "liga", "mark", "mkmk", "ccmp", "locl", "lnum", "onum", "tnum", "pnum", "smcp", "c2sc", "case"]


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
    """The static font of `face`, with its names and without features that the PDF does not use."""
    font = TTFont(str(files(face.package) / "files" / face.source))
    font = instancer.instantiateVariableFont(font, face.axes)
    options = subset.Options(hinting=False, notdef_outline=True, glyph_names=False, layout_features=FEATURES)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=list(font.getBestCmap()))
    subsetter.subset(font)
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


def write_faces(folder: Path) -> None:
    """Write every face, and the licences under which they stand, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        cut(face).save(folder / face.file_name)
    for package in (_SERIF, _SANS):
        licence = (files(package) / "LICENSE").read_text(encoding="utf-8")
        (folder / f"LICENSE-{package.removeprefix('fontpkg_')}.txt").write_text(licence, encoding="utf-8")


if __name__ == "__main__":
    write_faces(Path(sys.argv[1]))
