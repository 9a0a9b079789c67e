"""The five stages, what must be true to reach them, and the states of a relationship: pure data."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """Where a partnership that is developed here stands (the association's guide)."""

    RESEARCH = "research", _("Research")
    COMMUNICATION = "communication", _("Communication")
    AGREEMENT = "agreement", _("Agreement")
    CEREMONY = "ceremony", _("Ceremony")
    PROGRAMS = "programs", _("Programs")


# What must be true before a stage is entered by a move. Recording enters PROGRAMS past every other item.
GATES = {Stage.PROGRAMS: {"agreement_recorded": _("The signed document has not been recorded yet.")}}


class State(models.TextChoices):
    """The state of the relationship; never merged with recognition or membership."""

    IN_DEVELOPMENT = "in_development", _("In development")
    NOT_CONFIRMED = "not_confirmed", _("Not confirmed")
    ACTIVE = "active", _("Active")
    DORMANT = "dormant", _("Dormant")
    SUSPENDED = "suspended", _("Suspended")
    TERM_ENDED = "term_ended", _("Term ended")
    ENDED = "ended", _("Ended")
    VOID = "void", _("Void")
    SUPERSEDED = "superseded", _("Superseded")


class Kind(models.TextChoices):
    """What the sides agreed to be to each other."""

    SISTER = "sister", _("Sister cities")
    FRIENDSHIP = "friendship", _("Friendship cities")
    PROJECT = "project", _("Project partnership")
    CONTACT = "contact", _("Contact")


class Basis(models.TextChoices):
    """What a state rests on."""

    ACT = "act", _("an act on the register")
    STATEMENT = "statement", _("a statement of one side")
    CLAIM = "claim", _("a source")
    FILE = "file", _("a file opened in this portal")


class ClaimKind(models.TextChoices):
    """What a date from the past tells."""

    COUNCIL_VOTE = "council_vote", _("Council vote")
    SIGNED = "signed", _("Signed")
    CEREMONY = "ceremony", _("Ceremony")
    IN_FORCE = "in_force", _("In force")
    RECEIVED = "received", _("Received by the association")
    RECORDED = "recorded", _("Recorded by the association")
    SINCE = "since", _("Since")


# Which kind of date tells best when a partnership began.
BEGINNINGS = (
    ClaimKind.SIGNED,
    ClaimKind.IN_FORCE,
    ClaimKind.CEREMONY,
    ClaimKind.SINCE,
    ClaimKind.COUNCIL_VOTE,
)


class SourceRank(models.IntegerChoices):
    """Which source is preferred where two disagree: the lower number."""

    SIGNED_DOCUMENT = 1, _("Signed document")
    COUNCIL_RECORD = 2, _("Council record")
    PARTNER_GOVERNMENT = 3, _("Partner government")
    LOCAL_ORGANISATION = 4, _("Local organisation")
    PRESS = 5, _("Press")
    WIKI = 6, _("Encyclopedia")
    LIST = 7, _("List")
