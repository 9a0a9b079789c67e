""" "Is the agreement in force today?": one of nine answers, each as far as this register knows."""

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partnerships.models import StatePeriod
from partnerships.stages import State
from sistercities.common.dates import PartialDate

from .canonical import day_in_force, last_signed, parsed
from .choices import Act
from .models import RegistryEntry


@dataclass(frozen=True)
class Answer:
    """`in_force` is True, False, or None where the register cannot say."""

    code: str
    word: str | Promise
    sentence: str | Promise
    in_force: bool | None


# code: what it says in a word, the sentence, whether it is in force. %(day)s and %(by)s are filled where known.
ANSWERS: dict[str, tuple[str | Promise, str | Promise, bool | None]] = {
    "in_force": (_("In force"), _("In force, as far as this register knows."), True),
    "dormant": (
        _("In force, dormant"),
        _("In force, but dormant: the two sides keep it without activity at present, as far as this register knows."),
        True,
    ),
    "notice_given": (
        _("In force, notice given"),
        _("In force; notice was given and it ends on %(day)s, as far as this register knows."),
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
        _("Its term ended on %(day)s and no renewal is recorded, as far as this register knows."),
        None,
    ),
    "superseded": (_("Superseded"), _("Superseded by %(by)s, as far as this register knows."), False),
    "ended": (_("Ended"), _("Ended on %(day)s, as far as this register knows."), False),
    "void": (_("Void"), _("Declared void on %(day)s, as far as this register knows."), False),
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
    void = RegistryEntry.objects.filter(act=Act.VOID, founding=entry.founding_id or entry.pk).first()
    if void:
        return _answer("void", day=PartialDate.of_day(void.received_on), by=void.number)
    periods = list(StatePeriod.objects.filter(partnership=entry.partnership_id, days__endswith__isnull=True))
    periods += list(StatePeriod.objects.filter(partnership=entry.partnership_id, days__endswith__gt=on_date))
    today = next((p for p in periods if _contains(p, on_date)), None)
    code = _CODES.get(State(today.state)) if today else None
    starts = _starts(entry.founding or entry)
    if today is None or code is None or (ANSWERS[code][2] and starts.earliest > on_date):
        return _answer("not_yet_in_force", day=starts)
    coming = next((p for p in periods if p.state == State.ENDED and p.days.lower and p.days.lower > on_date), None)
    if code == "in_force" and coming:
        return _answer("notice_given", day=PartialDate.of_day(coming.days.lower), by=coming.source)
    return _answer(code, day=PartialDate.of_day(today.days.lower), by=today.number or today.source)


def _starts(entry: RegistryEntry) -> PartialDate:
    """From when the agreement is in force: the day that the paper names, else the last signature, else the receipt."""
    content = parsed(entry.canonical)
    return day_in_force(content) or last_signed(content) or PartialDate.of_day(entry.received_on)


def _contains(period: StatePeriod, day: dt.date) -> bool:
    return period.days.lower <= day and (period.days.upper is None or day < period.days.upper)


def _answer(code: str, *, day: PartialDate, by: str = "") -> Answer:
    word, sentence, in_force = ANSWERS[code]
    filled = str(sentence) % {"day": day.in_words(), "by": by}
    return Answer(code, word, filled, in_force)
