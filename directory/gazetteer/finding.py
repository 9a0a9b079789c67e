"""Resolve many names at once: the candidates of a whole batch in one query."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from directory.models import PlaceName

from .resolving import Asked, Candidate, Resolved, keys_of, resolve

FACTS = (
    "folded",
    "place_id",
    "place__name",
    "place__level",
    "place__country",
    "place__subdivision_code",
    "place__subdivision_name",
    "place__population",
    "is_main",
)


def resolve_all(wanted: Collection[Asked]) -> Mapping[Asked, Resolved]:
    """What each of these names means; one query, whatever their number."""
    keys = {key for asked in set(wanted) for key in keys_of(asked)}
    index: dict[str, list[Candidate]] = defaultdict(list)
    # In order of the keys, for the same answer to the same question.
    names = PlaceName.objects.filter(folded__in=keys).order_by("folded", "place")
    for folded, pk, name, level, country, code, subdivision, population, is_main in names.values_list(*FACTS):
        index[folded].append(
            Candidate(pk, name, level, str(country), code, subdivision, population or 0, is_main=is_main)
        )
    return {asked: resolve(asked, index) for asked in set(wanted)}
