"""Partnerships as a file."""

from django.conf import settings

from directory.exports import place_of
from directory.models import Community
from sistercities.common.exports import Export, Point

from .facets import in_recognition_words
from .models import Partnership


def _sides(row: Partnership) -> list[Community]:
    return [party.community for party in row.sides]


def _places(row: Partnership) -> list[Point]:
    return [point for community in _sides(row) for point in place_of(community)]


PARTNERSHIPS = Export(
    name="partnerships",
    columns={
        "sides": lambda row: [community.name for community in _sides(row)],
        "states_or_regions": lambda row: [community.subdivision_name for community in _sides(row)],
        "countries": lambda row: [str(community.country) for community in _sides(row)],
        "geonames_ids": lambda row: [str(community.geonames_id or "") for community in _sides(row)],
        "kind": lambda row: row.kind,
        "state": lambda row: row.state,
        "state_since": lambda row: str(row.state_since or ""),
        "confirmed_within_12_months": lambda row: row.is_confirmed,
        "recognition": lambda row: row.recognition,
        "address": lambda row: settings.PUBLIC_URL + row.get_absolute_url(),
    },
    places=_places,
    source=lambda filterset: in_recognition_words(filterset.qs, filterset.on_date),
)
