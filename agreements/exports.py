"""The register as a file: founding entries."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from directory.exports import place_of
from sistercities.common.exports import Export, Point

from .models import RegistryEntry


def _places(entry: RegistryEntry) -> list[Point]:
    return [point for party in entry.partnership.sides for point in place_of(party.community)]


def _address(route: str, value: str) -> str:
    return settings.PUBLIC_URL + reverse(route, args=[value])


REGISTER = Export(
    name="register",
    columns={
        "number": lambda row: row.number,
        "sides": lambda row: [party.community.name for party in row.partnership.sides],
        "countries": lambda row: [str(party.community.country) for party in row.partnership.sides],
        "kind_of_document": lambda row: row.kind,
        "received_on": lambda row: row.received_on.isoformat(),
        "recorded_on": lambda row: timezone.localdate(row.recorded_at).isoformat(),
        "hash": lambda row: row.hash,
        "address": lambda row: settings.PUBLIC_URL + row.get_absolute_url(),
        "entry_json": lambda row: _address("registry_entry_json", row.number),
        "verify": lambda row: _address("verify_code", row.code),
    },
    places=_places,
    source=lambda filterset: filterset.qs,
)
