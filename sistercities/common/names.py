"""Names: one way to fold them, for stored columns and queries alike, and one way to put sides in a line."""

import re
import unicodedata
from collections.abc import Iterable

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n", "ə": "e"}
)
_NOT_WORD = re.compile(r"[^\w]+")
# What stands between the sides of a partnership, wherever it is named in a line.
SIDES_APART = " – "


def fold(text: str) -> str:
    """Lower case, no accents, marks and punctuation as single spaces; letters of other scripts stay.

    "São Paulo" -> "sao paulo", "Łódź" -> "lodz", "長崎市" -> "長崎市".
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(mark for mark in decomposed if not unicodedata.combining(mark)).translate(_LETTERS)
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFC", bare).replace("_", " ")).strip()


def sides_in_line(names: Iterable[str]) -> str:
    """The sides of a partnership in their order: "Seattle – Kobe", "Boring – Dull – Bland"."""
    return SIDES_APART.join(names)
