"""What staff have looked up about communities."""

from collections.abc import Collection
from dataclasses import dataclass

from .choices import MET, Check, Outcome
from .models import Community, RealityCheck

PAGE_OF_PLACE = "https://www.geonames.org/{}/"


@dataclass(frozen=True)
class CheckState:
    """One of the checks of a community; `row` is None while nobody has made it."""

    kind: Check
    row: RealityCheck | None

    @property
    def is_met(self) -> bool:
        return self.row is not None and self.row.outcome in MET

    @property
    def is_unreal(self) -> bool:
        """Somebody looked, and it is not a real government."""
        return self.row is not None and self.row.outcome == Outcome.NOT_REAL


def checks_of(communities: Collection[Community]) -> dict[int, list[CheckState]]:
    """Every check of each of these communities, by its key, in their order: one query."""
    rows = RealityCheck.objects.filter(community__in=[community.pk for community in communities])
    found = {(row.community_id, row.check_kind): row for row in rows.select_related("checked_by")}
    return {
        community.pk: [CheckState(kind, found.get((community.pk, kind.value))) for kind in Check]
        for community in communities
    }


def gazetteer_page(community: Community) -> str:
    """The page of the gazetteer about this community; "" where its place there is not known."""
    return PAGE_OF_PLACE.format(community.geonames_id) if community.geonames_id else ""
