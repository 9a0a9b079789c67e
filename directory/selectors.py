"""What pages show of a community."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from .models import Committee, Community, CommunityName, Membership, OfficeHolder, Place
from .searching import Wanted

SUGGESTED_COMMUNITIES, SUGGESTED_PLACES = 6, 3
# Shorter words fit half the world, unless they are written in a script where two signs are a name.
FEWEST_LETTERS = 2


@dataclass(frozen=True)
class CommunityFacts:
    """Public facts of one community on a day. `member_since` is the first day of the unbroken present membership."""

    other_names: list[CommunityName]
    committees: list[Committee]
    heads: list[OfficeHolder]
    memberships: list[Membership]
    member_since: dt.date | None

    @property
    def has_no_committee_left(self) -> bool:
        """Whether every committee that looked after it is dissolved."""
        return bool(self.committees) and all(committee.dissolved_on for committee in self.committees)


def community_facts(community: Community, *, on_date: dt.date) -> CommunityFacts:
    """Everything public that the directory itself knows, in four queries."""
    memberships = list(Membership.objects.filter(community=community).order_by("period"))
    return CommunityFacts(
        other_names=list(
            CommunityName.objects.filter(community=community)
            .exclude(name__in=[community.name, community.native_name])
            .order_by("folded", "language", "pk")
        ),
        committees=list(community.committees.order_by("name", "pk")),
        heads=list(community.office_holders.filter(is_head=True, term__contains=on_date).order_by("title", "pk")),
        memberships=memberships,
        member_since=_member_since(memberships, on_date),
    )


def _member_since(memberships: list[Membership], on_date: dt.date) -> dt.date | None:
    """The beginning of the stretch of periods, without a gap, that holds this day; None outside, or if not known."""
    start: dt.date | None = None
    end: dt.date | None = dt.date.min
    for lower, upper in ((row.period.lower, row.period.upper) for row in memberships):
        if lower and lower > on_date:
            break
        if end is not None and lower and lower > end:
            start, end = lower, upper
        elif end is not None:
            end = upper and max(end, upper)
    return start if end is None or end > on_date else None


@dataclass(frozen=True)
class Suggestions:
    """What a search offers while somebody types. `are_similar`: nothing has this name, these are written nearly so."""

    communities: list[Community]
    places: list[Place]
    are_similar: bool = False


def suggestions(text: str) -> Suggestions:
    """Communities of the directory under these words, then places that are not in it; similar ones if there is none."""
    if len(text.strip()) < FEWEST_LETTERS:
        return Suggestions([], [])
    wanted, directory, others = Wanted(text), Community.objects.public().current(), Place.objects.not_in_directory()
    communities = list(directory.search(wanted).by_closeness(wanted)[:SUGGESTED_COMMUNITIES])
    places = list(others.search(wanted).by_closeness(wanted)[:SUGGESTED_PLACES])
    if communities or places:
        return Suggestions(communities, places)
    return Suggestions(
        list(directory.similar(wanted)[:SUGGESTED_COMMUNITIES]),
        list(others.similar(wanted)[:SUGGESTED_PLACES]),
        are_similar=True,
    )
