"""The languages that a form offers for a name or a text, as tags with a label that its speakers can read."""

from functools import cache

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@cache
def _offered() -> tuple[tuple[str, str, str], ...]:
    """Tag, English name, own name, one row per tag that Django describes in full."""
    rows = ((tag, info.get("name", ""), info.get("name_local", "")) for tag, info in LANG_INFO.items())
    return tuple(sorted((row for row in rows if row[1] and row[2]), key=lambda row: row[1].casefold()))


def language_name(tag: str) -> str:
    """The language's name for readers of the current language; the tag itself if it is not one that we offer."""
    names = {offered: name for offered, name, _own in _offered()}
    return _(names[tag]) if tag in names else tag


def language_choices() -> list[tuple[str, str]]:
    """(tag, "Japanese - 日本語") for a select, in the order of the English names, with an empty line first."""
    lines = [(tag, name if name == own else f"{name} - {own}") for tag, name, own in _offered()]
    return [("", str(gettext_lazy("Choose a language"))), *lines]
