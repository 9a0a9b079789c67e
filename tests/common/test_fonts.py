"""The one font list: it is installed, it agrees with the packages, and it knows what it cannot draw."""

import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from sistercities.common import checks, fonts, typefaces

ROOT = Path(fonts.__file__).resolve().parents[2]


def test_every_file_of_the_list_is_on_this_machine_and_stands_in_it_once():
    assert fonts.missing_files() == []
    assert len({font.path for font in fonts.ALLOWED}) == len(fonts.ALLOWED)


def test_the_list_of_system_packages_brings_the_same_font_packages():
    listed = (ROOT / "requirements" / "system.txt").read_text(encoding="utf-8").splitlines()
    packages = [line.split()[0] for line in listed if line.startswith("fonts-")]
    assert sorted(packages) == sorted(fonts.DEBIAN_PACKAGES)
    assert {font.package for font in fonts.ALLOWED} == {"", *fonts.DEBIAN_PACKAGES}


def test_start_up_check_is_silent_here_and_names_file_and_package_where_one_is_missing():
    assert checks.fonts_are_installed() == []
    [error] = checks.complaints(fonts.missing_files([fonts.FontFile("NotoSansLost.ttf", fonts.NOTO_CORE)]))
    assert error.id == "common.E001"
    assert "NotoSansLost.ttf" in error.msg
    assert error.hint == "apt-get install fonts-noto-core"


@pytest.mark.parametrize(
    "text",
    [
        "Zażółć gęślą jaźń, São Paulo, Đà Nẵng, Владивосток, Αθήνα",
        "神戸市 𠮷野家 長崎 臺北市 上海 서울특별시",
        "أربيل لاہور תל אביב नई दिल्ली กรุงเทพฯ தமிழ் አዲስ አበባ Երևան თბილისი ᏣᎳᎩ",
        "tabs\tand\r\nlines",
        "می\u200cخواهد क्\u200dष \u200eleft\u200f \u2067isolated\u2069 soft\u00adhyphen \ufeff",
        "葛\U000e0100城 ☎\ufe0e №1 ½ © ★",
    ],
    ids=["latin, cyrillic, greek", "east asian", "other scripts", "white space", "format", "variants and symbols"],
)
def test_writing_of_the_world_has_glyphs(text):
    assert fonts.missing_glyphs(text) == []


@pytest.mark.parametrize(
    ("codepoint", "name"),
    [
        (0xE123, "U+E123"),
        (0xF8FF, "U+F8FF"),
        (0x20000, "U+20000"),
        (0x30000, "U+30000"),
        (0x1F600, "U+1F600"),
        (0x07, "U+0007"),
        (0x2028, "U+2028"),
        (0xFFFF, "U+FFFF"),
    ],
    ids=["private use", "private use with a glyph in some fonts", "CJK extension B", "CJK extension G", "emoji",
         "control", "line separator", "no character"],
)  # fmt: skip
def test_what_cannot_be_drawn_is_named(codepoint, name):
    assert fonts.missing_glyphs(f"Kobe {chr(codepoint)} 神戸 {chr(codepoint)}") == [codepoint]
    assert fonts.describe(codepoint) == name


def test_missing_characters_come_in_order_of_appearance():
    assert fonts.missing_glyphs("\U00020000a\ue123b\U00020000") == [0x20000, 0xE123]


def test_han_characters_in_the_list_are_a_part_of_extension_b_only():
    """Guards the sample above: a newer font may draw U+20000 one day, then another one has to be chosen."""
    extension = [chr(code) for code in range(0x20000, 0x2A6E0) if unicodedata.category(chr(code)) == "Lo"]
    missing = fonts.missing_glyphs("".join(extension))
    assert 0 < len(extension) - len(missing) < len(missing)


def test_own_faces_are_cut_when_they_are_first_asked_for(settings, tmp_path):
    settings.WORK_DIR = tmp_path
    own = [font for font in fonts.ALLOWED if not font.package]
    assert {face.file_name for face in typefaces.FACES} == {font.name for font in own}
    path = next(font for font in own if font.name == "PublicSans-Bold.ttf").path
    assert path.is_relative_to(tmp_path)
    with TTFont(path) as face:
        assert "fvar" not in face
        names = [face["name"].getDebugName(name_id) for name_id in (1, 2, 6)]
    assert names == ["Public Sans", "Bold", "Public-Sans-Bold"]
    made = path.stat().st_mtime_ns
    assert typefaces.ensure("PublicSans-Bold.ttf").stat().st_mtime_ns == made
