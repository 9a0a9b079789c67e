"""What people are told at each step of a document's way to the register."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from directory.choices import Role
from directory.models import Committee, Seat
from partnerships.letters import keep_side_letter
from partnerships.models import Party
from partnerships.reach import Reader, in_order, readers_of
from sistercities.accounts.models import User
from sistercities.association.models import ReasonCode
from sistercities.association.placeholders import fill_letter
from sistercities.association.selectors import current_association
from sistercities.common.names import sides_in_line
from sistercities.post.models import Mail
from sistercities.post.services import mail_of, write_mail

from . import canonical, deeds
from .answering import in_one_line
from .choices import ONE_SIDE
from .models import HandIn, Question, RegistryEntry, Sender

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
    _write(_every_side(hand_in), "agreements/act_recorded", hand_in, entry=entry, **_said_of_act(hand_in, entry))


def write_pdf_ready(entry: RegistryEntry) -> None:
    """The sealed PDF can be fetched: to everybody of every side, who pass it on to those who signed.

    On paper it is printed behind the letter.
    """
    if entry.hand_in:
        said = {"entry": entry, "signed": deeds.signed_for(canonical.parsed(entry.canonical)), "pdf": _pdf(entry)}
        _write(_every_side(entry.hand_in), "agreements/pdf_ready", entry.hand_in, enclosure=entry.number, **said)


def keep_for_side(hand_in: HandIn, entry: RegistryEntry, party: Party) -> Mail:
    """All that the two letters above say, for a side that no letter reaches: staff find a way for it.

    It names those who signed for this side; the agreement PDF is printed behind it. That others did not have to agree
    is not said to the side that acted.
    """
    content = canonical.parsed(entry.canonical)
    signed = [group for group in deeds.signed_for(content) if group.side == party.side]
    said = {} if entry.founding is None else _said_of_act(hand_in, entry)
    if party.pk == hand_in.acting_party_id:
        said["is_alone"] = False
    context = {**_about(hand_in), **said, "entry": entry, "side": party.community.name, "signed": signed}
    template = "agreements/to_side"
    return keep_side_letter(party, template=template, context={**context, "pdf": _pdf(entry)}, enclosure=entry.number)


def _said_of_act(hand_in: HandIn, entry: RegistryEntry) -> dict[str, Any]:
    content = canonical.parsed(entry.canonical)
    facts = [*deeds.particulars(content), *([(_("Reason"), content["reason"])] if content["reason"] else [])]
    return {"deed": deeds.deed(content), "facts": facts, "is_alone": hand_in.act in ONE_SIDE}


def _pdf(entry: RegistryEntry) -> str:
    return settings.PUBLIC_URL + reverse("registry_pdf", args=[entry.number])


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


def _write(
    recipients: Iterable[Reader], template: str, hand_in: HandIn, *, enclosure: str = "", **context: Any
) -> None:
    """The letter to each of them; `link` is empty for a sender who has no seat to open the document with."""
    without_login = set(_sender(hand_in)) - set(_own(hand_in))
    for recipient in recipients:
        about = {**_about(hand_in), **({"link": ""} if recipient in without_login else {})}
        write_mail(to=recipient, template=template, context={**about, **context}, enclosure=enclosure)


def _about(hand_in: HandIn) -> dict[str, Any]:
    return {"hand_in": hand_in, "link": settings.PUBLIC_URL + hand_in.get_absolute_url()}


def _every_side(hand_in: HandIn) -> list[Reader]:
    """Who hears of the document all the way, and everybody of its sides whom letters reach."""
    sides = Party.objects.filter(partnership=hand_in.partnership_id).values("community")
    return in_order({*_committee(hand_in), *readers_of(sides)})


def _committee(hand_in: HandIn) -> list[Reader]:
    """Those of the committee, and the one who sent in what staff typed, where their address is known; each once."""
    return in_order({*_own(hand_in), *_sender(hand_in)})


def _sender(hand_in: HandIn) -> list[Reader]:
    return [row.recipient for row in Sender.objects.filter(hand_in=hand_in).select_related("hand_in")]


def _own(hand_in: HandIn) -> list[Reader]:
    """Main contacts of the committee, the one who handed in, and the committee's own address; each once."""
    sender = hand_in.handed_in_by
    own = hand_in.committee.email if hand_in.committee and not hand_in.committee.by_post else ""
    return _contacts(hand_in.committee, own, "" if sender is None or sender.is_staff else sender.email)


def _contacts(committee: Committee | None, *others: str) -> list[Reader]:
    """Main contacts of the committee, and these e-mail addresses; each once.

    A committee by post gets its own letter on paper; so does one to which nobody could be found to write by e-mail.
    """
    found = set[Reader](address.lower() for address in others if address)
    if committee:
        seats = Seat.objects.current().filter(committee=committee, role=Role.COORDINATOR)
        found.update(address.lower() for address in seats.values_list("user__email", flat=True))
        if committee.post_address and (committee.by_post or not found):
            found.add(committee.postal)
    return in_order(found)
