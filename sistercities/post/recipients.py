"""Who gets letters on paper. Apps that know people or committees say so here in their `ready()`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from sistercities.common.countries import country_name


@dataclass(frozen=True, order=True)
class PostalAddress:
    """Where a letter on paper goes: name, the lines below it, and the country as ISO code ("" for our own)."""

    name: str
    lines: str
    country: str = ""

    def __str__(self) -> str:
        return self.name

    def on_envelope(self) -> list[str]:
        """Name, address, and the country in capitals where it is not our own."""
        lines = [line.strip() for line in (self.name, *self.lines.splitlines())]
        is_abroad = self.country and self.country != settings.ASSOCIATION_COUNTRY
        return [*filter(None, lines), *([str(country_name(self.country)).upper()] if is_abroad else [])]


Finder = Callable[[str], PostalAddress | None]
_finders: list[Finder] = []


def register_finder(finder: Finder) -> None:
    """`finder` gets an e-mail address in lower case and says where its letters go, None if it is read as e-mail."""
    _finders.append(finder)


def by_post(email: str) -> PostalAddress | None:
    """Where the letters for this e-mail address go if its reader wants them on paper."""
    found = (finder(email.strip().lower()) for finder in _finders)
    return next((address for address in found if address), None)
