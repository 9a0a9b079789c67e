"""Papers on the register, and what the association decides about their files afterwards: public copies, withholding."""

import datetime as dt
import io
from typing import Any

from django.utils import timezone

from agreements.choices import Act
from agreements.models import HandIn, PublicCopy, RegistryEntry, Scan
from agreements.services.deciding import Decision, decide
from agreements.services.files import make_page_images
from agreements.services.handing_in import submit_hand_in
from agreements.services.public_copies import make_copy_of_decision
from agreements.services.reviewing import review_hand_in
from tests.agreements.blackened import LINE, REASON, with_paper
from tests.authority import read_laws
from tests.factories import StaffFactory
from tests.factories_agreements import STATEMENT, add_pdf, complete_hand_in, pdf_bytes, record
from tests.register_rows import add_small_pages, check_all

DAY = dt.date(2023, 1, 18)
WHY = "A court ordered it"
ORDER = "Superior Court of King County"


def recorded_paper(*, data: bytes = b"") -> tuple[RegistryEntry, Scan]:
    """An entry of the register whose one file is the paper with the private address, or `data`."""
    hand_in, scan = reviewed_paper(data=data)
    return record(hand_in), scan


def reviewed_paper(*, data: bytes = b"") -> tuple[HandIn, Scan]:
    """The same before it is recorded."""
    if data:
        hand_in = complete_hand_in(with_file=False)
        scan = add_pdf(hand_in, by=hand_in.started_by, data=data, name="treaty.pdf")
        make_page_images(scan_id=scan.pk)
    else:
        hand_in, scan = with_paper()
    hand_in = submit_hand_in(hand_in_id=hand_in.pk, statement=STATEMENT, by=hand_in.started_by, now=timezone.now())
    read_laws(hand_in)
    return review_hand_in(hand_in_id=hand_in.pk, by=StaffFactory(), now=timezone.now()), scan


def decided_about(
    entry: RegistryEntry, scan: Scan | None, act: str, *, said: dict[str, Any] | None = None, **facts: Any
) -> HandIn:
    """A decision about a file, typed by staff; a public copy is not made yet. `said`: more of what it says."""
    said = {"reason": WHY, "decided_on": DAY, "about": scan, **(said or {})}
    given: dict[str, Any] = {"by": StaffFactory(), "now": timezone.now(), "name": "order.pdf", **facts}
    given.setdefault("paper", io.BytesIO(pdf_bytes()))
    hand_in = decide(entry=entry, act=act, decision=Decision(**said), **given)
    add_small_pages(hand_in)
    return hand_in


def copy_of(decision: HandIn, **facts: Any) -> PublicCopy:
    """The copy that a decision brings, with the address blacked out."""
    given = {"areas": [LINE], "reason": REASON, "by": decision.started_by, "now": timezone.now(), **facts}
    return make_copy_of_decision(hand_in_id=decision.pk, **given)


def reviewed_decision(decision: HandIn) -> HandIn:
    return review_hand_in(hand_in_id=decision.pk, by=decision.started_by, now=timezone.now())


def withheld(entry: RegistryEntry, scan: Scan) -> RegistryEntry:
    """The act that withholds a file, recorded by a second person and checked by the database."""
    act = record(reviewed_decision(decided_about(entry, scan, Act.WITHHOLDING)))
    check_all()
    return act


def ordered(entry: RegistryEntry, scan: Scan) -> RegistryEntry:
    """The act that withholds a file which has to be destroyed by order of a court; its bytes are still there."""
    said = {"destroyed_by_order_of": ORDER, "ordered_on": DAY}
    act = record(reviewed_decision(decided_about(entry, scan, Act.WITHHOLDING, said=said)))
    check_all()
    return act


def copied_later(entry: RegistryEntry, scan: Scan, **facts: Any) -> tuple[RegistryEntry, PublicCopy]:
    """The act that brings a public copy, and the copy."""
    decision = decided_about(entry, scan, Act.PUBLIC_COPY)
    copy = copy_of(decision, **facts)
    act = record(reviewed_decision(decision))
    check_all()
    return act, copy
