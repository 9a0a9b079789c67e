"""One way to fold names, used for stored columns and for queries alike."""

import re
import unicodedata

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n", "ə": "e"}
)
_NOT_WORD = re.compile(r"[^\w]+")


def fold(text: str) -> str:
    """Lower case, no accents, marks and punctuation as single spaces; letters of other scripts stay.

    "São Paulo" -> "sao paulo", "Łódź" -> "lodz", "長崎市" -> "長崎市".
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(mark for mark in decomposed if not unicodedata.combining(mark)).translate(_LETTERS)
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFC", bare).replace("_", " ")).strip()
