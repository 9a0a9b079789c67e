"""Countries by name and by code."""

from functools import cache

from django.utils.functional import Promise
from django.utils.translation import get_language
from django_countries import countries

from .names import fold

# Names that people write and no list of countries holds.
ALSO_CALLED = {
    "uk": "GB",
    "great britain": "GB",
    "britain": "GB",
    "america": "US",
    "korea": "KR",
    "republic of korea": "KR",
    "republic of china": "TW",
    "holland": "NL",
    "burma": "MM",
    "czech republic": "CZ",
    "ivory coast": "CI",
    "turkey": "TR",
    "russian federation": "RU",
}


def country_codes(name: str) -> list[str]:
    """ISO codes of countries whose name, in the current language, holds these words; also a code itself."""
    wanted = fold(name)
    if not wanted:
        return []
    return [code for code, label in countries if wanted == code.lower() or f" {wanted}" in f" {fold(str(label))}"]


def country_at_end(text: str) -> tuple[str, str]:
    """A name and the code of the country with which it ends: "Bergen, Norway", "Bergen Norway"; "" if there is none.

    After a comma a part of the country's name is enough, if it fits only one.
    """
    before, comma, last = text.rpartition(",")
    if comma:
        named = country_named(last)
        found = [named] if named else country_codes(last)
        return (before.strip(" ,"), found[0]) if len(found) == 1 else (text.strip(), "")
    words = text.split()
    for n in range(1, len(words)):
        if code := country_named(" ".join(words[n:])):
            return " ".join(words[:n]), code
    return text.strip(), ""


def country_named(name: str) -> str:
    """The code of the country that has exactly this name, in the current language or as people write it; else ""."""
    return _codes_by_name(get_language() or "").get(fold(name), "")


@cache
def _codes_by_name(language: str) -> dict[str, str]:
    """Codes by folded name and by three letters, as they are in the language that is active."""
    codes = {(countries.alpha3(code) or "").lower(): code for code, _label in countries}
    return {**ALSO_CALLED, **codes, **{fold(str(label)): code for code, label in countries}}


def country_name(code: str) -> str | Promise:
    """The name of a country in the current language; the code itself where it is unknown."""
    return countries.name(code) or code
