"""Words of a search that may name two communities at once."""

import re

from sistercities.common.names import fold

# What people write between two places.
JOINTS = frozenset({"and", "with", "&", "+", "/", "-", "–", "—", "y", "et", "und"})
_LONG_DASH = re.compile("([–—])")
MOST_WORDS = 10


def without_joints(text: str) -> list[str]:
    """The words of a search, without what stands between two places: "Seattle and Kobe" -> ["Seattle", "Kobe"]."""
    return [word for word in _words(text) if word.casefold() not in JOINTS]


def halves(text: str) -> list[tuple[str, str]]:
    """Where the text may be cut into two places: at the joints if there are any, else between any two words.

    "Seattle - Kobe" -> [("Seattle", "Kobe")]; "New York Tokyo" -> [("New", "York Tokyo"), ("New York", "Tokyo")].
    """
    words = _words(text)[:MOST_WORDS]
    joints = [n for n, word in enumerate(words) if word.casefold() in JOINTS]
    cuts = [(words[:n], words[n + 1 :]) for n in joints] or [(words[:n], words[n:]) for n in range(1, len(words))]
    pairs = [(" ".join(left), " ".join(right)) for left, right in cuts]
    return [(left, right) for left, right in pairs if fold(left) and fold(right)]


def _words(text: str) -> list[str]:
    return _LONG_DASH.sub(r" \1 ", text).split()
