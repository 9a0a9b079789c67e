"""The state through time: one service makes StatePeriod rows from claims, statements and acts."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from itertools import chain

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from partnerships.models import Partnership, Party, StateClaim, StatePeriod
from partnerships.stages import Basis, State
from sistercities.accounts.models import User
from sistercities.common.dates import PartialDate


@dataclass(frozen=True)
class StateEvent:
    """From day `on` the state is `state`. `since` is the date as its basis gives it; `rank` orders equal days.

    `only_after`: the states that it can follow; where another one holds by then, it changes nothing. Empty: any.
    """

    on: dt.date
    state: str
    basis: str
    rank: int
    since: PartialDate | None = None
    number: str = ""
    source: str = ""
    source_url: str = ""
    only_after: tuple[str, ...] = ()


# By the keys of partnerships, the events of each; it asks the database a fixed number of times.
StateSource = Callable[[Collection[int]], Iterable[tuple[int, StateEvent]]]
_sources: list[StateSource] = []
# Of two events on one day the higher rank holds: an act before a statement, a statement before a claim.
RANK_FILE, RANK_CLAIM, RANK_STATEMENT, RANK_ACT = range(4)
# What a side may state beside the register, and after which state; every other change of a recorded one is an act.
STATED: dict[str, tuple[str, ...]] = {State.DORMANT: (State.ACTIVE,), State.ACTIVE: (State.DORMANT,)}


def register_state_source(source: StateSource) -> StateSource:
    """Let a higher app supply events (acts on the register). Called from its `ready()`."""
    _sources.append(source)
    return source


@transaction.atomic
def add_state_claim(
    *,
    partnership: Partnership,
    state: str,
    source: str,
    stated_on: dt.date,
    since: PartialDate | None = None,
    source_url: str = "",
    party: Party | None = None,
    by: User | None = None,
) -> StateClaim:
    """Keep what a source (or, with `party`, one side) says about the state, and rewrite the periods."""
    claim = StateClaim.objects.create(
        partnership=partnership,
        state=state,
        since=since,
        party=party,
        source=source,
        source_url=source_url,
        stated_on=stated_on,
        entered_by=by,
    )
    rewrite_state_periods(partnership_id=partnership.pk)
    return claim


def rewrite_state_periods(*, partnership_id: int) -> None:
    """Make the periods of one partnership anew, see `rewrite_periods_of`."""
    rewrite_periods_of(partnership_ids=[partnership_id])


@transaction.atomic
def rewrite_periods_of(*, partnership_ids: Collection[int]) -> None:
    """Make the periods of these partnerships anew from all that is known; their rows are locked meanwhile.

    Every event holds until the next one. "In development" and "not confirmed" never follow a better
    known state: a file opened today does not end a partnership that a source lists as active. From the day of the
    first act on, acts speak; what else is said from then on changes nothing but dormant and active again, as a side
    states it. Costs the same number of queries for any number of them.
    """
    locked = Partnership.objects.select_for_update().filter(pk__in=partnership_ids).order_by("pk")
    ids = list(locked.values_list("pk", flat=True))
    events: dict[int, list[StateEvent]] = defaultdict(list)
    for pk, event in chain(_claims(ids), *(source(ids) for source in _sources)):
        events[pk].append(event)
    StatePeriod.objects.filter(partnership__in=ids).delete()
    StatePeriod.objects.bulk_create(period for pk in ids for period in _periods(pk, _in_order(events[pk])))


def _in_order(events: list[StateEvent]) -> list[StateEvent]:
    return _without_weaker(sorted(_without_overruled(events), key=lambda event: (event.on, event.rank)))


def _claims(partnership_ids: Collection[int]) -> Iterable[tuple[int, StateEvent]]:
    for claim in StateClaim.objects.filter(partnership__in=partnership_ids):
        in_file = claim.state == State.IN_DEVELOPMENT
        yield (
            claim.partnership_id,
            StateEvent(
                on=claim.since.earliest if claim.since else claim.stated_on,
                state=claim.state,
                basis=Basis.FILE if in_file else Basis.STATEMENT if claim.party_id else Basis.CLAIM,
                rank=RANK_FILE if in_file else RANK_STATEMENT if claim.party_id else RANK_CLAIM,
                since=claim.since,
                source=claim.source,
                source_url=claim.source_url,
            ),
        )


def _without_overruled(events: list[StateEvent]) -> list[StateEvent]:
    """Drop what only a source, or a side on anything but dormancy, says from the day of the first act on."""
    first = min((event.on for event in events if event.basis == Basis.ACT), default=None)
    if first is None:
        return events
    kept = [event for event in events if event.on < first or event.basis == Basis.ACT]
    stated = [event for event in events if event.basis == Basis.STATEMENT and event.state in STATED]
    return kept + [replace(event, only_after=STATED[event.state]) for event in stated if event.on >= first]


def _without_weaker(events: list[StateEvent]) -> list[StateEvent]:
    """Drop events that know less than what already holds or cannot follow it, and keep the last of one day."""
    kept: list[StateEvent] = []
    for event in events:
        known = kept and kept[-1].state not in (State.IN_DEVELOPMENT, State.NOT_CONFIRMED)
        if known and event.state in (State.IN_DEVELOPMENT, State.NOT_CONFIRMED):
            continue
        if event.only_after and (not kept or kept[-1].state not in event.only_after):
            continue
        if kept and kept[-1].on == event.on:
            kept.pop()
        kept.append(event)
    return kept


def _periods(partnership_id: int, events: list[StateEvent]) -> Iterable[StatePeriod]:
    ends: list[dt.date | None] = [*(event.on for event in events[1:]), None]
    for event, end in zip(events, ends, strict=True):
        yield StatePeriod(
            partnership_id=partnership_id,
            state=event.state,
            days=DateRange(event.on, end),
            since=event.since,
            basis=event.basis,
            number=event.number,
            source=event.source,
            source_url=event.source_url,
        )
