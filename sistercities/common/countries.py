"""Countries by name and by code."""

from django.utils.functional import Promise
from django_countries import countries

from .names import fold


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
        found = _named(last) or country_codes(last)
        return (before.strip(" ,"), found[0]) if len(found) == 1 else (text.strip(), "")
    words = text.split()
    for n in range(1, len(words)):
        if found := _named(" ".join(words[n:])):
            return " ".join(words[:n]), found[0]
    return text.strip(), ""


def _named(name: str) -> list[str]:
    """The code of the country that has exactly this name, if there is one."""
    return [code for code, label in countries if fold(str(label)) == fold(name)][:1]


def country_name(code: str) -> str | Promise:
    """The name of a country in the current language; the code itself where it is unknown."""
    return countries.name(code) or code
