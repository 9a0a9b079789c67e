"""The one list of fonts that an agreement PDF may use, and which characters they can draw.

Noto from Debian covers the writing systems of the world's cities; six faces of our own carry the
certificate itself. Installation, container image, start-up check, glyph check and renderer all read
this list, so a character is either drawn the same on every machine or refused everywhere.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

NOTO_CORE, NOTO_CJK = "fonts-noto-core", "fonts-noto-cjk"
DEBIAN_PACKAGES = (NOTO_CORE, NOTO_CJK)
FOLDERS = {
    NOTO_CORE: Path("/usr/share/fonts/truetype/noto"),
    NOTO_CJK: Path("/usr/share/fonts/opentype/noto"),
}


@dataclass(frozen=True)
class FontFile:
    """A font file and the Debian package that brings it; "" for the faces that are cut from our own packages."""

    name: str
    package: str

    @property
    def path(self) -> Path:
        if self.package:
            return FOLDERS[self.package] / self.name
        from . import typefaces  # its libraries take half a second that most processes never need

        return typefaces.ensure(self.name)


def _noto(styles: str, families: str) -> Iterator[FontFile]:
    for family in families.split():
        for style in styles.split():
            yield FontFile(f"Noto{family}-{style}.ttf", NOTO_CORE)


ALLOWED: tuple[FontFile, ...] = (
    FontFile("SourceSerif4-Regular.ttf", ""),
    FontFile("SourceSerif4-Bold.ttf", ""),
    FontFile("SourceSerif4-Italic.ttf", ""),
    FontFile("SourceSerif4Display-Regular.ttf", ""),
    FontFile("PublicSans-Regular.ttf", ""),
    FontFile("PublicSans-Bold.ttf", ""),
    *_noto("Regular Bold Italic BoldItalic", "Serif Sans"),
    FontFile("NotoSerifCJK-Regular.ttc", NOTO_CJK),
    FontFile("NotoSerifCJK-Bold.ttc", NOTO_CJK),
    *_noto("Regular Bold", "NaskhArabic NastaliqUrdu SerifHebrew SerifArmenian SerifGeorgian SerifEthiopic"),
    *_noto("Regular Bold", "SerifDevanagari SerifBengali SerifGujarati SerifGurmukhi SerifKannada SerifMalayalam"),
    *_noto("Regular Bold", "SerifTamil SerifTelugu SerifSinhala SansOriya SansMeeteiMayek SansOlChiki"),
    *_noto("Regular Bold", "SerifThai SerifLao SerifKhmer SerifMyanmar SerifTibetan SansJavanese SansSundanese"),
    *_noto("Regular Bold", "SansThaana SansAdlam SansCherokee SansCanadianAboriginal SansLisu SansCham SansSymbols"),
    *_noto("Regular", "SerifBalinese SansMongolian SansYi SansTaiLe SansNewTaiLue SansBuginese SansLepcha SansLimbu"),
    *_noto("Regular", "SansSyriac SansTifinagh SansNKo SansVai SansOsage SansHanifiRohingya SansCoptic"),
    *_noto("Regular", "SansSymbols2 SansMath"),
)

# Characters that draw nothing by themselves: direction, joining, line breaking, choice of a variant.
_DRAW_NOTHING = frozenset(
    [*"\t\n\r\u00ad\u034f\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"]
    + [chr(code) for start, end in ((0x202A, 0x202E), (0x2066, 0x2069)) for code in range(start, end + 1)]
    + [chr(code) for start, end in ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF)) for code in range(start, end + 1)]
)


def missing_files(wanted: Iterable[FontFile] = ALLOWED) -> list[FontFile]:
    """Those of the wanted files that this machine lacks."""
    return [font for font in wanted if not font.path.is_file()]


def missing_glyphs(text: str) -> list[int]:
    """The code points of `text` that no allowed font can draw, each once, in order of appearance.

    Private use characters count as missing even where a font has one: they mean something else on
    every computer. So do control characters other than tab and line ends, and Unicode's line separators,
    on which the renderer stumbles.
    """
    drawable = _drawable()
    missing = (ord(mark) for mark in dict.fromkeys(text) if mark not in _DRAW_NOTHING)
    return [code for code in missing if not drawable[code >> 3] >> (code & 7) & 1]


def describe(codepoint: int) -> str:
    """The usual way to name a code point, for instance U+E123."""
    return f"U+{codepoint:04X}"


@cache
def _drawable() -> bytes:
    """One bit for each code point, 139 kB: set where an allowed font has a glyph. Read once a process.

    Upright regular faces decide: where a bold or italic face lacks a glyph, they step in.
    """
    regular = (font.path for font in ALLOWED if "-Regular." in font.name)
    bits = bytearray(0x110000 // 8)
    for codepoint in set().union(*map(_codepoints, regular)):
        if unicodedata.category(chr(codepoint)) not in ("Cc", "Co", "Cs", "Zl", "Zp"):
            bits[codepoint >> 3] |= 1 << (codepoint & 7)
    return bytes(bits)


def _codepoints(path: Path) -> set[int]:
    """What the font, or all the fonts of a collection, map to a glyph."""
    from fontTools.ttLib import TTCollection, TTFont  # half a second that most processes never need

    with TTCollection(path, lazy=True) if path.suffix == ".ttc" else TTFont(path, lazy=True) as opened:
        fonts = opened.fonts if isinstance(opened, TTCollection) else [opened]
        return {codepoint for font in fonts for codepoint in font.getBestCmap() or ()}
