"""States and recognition in sentences."""

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
    State.VOID: (_("Void since %(when)s"), _("Void")),
    State.SUPERSEDED: (
        _("Replaced by another agreement in %(when)s"),
        _("Replaced by another agreement"),
    ),
}
ON_A_DAY = {
    State.TERM_ENDED: _("The agreed term ended on %(when)s and no renewal is recorded"),
    State.ENDED: _("Ended on %(when)s"),
    State.SUPERSEDED: _("Replaced by another agreement on %(when)s"),
}

# What a state means, where the word alone may not be understood.
MEANINGS = {
    State.NOT_CONFIRMED: _(
        "Not confirmed: a source lists this partnership, and neither side has answered for it here."
    ),
    State.DORMANT: _("Dormant: the partnership stands, but the two sides do nothing together at the moment."),
    State.SUSPENDED: _("Suspended: one side or both have put the partnership on hold; it has not ended."),
    State.TERM_ENDED: _("Term ended: it was agreed for a fixed time, and that time is over."),
    State.VOID: _("Void: declared never to have been valid."),
    State.SUPERSEDED: _("Superseded: another agreement stands in its place, often because a community was renamed."),
}

# What each stage is for, in a line (the association's own guide).
STAGES = {
    Stage.RESEARCH: _("Get to know your own community and find one that fits it."),
    Stage.COMMUNICATION: _("Write from one mayor to the other, talk, visit, and try something small together."),
    Stage.AGREEMENT: _("Work out the terms together: what you promise, where you cooperate, when you look back."),
    Stage.CEREMONY: _("Sign, usually in both communities, and hand in the signed document."),
    Stage.PROGRAMS: _("Exchange, visit and work together. This is what brings life to the partnership."),
}

NOT_ON_REGISTER = _(
    "No signed document is on this register. That says nothing about whether the partnership exists or is valid."
)


def state_sentence(state: str, since: PartialDate | None) -> str:
    """ "Active since 1957", "Ended on 4 May 2022", "Dormant"; without a full stop."""
    dated, undated = SENTENCES[State(state)]
    if since is None:
        return str(undated)
    if since.precision == "day":
        dated = ON_A_DAY.get(State(state), dated)
    return str(dated) % {"when": since.in_words()}


def names_in_line(names: list[str]) -> str:
    """ "Seattle and Kobe", "Boring, Dull and Bland"."""
    if len(names) < 2:
        return "".join(names)
    return now("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
