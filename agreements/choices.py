"""Words of papers, signatures and the register: pure data (DOMAIN vocabularies, DESIGN of the register)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    """The kinds of document on which an entry can rest."""

    MEMORANDUM = "memorandum_of_understanding", _("Memorandum of understanding")
    AGREEMENT = "agreement", _("Sister city or friendship agreement")
    RESOLUTION = "resolution", _("Resolution")
    PROCLAMATION = "proclamation", _("Proclamation")
    PROTOCOL = "protocol", _("Protocol or other agreed change")
    NOTICE = "notice", _("Letter or notice")
    DECISION = "decision", _("Decision of the association")


# A founding entry rests on these alone; a later paper can also be a protocol or a letter.
FOUNDING_KINDS = (
    DocumentKind.MEMORANDUM,
    DocumentKind.AGREEMENT,
    DocumentKind.RESOLUTION,
    DocumentKind.PROCLAMATION,
)
LATER_KINDS = (*FOUNDING_KINDS, DocumentKind.PROTOCOL, DocumentKind.NOTICE)


class Act(models.TextChoices):
    """What an entry does. The founding act comes first; every later act is an entry of its own."""

    FOUNDING = "founding", _("Founding")
    AMENDMENT = "amendment", _("Amendment")
    RENEWAL = "renewal", _("Renewal")
    REAFFIRMATION = "reaffirmation", _("Reaffirmation")
    SUSPENSION = "suspension", _("Suspension")
    LIFTING = "lifting", _("Lifting of a suspension")
    TERMINATION = "termination", _("Notice of termination")
    VOID = "void", _("Declared void")
    ERRATUM = "erratum", _("Erratum")
    SUPERSESSION = "supersession", _("Supersession")
    PUBLIC_COPY = "public_copy", _("Public copy")
    WITHHOLDING = "withholding", _("Withholding")


# Whose signatures an act needs: every side's, the acting side's, or none (the association's decision).
BOTH_SIDES = (Act.FOUNDING, Act.AMENDMENT, Act.RENEWAL, Act.REAFFIRMATION)
ONE_SIDE = (Act.SUSPENSION, Act.LIFTING, Act.TERMINATION)
BY_ASSOCIATION = (Act.VOID, Act.ERRATUM, Act.SUPERSESSION, Act.PUBLIC_COPY, Act.WITHHOLDING)
# Decisions about one file of a record.
ABOUT_FILE = (Act.PUBLIC_COPY, Act.WITHHOLDING)
# What a paper of the sides can do to an agreement that is on the register.
LATER_PAPERS = (*BOTH_SIDES[1:], *ONE_SIDE)
# Acts that can set a fixed term.
WITH_TERM = (Act.FOUNDING, Act.AMENDMENT, Act.RENEWAL)


# What a letter may allow a designee to sign, as it is asked for: a group of acts.
LETTER_REACH = {
    "begin": (_("A first agreement"), (Act.FOUNDING,)),
    "go_on": (_("A change, a renewal or a reaffirmation"), (Act.AMENDMENT, Act.RENEWAL, Act.REAFFIRMATION)),
    "end": (_("A suspension, its lifting, or a notice of termination"), ONE_SIDE),
}


class Capacity(models.TextChoices):
    HEAD = "head", _("Head of the community")
    DESIGNEE = "designee", _("Designee, with a letter that allows it")


class Method(models.TextChoices):
    INK = "ink", _("In ink")
    ELECTRONIC = "electronic", _("Electronically")
    VIDEO = "video", _("By video, on separate copies")


class DateReading(models.TextChoices):
    AS_WRITTEN = "as_written", _("As written on the paper")
    NOT_WRITTEN = "not_written", _("Not written on the paper")
    UNREADABLE = "unreadable", _("Cannot be read")


class FileRole(models.TextChoices):
    SIGNED_DOCUMENT = "signed_document", _("Signed document")
    COUNCIL_ACT = "council_act", _("Council act")
    AUTHORITY_PAPER = "authority_paper", _("Letter that allows a person to sign")
    LETTER = "letter", _("Letter")
    SIGNING_CERTIFICATE = "signing_certificate", _("Certificate of the signing service")
    DECISION = "decision", _("Decision of the association")
    OTHER = "other", _("Other paper")


# Papers that a signature or a council act names: they are taken out at the step that names them, never left out.
NAMED_ELSEWHERE = (FileRole.AUTHORITY_PAPER, FileRole.COUNCIL_ACT)


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Public record")
    ASSOCIATION = "association", _("Association only")


class Status(models.TextChoices):
    """Where a hand-in stands."""

    DRAFT = "draft", _("Draft")
    HANDED_IN = "handed_in", _("Waiting for review")
    RETURNED = "returned", _("Sent back to you")
    REVIEWED = "reviewed", _("Waiting for the second person")
    RECORDED = "recorded", _("Recorded")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REFUSED = "refused", _("Refused")


# Begins the reference number of a hand-in, as it stands on letters and sheets: D-12.
REFERENCE_MARK = "D"

# A hand-in can be changed by the one who hands in, be worked on by staff, or be over.
WITH_COMMITTEE = (Status.DRAFT, Status.RETURNED)
WITH_STAFF = (Status.HANDED_IN, Status.REVIEWED)
OVER = (Status.RECORDED, Status.WITHDRAWN, Status.REFUSED)


class Arrival(models.TextChoices):
    """How a document reached the association."""

    PORTAL = "portal", _("Through this portal")
    POST = "post", _("By post")
    MAIL = "mail", _("By e-mail")
    HAND = "hand", _("Brought in person")


class CouncilActKind(models.TextChoices):
    RESOLUTION = "resolution", _("Resolution")
    ORDINANCE = "ordinance", _("Ordinance")
    VOTE = "vote", _("Vote or minutes")


class QuestionKind(models.TextChoices):
    """What a committee wants of the association when it writes."""

    QUESTION = "question", _("Question")
    LOOK = "look", _("Text to look at before signing")


class ActionKind(models.TextChoices):
    """What happened to a hand-in."""

    STARTED = "started", _("Started")
    CHANGED = "changed", _("Changed")
    HANDED_IN = "handed_in", _("Handed in")
    REVIEWED = "reviewed", _("Reviewed")
    REVIEW_CLEARED = "review_cleared", _("Review cleared")
    RETURNED = "returned", _("Sent back")
    TO_REVIEWER = "to_reviewer", _("Back to the reviewer")
    RECORDED = "recorded", _("Recorded")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REFUSED = "refused", _("Refused")
    TOLD = "told", _("A side that no mail reaches was told")


class Change(models.TextChoices):
    """What somebody changed in a hand-in."""

    ARRIVAL = "arrival", _("how it arrived")
    PARTNERSHIP = "partnership", _("which partnership it is about")
    ACT = "act", _("what the document does")
    PAPER = "paper", _("what the document is")
    SIGNATURES = "signatures", _("who signed")
    COUNCIL = "council", _("the council act")
    TEXT = "text", _("the typed text")
    UNFINISHED = "unfinished", _("answers of a step that is not complete")
    FILE_ADDED = "file_added", _("a file was added")
    FILE_REMOVED = "file_removed", _("a file was taken out")
    FILE_DESCRIBED = "file_described", _("who may see a file, and its date")
    FILE_MOVED = "file_moved", _("the order of the pages")
    FILE_TURNED = "file_turned", _("a page was turned")
    FILE_LEFT_OUT = "file_left_out", _("a page was left out")
    COPY_MADE = "copy_made", _("a public copy with lines blacked out was made")
    COPY_REMOVED = "copy_removed", _("a public copy was taken away")
    FILE_TAKEN_IN = "file_taken_in", _("a page that was left out was taken back in")


# Whoever did one of these may not record the document (the database refuses it too).
CONTRIBUTING_ACTIONS = (ActionKind.STARTED, ActionKind.CHANGED, ActionKind.HANDED_IN)

# Why a person may not be the second one: what `HandInQuerySet.with_bars` annotates, each with its sentence.
BARS = {
    "lacks_right": _("You do not have the right to record today."),
    "is_reviewer": _("You reviewed this document. A second person has to record it."),
    "has_hand": _("You typed or changed something in this document. A second person has to record it."),
    "has_seat": _("You have a seat on one of the sides. Somebody without a part in it has to record it."),
}
