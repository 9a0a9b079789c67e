"""Partnerships as arcs on the world map."""

from collections.abc import Iterable
from dataclasses import dataclass

from directory.models import Community

from .models import Partnership

Place = tuple[float, float]


@dataclass(frozen=True)
class Link:
    """Two places, each longitude and latitude."""

    a: Place
    b: Place


def newest_links(limit: int) -> list[Link]:
    """An arc from the first side to each other one, of the partnerships that came last into the directory.

    At most `limit` partnerships; sides whose place is not known are left out. Two queries.
    """
    rows = Partnership.objects.public().with_parties().order_by("-pk")[:limit]
    return [link for row in rows for link in _links([_place(party.community) for party in row.sides])]


def links_of(community: Community, partnerships: Iterable[Partnership]) -> list[Link]:
    """An arc from a community to each place that the given partnerships (of `for_list`) join it with."""
    home = _place(community)
    others = {party.community for row in partnerships for party in row.sides if party.community_id != community.pk}
    ends = [_place(other) for other in sorted(others, key=lambda other: other.sort_key)]
    return [Link(home, end) for end in ends if home and end]


def _links(places: list[Place | None]) -> list[Link]:
    home, *others = places
    return [Link(home, other) for other in others if home and other]


def _place(community: Community) -> Place | None:
    if community.longitude is None or community.latitude is None:
        return None
    return float(community.longitude), float(community.latitude)
