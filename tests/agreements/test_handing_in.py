"""The services that fill a hand-in: what they keep, what each of them refuses, what is still missing."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements import completeness
from agreements.choices import ActionKind, Capacity, DateReading, DocumentKind, FileRole, Status
from agreements.models import HandIn
from agreements.services import handing_in, papers, reviewing
from agreements.services.changing import HandInRefused
from directory.choices import Role
from partnerships.models import Partnership
from sistercities.common.dates import PartialDate
from tests.factories import (
    CommunityFactory,
    PartnerCommunityFactory,
    PartnershipFactory,
    SeatFactory,
    StaffFactory,
)
from tests.factories_agreements import (
    STATEMENT,
    add_pdf,
    as_status,
    complete_hand_in,
    reviewed,
    signer,
)

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 20, 17, 0, tzinfo=dt.UTC)
LATER = dt.date(1990, 1, 1)


def draft(**facts) -> HandIn:
    """Complete but for the file, which takes a moment to inspect."""
    return complete_hand_in(with_file=False, **facts)


def submit(hand_in: HandIn, *, statement: str = STATEMENT, now: dt.datetime = NOW) -> HandIn:
    return handing_in.submit_hand_in(hand_in_id=hand_in.pk, statement=statement, by=hand_in.started_by, now=now)


def sentences(hand_in: HandIn) -> list[tuple[str, str]]:
    return [(row.step, str(row.sentence)) for row in completeness.problems(hand_in)]


# Beginning


def test_a_draft_begins_with_one_paper_and_the_kind_of_its_partnership():
    seat = SeatFactory(role=Role.EDITOR)
    sides = [seat.committee.communities.get(), PartnerCommunityFactory()]
    partnership = PartnershipFactory(kind="friendship", communities=sides)
    hand_in = handing_in.start_hand_in(by=seat.user, committee=seat.committee, partnership=partnership, now=NOW)
    assert (hand_in.status, hand_in.relationship, hand_in.received_on) == (Status.DRAFT, "friendship", None)
    assert hand_in.instruments.count() == 1
    assert [(row.kind, row.by) for row in hand_in.actions.all()] == [(ActionKind.STARTED, seat.user)]


@pytest.mark.parametrize("on_behalf", [False, True])
def test_a_document_belongs_to_a_committee_of_one_of_its_sides(on_behalf):
    seat, partnership = SeatFactory(role=Role.EDITOR), PartnershipFactory()
    facts = {"by": seat.user, "partnership": partnership, "on_behalf": on_behalf, "now": NOW}
    with pytest.raises(HandInRefused, match="does not look after a side"):
        handing_in.start_hand_in(committee=seat.committee, **facts)
    assert not HandIn.objects.exists()
    for party in partnership.parties.all():
        seat.committee.communities.set([party.community])
        assert handing_in.start_hand_in(committee=seat.committee, **facts).partnership == partnership
    assert handing_in.start_hand_in(committee=None, **facts).partnership == partnership


def test_staff_note_how_a_document_arrived_and_can_correct_it():
    staff = StaffFactory()
    arrived = {"arrival": "post", "arrived_from": "City clerk", "received_on": dt.date(2026, 11, 3)}
    hand_in = handing_in.start_hand_in(
        by=staff, committee=None, on_behalf=True, original_kept_at="Cabinet 3", now=NOW, **arrived
    )
    handing_in.save_arrival(hand_in_id=hand_in.pk, by=staff, received_on=dt.date(2026, 11, 2))
    hand_in.refresh_from_db()
    assert (hand_in.arrived_from, hand_in.received_on) == ("City clerk", dt.date(2026, 11, 2))


# Which partnership


def test_another_partnership_takes_out_what_was_said_about_the_sides():
    hand_in = draft()
    papers.save_council_act(
        hand_in_id=hand_in.pk, party=hand_in.partnership.parties.get(side=1), by=hand_in.started_by, number="1"
    )
    for step in ("signers-2", "council", "document"):
        handing_in.keep_unfinished(hand_in_id=hand_in.pk, step=step, answers={"a": "b"}, by=hand_in.started_by)
    other = PartnershipFactory(kind="friendship")
    handing_in.choose_partnership(hand_in_id=hand_in.pk, partnership=other, by=hand_in.started_by)
    hand_in.refresh_from_db()
    assert (hand_in.partnership, hand_in.relationship, list(hand_in.unfinished)) == (other, "friendship", ["document"])
    assert not hand_in.instruments.get().signatures.exists()
    assert not hand_in.council_acts.exists()


def test_the_same_partnership_again_changes_nothing():
    hand_in = draft()
    handing_in.choose_partnership(hand_in_id=hand_in.pk, partnership=hand_in.partnership, by=hand_in.started_by)
    assert hand_in.instruments.get().signatures.count() == 2


def test_a_new_pair_opens_its_file_in_development_and_is_not_public():
    seat = SeatFactory()
    home, partner = CommunityFactory(), PartnerCommunityFactory()
    hand_in = handing_in.start_hand_in(by=seat.user, committee=seat.committee, now=NOW)
    hand_in = handing_in.open_partnership(
        hand_in_id=hand_in.pk, communities=[home, partner], kind="friendship", by=seat.user, today=NOW.date()
    )
    assert hand_in.partnership.lead_committee == seat.committee
    assert hand_in.relationship == "friendship"
    assert not Partnership.objects.public().exists()


def test_a_pair_that_is_here_is_not_opened_twice():
    hand_in = draft()
    sides = [party.community for party in hand_in.partnership.parties.order_by("side")]
    with pytest.raises(ValidationError, match="already here"):
        handing_in.open_partnership(
            hand_in_id=hand_in.pk, communities=sides, kind="sister", by=hand_in.started_by, today=NOW.date()
        )


# Signers and council acts


def test_signers_of_a_side_replace_those_before_and_leave_the_other_side():
    hand_in = draft()
    party = hand_in.partnership.parties.get(side=2)
    signers = [
        signer(party, name="First"),
        signer(party, name="Second", date_reading=DateReading.UNREADABLE, not_later_than=dt.date(2026, 11, 1)),
    ]
    papers.save_signatures(hand_in_id=hand_in.pk, party=party, signers=signers, by=hand_in.started_by)
    rows = hand_in.instruments.get().signatures.order_by("party__side", "pk")
    assert [(row.party.side, row.name, str(row.signed_on or "")) for row in rows] == [
        (1, rows[0].name, "1957-10-10"),
        (2, "First", "1957-10-10"),
        (2, "Second", ""),
    ]


@pytest.mark.parametrize(
    "facts",
    [
        {"name": ""},
        {"title": ""},
        {"capacity": "friend"},
        {"signed_on": None},
        {"date_reading": DateReading.NOT_WRITTEN},
        {
            "date_reading": DateReading.NOT_WRITTEN,
            "signed_on": PartialDate(1957),
            "not_later_than": dt.date(1990, 1, 1),
        },
        {"not_later_than": LATER},
    ],
)
def test_a_signature_that_is_not_whole_is_refused_and_nothing_is_lost(facts):
    hand_in = draft()
    party = hand_in.partnership.parties.get(side=2)
    with pytest.raises(ValidationError):
        papers.save_signatures(
            hand_in_id=hand_in.pk, party=party, signers=[signer(party, **facts)], by=hand_in.started_by
        )
    assert hand_in.instruments.get().signatures.filter(party=party).count() == 1


def test_sides_of_another_partnership_are_refused():
    hand_in, stranger = draft(), PartnershipFactory().parties.get(side=1)
    facts = {"hand_in_id": hand_in.pk, "party": stranger, "by": hand_in.started_by}
    with pytest.raises(HandInRefused, match="does not belong"):
        papers.save_signatures(signers=[signer(stranger)], **facts)
    with pytest.raises(HandInRefused, match="does not belong"):
        papers.save_council_act(number="1", **facts)


def test_a_letter_has_to_be_one_of_this_document():
    hand_in, other = draft(), complete_hand_in()
    party = hand_in.partnership.parties.get(side=1)
    letter = add_pdf(other, by=other.started_by, role=FileRole.AUTHORITY_PAPER)
    scan = add_pdf(hand_in, by=hand_in.started_by)
    for wrong in (letter, scan):
        facts = {"capacity": Capacity.DESIGNEE, "authority_id": wrong.pk}
        with pytest.raises(ValidationError, match="one of the letters"):
            papers.save_signatures(
                hand_in_id=hand_in.pk, party=party, signers=[signer(party, **facts)], by=hand_in.started_by
            )


def test_a_council_act_is_one_a_side_and_goes_when_all_is_empty():
    hand_in = draft()
    facts = {"hand_in_id": hand_in.pk, "party": hand_in.partnership.parties.get(side=1), "by": hand_in.started_by}
    papers.save_council_act(number="Res. 85-48", decided_on=PartialDate(1985, 2), vote="7-0", **facts)
    papers.save_council_act(reason_none="The charter lets the mayor sign alone.", **facts)
    assert [row.reason_none for row in hand_in.council_acts.all()] == ["The charter lets the mayor sign alone."]
    papers.save_council_act(**facts)
    assert not hand_in.council_acts.exists()


def test_texts_replace_those_before_and_empty_ones_are_left_out():
    hand_in = draft()
    facts = {"hand_in_id": hand_in.pk, "by": hand_in.started_by}
    papers.save_transcriptions(texts={"en": "One", "ja": "一"}, **facts)
    papers.save_transcriptions(texts={"en": " Two ", "ja": "  "}, **facts)
    rows = hand_in.instruments.get().transcriptions.values_list("language", "text")
    assert list(rows) == [("en", "Two")]


# Who may change what, and when


def test_what_somebody_else_changed_meanwhile_is_not_overwritten():
    hand_in = draft()
    facts = {"hand_in_id": hand_in.pk, "by": hand_in.started_by}
    seen = hand_in.revision
    papers.save_transcriptions(texts={"en": "One"}, revision=seen, **facts)
    with pytest.raises(HandInRefused, match="Somebody else changed this"):
        papers.save_transcriptions(texts={"en": "Two"}, revision=seen, **facts)
    assert hand_in.instruments.get().transcriptions.get().text == "One"


@pytest.mark.parametrize("status", [Status.HANDED_IN, Status.RECORDED, Status.WITHDRAWN, Status.REFUSED])
def test_a_committee_changes_nothing_after_handing_in(status):
    hand_in = as_status(status)
    by, party = hand_in.started_by, hand_in.partnership.parties.get(side=1)
    paper = {"kind": DocumentKind.RESOLUTION, "relationship": "sister", "languages": ["en"]}
    for change in (
        lambda: papers.save_paper(hand_in_id=hand_in.pk, by=by, **paper),
        lambda: papers.save_signatures(hand_in_id=hand_in.pk, party=party, signers=[], by=by),
        lambda: papers.save_council_act(hand_in_id=hand_in.pk, party=party, by=by, number="1"),
        lambda: papers.save_transcriptions(hand_in_id=hand_in.pk, texts={"en": "Text"}, by=by),
        lambda: handing_in.choose_partnership(hand_in_id=hand_in.pk, partnership=PartnershipFactory(), by=by),
        lambda: handing_in.keep_unfinished(hand_in_id=hand_in.pk, step="text", answers={"a": "b"}, by=by),
        lambda: submit(hand_in),
    ):
        with pytest.raises(HandInRefused):
            change()
    assert hand_in.instruments.get().signatures.count() == 2


def test_a_change_by_staff_is_noted_and_takes_the_review_back():
    hand_in, staff = reviewed(), StaffFactory()
    reviewing.correct_hand_in(
        hand_in_id=hand_in.pk, by=staff, now=timezone.now(), save=papers.save_transcriptions, texts={"en": "Text"}
    )
    hand_in.refresh_from_db()
    assert (hand_in.status, hand_in.reviewed_by, hand_in.snapshot_sha256) == (Status.HANDED_IN, None, "")
    kinds = list(hand_in.actions.values_list("kind", "by"))[-2:]
    assert kinds == [(ActionKind.CHANGED, staff.pk), (ActionKind.REVIEW_CLEARED, staff.pk)]


# What is missing


def test_a_new_draft_is_told_the_first_thing_first():
    seat = SeatFactory()
    hand_in = handing_in.start_hand_in(by=seat.user, committee=seat.committee, now=NOW)
    assert sentences(hand_in) == [("partnership", "Choose which partnership this document is about.")]
    handing_in.choose_partnership(hand_in_id=hand_in.pk, partnership=PartnershipFactory(), by=seat.user)
    hand_in.refresh_from_db()
    assert sentences(hand_in) == [
        ("document", "Say what kind of document it is."),
        ("document", "Say in which languages the document is written."),
        ("files", "Add a scan or photo of the signed document."),
        ("signers-1", "Say who signed, for at least one side."),
    ]


def test_a_designee_needs_a_letter_and_nobody_signs_after_receipt():
    hand_in = draft(received_on=dt.date(2026, 11, 1))
    party = hand_in.partnership.parties.get(side=2)
    facts = {"name": "The deputy", "capacity": Capacity.DESIGNEE, "signed_on": PartialDate(2026, 11, 2)}
    papers.save_signatures(hand_in_id=hand_in.pk, party=party, signers=[signer(party, **facts)], by=hand_in.started_by)
    side = party.community.name
    assert sentences(hand_in)[-2:] == [
        ("signers-2", f"Add the letter that allows The deputy to sign for {side}."),
        (
            "signers-2",
            "The deputy cannot have signed after the day on which the document was received. Check the date.",
        ),
    ]


def test_a_document_that_arrived_needs_its_day():
    hand_in = draft(on_behalf=True, arrival="post")
    assert ("arrival", "Say on which day the document arrived.") in sentences(hand_in)
    add_pdf(hand_in, by=hand_in.started_by)
    with pytest.raises(ValidationError, match="on which day"):
        submit(hand_in)


def test_a_step_that_was_left_half_filled_is_named():
    hand_in = draft()
    handing_in.keep_unfinished(hand_in_id=hand_in.pk, step="council", answers={"a": "b"}, by=hand_in.started_by)
    hand_in.refresh_from_db()
    assert [step for step, _sentence in sentences(hand_in)] == ["files", "council"]
    handing_in.keep_unfinished(hand_in_id=hand_in.pk, step="council", answers={}, by=hand_in.started_by)
    hand_in.refresh_from_db()
    assert [step for step, _sentence in sentences(hand_in)] == ["files"]


@pytest.mark.parametrize(("character", "named"), [("\ue123", "U+E123"), ("\U000323af", "U+323AF")])
@pytest.mark.parametrize("step", ["document", "signers-2", "council", "text"])
def test_a_character_that_cannot_be_printed_is_named_at_its_step(step, character, named):
    hand_in = draft()
    by, party = hand_in.started_by, hand_in.partnership.parties.get(side=2)
    text = f"Text {character}"
    facts = {"hand_in_id": hand_in.pk, "by": by}
    paper = {"kind": DocumentKind.RESOLUTION, "relationship": "sister", "languages": ["ja"], "title": text}
    {
        "document": lambda: papers.save_paper(**facts, **paper),
        "signers-2": lambda: papers.save_signatures(**facts, party=party, signers=[signer(party, place=text)]),
        "council": lambda: papers.save_council_act(**facts, party=party, number=text),
        "text": lambda: papers.save_transcriptions(**facts, texts={"ja": text}),
    }[step]()
    sentence = f"The character {named} cannot be printed. Replace it, or ask us how to write it."
    assert sentences(hand_in)[1:] == [(step, sentence)]
    add_pdf(hand_in, by=by)
    with pytest.raises(ValidationError, match=f"U.{named[2:]}"):
        submit(hand_in)
