"""What is enough to record of the sides: service, database and a small table say the same, whatever lies on the desk.

What the association decides: `test_what_a_decision_needs`.
"""

import datetime as dt
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements.choices import Act, DateReading
from agreements.models import HandIn, RegistryEntry, Signature
from agreements.services.acts import choose_act, save_terms
from agreements.services.handing_in import submit_hand_in
from sistercities.common.dates import PartialDate
from tests.agreements.verdicts import marked_as_reviewed, verdicts
from tests.factories_agreements import STATEMENT, complete_hand_in
from tests.later_acts import recorded_act
from tests.register_rows import add_small_pages, quickly_recorded

pytestmark = pytest.mark.django_db

ONE, OWN, SILENT = "one paper", "a paper of each side", "a paper of each side, one does not name the other"
BOTH, ACTING = "both", "acting"
# Whose signatures each kind of act needs.
NEEDS = {
    Act.FOUNDING: BOTH,
    Act.AMENDMENT: BOTH,
    Act.RENEWAL: BOTH,
    Act.REAFFIRMATION: BOTH,
    Act.SUSPENSION: ACTING,
    Act.LIFTING: ACTING,
    Act.TERMINATION: ACTING,
}
# A signature counts whatever its date is.
DATES = (
    {"signed_on": PartialDate(2021, 3, 4), "date_reading": DateReading.AS_WRITTEN, "not_later_than": None},
    {"signed_on": PartialDate(2021), "date_reading": DateReading.AS_WRITTEN, "not_later_than": None},
    {"signed_on": None, "date_reading": DateReading.NOT_WRITTEN, "not_later_than": dt.date(2026, 5, 4)},
    {"signed_on": None, "date_reading": DateReading.UNREADABLE, "not_later_than": dt.date(2026, 5, 4)},
)


@dataclass(frozen=True)
class Desk:
    """What lies on the desk. `acting` is the side that acts where one does; `signed` the sides that signed."""

    act: Act
    acting: int
    signed: frozenset[int]
    papers: str
    dates: tuple[int, int]

    @property
    def is_enough(self) -> bool:
        needed = {1, 2} if NEEDS[self.act] == BOTH else {self.acting}
        return needed <= self.signed and self.papers != SILENT


DESKS = st.builds(
    Desk,
    act=st.sampled_from(list(NEEDS)),
    acting=st.sampled_from([1, 2]),
    signed=st.sampled_from([frozenset({1}), frozenset({2}), frozenset({1, 2})]),
    papers=st.sampled_from([ONE, OWN, SILENT]),
    dates=st.tuples(st.sampled_from(range(len(DATES))), st.sampled_from(range(len(DATES)))),
)


@pytest.fixture
def agreements() -> dict[str, RegistryEntry]:
    """One that holds, and one that is suspended."""
    holds, suspended = quickly_recorded(), quickly_recorded()
    recorded_act(suspended, Act.SUSPENSION, signed="2020-01-01", effective_on="2020-01-01")
    return {"holds": holds, "suspended": suspended}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(desk=DESKS)
def test_service_database_and_table_agree(agreements: dict[str, RegistryEntry], desk: Desk) -> None:
    with transaction.atomic():
        entry = None if desk.act == Act.FOUNDING else agreements["suspended" if desk.act == Act.LIFTING else "holds"]
        hand_in = laid_out(desk, entry)
        said = verdicts(hand_in, entry)
        transaction.set_rollback(True)
    assert said == dict.fromkeys(said, desk.is_enough), desk


def laid_out(desk: Desk, entry: RegistryEntry | None) -> HandIn:
    """Handed in as it lies there, and marked as reviewed past the service, which might have stopped it."""
    hand_in = complete_hand_in(partnership=entry and entry.partnership, own_papers=desk.papers != ONE)
    by = hand_in.started_by
    if entry:
        one_side = NEEDS[desk.act] == ACTING
        party = entry.partnership.parties.get(side=desk.acting)
        choose_act(hand_in_id=hand_in.pk, act=desk.act, acting_party=party if one_side else None, by=by)
        terms = {"effective_on": PartialDate(2022, 6, 30)} if one_side else {}
        save_terms(hand_in_id=hand_in.pk, by=by, reason="So decided", **terms)
    signatures = Signature.objects.filter(instrument__hand_in=hand_in)
    signatures.exclude(party__side__in=desk.signed).delete()
    for side, date in enumerate(desk.dates, start=1):
        signatures.filter(party__side=side).update(**DATES[date])
    if desk.papers == SILENT:
        hand_in.instruments.filter(party__side=2).update(names_others=False)
    submit_hand_in(hand_in_id=hand_in.pk, statement=STATEMENT, by=by, now=timezone.now())
    add_small_pages(hand_in)
    return marked_as_reviewed(hand_in)
