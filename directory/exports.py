"""The directory as a file."""

from django.conf import settings

from sistercities.common.exports import Export, Point

from .models import Community


def place_of(community: Community) -> list[Point]:
    """Its longitude and latitude, where they are known."""
    if community.longitude is None or community.latitude is None:
        return []
    return [(float(community.longitude), float(community.latitude))]


DIRECTORY = Export(
    name="directory",
    columns={
        "name": lambda row: row.name,
        "native_name": lambda row: row.native_name,
        "native_language": lambda row: row.native_language,
        "kind": lambda row: row.level,
        "state_or_region": lambda row: row.subdivision_name,
        "state_or_region_code": lambda row: row.subdivision_code,
        "country": lambda row: str(row.country),
        "people": lambda row: row.population,
        "people_year": lambda row: row.population_year,
        "member": lambda row: row.is_member,
        "geonames_id": lambda row: row.geonames_id,
        "wikidata_id": lambda row: row.wikidata_id,
        "website": lambda row: row.website,
        "source": lambda row: row.source,
        "address": lambda row: settings.PUBLIC_URL + row.get_absolute_url(),
    },
    places=place_of,
    source=lambda filterset: filterset.qs,
)
