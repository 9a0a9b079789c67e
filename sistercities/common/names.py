"""Names: one way to fold them, for stored columns and queries alike, and one way to put sides in a line."""

import re
import unicodedata
from collections.abc import Iterable

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n", "ə": "e"}
)
_NOT_WORD = re.compile(r"[^\w]+")
_APOSTROPHES = re.compile("['\u2018\u2019\u02bb\u02bc\u02bf\u02be`\u00b4]")
# How one word is written in many ways: "St. Louis", "Saint Louis", "Sankt Gallen"; "Mt. Vernon".
_SAME_WORDS = {"st": "saint", "sankt": "saint", "sint": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}
# Said before a name without being part of it: "City of Portland".
_BEFORE_NAMES = re.compile(r"^(?:the )?(?:city|town|village|municipality|borough|township|metropolitan city) of (?=\w)")
# What stands between the sides of a partnership, wherever it is named in a line.
SIDES_APART = " – "


def fold(text: str) -> str:
    """Lower case, no accents, marks and punctuation as single spaces; letters of other scripts stay.

    "São Paulo" -> "sao paulo", "Łódź" -> "lodz", "長崎市" -> "長崎市".
    """
    if text.isascii():
        return _NOT_WORD.sub(" ", text.lower().replace("_", " ")).strip()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(mark for mark in decomposed if not unicodedata.combining(mark)).translate(_LETTERS)
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFC", bare).replace("_", " ")).strip()


def name_key(text: str) -> str:
    """The name of a community as searches compare it: folded, and one spelling where usage knows several.

    "St. Louis" and "Saint Louis" -> "saint louis", "City of Xi'an" and "Xian" -> "xian", "Mt Vernon" -> "mount vernon".
    """
    words = fold(_APOSTROPHES.sub("", text)).split()
    return _BEFORE_NAMES.sub("", " ".join(_SAME_WORDS.get(word, word) for word in words))


def sides_in_line(names: Iterable[str]) -> str:
    """The sides of a partnership in their order: "Seattle – Kobe", "Boring – Dull – Bland"."""
    return SIDES_APART.join(names)
