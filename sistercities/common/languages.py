"""The languages that a form offers for a name or a text, as tags with a label that its speakers can read."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from babel.languages import get_official_languages
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Where the name of a language leaves open how it is written: the tags that say so.
_WRITTEN_AS = {"zh": ("zh-hans", "zh-hant"), "no": ("nb", "nn")}


@cache
def _offered() -> tuple[tuple[str, str, str], ...]:
    """Tag, English name, own name, one row per tag that Django describes in full."""
    rows = ((tag, info.get("name", ""), info.get("name_local", "")) for tag, info in LANG_INFO.items())
    return tuple(sorted((row for row in rows if row[1] and row[2]), key=lambda row: row[1].casefold()))


def language_name(tag: str) -> str:
    """The language's name for readers of the current language; the tag itself if it is not one that we offer."""
    names = {offered: name for offered, name, _own in _offered()}
    return _(names[tag]) if tag in names else tag


def language_choices(countries: Iterable[str] = ()) -> list[tuple[str, Any]]:
    """(tag, "Japanese - 日本語") for a select, in the order of the English names, with an empty line first.

    The official languages of these countries (ISO codes) come before all others, in a group of their own.
    """
    lines = {tag: name if name == own else f"{name} - {own}" for tag, name, own in _offered()}
    empty, first = ("", str(gettext_lazy("Choose a language"))), official_languages(countries)
    if not first:
        return [empty, *lines.items()]
    rest = [(tag, label) for tag, label in lines.items() if tag not in first]
    return [
        empty,
        (str(gettext_lazy("Official there")), [(tag, lines[tag]) for tag in first]),
        (str(gettext_lazy("All others")), rest),
    ]


def official_languages(countries: Iterable[str]) -> list[str]:
    """Tags, as we offer them, of the official languages of these countries, the most spoken first."""
    offered = {tag for tag, _name, _own in _offered()}
    tags: list[str] = []
    for country in countries:
        for language in get_official_languages(country, de_facto=True):
            tag = language.lower().replace("_", "-")
            tags += [other for other in (tag, *_WRITTEN_AS.get(tag, ())) if other in offered]
    return list(dict.fromkeys(tags))
