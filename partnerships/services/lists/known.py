"""What is known about the pairs of a list before a line adds to it."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Count

from partnerships.models import DateClaim, EarlierRecognition, Partnership, Party, StateClaim
from partnerships.stages import Basis, ClaimKind, State

# A side of a pair: a community that is here, or a place that is to become one.
COMMUNITY, PLACE = "community", "place"
End = tuple[str, int]
Pair = frozenset[End]
# Dates that tell since when two communities are tied.
BEGINNINGS = (ClaimKind.SINCE, ClaimKind.SIGNED, ClaimKind.IN_FORCE, ClaimKind.CEREMONY)


@dataclass
class Known:
    """One pair. `partnership`: its key, None while there is none; `sides`: how many communities that one has.

    `state` of the day and its `basis`; `years` in which a source lets it begin; `claims`: states with their source;
    `line`: the first line of this file that names it.
    """

    partnership: int | None = None
    sides: int = 2
    state: str = ""
    basis: str = ""
    is_public: bool = False
    is_earlier: bool = False
    years: set[int] = field(default_factory=set)
    claims: set[tuple[str, str]] = field(default_factory=set)
    line: int | None = None


def known_pairs(pairs: Collection[Pair], on_date: dt.date) -> dict[Pair, Known]:
    """What is here about each of these pairs: six queries, however many they are.

    Where the two have no partnership of their own, the one that they share with others is theirs.
    """
    found = {pair: Known() for pair in pairs}
    among = {pair: pair for pair in pairs if all(kind == COMMUNITY for kind, _pk in pair)}
    best: dict[Pair, tuple[int, int]] = {}
    for partnership, communities in _sides(pk for pair in among for _kind, pk in pair):
        for pair in _pairs_of(communities, among):
            best[pair] = min(best.get(pair, (len(communities), partnership)), (len(communities), partnership))
    rows = {partnership: found[pair] for pair, (_sides, partnership) in best.items()}
    for pair, (sides, partnership) in best.items():
        found[pair].partnership, found[pair].sides = partnership, sides
    _fill(found.values(), rows.keys(), on_date)
    return found


def _sides(communities: Iterable[int]) -> Iterable[tuple[int, list[int]]]:
    """Partnerships of two or more of these communities, each with all its sides."""
    counted = Party.objects.filter(community__in=set(communities)).order_by().values("partnership")
    shared = counted.annotate(n=Count("pk")).filter(n__gte=2).values_list("partnership", flat=True)
    found: dict[int, list[int]] = {}
    for partnership, community in Party.objects.filter(partnership__in=list(shared)).values_list(
        "partnership", "community"
    ):
        found.setdefault(partnership, []).append(community)
    return found.items()


def _pairs_of(communities: list[int], among: Collection[Pair]) -> Iterable[Pair]:
    for n, one in enumerate(communities):
        for other in communities[n + 1 :]:
            pair = frozenset(((COMMUNITY, one), (COMMUNITY, other)))
            if pair in among:
                yield pair


def _fill(pairs: Iterable[Known], partnerships: Collection[int], on_date: dt.date) -> None:
    by_key: dict[int, list[Known]] = {}
    for known in pairs:
        if known.partnership is not None:
            by_key.setdefault(known.partnership, []).append(known)
    keys = list(partnerships)
    public = set(Partnership.objects.public().filter(pk__in=keys).values_list("pk", flat=True))
    earlier = set(EarlierRecognition.objects.filter(partnership__in=keys).values_list("partnership", flat=True))
    years: dict[int, set[int]] = {}
    for key, value in DateClaim.objects.filter(partnership__in=keys, kind__in=BEGINNINGS).values_list(
        "partnership", "value"
    ):
        years.setdefault(key, set()).add(value.year)
    claims: dict[int, set[tuple[str, str]]] = {}
    for key, state, source in StateClaim.objects.filter(partnership__in=keys).values_list(
        "partnership", "state", "source"
    ):
        claims.setdefault(key, set()).add((state, source))
    today = Partnership.objects.filter(pk__in=keys).with_state(on_date).values_list("pk", "state", "period__basis")
    for key, state, basis in today:
        for known in by_key[key]:
            known.state, known.basis = state, basis or ""
            known.is_public, known.is_earlier = key in public, key in earlier
            known.years, known.claims = years.get(key, set()), claims.get(key, set())


def is_over(state: str) -> bool:
    """Whether a partnership in this state has come to an end."""
    return state in (State.TERM_ENDED, State.ENDED, State.VOID, State.SUPERSEDED)


def is_said_here(known: Known) -> bool:
    """Whether a side or the register says what its state is: no list knows better."""
    return known.basis in (Basis.ACT, Basis.STATEMENT)
