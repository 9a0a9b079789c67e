"""The links of the desk: the queue, and the pages that features add in `ready()`."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True, order=True)
class DeskLink:
    """A page of the desk: lower `order` comes first, `route` is its route name."""

    order: int
    route: str
    label: str | Promise


_links: list[DeskLink] = []


def register_link(route: str, label: str | Promise, *, order: int) -> None:
    """Add a page to the links of the desk. A second link to a route is a programming error."""
    if route in {link.route for link in _links}:
        raise ValueError(f"The desk already links to {route!r}.")
    _links.append(DeskLink(order, route, label))


def desk_links(path: str) -> list[dict[str, object]]:
    """Label, address and whether it is the page at `path` or one below it, in order."""
    addresses = [(link.label, reverse(link.route)) for link in sorted(_links)]
    here = max((url for _label, url in addresses if path.startswith(url)), key=len, default="")
    return [{"label": label, "url": url, "is_current": url == here} for label, url in addresses]
