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


def country_name(code: str) -> str | Promise:
    """The name of a country in the current language; the code itself where it is unknown."""
    return countries.name(code) or code
