"""What people are told at each step of a document's way to the register."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from directory.choices import Role
from directory.models import Committee, Seat
from partnerships.models import Party
from sistercities.accounts.models import User
from sistercities.association.models import ReasonCode
from sistercities.association.placeholders import fill_letter
from sistercities.association.selectors import current_association
from sistercities.common.names import sides_in_line
from sistercities.post.models import Mail
from sistercities.post.recipients import PostalAddress
from sistercities.post.services import mail_of, write_mail

from . import canonical, deeds
from .answering import in_one_line
from .choices import ONE_SIDE
from .models import HandIn, Question, RegistryEntry, Sender

Recipient = str | PostalAddress
TEMPLATES = {ReasonCode.Use.RETURN: "agreements/returned", ReasonCode.Use.REFUSE: "agreements/refused"}


def write_receipt(hand_in: HandIn) -> None:
    """The letter of receipt: what arrived, when, and what happens next."""
    _write(_committee(hand_in), "agreements/receipt", hand_in)


def write_returned(hand_in: HandIn, reason: ReasonCode, text: str) -> None:
    """Sent back: the fixed letter of the reason code, the reviewer's note, what to do.

    Of a document that staff typed for somebody, the one who typed it gets the letter too.
    """
    people = _committee(hand_in)
    if hand_in.on_behalf and hand_in.started_by:
        people.append(hand_in.started_by.email)
    _write(people, "agreements/returned", hand_in, **in_words(hand_in, reason), note=text)


def write_refused(hand_in: HandIn, reason: ReasonCode, text: str) -> None:
    _write(_committee(hand_in), "agreements/refused", hand_in, **in_words(hand_in, reason), note=text)


def in_words(hand_in: HandIn, reason: ReasonCode) -> dict[str, str]:
    """Label and letter of a reason as they are sent about this document, each placeholder filled in."""
    association = current_association()
    parties = Party.objects.filter(partnership=hand_in.partnership_id).order_by("side")
    values = {
        "communities": sides_in_line(parties.values_list("community__name", flat=True)) or _("New document"),
        "received_on": date_format(hand_in.received_on, "j F Y") if hand_in.received_on else "",
        "reference": hand_in.reference,
        "committee": str(hand_in.committee or _("your committee")),
        "association": association.name,
        "phone": association.phone,
        "email": association.email,
        "post_address": in_one_line(association),
    }
    return {"label": reason.label, "letter": fill_letter(reason.letter, values)}


def write_withdrawn(hand_in: HandIn, *, by: User, on_date: dt.date, reason: str) -> None:
    """Who took the document back, when and why; committees read "the association" for its staff."""
    who = _("The association") if by.is_staff else by
    _write(_committee(hand_in), "agreements/withdrawn", hand_in, who=who, on_date=on_date, reason=reason)


def write_ready_to_record(hand_in: HandIn, people: Iterable[User]) -> None:
    """To those who may record it: a reviewed document waits for the second person."""
    _write([person.email for person in people], "agreements/ready_to_record", hand_in)


def write_standing_open(hand_in: HandIn, sides: list[str]) -> None:
    """Reviewed and in order, but the membership of these sides is open: why it waits, and what to do."""
    _write(_committee(hand_in), "agreements/standing_open", hand_in, sides=sides)


def write_back_to_reviewer(hand_in: HandIn, reviewer: User, text: str) -> None:
    _write([reviewer.email], "agreements/back_to_reviewer", hand_in, note=text)


def write_recorded(hand_in: HandIn, entry: RegistryEntry) -> None:
    """The news, to everybody of every side: on the register, under which number, and where its page stands.

    Of a later act also what it does and whose it is.
    """
    if entry.founding is None:
        _write(_every_side(hand_in), "agreements/recorded", hand_in, entry=entry)
        return
    content = canonical.parsed(entry.canonical)
    facts = [*deeds.particulars(content), *([(_("Reason"), content["reason"])] if content["reason"] else [])]
    said = {"deed": deeds.deed(content), "facts": facts, "is_alone": hand_in.act in ONE_SIDE}
    _write(_every_side(hand_in), "agreements/act_recorded", hand_in, entry=entry, **said)


def write_pdf_ready(entry: RegistryEntry) -> None:
    """The sealed PDF can be fetched: to everybody of every side."""
    if entry.hand_in:
        _write(_every_side(entry.hand_in), "agreements/pdf_ready", entry.hand_in, entry=entry)


def write_answer(question: Question) -> None:
    """The association's answer, word for word, to the one who asked and to the main contacts of the committee."""
    link = settings.PUBLIC_URL + question.get_absolute_url()
    for recipient in _contacts(question.committee, question.asked_by.email):
        write_mail(to=recipient, template="agreements/answer", context={"question": question, "link": link})


def letter_about(hand_in: HandIn, reason: ReasonCode, *, note: str) -> Mail:
    """The letter that this reason would send about this document to whom it may concern; nothing is written."""
    template = TEMPLATES[ReasonCode.Use(reason.use)]
    context = {**_about(hand_in), **in_words(hand_in, reason), "note": note}
    return mail_of(to="", template=template, context=context)


def _write(recipients: Iterable[Recipient], template: str, hand_in: HandIn, **context: Any) -> None:
    """The letter to each of them; `link` is empty for a sender who has no seat to open the document with."""
    without_login = set(_sender(hand_in)) - set(_own(hand_in))
    for recipient in recipients:
        about = {**_about(hand_in), **({"link": ""} if recipient in without_login else {})}
        write_mail(to=recipient, template=template, context={**about, **context})


def _about(hand_in: HandIn) -> dict[str, Any]:
    return {"hand_in": hand_in, "link": settings.PUBLIC_URL + hand_in.get_absolute_url()}


def _every_side(hand_in: HandIn) -> list[Recipient]:
    """Who hears of the document all the way, whoever has a seat on one of its sides, and committees by post."""
    sides = Party.objects.filter(partnership=hand_in.partnership_id).values("community")
    seats = Seat.objects.current().on_sides(sides).filter(user__is_active=True)
    addresses = {address.lower() for address in seats.values_list("user__email", flat=True)}
    on_paper = {row.postal for row in Committee.objects.looking_after(sides).filter(by_post=True)}
    return _in_order({*_committee(hand_in), *addresses, *on_paper})


def _committee(hand_in: HandIn) -> list[Recipient]:
    """Those of the committee, and the one who sent in what staff typed, where their address is known; each once."""
    return _in_order({*_own(hand_in), *_sender(hand_in)})


def _sender(hand_in: HandIn) -> list[Recipient]:
    return [row.recipient for row in Sender.objects.filter(hand_in=hand_in).select_related("hand_in")]


def _own(hand_in: HandIn) -> list[Recipient]:
    """Main contacts of the committee, the one who handed in, and the committee's own address; each once."""
    sender = hand_in.handed_in_by
    own = hand_in.committee.email if hand_in.committee and not hand_in.committee.by_post else ""
    return _contacts(hand_in.committee, own, "" if sender is None or sender.is_staff else sender.email)


def _contacts(committee: Committee | None, *others: str) -> list[Recipient]:
    """Main contacts of the committee, and these e-mail addresses; each once.

    A committee by post gets its own letter on paper; so does one to which nobody could be found to write by e-mail.
    """
    found = set[Recipient](address.lower() for address in others if address)
    if committee:
        seats = Seat.objects.current().filter(committee=committee, role=Role.COORDINATOR)
        found.update(address.lower() for address in seats.values_list("user__email", flat=True))
        if committee.post_address and (committee.by_post or not found):
            found.add(committee.postal)
    return _in_order(found)


def _in_order(recipients: Iterable[Recipient]) -> list[Recipient]:
    """E-mail addresses before postal ones, each by name."""
    return sorted(recipients, key=lambda each: (not isinstance(each, str), str(each)))
