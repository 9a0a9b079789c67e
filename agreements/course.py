"""The course of an agreement: which state each act of the register makes, and from which day."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from django.conf import settings

from partnerships.services.states import RANK_ACT, StateEvent
from partnerships.stages import Basis, State
from sistercities.common.dates import PartialDate

from .canonical import Canonical, day_in_force, last_signed, parsed
from .choices import BOTH_SIDES, Act
from .models import RegistryEntry

ALIVE = (State.ACTIVE, State.DORMANT)
# Which state an act makes, and after which states alone: whatever else holds by then stays.
MAKES: dict[str, tuple[State, tuple[State, ...]]] = {
    Act.AMENDMENT: (State.ACTIVE, (State.DORMANT,)),
    Act.REAFFIRMATION: (State.ACTIVE, (State.DORMANT,)),
    Act.RENEWAL: (State.ACTIVE, (State.DORMANT, State.SUSPENDED, State.TERM_ENDED, State.ENDED)),
    Act.SUSPENSION: (State.SUSPENDED, ALIVE),
    Act.LIFTING: (State.ACTIVE, (State.SUSPENDED,)),
    Act.TERMINATION: (State.ENDED, (*ALIVE, State.SUSPENDED, State.TERM_ENDED)),
    Act.SUPERSESSION: (State.SUPERSEDED, ()),
}
TERM_END = (*ALIVE, State.SUSPENDED)


@dataclass(frozen=True)
class Done:
    """One act as its text gives it. `on`: the day from which it counts; `said`: that day as precise as it is known."""

    entry: RegistryEntry
    content: Canonical
    on: dt.date
    said: PartialDate | None

    @property
    def place(self) -> tuple[dt.date, int]:
        """Acts in order of their days; of one day, as they were recorded."""
        return self.on, self.entry.seq

    @property
    def term_end(self) -> PartialDate | None:
        """The last day of the fixed term that it sets."""
        return PartialDate.parse(self.content["term_ends_on"]) if "term_ends_on" in self.content else None

    @property
    def renews(self) -> bool:
        """Whether the term that was agreed before no longer counts."""
        return self.entry.act == Act.RENEWAL or (self.entry.act == Act.AMENDMENT and self.term_end is not None)


def events_of(partnership_ids: Collection[int]) -> Iterable[tuple[int, StateEvent]]:
    """What the acts of each of these partnerships make of its state, future days included; one query."""
    rows = RegistryEntry.objects.filter(partnership__in=partnership_ids).order_by("partnership", "seq")
    for pk, entries in groupby(rows, key=lambda entry: entry.partnership_id):
        yield from ((pk, event) for event in _events(list(entries)))


def _events(entries: Sequence[RegistryEntry]) -> Iterable[StateEvent]:
    void = {entry.founding_id: entry for entry in entries if entry.act == Act.VOID}
    foundings = [entry for entry in entries if entry.act == Act.FOUNDING]
    standing = [entry for entry in foundings if entry.pk not in void]
    for founding in standing:
        yield from _course(done(founding), [done(entry) for entry in entries if entry.founding_id == founding.pk])
    for founding in foundings if not standing else ():
        declared = done(void[founding.pk])
        yield _event(declared, on=done(founding).on, state=State.VOID, since=declared.said)


def done(entry: RegistryEntry) -> Done:
    """An act with the day from which it counts.

    A founding act counts from the last known signature; where none has a date, from the day in force, unless that one
    comes after the receipt. Whether it is in force by then is another question (`status.answer_for`).
    """
    content = parsed(entry.canonical)
    said = said_day(content)
    if entry.act == Act.FOUNDING and said and said.earliest > entry.received_on and not last_signed(content):
        said = None
    if said is None:
        return Done(entry, content, entry.received_on, None)
    return Done(entry, content, said.latest if entry.act == Act.TERMINATION else said.earliest, said)


def said_day(content: Canonical) -> PartialDate | None:
    """The day from which an act counts, as its text gives it; None where nothing is dated."""
    if content["act"] == Act.FOUNDING:
        return last_signed(content) or day_in_force(content)
    if content["act"] in BOTH_SIDES:
        return day_in_force(content) or last_signed(content)
    return PartialDate.parse(content["effective_on"]) if "effective_on" in content else last_signed(content)


def notice_day(entry: RegistryEntry, content: Canonical) -> dt.date:
    """When a notice was given: the day of its signature, else of its receipt."""
    signed = last_signed(content)
    return signed.earliest if signed else entry.received_on


def _course(founding: Done, later: Sequence[Done]) -> Iterable[StateEvent]:
    acts = sorted((_not_before(founding, act, later) for act in later), key=lambda act: act.place)
    found = [(founding.place, _event(founding, on=founding.on, state=State.ACTIVE, since=founding.said))]
    for act in acts:
        if act.entry.act not in MAKES or _is_taken_back(act, acts):
            continue
        state, after = MAKES[act.entry.act]
        found.append((act.place, _event(act, on=act.on, state=state, since=act.said, after=after)))
    for act in [founding, *acts]:
        over = act.term_end.latest + dt.timedelta(days=1) if act.term_end else None
        if over and not any(other.renews and other.place > act.place and other.on <= over for other in acts):
            event = _event(act, on=over, state=State.TERM_ENDED, since=act.term_end, after=TERM_END)
            found.append(((over, act.entry.seq), event))
    return [event for _place, event in sorted(found, key=lambda row: row[0])]


def _not_before(founding: Done, act: Done, acts: Sequence[Done]) -> Done:
    """No act counts from a day before the agreement itself, no lifting from one before what it can lift."""
    first = [founding.on, act.on]
    if act.entry.act == Act.LIFTING and act.said:
        earlier = [one for one in acts if one.entry.act == Act.SUSPENSION and one.entry.seq < act.entry.seq]
        first += [one.on for one in earlier if one.on <= act.said.latest]
    return replace(act, on=max(first))


def _is_taken_back(act: Done, acts: Sequence[Done]) -> bool:
    """Whether the sides renewed the agreement after a notice, before it came to its end."""
    if act.entry.act != Act.TERMINATION:
        return False
    given = notice_day(act.entry, act.content), act.entry.seq
    return any(other.entry.act == Act.RENEWAL and given < other.place <= act.place for other in acts)


def _event(
    act: Done, *, on: dt.date, state: State, since: PartialDate | None, after: tuple[State, ...] = ()
) -> StateEvent:
    return StateEvent(
        on=on,
        state=state,
        basis=Basis.ACT,
        rank=RANK_ACT,
        since=since,
        number=act.entry.number,
        source=act.entry.number,
        source_url=settings.PUBLIC_URL + act.entry.get_absolute_url(),
        only_after=tuple(after),
    )
