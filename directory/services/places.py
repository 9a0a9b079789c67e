"""Communities for places of the gazetteer, many at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify

from directory.choices import Level, NameKind
from directory.models import Community, CommunityName, Place, PlaceName
from sistercities.common.countries import country_name
from sistercities.common.names import fold, name_key
from sistercities.common.slugs import free_slugs

from .communities import slugs_in_use

GEONAMES = "GeoNames"
# The gazetteer calls each of these a city.
TOWNS = {Level.CITY, Level.TOWN, Level.VILLAGE, Level.BOROUGH, Level.METROPOLITAN}


def communities_of_places(place_ids: Collection[int]) -> dict[int, int]:
    """By GeoNames id, the community that a place is in the directory; places that it does not know are left out.

    One that was merged counts as the one that it was merged into. A community without GeoNames id is the place where
    name, kind and country are the same, the state too where both give one, and no other one of that name is there.
    """
    found = {
        geonames_id: pk
        for geonames_id, pk in Community.objects.filter(geonames_id__in=place_ids).values_list("geonames_id", "pk")
        if geonames_id is not None
    }
    found |= _by_name([pk for pk in place_ids if pk not in found])
    rows = Community.objects.exclude(merged_into=None).values_list("pk", "merged_into")
    merged = {pk: into for pk, into in rows if into is not None}
    return {place_id: _end_of(pk, merged) for place_id, pk in found.items()}


@transaction.atomic
def add_communities_of_places(*, place_ids: Sequence[int]) -> dict[int, Community]:
    """Add the communities of these places of the gazetteer, with its names and facts; by GeoNames id.

    The caller has looked that none of them is there. A fixed number of queries.
    """
    places = {row.pk: row for row in Place.objects.filter(pk__in=place_ids)}
    ordered = [places[pk] for pk in dict.fromkeys(place_ids)]
    slugs = free_slugs([_slugs(place) for place in ordered], slugs_in_use)
    rows = Community.objects.bulk_create(_community(place, slug) for place, slug in zip(ordered, slugs, strict=True))
    by_place = {row.geonames_id: row for row in rows if row.geonames_id}
    CommunityName.objects.bulk_create(_names(by_place))
    return by_place


def _by_name(place_ids: Collection[int]) -> dict[int, int]:
    """Communities that nobody gave a GeoNames id, by the place that they must be."""
    places = list(Place.objects.filter(pk__in=place_ids))
    rows = Community.objects.filter(geonames_id=None, sort_key__in={place.sort_key for place in places})
    named: dict[tuple[str, str], list[Community]] = defaultdict(list)
    for row in rows:
        named[row.sort_key, str(row.country)].append(row)
    found = {}
    for place in places:
        same = [row for row in named[place.sort_key, str(place.country)] if _is_same(row, place)]
        if len(same) == 1:
            found[place.pk] = same[0].pk
    return found


def _is_same(row: Community, place: Place) -> bool:
    kinds = {row.level, place.level}
    if row.level != place.level and not kinds <= TOWNS:
        return False
    if row.subdivision_code and place.subdivision_code:
        return row.subdivision_code == place.subdivision_code
    states = {fold(row.subdivision_name), fold(place.subdivision_name)} - {""}
    return len(states) == 1 if place.country == settings.ASSOCIATION_COUNTRY else len(states) < 2


def _end_of(pk: int, merged: Mapping[int, int]) -> int:
    seen = set()
    while pk in merged and pk not in seen:
        seen.add(pk)
        pk = merged[pk]
    return pk


def _community(place: Place, slug: str) -> Community:
    return Community(
        name=place.name,
        slug=slug,
        sort_key=place.sort_key,
        level=place.level,
        country=place.country,
        subdivision_code=place.subdivision_code,
        subdivision_name=place.subdivision_name,
        latitude=place.latitude,
        longitude=place.longitude,
        population=place.population,
        population_source=GEONAMES if place.population else "",
        time_zone=place.time_zone,
        geonames_id=place.pk,
        source=GEONAMES,
    )


def _slugs(place: Place) -> list[str]:
    """ "portland-oregon"; "friedberg-germany", then "friedberg-hesse-germany"; the last one nobody else has."""
    country = "" if place.country == settings.ASSOCIATION_COUNTRY else str(country_name(str(place.country)))
    short = country or place.subdivision_name or str(country_name(str(place.country)))
    stems = [_slug(place, short), _slug(place, f"{place.subdivision_name} {country}")]
    return [*dict.fromkeys(stems), f"{stems[0]}-{place.pk}"]


def _slug(place: Place, tail: str) -> str:
    return slugify(fold(f"{place.name} {tail}"))[:100] or f"community-{place.country}".lower()


def _names(by_place: Mapping[int, Community]) -> Iterable[CommunityName]:
    """Every name of the gazetteer, each spelling once; the main one as it stands on the community."""
    main: dict[int, str] = {}
    for place_id, row in by_place.items():
        main[place_id] = name_key(row.name)
        yield CommunityName(community=row, name=row.name, folded=main[place_id], language="en", kind=NameKind.MAIN)
    names = PlaceName.objects.filter(place__in=by_place).values_list("place_id", "name", "folded")
    for place_id, name, folded in names:
        if folded != main[place_id]:
            yield CommunityName(community=by_place[place_id], name=name, folded=folded, kind=NameKind.OTHER)
