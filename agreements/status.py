""" "Is the agreement in force today?": one of nine answers, each as far as this register knows."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partnerships.models import StatePeriod
from partnerships.stages import State
from sistercities.common.dates import PartialDate

from .canonical import day_in_force, last_signed, parsed
from .choices import Act
from .course import done, notice_day
from .deeds import by_whom, when
from .models import RegistryEntry


@dataclass(frozen=True)
class Answer:
    """`in_force` is True, False, or None where the register cannot say."""

    code: str
    word: str | Promise
    sentence: str | Promise
    in_force: bool | None


# code: what it says in a word, the sentence, whether it is in force. %(day)s is a date, %(when)s says "on" or "in" with
# it, %(by)s who brought it about.
ANSWERS: dict[str, tuple[str | Promise, str | Promise, bool | None]] = {
    "in_force": (_("In force"), _("In force, as far as this register knows."), True),
    "dormant": (
        _("In force, dormant"),
        _("In force, but dormant: its sides keep it without activity at present, as far as this register knows."),
        True,
    ),
    "notice_given": (
        _("In force, notice given"),
        _("In force; notice was given (%(by)s) and it ends %(when)s, as far as this register knows."),
        True,
    ),
    "not_yet_in_force": (
        _("Not yet in force"),
        _("Signed; in force from %(day)s, as far as this register knows."),
        False,
    ),
    "suspended": (
        _("Suspended"),
        _("Suspended since %(day)s (%(by)s), as far as this register knows."),
        False,
    ),
    "term_ended": (
        _("Term ended"),
        _("Its term ended %(when)s and no renewal is recorded, as far as this register knows."),
        None,
    ),
    "superseded": (_("Superseded"), _("Superseded by %(by)s, as far as this register knows."), False),
    "ended": (_("Ended"), _("Ended %(when)s, as far as this register knows."), False),
    "void": (_("Void"), _("Declared void %(when)s, as far as this register knows."), False),
}
_CODES = {
    State.ACTIVE: "in_force",
    State.DORMANT: "dormant",
    State.SUSPENDED: "suspended",
    State.TERM_ENDED: "term_ended",
    State.SUPERSEDED: "superseded",
    State.ENDED: "ended",
    State.VOID: "void",
}


def answer_for(entry: RegistryEntry, *, on_date: dt.date) -> Answer:
    """The answer for the agreement of an entry on a day, at a fixed number of queries.

    "Not yet in force" comes before every answer that would say in force: no agreement is, before its own day.
    """
    first = entry.founding or entry
    acts = {act.number: act for act in RegistryEntry.objects.filter(founding=first)}
    if void := next((act for act in acts.values() if act.act == Act.VOID), None):
        declared = done(void)
        return _answer("void", day=declared.said or PartialDate.of_day(declared.on), by=void.number)
    periods = StatePeriod.objects.filter(partnership=entry.partnership_id)
    known = list(periods.filter(Q(days__endswith__isnull=True) | Q(days__endswith__gt=on_date)))
    today = next((period for period in known if on_date in period.days), None)
    code = _CODES.get(State(today.state)) if today else None
    starts = _starts(first)
    if today is None or code is None or (ANSWERS[code][2] and starts.earliest > on_date):
        return _answer("not_yet_in_force", day=starts)
    coming = next((row for row in known if row.state == State.ENDED and row.days.lower > on_date), None)
    if ANSWERS[code][2] and coming and _is_given(acts.get(coming.number), on_date):
        code, today = "notice_given", coming
    by = _by(acts.get(today.number)) or today.number or today.source
    return _answer(code, day=today.since or PartialDate.of_day(today.days.lower), by=by)


def _starts(entry: RegistryEntry) -> PartialDate:
    """From when the agreement is in force: the day that the paper names, else the last signature, else the receipt."""
    content = parsed(entry.canonical)
    return day_in_force(content) or last_signed(content) or PartialDate.of_day(entry.received_on)


def _is_given(notice: RegistryEntry | None, on_date: dt.date) -> bool:
    """Whether a notice was given by then; an end that no act names is taken as known."""
    return notice is None or notice_day(notice, parsed(notice.canonical)) <= on_date


def _by(act: RegistryEntry | None) -> str:
    """Who brought a state about, with the condition: "by Norfolk alone; until the war is over"."""
    if act is None:
        return ""
    content = parsed(act.canonical)
    if act.act == Act.SUPERSESSION:
        return str(content["successor"])
    return "; ".join(part for part in (by_whom(content), content.get("condition", "")) if part)


def _answer(code: str, *, day: PartialDate, by: str = "") -> Answer:
    word, sentence, in_force = ANSWERS[code]
    filled = str(sentence) % {"day": day.in_words(), "when": when(day), "by": by}
    return Answer(code, word, filled, in_force)
