"""Searches that name one record: whichever list is searched, they lead to its page. Apps register in `ready()`."""

from collections.abc import Callable

# The address of the page that these words name, "" if they name none.
Shortcut = Callable[[str], str]
_shortcuts: list[Shortcut] = []


def register_shortcut(find: Shortcut) -> Shortcut:
    """Let `find` be asked about the words of every search of a public list."""
    _shortcuts.append(find)
    return find


def shortcut_for(text: str) -> str:
    """The address of the one page that the words of a search name; "" if they are to be searched for."""
    asked = text.strip()
    return next((address for find in _shortcuts if asked and (address := find(asked))), "")
