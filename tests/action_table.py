"""Who may do what with a document: one line for every action, by who typed it and where it stands.

`tests/test_actions.py` tries each action as everybody in every state. An action that is not named for a state is done
by nobody there. How an action is done stands in `DEEDS`: what a browser posts, to which address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from agreements.choices import Status
from agreements.models import HandIn
from partnerships.models import Partnership
from tests.desk_pages import hidden
from tests.factories import LawAdvisoryFactory
from tests.factories_agreements import pdf_bytes
from tests.register_rows import add_small_pages
from tests.world import EDITING, OFFICER, RECORDER, STAFF

Deed = Callable[[Client, HandIn], HttpResponse]
People = frozenset[str]
Who = Mapping[Status, People]

OPEN = (Status.DRAFT, Status.RETURNED)
INSIDE = (Status.HANDED_IN, Status.REVIEWED)
NOBODY: People = frozenset()


def during(states: tuple[Status, ...], people: People) -> dict[Status, People]:
    return dict.fromkeys(states, people)


# Typed by the committee itself, or by staff for it.
TYPED = {False: during(OPEN, EDITING), True: during(OPEN, STAFF)}
DESK = {kind: during(INSIDE, STAFF) for kind in (False, True)}
FIRST_PERSON = {kind: during((Status.HANDED_IN,), STAFF) for kind in (False, True)}
SECOND_PERSON = frozenset({RECORDER, OFFICER})

# By action: whether staff typed the document for somebody, then where it stands, then who may do it.
TABLE: dict[str, Mapping[bool, Who]] = {
    "say how it arrived": {False: {}, True: TYPED[True]},
    "choose a partnership": TYPED,
    "say what it is": TYPED,
    "say who signed": TYPED,
    "say what a council decided": TYPED,
    "type the text": TYPED,
    "leave a step half filled": TYPED,
    "add a file": TYPED,
    "describe a file": TYPED,
    "take out a file": TYPED,
    "put a page in order": TYPED,
    "make a public copy": TYPED,
    "hand in": TYPED,
    "withdraw": {
        False: during((*OPEN, *INSIDE), EDITING),
        True: during((*OPEN, *INSIDE), EDITING | STAFF),
    },
    "type it for the committee": {False: during((*OPEN, Status.HANDED_IN), STAFF), True: {}},
    "correct how it arrived": {False: {}, True: DESK[True]},
    "correct the partnership": DESK,
    "correct what it is": DESK,
    "correct who signed": DESK,
    "correct a council decision": DESK,
    "correct the text": DESK,
    "correct a file": DESK,
    "correct the order of pages": DESK,
    "correct the public copy": DESK,
    "look up a side": DESK,
    "read a law": DESK,
    "pass on": FIRST_PERSON,
    "send back": {kind: {Status.HANDED_IN: STAFF, Status.REVIEWED: STAFF | SECOND_PERSON} for kind in (False, True)},
    "refuse": DESK,
    "back to the reviewer": {kind: {Status.REVIEWED: STAFF | SECOND_PERSON} for kind in (False, True)},
    "record": {kind: {Status.REVIEWED: SECOND_PERSON} for kind in (False, True)},
}

ARRIVAL = {
    "arrival": "hand",
    "arrived_from": "The mayor",
    "received_on_day": "2",
    "received_on_month": "3",
    "received_on_year": "2026",
    "original_kept_at": "Cabinet 3",
}
ASKED = {
    "asked_by": "The chair",
    "asked_how": "post",
    "asked_on_day": "2",
    "asked_on_month": "3",
    "asked_on_year": "2026",
}
PAPER = {"kind": "resolution", "relationship": "friendship", "languages": ["en"], "title": "Resolution 12"}
SIGNER = {
    "signed": "yes",
    "signers": "1",
    "signer-0-name": "The acting mayor",
    "signer-0-title": "Acting mayor",
    "signer-0-capacity": "head",
    "signer-0-date_reading": "as_written",
    "signer-0-signed_on_year": "1957",
    "signer-0-method": "ink",
}
COUNCIL = {"side-1-act": "yes", "side-1-number": "Res. 1", "side-2-act": "unknown"}
TEXT = {"text-en": "Whereas"}
COPY = {"area": "1 100 200 0 1000", "reason": "A private address", "make": "1"}


def posted(route: str, answers: Mapping[str, Any], **parts: int) -> Deed:
    """Post these answers to an address of the document."""

    def deed(client: Client, hand_in: HandIn) -> HttpResponse:
        return client.post(reverse(route, kwargs={"pk": hand_in.pk, **parts}), answers)

    return deed


def to_file(route: str, answers: Mapping[str, Any]) -> Deed:
    return lambda client, hand_in: posted(route, answers, scan=hand_in.scans.get().pk)(client, hand_in)


def turn_a_page(route: str) -> Deed:
    return lambda client, hand_in: posted(route, {"press": f"turn-{hand_in.scans.get().pk}-180"})(client, hand_in)


def make_a_copy(route: str) -> Deed:
    """With the pages drawn, as somebody would find them."""

    def deed(client: Client, hand_in: HandIn) -> HttpResponse:
        if not hand_in.scans.get().page_images.exists():
            add_small_pages(hand_in)
        return to_file(route, COPY)(client, hand_in)

    return deed


def add_file(client: Client, hand_in: HandIn) -> HttpResponse:
    files = {"signed": SimpleUploadedFile("page-2.pdf", pdf_bytes()), "signed_visibility": "public"}
    return posted("handin_files", files)(client, hand_in)


def another_partnership(route: str) -> Deed:
    """Choose another partnership of the same committee."""

    def deed(client: Client, hand_in: HandIn) -> HttpResponse:
        other = Partnership.objects.get(summary="To be chosen")
        return posted(route, {"partnership": other.pk})(client, hand_in)

    return deed


def decided(route: str, reason: str) -> Deed:
    """See the letter of a reason, then send it."""

    def deed(client: Client, hand_in: HandIn) -> HttpResponse:
        answers = {"reason": reason, "note": "Look at page 2."}
        shown = posted(route, answers)(client, hand_in)
        if shown.status_code != 200:
            return shown
        return posted(route, {**answers, "letter": hidden(shown, "letter")})(client, hand_in)

    return deed


def pass_on(client: Client, hand_in: HandIn) -> HttpResponse:
    return posted("handin_pass", {"revision": hand_in.revision})(client, hand_in)


def record(client: Client, hand_in: HandIn) -> HttpResponse:
    shown = {"preview": hand_in.snapshot_sha256 or "0" * 64, "compared": "on"}
    return posted("handin_record", shown)(client, hand_in)


LOOKED_UP = {"check-1-head-outcome": "otherwise", "check-1-head-note": "Called the city hall"}


def read_a_law(client: Client, hand_in: HandIn) -> HttpResponse:
    """One that nobody has read with this document before."""
    law = LawAdvisoryFactory()
    return posted("handin_law_seen", {}, advisory=law.pk)(client, hand_in)


DEEDS: dict[str, Deed] = {
    "say how it arrived": posted("handin_arrival", ARRIVAL),
    "choose a partnership": another_partnership("handin_partnership"),
    "say what it is": posted("handin_document", PAPER),
    "say who signed": posted("handin_signers", SIGNER, side=1),
    "say what a council decided": posted("handin_council", COUNCIL),
    "type the text": posted("handin_text", TEXT),
    "leave a step half filled": posted("handin_document", {"title": "Half", "later": "1"}),
    "add a file": add_file,
    "describe a file": to_file("handin_file", {"visibility": "association"}),
    "take out a file": to_file("handin_file", {"remove": "1"}),
    "put a page in order": turn_a_page("handin_arrange"),
    "make a public copy": make_a_copy("handin_copy"),
    "hand in": posted("handin_summary", {"statement": "on", "unchanged": "on"}),
    "withdraw": posted("handin_withdraw", {"reason": "The wrong paper"}),
    "type it for the committee": posted("handin_take", ASKED),
    "correct how it arrived": posted("handin_correct_arrival", ARRIVAL),
    "correct the partnership": another_partnership("handin_correct_partnership"),
    "correct what it is": posted("handin_correct_document", PAPER),
    "correct who signed": posted("handin_correct_signers", SIGNER, side=1),
    "correct a council decision": posted("handin_correct_council", COUNCIL),
    "correct the text": posted("handin_correct_text", TEXT),
    "correct a file": to_file("handin_correct_file", {"visibility": "association"}),
    "correct the order of pages": turn_a_page("handin_correct_arrange"),
    "correct the public copy": make_a_copy("handin_correct_copy"),
    "look up a side": posted("handin_check", LOOKED_UP, side=1, check="head"),
    "read a law": read_a_law,
    "pass on": pass_on,
    "send back": decided("handin_return", "unreadable-scan"),
    "refuse": decided("handin_refuse", "outside-scope"),
    "back to the reviewer": posted("handin_to_reviewer", {"note": "Is the date right?"}),
    "record": record,
}


def who(action: str, *, on_behalf: bool, status: Status) -> People:
    return TABLE[action][on_behalf].get(status, NOBODY)


# Of a decision about a file, which staff alone type.
DECISION_TABLE: dict[str, Who] = {"mark what a decision blacks out": during(INSIDE, STAFF)}
DECISION_DEEDS: dict[str, Deed] = {"mark what a decision blacks out": posted("handin_act_copy", COPY)}

# The same of later papers, whose steps others do not have; by the committee itself, then typed by staff.
LATER_TABLE: dict[str, Mapping[bool, Who]] = {
    "say what the paper does": TYPED,
    "say from when and why": TYPED,
    "correct what the paper does": DESK,
    "correct from when and why": DESK,
}
LATER_DEEDS: dict[str, Deed] = {
    "say what the paper does": posted("handin_act", {"act": "termination", "acting_side": "1"}),
    "say from when and why": posted("handin_terms", {"reason": "The council decided so"}),
    "correct what the paper does": posted("handin_correct_act", {"act": "termination", "acting_side": "1"}),
    "correct from when and why": posted("handin_correct_terms", {"reason": "The council decided so"}),
}
