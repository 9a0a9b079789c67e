"""What a line adds to what is known about its pair."""

from dataclasses import dataclass

from django.utils.translation import gettext

from directory.choices import LineStatus
from partnerships.stages import Basis, State
from sistercities.common.dates import PartialDate

from .known import Known, is_over, is_said_here
from .rows import Said


@dataclass
class Additions:
    """`year` and `state` that a source says and nobody said before; `earlier`: a proposed earlier recognition."""

    status: str
    reason: str = ""
    year: PartialDate | None = None
    state: str = ""
    earlier: bool = False


def decide(known: Known, said: Said, *, line: int, wants_earlier: bool) -> Additions:
    """What a line adds, and what is known after it: `known` is brought up to that.

    A list knows less than a side or the register: what these say of the state stays, and so does an end that is known.
    """
    first, is_here = known.line, known.partnership is not None or known.line is not None
    known.line = first or line
    if not is_here:
        added = Additions(LineStatus.CREATED, year=said.year, state=said.state or State.NOT_CONFIRMED)
    elif known.sides > 2:
        sentence = gettext("Part of a partnership of %(n)d communities that is here.") % {"n": known.sides}
        return Additions(LineStatus.EXISTS, sentence)
    else:
        added = Additions(
            LineStatus.UPDATED, gettext("Line %(n)d names the same pair.") % {"n": first} if first else ""
        )
        added.year = said.year if said.year and said.year.year not in known.years else None
        added.state, added.reason = _state(known, said, added.reason)
    added.earlier = wants_earlier and not known.is_earlier
    if added.status == LineStatus.UPDATED and not (added.year or added.state or added.earlier):
        added.status = LineStatus.DUPLICATE if first else LineStatus.EXISTS
    _learn(known, added, said)
    return added


def _state(known: Known, said: Said, reason: str) -> tuple[str, str]:
    """The state that is to be kept as what the list says, if any; and why not."""
    if said.state in ("", State.NOT_CONFIRMED):
        return ("" if known.is_public else State.NOT_CONFIRMED), reason
    if said.state == known.state or (said.state, said.source) in known.claims:
        return "", reason
    if is_said_here(known) or is_over(known.state):
        facts = {"theirs": State(said.state).label, "ours": State(known.state).label}
        return "", gettext("The list says “%(theirs)s”; here it is “%(ours)s”, which stays.") % facts
    return said.state, reason


def _learn(known: Known, added: Additions, said: Said) -> None:
    if added.year:
        known.years = {*known.years, added.year.year}
    if added.state:
        known.state, known.basis, known.is_public = added.state, Basis.CLAIM, True
        known.claims = {*known.claims, (added.state, said.source)}
    known.is_earlier = known.is_earlier or added.earlier
