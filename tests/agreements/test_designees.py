"""Who signs for the head of a community: the letter has to cover the day and the kind of document."""

import datetime as dt

import pytest
from django.urls import reverse

from agreements import canonical, completeness
from agreements.choices import Act, Capacity, DateReading, FileRole, Method
from agreements.designees import cautions
from agreements.documents.contents import read
from agreements.models import HandIn, Scan, Signature
from agreements.services.files import describe_scan
from agreements.services.papers import save_council_act, save_signatures
from sistercities.association.models import Policy
from sistercities.common.dates import PartialDate
from tests.desk_pages import text_of
from tests.factories import StaffFactory
from tests.factories_agreements import add_pdf, complete_hand_in, signer
from tests.register_rows import quickly_handed_in

pytestmark = pytest.mark.django_db
DAY = PartialDate(1988, 10, 11)
UNDATED = {"date_reading": DateReading.NOT_WRITTEN, "signed_on": None, "not_later_than": dt.date(1988, 12, 31)}


def designated(*, reach: dict | None = None, letter: bool = True, hand_in: HandIn | None = None, **facts) -> HandIn:
    """A document for whose first side a commissioner signed, with a letter of this reach."""
    hand_in = hand_in or complete_hand_in()
    by, party = hand_in.started_by, hand_in.partnership.parties.select_related("community").get(side=1)
    scan = add_pdf(hand_in, by=by, role=FileRole.AUTHORITY_PAPER, pages=2) if letter else None
    if scan:
        about = {"hand_in_id": hand_in.pk, "scan_id": scan.pk, "visibility": "association", "by": by}
        describe_scan(**about, dated=PartialDate(1988, 5, 11), **(reach or {}))
    said = {"name": "The commissioner", "title": "Commissioner", "capacity": Capacity.DESIGNEE, "signed_on": DAY}
    row = signer(party, **{**said, **facts}, authority_id=scan.pk if scan else None)
    save_signatures(hand_in_id=hand_in.pk, party=party, signers=[row], by=by)
    hand_in.refresh_from_db()
    return hand_in


def problems(hand_in: HandIn) -> list[str]:
    return [str(problem.sentence) for problem in completeness.problems(hand_in)]


@pytest.mark.parametrize(
    "reach",
    [
        {},
        {"allows_from": dt.date(1988, 10, 11), "allows_until": dt.date(1988, 10, 11)},
        {"allows_acts": [Act.FOUNDING]},
        {"allows_from": dt.date(1988, 5, 11)},
    ],
)
def test_a_letter_that_covers_day_and_act_is_enough(reach):
    assert problems(designated(reach=reach)) == []


@pytest.mark.parametrize(
    ("reach", "sentence"),
    [
        ({"allows_from": dt.date(1988, 10, 12)}, "signed on a day that the letter does not cover"),
        ({"allows_until": dt.date(1988, 10, 10)}, "signed on a day that the letter does not cover"),
        (
            {"allows_acts": [Act.RENEWAL, Act.AMENDMENT]},
            "does not allow The commissioner to sign this kind of document",
        ),
    ],
)
def test_a_letter_outside_its_days_or_acts_is_refused(reach, sentence):
    (found,) = problems(designated(reach=reach))
    assert sentence in found


def test_without_a_letter_it_is_asked_for():
    (found,) = problems(designated(letter=False))
    assert found.startswith("Add the letter that allows The commissioner to sign for ")


@pytest.mark.parametrize(
    ("facts", "reach", "is_refused"),
    [
        # Only what is known is compared.
        ({"signed_on": PartialDate(1988)}, {"allows_from": dt.date(1988, 6, 1)}, False),
        ({"signed_on": PartialDate(1988)}, {"allows_from": dt.date(1989, 1, 1)}, True),
        (UNDATED, {"allows_until": dt.date(1988, 6, 1)}, False),
        (UNDATED, {"allows_from": dt.date(1989, 1, 1)}, True),
    ],
)
def test_dates_that_are_not_exact_are_compared_as_far_as_they_are_known(facts, reach, is_refused):
    assert bool(problems(designated(reach=reach, **facts))) is is_refused


def test_several_signers_of_a_side_each_need_their_letter():
    hand_in = designated()
    party = hand_in.partnership.parties.select_related("community").get(side=1)
    letter = hand_in.scans.get(role=FileRole.AUTHORITY_PAPER)
    pair = [
        signer(party, name=name, title="Commissioner", capacity=Capacity.DESIGNEE, signed_on=DAY, authority_id=pk)
        for name, pk in (("The first commissioner", letter.pk), ("The second commissioner", None))
    ]
    save_signatures(hand_in_id=hand_in.pk, party=party, signers=pair, by=hand_in.started_by)
    (found,) = problems(HandIn.objects.get(pk=hand_in.pk))
    assert "allows The second commissioner to sign" in found


# What a reader should look at


def said(hand_in: HandIn) -> list[str]:
    rows = Signature.objects.filter(instrument__hand_in=hand_in).select_related("party", "authority")
    return [str(sentence) for sentences in cautions(hand_in, rows).values() for sentence in sentences]


def test_a_letter_that_covers_some_of_the_days_is_pointed_out():
    hand_in = designated(reach={"allows_from": dt.date(1988, 6, 1)}, signed_on=PartialDate(1988))
    assert said(hand_in) == ["The letter covers only some of the days on which The commissioner can have signed."]


def test_a_letter_dated_after_the_signature_is_pointed_out():
    hand_in = designated(signed_on=PartialDate(1988, 5, 10))
    assert said(hand_in) == ["The letter that allows The commissioner to sign is dated after the signature."]


def test_an_electronic_signature_asks_for_the_page_of_the_service(client_of):
    hand_in = quickly_handed_in()
    Signature.objects.filter(instrument__hand_in=hand_in, party__side=2).update(method=Method.ELECTRONIC)
    client = client_of(StaffFactory())
    review = reverse("handin_review", args=[hand_in.pk])
    sentence = "signed electronically. Look for the certificate page of the signing service."
    assert sentence in text_of(client.get(review))
    Scan.objects.filter(pk=add_pdf(hand_in, by=StaffFactory(), role=FileRole.SIGNING_CERTIFICATE, pages=3).pk)
    assert sentence not in text_of(client.get(review))


# The form


def test_the_form_keeps_what_a_letter_allows_and_shows_it_again(client_of):
    hand_in = designated()
    letter = hand_in.scans.get(role=FileRole.AUTHORITY_PAPER)
    client = client_of(hand_in.started_by)
    address = reverse("handin_signers", args=[hand_in.pk, 1])
    answers = {
        "seen": client.get(address).context["seen"],
        "signed": "yes",
        "signers": "1",
        "signer-0-name": "The commissioner",
        "signer-0-title": "Commissioner",
        "signer-0-capacity": "designee",
        "signer-0-authority": str(letter.pk),
        "signer-0-authority_from_day": "1",
        "signer-0-authority_from_month": "5",
        "signer-0-authority_from_year": "1988",
        "signer-0-authority_until_day": "31",
        "signer-0-authority_until_month": "12",
        "signer-0-authority_until_year": "1988",
        "signer-0-authority_acts": ["begin"],
        "signer-0-date_reading": "as_written",
        "signer-0-signed_on_year": "1988",
        "signer-0-method": "ink",
    }
    assert client.post(address, answers).status_code == 302
    letter.refresh_from_db()
    assert (letter.allows_from, letter.allows_until, letter.allows_acts) == (
        dt.date(1988, 5, 1),
        dt.date(1988, 12, 31),
        ["founding"],
    )
    form = client.get(address).context["signers"].signers[0]
    assert (form.initial["authority_from"], form.initial["authority_acts"]) == (dt.date(1988, 5, 1), ["begin"])
    answers |= {"seen": client.get(address).context["seen"], "signer-0-authority_until_year": "1987"}
    answer = client.post(address, answers)
    assert answer.status_code == 422
    assert "The last day lies before the first one. Check both dates." in text_of(answer)


# Papers from long ago


def letters_since(day: dt.date | None) -> None:
    Policy.objects.update_or_create(pk=1, defaults={"designee_letters_since": day})


def test_before_the_day_that_staff_set_a_council_act_takes_the_place_of_the_letter():
    letters_since(dt.date(1990, 1, 1))
    hand_in = designated(letter=False)
    (found,) = problems(hand_in)
    assert "For so old a paper the council act of that side is enough" in found
    party = hand_in.partnership.parties.get(side=1)
    facts = {"hand_in_id": hand_in.pk, "party": party, "by": hand_in.started_by}
    save_council_act(reason_none="Nobody knows.", **facts)
    assert len(problems(hand_in)) == 1
    save_council_act(decided_on=PartialDate(1988, 5, 11), **facts)
    assert problems(hand_in) == []


def test_before_that_day_a_stated_reason_is_enough_too():
    letters_since(dt.date(1990, 1, 1))
    assert problems(designated(letter=False, authority_reason="The files of that year burned.")) == []


@pytest.mark.parametrize(
    ("day", "signed"),
    [(None, DAY), (dt.date(1988, 10, 11), DAY), (dt.date(1988, 6, 1), PartialDate(1988))],
    ids=["no day set", "signed on that day", "perhaps signed after it"],
)
def test_without_such_a_day_or_after_it_only_a_letter_counts(day, signed):
    letters_since(day)
    (found,) = problems(designated(letter=False, signed_on=signed, authority_reason="The files burned."))
    assert "Add the letter that allows The commissioner to sign" in found
    assert "council act" not in found


def test_the_reason_stands_on_the_record(client):
    letters_since(dt.date(1990, 1, 1))
    hand_in = designated(letter=False, authority_reason="The files of that year burned.")
    said = canonical.parsed(canonical.as_text(canonical.draft(hand_in)))
    assert said["signatures"][0]["authority_reason"] == "The files of that year burned."
    words = read(said, time_zone="UTC")
    assert words["sides"][0].signers[0].capacity == "designee; no letter: The files of that year burned."


def test_the_form_keeps_the_reason_where_there_is_no_letter(client_of):
    letters_since(dt.date(1990, 1, 1))
    hand_in = designated(letter=False)
    client = client_of(hand_in.started_by)
    address = reverse("handin_signers", args=[hand_in.pk, 1])
    answers = {
        "seen": client.get(address).context["seen"],
        "signed": "yes",
        "signers": "1",
        "signer-0-name": "The commissioner",
        "signer-0-title": "Commissioner",
        "signer-0-capacity": "designee",
        "signer-0-authority_reason": "The files of that year burned.",
        "signer-0-date_reading": "as_written",
        "signer-0-signed_on_year": "1988",
        "signer-0-method": "ink",
    }
    assert client.post(address, answers).status_code == 302
    assert Signature.objects.get(party__side=1).authority_reason == "The files of that year burned."
    assert "No letter: The files of that year burned." in text_of(
        client.get(reverse("handin_summary", args=[hand_in.pk]))
    )
