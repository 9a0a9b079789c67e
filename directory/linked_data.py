"""Communities and partnerships in the words of schema.org, for programs that read pages."""

from typing import Any

from django.conf import settings

from .choices import Level
from .models import Community

# Cities and towns are "City" there; everything larger is an area.
CITIES = (Level.CITY, Level.TOWN, Level.VILLAGE, Level.BOROUGH, Level.METROPOLITAN)


def described(community: Community, other_names: list[str] | None = None) -> dict[str, Any]:
    """A community as a schema.org City or AdministrativeArea, with nothing that its page does not show."""
    facts: dict[str, Any] = {
        "@type": "City" if community.level in CITIES else "AdministrativeArea",
        "name": community.name,
        "url": settings.PUBLIC_URL + community.get_absolute_url(),
        "containedInPlace": _inside(community),
    }
    if names := [name for name in (community.native_name, *(other_names or [])) if name]:
        facts["alternateName"] = names
    if community.latitude is not None:
        facts["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(community.latitude),
            "longitude": float(community.longitude or 0),
        }
    same = [
        *([f"https://www.geonames.org/{community.geonames_id}/"] if community.geonames_id else []),
        *([f"https://www.wikidata.org/wiki/{community.wikidata_id}"] if community.wikidata_id else []),
        *([community.website] if community.website else []),
    ]
    return {**facts, **({"sameAs": same} if same else {})}


def _inside(community: Community) -> dict[str, Any]:
    country = {"@type": "Country", "identifier": str(community.country)}
    if not community.subdivision_name:
        return country
    return {"@type": "AdministrativeArea", "name": community.subdivision_name, "containedInPlace": country}
