"""Whether a later act makes sense: which agreement it is about, who acts, and whether it can be done by then."""

import datetime as dt
from collections.abc import Iterable

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partnerships.models import StatePeriod
from partnerships.stages import State
from sistercities.common.dates import PartialDate

from .choices import ABOUT_FILE, BY_ASSOCIATION, ONE_SIDE, Act
from .course import ALIVE, done
from .models import HandIn, PublicCopy, RegistryEntry, Scan, Signature

Sentence = str | Promise
# The step of the form with the question of the act.
TERMS = "terms"
# The step that marks what a decision blacks out.
COPY = "copy"

# In which states an act can be done, and what is said where it cannot.
POSSIBLE_IN: dict[str, tuple[tuple[State, ...], Sentence]] = {
    Act.AMENDMENT: (
        (*ALIVE, State.SUSPENDED),
        _("Only an agreement that holds can be changed; this one does not hold on that day. Is it a renewal?"),
    ),
    Act.REAFFIRMATION: (
        (*ALIVE, State.SUSPENDED),
        _("Only an agreement that holds can be reaffirmed; this one does not hold on that day. Is it a renewal?"),
    ),
    Act.RENEWAL: (
        (*ALIVE, State.SUSPENDED, State.TERM_ENDED, State.ENDED),
        _("This agreement cannot be renewed: another one stands in its place, or it was declared void."),
    ),
    Act.SUSPENSION: (ALIVE, _("Only an agreement in force can be suspended; this one is not in force on that day.")),
    Act.LIFTING: ((State.SUSPENDED,), _("Nothing is suspended on that day, so there is nothing to lift.")),
    Act.TERMINATION: (
        (*ALIVE, State.SUSPENDED, State.TERM_ENDED),
        _("Notice can only be given of an agreement that has not ended; this one has ended before."),
    ),
    Act.SUPERSESSION: (
        (*ALIVE, State.SUSPENDED, State.TERM_ENDED, State.ENDED),
        _("This agreement cannot be replaced: another one stands in its place already, or it was declared void."),
    ),
}


def missing(hand_in: HandIn) -> list[tuple[str, Sentence]]:
    """What the question of the act still needs before it is handed in: the step, and the sentence."""
    found: list[tuple[str, Sentence]] = []
    if hand_in.act in ONE_SIDE and hand_in.acting_party is None:
        found.append(("act", _("Say which side acts.")))
    if hand_in.act == Act.TERMINATION and hand_in.effective_on is None:
        found.append((TERMS, _("Say on which day the agreement ends.")))
    if hand_in.term_ends_on and _is_before(hand_in.term_ends_on, _signed(hand_in)):
        found.append((TERMS, _("The term ends before the document was signed. Check the dates.")))
    if hand_in.act in BY_ASSOCIATION and not hand_in.reason.strip():
        found.append((TERMS, _("Say why the association decides so.")))
    if hand_in.act == Act.SUPERSESSION and hand_in.successor is None:
        found.append((TERMS, _("Say which entry stands in its place.")))
    if hand_in.act == Act.ERRATUM and not (hand_in.wrong_words and hand_in.right_words):
        found.append((TERMS, _("Say what is wrong, and what is right.")))
    if hand_in.act in ABOUT_FILE and hand_in.about_scan is None:
        found.append((TERMS, _("Say which file the decision is about.")))
    return found


def objections(hand_in: HandIn) -> list[Sentence]:
    """Why the act cannot be recorded; only what is known is compared."""
    founding = hand_in.founding
    if founding is None:
        return []
    if hand_in.act in ABOUT_FILE and (about_file := list(_file_objections(hand_in, founding))):
        return about_file
    if RegistryEntry.objects.filter(founding=founding, act=Act.VOID).exists():
        sentence = _("%(number)s was declared void. Nothing more can be recorded about it.") % {"number": founding}
        return [sentence] if hand_in.act in (*POSSIBLE_IN, Act.VOID) else []
    began, signed, day = done(founding), _signed(hand_in), _day_of(hand_in)
    starts = began.said or PartialDate.of_day(began.on)
    if early := next((one for one in (*signed, *filter(None, [day])) if one.latest < starts.earliest), None):
        facts = {"day": early.in_words(), "number": founding, "start": starts.in_words()}
        return [_("The day %(day)s lies before the beginning of %(number)s, %(start)s. Check the date.") % facts]
    found: list[Sentence] = []
    if hand_in.act == Act.TERMINATION and hand_in.effective_on and _is_before(hand_in.effective_on, signed):
        found.append(_("The agreement cannot end before the notice was signed. Check the two dates."))
    if hand_in.act in POSSIBLE_IN and not _is_possible(hand_in, day):
        found.append(POSSIBLE_IN[hand_in.act][1])
    return found


def _file_objections(hand_in: HandIn, founding: RegistryEntry) -> Iterable[Sentence]:
    """Why a decision about a file cannot be recorded: nothing is left to hide, or no copy is there for it."""
    file, copy = hand_in.about_scan, hand_in.copy_to_come
    if file is None:
        return
    by_order = bool(hand_in.destroyed_by_order_of)
    if not Scan.objects.decidable_about(founding, by_order=by_order).filter(pk=file.pk).exists():
        gone = _("This file was destroyed already, or is not a public file of the record.")
        yield gone if by_order else _("This file is withheld already, or not a public file of the record.")
    elif hand_in.act == Act.PUBLIC_COPY and copy is None:
        yield _("The public copy is not made yet. Mark what is to be black.")
    elif copy and PublicCopy.objects.that_overtake(copy).exists():
        yield _("A newer public copy of this file was recorded meanwhile. Make this one once more.")


def _is_possible(hand_in: HandIn, day: PartialDate | None) -> bool:
    """Whether the agreement is in one of the states of the act on a day that it can mean."""
    day = day or (PartialDate.of_day(hand_in.received_on) if hand_in.received_on else None)
    if day is None:
        return True
    days = DateRange(day.earliest, day.latest + dt.timedelta(days=1))
    periods = StatePeriod.objects.filter(partnership=hand_in.partnership_id, days__overlap=days)
    return periods.filter(state__in=POSSIBLE_IN[hand_in.act][0]).exists()


def _day_of(hand_in: HandIn) -> PartialDate | None:
    """The day on which it is done: of a notice the one on which it is given, else the one from which it counts."""
    latest = max(_signed(hand_in), key=lambda day: day.latest, default=None)
    if hand_in.act == Act.TERMINATION:
        return latest
    named = [paper.in_force_on for paper in hand_in.instruments.all() if paper.in_force_on]
    return hand_in.effective_on or min(named, key=lambda day: day.earliest, default=latest)


def _signed(hand_in: HandIn) -> list[PartialDate]:
    rows = Signature.objects.filter(instrument__hand_in=hand_in)
    return [row.signed_on for row in rows if row.signed_on]


def _is_before(day: PartialDate, others: list[PartialDate]) -> bool:
    """Whether it certainly lies before each of the others."""
    return bool(others) and day.latest < min(other.earliest for other in others)
