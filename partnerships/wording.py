"""States and recognition in sentences."""

import datetime as dt
from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from sistercities.common.dates import PartialDate

from .stages import Stage, State

# With a date, and without one. %(when)s is a year, a month or a day in words.
SENTENCES = {
    State.IN_DEVELOPMENT: (
        _("Being prepared since %(when)s; nothing is signed yet"),
        _("Being prepared; nothing is signed yet"),
    ),
    State.NOT_CONFIRMED: (
        _("Not confirmed; a source lists it since %(when)s"),
        _("Not confirmed; a source lists it"),
    ),
    State.ACTIVE: (_("Active since %(when)s"), _("Active")),
    State.DORMANT: (_("Dormant since %(when)s"), _("Dormant")),
    State.SUSPENDED: (_("Suspended since %(when)s"), _("Suspended")),
    State.TERM_ENDED: (
        _("The agreed term ended in %(when)s and no renewal is recorded"),
        _("The agreed term has ended and no renewal is recorded"),
    ),
    State.ENDED: (_("Ended in %(when)s"), _("Ended")),
    State.VOID: (_("Declared void in %(when)s"), _("Void")),
    State.SUPERSEDED: (
        _("Replaced by another agreement in %(when)s"),
        _("Replaced by another agreement"),
    ),
}
ON_A_DAY = {
    State.TERM_ENDED: _("The agreed term ended on %(when)s and no renewal is recorded"),
    State.ENDED: _("Ended on %(when)s"),
    State.VOID: _("Declared void on %(when)s"),
    State.SUPERSEDED: _("Replaced by another agreement on %(when)s"),
}

# What a state means, where the word alone may not be understood.
MEANINGS = {
    State.NOT_CONFIRMED: _("Not confirmed means: a source lists it, and nobody has told us yet whether it is alive."),
    State.ACTIVE: _("Active means: a signed document or a source says so, and nothing known since speaks against it."),
    State.DORMANT: _("Dormant means: the partnership stands, but its sides do nothing together at the moment."),
    State.SUSPENDED: _("Suspended means: one side or more have put the partnership on hold; it has not ended."),
    State.TERM_ENDED: _("It was agreed for a fixed time. The sides may have gone on without a new document."),
    State.VOID: _("Void means: declared never to have been valid."),
    State.SUPERSEDED: _("Another agreement stands in its place, often because a community was renamed or merged."),
}

# The two states that are easily taken for each other, side by side.
ACTIVE_OR_NOT = _(
    "Active: a signed document or a source says so, and nothing known since speaks against it. "
    "Not confirmed: a source lists it, and nobody has told us yet whether it is alive."
)

# What each stage is for, in a line (the association's own guide).
STAGES = {
    Stage.RESEARCH: _("Get to know your own community and find one that fits it."),
    Stage.COMMUNICATION: _("Write from one mayor to the other, talk, visit, and try something small together."),
    Stage.AGREEMENT: _("Work out the terms together: what you promise, where you cooperate, when you look back."),
    Stage.CEREMONY: _("Sign, usually in both communities, and hand in the signed document."),
    Stage.PROGRAMS: _("Exchange, visit and work together. This is what brings life to the partnership."),
}


def state_sentence(state: str, since: PartialDate | None) -> str:
    """ "Active since 1957", "Ended on 4 May 2022", "Dormant"; without a full stop."""
    dated, undated = SENTENCES[State(state)]
    if since is None:
        return str(undated)
    if since.precision == "day":
        dated = ON_A_DAY.get(State(state), dated)
    return str(dated) % {"when": since.in_words()}


def beginning_in_words(began: PartialDate) -> str:
    """ "it began in 1957", "it began on 10 October 1957"."""
    words = now("it began on %(when)s") if began.precision == "day" else now("it began in %(when)s")
    return words % {"when": began.in_words()}


# How a list says when the state began; where the badge stands beside it, the word is not said again.
_IN = (State.ENDED, State.TERM_ENDED, State.VOID, State.SUPERSEDED)


def when_in_words(state: str, since: PartialDate | None) -> str:
    """ "since 1957", "in 2022", "on 4 May 2022"; "" where no date is known."""
    if since is None:
        return ""
    if state not in _IN:
        return now("since %(when)s") % {"when": since.in_words()}
    return (now("on %(when)s") if since.precision == "day" else now("in %(when)s")) % {"when": since.in_words()}


def confirmation_in_words(who: str, day: dt.date, *, is_old: bool) -> str:
    """ "confirmed by Kobe on 3 March 2026"; an old one is called the last."""
    words = now("last confirmed by %(who)s on %(day)s") if is_old else now("confirmed by %(who)s on %(day)s")
    return words % {"who": who, "day": date_format(day, "j F Y")}


def in_one_sentence(parts: Iterable[str]) -> str:
    """ "Active since 1957; recorded as SC-2026-00012." """
    return "; ".join(part for part in parts if part) + "."
