"""What a decision of the association needs: service, database and a small table say the same, whoever decides what."""

import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from agreements.choices import ABOUT_FILE, Act, FileRole, Visibility
from agreements.models import HandIn, RegistryEntry
from agreements.services.deciding import Decision, decide
from agreements.services.handing_in import submit_hand_in
from agreements.services.public_copies import DrawnCopy, keep_copy
from agreements.services.reviewing import review_hand_in
from sistercities.accounts.models import User
from tests.agreements.about_files import copied_later, ordered, withheld
from tests.agreements.blackened import LINE, REASON
from tests.agreements.verdicts import marked_as_reviewed, verdicts
from tests.factories import CommitteeFactory, RecorderFactory, RecordingGrantFactory, SeatFactory, StaffFactory
from tests.factories_agreements import STATEMENT, add_pdf, complete_hand_in, pdf_bytes, record
from tests.register_rows import add_small_pages, quickly_recorded

pytestmark = pytest.mark.django_db

DAY = dt.date(2023, 1, 18)
GIVEN, BLANK, NONE = "given", "of spaces", "none"
WHOLE, OTHER, LEFT_OUT = "its paper", "a paper of another kind", "its paper, left out"
PUBLIC, KEPT = Visibility.PUBLIC.value, Visibility.ASSOCIATION.value
SECOND, TYPIST, REVIEWER, SEATED = "a second person", "who typed it", "who reviewed it", "with a seat on a side"
WITHOUT, FORMER = "without the right", "with a right that has ended"
NOTHING, VOIDED, COPIED, WITHHELD, DESTROYED = "nothing", "void", "a public copy", "withheld", "destroyed"

# The whole law of it. What each kind says beside its reason and its paper, and after which first decision it is over.
SAYS = {
    Act.VOID: set(),
    Act.ERRATUM: {"words"},
    Act.SUPERSESSION: {"successor"},
    Act.PUBLIC_COPY: {"file", "copy"},
    Act.WITHHOLDING: {"file"},
}
OVER_AFTER = {
    Act.VOID: {VOIDED},
    Act.ERRATUM: set(),
    Act.SUPERSESSION: {VOIDED},
    Act.PUBLIC_COPY: {WITHHELD, DESTROYED},
    Act.WITHHOLDING: {WITHHELD, DESTROYED},
}
OVER_AFTER_BY_ORDER = {DESTROYED}


@dataclass(frozen=True)
class Desk:
    """A decision on the desk. `says`: what it says; `file`: what it is about; `first`: what was decided before."""

    act: Act
    says: frozenset[str]
    file: str
    by_order: bool
    reason: str
    paper: str
    first: str
    person: str

    @property
    def is_enough(self) -> bool:
        is_said = self.says >= SAYS[self.act] and ("file" not in SAYS[self.act] or self.file == PUBLIC)
        over = OVER_AFTER_BY_ORDER if self.is_ordered else OVER_AFTER[self.act]
        papers = (self.reason, self.paper) == (GIVEN, WHOLE)
        return is_said and papers and self.first not in over and self.person == SECOND

    @property
    def is_ordered(self) -> bool:
        return self.by_order and self.act == Act.WITHHOLDING


def mostly(usual: str, *others: str) -> st.SearchStrategy[str]:
    """The usual one half of the time, so that not everything is wrong at once."""
    return st.sampled_from([usual] * len(others) + list(others))


ALL = frozenset({"words", "successor", "file", "copy"})
DESKS = st.builds(
    Desk,
    act=st.sampled_from(list(SAYS)),
    says=st.sampled_from([ALL] * 4 + [ALL - {one} for one in sorted(ALL)]),
    file=mostly(PUBLIC, KEPT),
    by_order=st.booleans(),
    reason=mostly(GIVEN, BLANK, NONE),
    paper=mostly(WHOLE, OTHER, LEFT_OUT, NONE),
    first=mostly(NOTHING, VOIDED, COPIED, WITHHELD, DESTROYED),
    person=mostly(SECOND, TYPIST, REVIEWER, SEATED, WITHOUT, FORMER),
)
USUAL = {"says": ALL, "file": PUBLIC, "by_order": False, "reason": GIVEN, "paper": WHOLE, "person": SECOND}
STOPS = [
    *({"reason": reason} for reason in (BLANK, NONE)),
    *({"paper": paper} for paper in (OTHER, LEFT_OUT, NONE)),
    *({"person": person} for person in (TYPIST, REVIEWER, SEATED, WITHOUT, FORMER)),
]


@pytest.fixture
def register() -> dict[str, RegistryEntry]:
    """By what was decided about it first: an entry with a public file and one for the association."""
    entries = {first: entry_with_two_files() for first in (NOTHING, VOIDED, COPIED, WITHHELD, DESTROYED)}
    files = {first: public_file(entry) for first, entry in entries.items()}
    copied_later(entries[COPIED], files[COPIED])
    withheld(entries[WITHHELD], files[WITHHELD])
    ordered(entries[DESTROYED], files[DESTROYED])
    void = begun(entries[VOIDED], Act.VOID)
    record(review_hand_in(hand_in_id=void.pk, by=StaffFactory(), now=timezone.now()))
    return {**entries, "successor": quickly_recorded()}


def entry_with_two_files() -> RegistryEntry:
    hand_in = complete_hand_in()
    add_pdf(hand_in, by=hand_in.started_by, visibility=Visibility.ASSOCIATION)
    submit_hand_in(hand_in_id=hand_in.pk, statement=STATEMENT, by=hand_in.started_by, now=timezone.now())
    add_small_pages(hand_in)
    return record(review_hand_in(hand_in_id=hand_in.pk, by=StaffFactory(), now=timezone.now()))


def public_file(entry: RegistryEntry) -> Any:
    return entry.hand_in.scans.get(visibility=Visibility.PUBLIC)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(desk=DESKS)
@example(desk=Desk(act=Act.WITHHOLDING, first=WITHHELD, **{**USUAL, "by_order": True}))
@example(desk=Desk(act=Act.WITHHOLDING, first=DESTROYED, **{**USUAL, "by_order": True}))
@example(desk=Desk(act=Act.PUBLIC_COPY, first=COPIED, **USUAL))
def test_service_database_and_table_agree(register: dict[str, RegistryEntry], desk: Desk) -> None:
    check(register, desk)


@pytest.mark.parametrize("act", list(SAYS))
def test_each_kind_after_each_first_decision_and_without_each_part(
    register: dict[str, RegistryEntry], act: Act
) -> None:
    """One by one what the property test mixes: each is alone the reason for or against."""
    desks = [Desk(act=act, first=first, **USUAL) for first in (NOTHING, VOIDED, COPIED, WITHHELD, DESTROYED)]
    desks += [Desk(act=act, first=NOTHING, **{**USUAL, "says": ALL - {part}}) for part in sorted(ALL)]
    desks += [Desk(act=act, first=NOTHING, **{**USUAL, **stop}) for stop in [*STOPS, {"file": KEPT}]]
    for desk in desks:
        check(register, desk)
    assert {desk.is_enough for desk in desks} == {True, False}


def check(register: dict[str, RegistryEntry], desk: Desk) -> None:
    entry = register[desk.first]
    with transaction.atomic():
        hand_in = laid_out(desk, entry, register["successor"])
        said = verdicts(hand_in, entry, by=person(desk, hand_in, entry))
        transaction.set_rollback(True)
    assert said == dict.fromkeys(said, desk.is_enough), desk


def begun(entry: RegistryEntry, act: str, by: User | None = None) -> HandIn:
    """A decision on its way, with reason and paper, its pages drawn."""
    hand_in = decide(
        entry=entry,
        act=act,
        decision=Decision(reason="So decided", decided_on=DAY, wrong_words="1975", right_words="1957"),
        paper=io.BytesIO(pdf_bytes()),
        name="minutes.pdf",
        by=by or StaffFactory(),
        now=timezone.now(),
    )
    add_small_pages(hand_in)
    return hand_in


def laid_out(desk: Desk, entry: RegistryEntry, successor: RegistryEntry) -> HandIn:
    """As it lies there, past the service, which would not take all of it; marked as reviewed."""
    hand_in = begun(entry, Act.ERRATUM)
    about = entry.hand_in.scans.get(visibility=desk.file) if "file" in desk.says else None
    is_erratum = desk.act == Act.ERRATUM and "words" in desk.says
    said = {
        "act": desk.act,
        "wrong_words": "1975" if is_erratum else "",
        "right_words": "1957" if is_erratum else "",
        "successor": successor if desk.act == Act.SUPERSESSION and "successor" in desk.says else None,
        "about_scan": about if desk.act in ABOUT_FILE else None,
        "destroyed_by_order_of": "Superior Court" if desk.is_ordered else "",
        "ordered_on": DAY if desk.is_ordered else None,
        "reason": {GIVEN: "So decided", BLANK: "  ", NONE: ""}[desk.reason],
    }
    HandIn.objects.filter(pk=hand_in.pk).update(**said)
    hand_in.refresh_from_db()
    if desk.act == Act.PUBLIC_COPY and "copy" in desk.says and hand_in.about_scan and desk.file == PUBLIC:
        facts = {"areas": [LINE], "reason": REASON, "by": hand_in.started_by, "now": timezone.now()}
        keep_copy(hand_in.about_scan, DrawnCopy(b"%PDF", ()), decision=hand_in, **facts)
    paper = hand_in.scans.filter(role=FileRole.DECISION)
    if desk.paper == NONE:
        paper.delete()
    paper.update(**{OTHER: {"role": FileRole.OTHER}, LEFT_OUT: {"is_left_out": True}}.get(desk.paper, {"position": 1}))
    return marked_as_reviewed(hand_in)


def person(desk: Desk, hand_in: HandIn, entry: RegistryEntry) -> User:
    """Who records it."""
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    if desk.person in (TYPIST, REVIEWER):
        found: User = hand_in.started_by if desk.person == TYPIST else hand_in.reviewed_by
        return RecordingGrantFactory(user=found).user
    if desk.person == SEATED:
        community = entry.partnership.parties.get(side=2).community
        return SeatFactory(user=RecorderFactory(), committee=CommitteeFactory(communities=[community])).user
    if desk.person == WITHOUT:
        return StaffFactory()
    return RecordingGrantFactory(ends_on=yesterday).user if desk.person == FORMER else RecorderFactory()
