"""Links of signed-in pages: one app owns a navigation, others add their pages to it in `ready()`."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True, order=True)
class Link:
    """A page: lower `order` comes first, `route` is its route name."""

    order: int
    route: str
    label: str | Promise


class Navigation:
    """The links of one area, in order."""

    def __init__(self) -> None:
        self._links: list[Link] = []

    def register(self, route: str, label: str | Promise, *, order: int) -> None:
        """Add a page. A second link to a route is a programming error (ValueError)."""
        if route in {link.route for link in self._links}:
            raise ValueError(f"There is already a link to {route!r}.")
        self._links.append(Link(order, route, label))

    def links(self, path: str) -> list[dict[str, object]]:
        """Label, address and whether it is the page at `path` or one below it."""
        addresses = [(link.label, reverse(link.route)) for link in sorted(self._links)]
        here = max((url for _label, url in addresses if path.startswith(url)), key=len, default="")
        return [{"label": label, "url": url, "is_current": url == here} for label, url in addresses]
