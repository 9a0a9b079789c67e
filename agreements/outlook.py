"""What happens next with a hand-in: for every status who acts, how long it takes, and what can be done now."""

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sistercities.desk.working_days import ANSWER_WITHIN, working_day_after

from .choices import Act, Status
from .models import HandIn

CHANGE, WITHDRAW, READ = "change", "withdraw", "read"


@dataclass(frozen=True)
class Outlook:
    """`now` says where the document is, `following` what happens next, `who` who acts.

    `working_days` is how long the association takes from here; 0 where nothing is waited for from it. `actions` are
    those that the one who hands in can take: the services refuse every other.
    """

    now: str | Promise
    following: str | Promise
    who: str | Promise
    working_days: int
    actions: tuple[str, ...]


OUTLOOKS: dict[str, Outlook] = {
    Status.DRAFT: Outlook(
        _("You are still putting this together. Nobody at the association sees it yet."),
        _("Complete the steps and hand it in. We then review and record it."),
        _("You"),
        0,
        (CHANGE, WITHDRAW, READ),
    ),
    Status.HANDED_IN: Outlook(
        _("The association has it and will review it."),
        _(
            "One of us compares the document with what was typed, and a second person records it. "
            "If something is missing, we write to you. You do not have to do anything now."
        ),
        _("The association"),
        ANSWER_WITHIN,
        (WITHDRAW, READ),
    ),
    Status.RETURNED: Outlook(
        _("The association sent it back because something has to be changed. Nothing that you gave us is lost."),
        _(
            "Read the letter on this page, change what it names, and hand it in again. "
            "The day of receipt stays the same."
        ),
        _("You"),
        0,
        (CHANGE, WITHDRAW, READ),
    ),
    Status.REVIEWED: Outlook(
        _("The association has reviewed it and found it in order."),
        _("A second person looks at the finished agreement PDF and records it. We then write to you."),
        _("The association"),
        ANSWER_WITHIN,
        (WITHDRAW, READ),
    ),
    Status.RECORDED: Outlook(
        _("The document is on the register, and the association recognises the partnership."),
        _("Nothing more is needed. The record stays for ever; a later change is recorded as an act of its own."),
        _("Nobody"),
        0,
        (READ,),
    ),
    Status.WITHDRAWN: Outlook(
        _("It was withdrawn before it was recorded."),
        _("Nothing more happens with it. To have the document recorded after all, hand it in again as a new one."),
        _("Nobody"),
        0,
        (READ,),
    ),
    Status.REFUSED: Outlook(
        _("The association cannot record this document."),
        _(
            "The letter on this page gives the reason, and nothing more happens with the document. "
            "If you think that this is a mistake, call or write to the association."
        ),
        _("Nobody"),
        0,
        (READ,),
    ),
}

# A document that the association typed for somebody else: it changes the document too, and asks for what is missing.
TYPED_FOR_YOU: dict[str, Outlook] = {
    Status.DRAFT: Outlook(
        _("The association is typing it in."),
        _("When everything is typed, it is handed in, reviewed and recorded."),
        _("The association"),
        0,
        (CHANGE, WITHDRAW, READ),
    ),
    Status.RETURNED: Outlook(
        _("Something is missing in the document. Nothing that you gave us is lost."),
        _(
            "Read the letter on this page and tell us what is missing, by mail, by phone or by post. "
            "The association puts it into the document. The day of receipt stays the same."
        ),
        _("You tell us, and the association puts it in"),
        0,
        (CHANGE, WITHDRAW, READ),
    ),
}


# Reviewed, but a membership that the policy asks for is open: nothing is lost, and the association does not act.
MEMBERSHIP_OPEN = Outlook(
    _("The association has received and reviewed it and found it in order. The membership is open."),
    _(
        "The document waits until the membership is back. Renew it with the association; on the day it is entered, "
        "the document can be recorded. The first day of receipt stays the same, and everything public stays as it is."
    ),
    _("You renew the membership"),
    0,
    (WITHDRAW, READ),
)


# A later paper on the register.
LATER_RECORDED = Outlook(
    _("The paper is on the register, with a record of its own beside that of the agreement."),
    _("Nothing more is needed. Every side was written to; the page of the agreement says what holds today."),
    _("Nobody"),
    0,
    (READ,),
)


def outlook_for(hand_in: HandIn) -> Outlook:
    """What its status means for this document."""
    if hand_in.status == Status.RECORDED and hand_in.act != Act.FOUNDING:
        return LATER_RECORDED
    outlooks = OUTLOOKS | TYPED_FOR_YOU if hand_in.on_behalf else OUTLOOKS
    return outlooks[hand_in.status]


def expected_by(day: dt.date, working_days: int = ANSWER_WITHIN) -> dt.date:
    """The working day by which the association answers what arrived on `day`."""
    return working_day_after(day, working_days)
