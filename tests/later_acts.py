"""Later papers of an agreement on the register, taken the real way by the services."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.utils import timezone

from agreements.choices import BOTH_SIDES, ONE_SIDE, DocumentKind
from agreements.models import HandIn, RegistryEntry
from agreements.services.acts import choose_act, save_terms
from agreements.services.handing_in import start_hand_in, submit_hand_in
from agreements.services.papers import save_paper, save_signatures
from agreements.services.reviewing import review_hand_in
from directory.models import Committee
from partnerships.models import SideLetter
from sistercities.accounts.models import User
from sistercities.common.dates import PartialDate
from tests.factories import StaffFactory
from tests.factories_agreements import STATEMENT, add_pdf, record, signer
from tests.register_rows import add_small_pages

TERMS = ("effective_on", "effective_words", "condition", "term_ends_on", "reason")


def begun(
    entry: RegistryEntry,
    act: str,
    *,
    by: User | None = None,
    committee: Committee | None = None,
    side: int = 1,
    sides: Collection[int] | None = None,
    signed: str = "2020-05-04",
    in_force: str = "",
    **terms: Any,
) -> HandIn:
    """A draft that lacks nothing. `side` acts alone in acts of one side; `sides` are those that signed."""
    by = by or StaffFactory()
    about = entry.founding or entry
    parties = {party.side: party for party in about.partnership.parties.select_related("community")}
    hand_in = start_hand_in(
        by=by,
        committee=committee,
        partnership=about.partnership,
        on_behalf=by.is_staff,
        received_on=terms.pop("received_on", timezone.localdate()) if by.is_staff else None,
        now=timezone.now(),
    )
    facts = {"hand_in_id": hand_in.pk, "by": by}
    choose_act(act=act, acting_party=parties[side] if act in ONE_SIDE else None, **facts)
    dates = {name: PartialDate.parse(terms[name]) for name in ("effective_on", "term_ends_on") if terms.get(name)}
    save_terms(**facts, **terms | dates)
    day = PartialDate.parse(in_force) if in_force else None
    save_paper(**facts, kind=DocumentKind.NOTICE, languages=["en"], in_force_on=day)
    for number in sides or (parties if act in BOTH_SIDES else [side]):
        who = signer(parties[number], signed_on=PartialDate.parse(signed))
        save_signatures(party=parties[number], signers=[who], **facts)
    add_pdf(hand_in, by=by)
    hand_in.refresh_from_db()
    return hand_in


def handed_in_act(entry: RegistryEntry, act: str, **facts: Any) -> HandIn:
    """Waiting for review, with small pictures for its pages."""
    hand_in = begun(entry, act, **facts)
    submit_hand_in(hand_in_id=hand_in.pk, statement=STATEMENT, by=hand_in.started_by, now=timezone.now())
    add_small_pages(hand_in)
    hand_in.refresh_from_db()
    return hand_in


def reviewed_act(entry: RegistryEntry, act: str, **facts: Any) -> HandIn:
    """Waiting for the second person."""
    hand_in = handed_in_act(entry, act, **facts)
    return review_hand_in(hand_in_id=hand_in.pk, by=StaffFactory(), now=timezone.now())


def recorded_act(entry: RegistryEntry, act: str, *, now: dt.datetime | None = None, **facts: Any) -> RegistryEntry:
    """An act of its own on the register."""
    return record(reviewed_act(entry, act, **facts), now=now)


def letter_to_side(entry: RegistryEntry, side: int = 2) -> SideLetter:
    """The letter about an entry to a side that no letter reaches."""
    return SideLetter.objects.for_list().get(mail__enclosure=entry.number, party__side=side)
