"""Later acts on the register: their numbers, their texts, whose signatures they need, and what makes no sense."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from agreements import canonical
from agreements.certificates import certificate_of_entry
from agreements.choices import BOTH_SIDES, ONE_SIDE, Act, Status
from agreements.completeness import obstacles, problems, unsigned_sides
from agreements.deeds import deed, particulars
from agreements.models import HandIn, RegistryEntry, Signature
from agreements.services.acts import choose_act, save_terms
from agreements.services.chain import verify_register
from agreements.services.changing import HandInRefused
from agreements.services.handing_in import choose_partnership, start_hand_in
from agreements.services.reviewing import review_hand_in
from partnerships.models import DateClaim
from sistercities.common.dates import PartialDate
from tests.factories import PartnershipFactory, RecorderFactory, StaffFactory
from tests.factories_agreements import record
from tests.later_acts import begun, handed_in_act, recorded_act, reviewed_act
from tests.register_rows import check_all, insert_entry, quickly_recorded

pytestmark = pytest.mark.django_db
BEGAN = dt.date(1957, 10, 10)


@pytest.fixture
def entry() -> RegistryEntry:
    """Signed on 10 October 1957."""
    return quickly_recorded()


def refused_by_database(change: Any, sentence: str) -> None:
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        change()


# Numbers and texts


def test_later_acts_count_on_from_their_founding_entry(entry: RegistryEntry) -> None:
    other = quickly_recorded()
    acts = [recorded_act(entry, Act.SUSPENSION), recorded_act(other, Act.REAFFIRMATION)]
    acts += [recorded_act(entry, Act.LIFTING), recorded_act(entry, Act.AMENDMENT)]
    check_all()
    numbers = [f"{entry.number}-1", f"{other.number}-1", f"{entry.number}-2", f"{entry.number}-3"]
    assert [act.number for act in acts] == numbers
    assert [act.founding for act in acts] == [entry, other, entry, entry]
    assert [act.seq for act in acts] == [3, 4, 5, 6]
    verdict = verify_register()
    assert (verdict.is_sound, verdict.entries) == (True, 6)


def test_the_text_of_a_suspension_says_whose_it_is_and_what_it_waits_for(entry: RegistryEntry) -> None:
    act = recorded_act(
        entry, Act.SUSPENSION, side=2, effective_on="2022-03", condition="until the war is over", reason="The war"
    )
    said = canonical.parsed(act.canonical)
    assert (said["act"], said["of"], said["number"]) == ("suspension", entry.number, f"{entry.number}-1")
    assert (said["acting_side"], said["effective_on"]) == (2, "2022-03")
    assert (said["condition"], said["reason"]) == ("until the war is over", "The war")
    assert [row["side"] for row in said["signatures"]] == [2]
    name = said["parties"][1]["name"]
    assert deed(said) == f"The agreement {entry.number} was suspended by {name} alone."
    rows = [("Suspended from", "March 2022"), ("Condition", "until the war is over")]
    assert particulars(said) == rows


def test_a_founding_text_has_none_of_the_keys_of_later_acts(entry: RegistryEntry) -> None:
    said = canonical.parsed(entry.canonical)
    assert {"acting_side", "effective_on", "condition", "term_ends_on", "successor", "wrong"} & said.keys() == set()
    assert (said["of"], said["reason"]) == (None, None)


def test_a_changed_row_of_a_later_act_is_found(entry: RegistryEntry) -> None:
    act = recorded_act(entry, Act.SUSPENSION, condition="until spring")
    change = HandIn.objects.filter(pk=act.hand_in_id)
    refused_by_database(lambda: change.update(condition="until summer"), "facts do not change")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        change.update(condition="until summer")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    verdict = verify_register()
    assert (verdict.bad_entry, verdict.why) == (act.number, "its rows differ from its canonical text: condition")


def test_a_later_act_brings_no_dates_of_the_beginning(entry: RegistryEntry) -> None:
    before = set(DateClaim.objects.values_list("pk", flat=True))
    recorded_act(entry, Act.REAFFIRMATION)
    assert set(DateClaim.objects.values_list("pk", flat=True)) == before


def test_the_certificate_says_what_was_done_of_which_number_by_whom(entry: RegistryEntry) -> None:
    act = recorded_act(entry, Act.TERMINATION, effective_on="2990-12-31", effective_words="at the end of 2990")
    certificate = certificate_of_entry(act, version=1, made_at=timezone.now())
    assert certificate.canonical["of"] == entry.number
    home = entry.partnership.parties.get(side=1).community.name
    assert deed(certificate.canonical) == f"Notice of the end of {entry.number} was given by {home} alone."
    assert ("Ends on", "31 December 2990") in particulars(certificate.canonical)
    assert "notice was given" in certificate.status


# Whose signatures


@pytest.mark.parametrize("act", BOTH_SIDES[1:])
@pytest.mark.parametrize("side", [1, 2])
def test_what_both_agree_on_waits_for_the_other_side(entry: RegistryEntry, act: str, side: int) -> None:
    hand_in = handed_in_act(entry, act, sides=[side])
    other = entry.partnership.parties.exclude(side=side).get()
    assert unsigned_sides(hand_in) == [other]
    assert f"Signed by one: the signature of {other.community.name} is missing." in obstacles(hand_in)


@pytest.mark.parametrize("act", ONE_SIDE)
@pytest.mark.parametrize("side", [1, 2])
def test_one_side_acts_with_its_own_signature_alone(entry: RegistryEntry, act: str, side: int) -> None:
    if act == Act.LIFTING:
        recorded_act(entry, Act.SUSPENSION, signed="2019-01-01")
    other = 3 - side
    acting = entry.partnership.parties.get(side=side)
    facts = {"side": side, "effective_on": "2021-01-01"}
    wrong = handed_in_act(entry, act, sides=[other], **facts)
    assert unsigned_sides(wrong) == [acting]
    assert f"The signature of {acting.community.name} is missing." in obstacles(wrong)
    assert recorded_act(entry, act, **facts).act == act
    check_all()


@pytest.mark.parametrize("act", ONE_SIDE)
def test_the_database_asks_for_the_signature_of_the_acting_side(entry: RegistryEntry, act: str) -> None:
    if act == Act.LIFTING:
        recorded_act(entry, Act.SUSPENSION, signed="2019-01-01")
    hand_in = reviewed_act(entry, act, side=1, effective_on="2021-01-01")
    number = RegistryEntry.objects.filter(founding=entry).count() + 1

    def forge() -> None:
        Signature.objects.filter(instrument__hand_in=hand_in).update(party=entry.partnership.parties.get(side=2))
        facts = {"act": act, "founding_id": entry.pk, "number": hand_in.founding.number + f"-{number}"}
        insert_entry(hand_in, recorder=RecorderFactory(), **facts)

    refused_by_database(forge, "lacks the signature of the acting side")


# What the database keeps together


def test_the_parts_of_a_later_act_fit_together(entry: RegistryEntry) -> None:
    hand_in, other = begun(entry, Act.SUSPENSION), quickly_recorded()
    rows = HandIn.objects.filter(pk=hand_in.pk)
    stranger = other.partnership.parties.get(side=1)
    refused_by_database(lambda: rows.update(founding=other), "founding entry of its own partnership")
    refused_by_database(lambda: rows.update(founding=None), "handin_later_act_names_founding")
    refused_by_database(lambda: rows.update(acting_party=stranger), "a side of the partnership")
    refused_by_database(lambda: rows.update(partnership=other.partnership), "founding entry of its own partnership")
    refused_by_database(lambda: rows.update(act=Act.RENEWAL), "handin_acting_party_fits_act")
    refused_by_database(lambda: rows.update(act=Act.FOUNDING), "handin_")
    refused_by_database(lambda: rows.update(act="other"), "handin_")
    refused_by_database(lambda: rows.update(term_ends_on="2030"), "handin_term_ends_on_fits_act")
    refused_by_database(lambda: rows.update(successor=other), "handin_successor_fits_act")
    refused_by_database(lambda: rows.update(wrong_words="x"), "handin_wrong_words_fits_act")
    act = recorded_act(entry, Act.AMENDMENT)
    refused_by_database(lambda: rows.update(founding=act), "founding entry of its own partnership")
    handed = handed_in_act(entry, Act.SUSPENSION)
    refused_by_database(
        lambda: HandIn.objects.filter(pk=handed.pk).update(acting_party=None), "handin_act_of_one_side_names_it"
    )


def test_another_partnership_takes_the_act_back(entry: RegistryEntry) -> None:
    hand_in = begun(entry, Act.SUSPENSION, condition="until spring", reason="Frost")
    choose_partnership(hand_in_id=hand_in.pk, partnership=PartnershipFactory(), by=hand_in.started_by)
    hand_in.refresh_from_db()
    assert (hand_in.act, hand_in.founding, hand_in.acting_party) == (Act.FOUNDING, None, None)
    assert (hand_in.condition, hand_in.reason) == ("", "")


def test_another_act_takes_the_answers_back(entry: RegistryEntry) -> None:
    hand_in = begun(entry, Act.SUSPENSION, condition="until spring", reason="Frost")
    choose_act(hand_in_id=hand_in.pk, act=Act.RENEWAL, by=hand_in.started_by)
    hand_in.refresh_from_db()
    assert (hand_in.act, hand_in.founding, hand_in.acting_party) == (Act.RENEWAL, entry, None)
    assert (hand_in.condition, hand_in.reason) == ("", "")


# What makes no sense


def refusals(change: Any) -> list[str]:
    with pytest.raises(HandInRefused) as refused:
        change()
    return refused.value.messages


def test_the_way_in_refuses_what_cannot_be(entry: RegistryEntry) -> None:
    hand_in, by = begun(entry, Act.AMENDMENT), StaffFactory()
    stranger = quickly_recorded().partnership.parties.get(side=1)
    home = entry.partnership.parties.get(side=1)

    def choose(act: str, side: Any = None, of: HandIn = hand_in) -> list[str]:
        return refusals(lambda: choose_act(hand_in_id=of.pk, act=act, acting_party=side, by=by))

    assert choose(Act.VOID) == ["That is for the association to decide."]
    assert choose(Act.SUSPENSION) == ["Say which side acts, where one side acts alone."]
    assert choose(Act.RENEWAL, home) == ["Say which side acts, where one side acts alone."]
    assert choose(Act.SUSPENSION, stranger) == ["That side does not belong to this partnership."]
    fresh = start_hand_in(by=by, committee=None, partnership=PartnershipFactory(), now=timezone.now(), on_behalf=True)
    nothing = "Nothing of this partnership is on the register yet. Hand in its first document."
    assert choose(Act.RENEWAL, of=fresh) == [nothing]
    for wrong in ({"condition": "until spring"}, {"effective_on": PartialDate(2020)}):
        assert refusals(lambda wrong=wrong: save_terms(hand_in_id=hand_in.pk, by=by, **wrong)) == [
            "That does not belong to what this document does."
        ]


NO_SENSE = {
    "lifting where nothing is suspended": (
        [],
        Act.LIFTING,
        {},
        "Nothing is suspended on that day, so there is nothing to lift.",
    ),
    "lifting before the suspension": (
        [(Act.SUSPENSION, {"signed": "2020-05-04"})],
        Act.LIFTING,
        {"signed": "2019-05-04"},
        "Nothing is suspended on that day, so there is nothing to lift.",
    ),
    "suspension of an ended one": (
        [(Act.TERMINATION, {"effective_on": "2020-12-31"})],
        Act.SUSPENSION,
        {"signed": "2021-05-04"},
        "Only an agreement in force can be suspended; this one is not in force on that day.",
    ),
    "suspension of a suspended one": (
        [(Act.SUSPENSION, {})],
        Act.SUSPENSION,
        {"signed": "2021-05-04"},
        "Only an agreement in force can be suspended; this one is not in force on that day.",
    ),
    "notice after the end": (
        [(Act.TERMINATION, {"effective_on": "2020-12-31"})],
        Act.TERMINATION,
        {"signed": "2021-05-04", "effective_on": "2021-12-31"},
        "Notice can only be given of an agreement that has not ended; this one has ended before.",
    ),
    "change of an ended one": (
        [(Act.TERMINATION, {"effective_on": "2020-12-31"})],
        Act.AMENDMENT,
        {"signed": "2021-05-04"},
        "Only an agreement that holds can be changed; this one does not hold on that day. Is it a renewal?",
    ),
    "act before the beginning": (
        [],
        Act.SUSPENSION,
        {"signed": "1950-05-04"},
        "The day 4 May 1950 lies before the beginning of {number}, 10 October 1957. Check the date.",
    ),
    "end before the beginning": (
        [],
        Act.SUSPENSION,
        {"effective_on": "1950"},
        "The day 1950 lies before the beginning of {number}, 10 October 1957. Check the date.",
    ),
    "end before the notice": (
        [],
        Act.TERMINATION,
        {"signed": "2020-05-04", "effective_on": "2020-05-03"},
        "The agreement cannot end before the notice was signed. Check the two dates.",
    ),
}


@pytest.mark.parametrize("case", NO_SENSE)
def test_what_makes_no_sense_is_refused_with_a_sentence(entry: RegistryEntry, case: str) -> None:
    before, act, facts, sentence = NO_SENSE[case]
    for earlier, given in before:
        recorded_act(entry, earlier, **given)
    hand_in = handed_in_act(entry, act, **facts)
    assert obstacles(hand_in) == [sentence.format(number=entry.number)]
    with pytest.raises(HandInRefused):
        review_hand_in(hand_in_id=hand_in.pk, by=StaffFactory(), now=timezone.now())


MISSING = {
    "the day of the end": (Act.TERMINATION, {}, "Say on which day the agreement ends."),
    "a term that is over before": (
        Act.RENEWAL,
        {"signed": "2020-05-04", "term_ends_on": "2019"},
        "The term ends before the document was signed. Check the dates.",
    ),
}


@pytest.mark.parametrize("case", MISSING)
def test_what_the_act_asks_for_is_missed(entry: RegistryEntry, case: str) -> None:
    act, facts, sentence = MISSING[case]
    with pytest.raises(ValidationError) as refused:
        handed_in_act(entry, act, **facts)
    assert refused.value.messages == [sentence]
    assert [(row.step, row.sentence) for row in problems(begun(entry, act, **facts))] == [("terms", sentence)]


def test_a_second_paper_of_the_same_act_waits_beside_the_first(entry: RegistryEntry) -> None:
    first, second = reviewed_act(entry, Act.SUSPENSION), handed_in_act(entry, Act.SUSPENSION)
    assert obstacles(second) == []
    record(first)
    assert obstacles(second) == ["Only an agreement in force can be suspended; this one is not in force on that day."]
    assert HandIn.objects.get(pk=second.pk).status == Status.HANDED_IN
