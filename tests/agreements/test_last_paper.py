"""The day of receipt is the first one. A paper that came later has its own day, and dates are held against that."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements import canonical, completeness
from agreements.choices import Arrival
from agreements.models import HandIn
from agreements.services.handing_in import save_arrival, submit_hand_in
from agreements.services.papers import save_council_act, save_signatures
from agreements.services.reviewing import return_hand_in
from partnerships.models import DateClaim
from sistercities.common.dates import PartialDate
from tests.desk_pages import text_of
from tests.factories import StaffFactory
from tests.factories_agreements import ReasonCodeFactory, add_pdf, complete_hand_in, handed_in, signer
from tests.register_rows import quickly_recorded

pytestmark = pytest.mark.django_db
RECEIVED = dt.date(2026, 3, 2)
LATER = dt.date(2026, 5, 4)


def posted(**facts) -> HandIn:
    """A document that came by post on 2 March 2026 and that staff type."""
    by_post = {
        "on_behalf": True,
        "arrival": Arrival.POST,
        "arrived_from": "City clerk",
        "original_kept_at": "Cabinet 3",
    }
    return complete_hand_in(by=StaffFactory(), received_on=RECEIVED, **by_post, **facts)


def sign(hand_in: HandIn, side: int, day: PartialDate) -> None:
    party = hand_in.partnership.parties.select_related("community").get(side=side)
    row = signer(party, signed_on=day)
    save_signatures(hand_in_id=hand_in.pk, party=party, signers=[row], by=hand_in.started_by)


def problems(hand_in: HandIn) -> list[str]:
    return [str(problem.sentence) for problem in completeness.problems(HandIn.objects.get(pk=hand_in.pk))]


def test_nobody_signs_after_the_last_paper_was_received():
    hand_in = posted()
    sign(hand_in, 2, PartialDate(2026, 4, 1))
    assert "cannot have signed after the day on which the document was received" in problems(hand_in)[0]
    save_arrival(hand_in_id=hand_in.pk, by=hand_in.started_by, completed_on=LATER)
    assert problems(hand_in) == []
    sign(hand_in, 2, PartialDate(2026, 5, 5))
    assert len(problems(hand_in)) == 1


def test_no_council_decides_after_the_last_paper_was_received():
    hand_in = posted()
    party = hand_in.partnership.parties.get(side=1)
    facts = {"hand_in_id": hand_in.pk, "party": party, "by": hand_in.started_by, "number": "Res. 1"}
    save_council_act(decided_on=PartialDate(2026), **facts)
    assert problems(hand_in) == []
    save_council_act(decided_on=PartialDate(2026, 4), **facts)
    assert "cannot have decided after the day on which the document was received" in problems(hand_in)[0]


def test_handing_in_again_with_one_more_file_is_the_day_of_the_last_paper():
    long_ago = timezone.now() - dt.timedelta(days=30)
    hand_in = handed_in(now=long_ago, with_pages=False, sides=(1,))
    by, first = hand_in.started_by, hand_in.received_on

    def again() -> HandIn:
        facts = {"hand_in_id": hand_in.pk, "reason": ReasonCodeFactory(), "text": "Please look again."}
        return_hand_in(**facts, by=StaffFactory(), now=timezone.now())
        return HandIn.objects.get(pk=hand_in.pk)

    def submit() -> HandIn:
        return submit_hand_in(hand_in_id=hand_in.pk, statement="True copies.", by=by, now=timezone.now())

    again()
    assert submit().completed_on is None
    again()
    sign(hand_in, 2, PartialDate.of_day(timezone.localdate()))
    add_pdf(hand_in, by=by, pages=2)
    sent = submit()
    assert (sent.received_on, sent.completed_on) == (first, timezone.localdate())
    assert problems(sent) == []


def test_register_and_certificate_name_both_days(client):
    entry = quickly_recorded(
        by=StaffFactory(),
        on_behalf=True,
        arrival=Arrival.POST,
        arrived_from="City clerk",
        original_kept_at="Cabinet 3",
        received_on=RECEIVED,
        completed_on=LATER,
    )
    dates = canonical.parsed(entry.canonical)["dates"]
    assert [(row["value"], row["source"]) for row in dates if row["kind"] == "received"] == [
        ("2026-03-02", "day of receipt"),
        ("2026-05-04", "last paper"),
    ]
    page = text_of(client.get(entry.get_absolute_url()))
    assert "Last paper received 4 May 2026" in page
    assert DateClaim.objects.filter(kind="received", source=entry.number).count() == 2


@pytest.mark.parametrize(
    ("year", "status", "kept"), [("2026", 302, LATER), ("2025", 422, None)], ids=["later", "before the first"]
)
def test_staff_say_when_the_last_paper_came(client_of, year, status, kept):
    hand_in = posted()
    client = client_of(hand_in.started_by)
    address = reverse("handin_arrival", args=[hand_in.pk])
    answers = {
        "seen": client.get(address).context["seen"],
        "arrival": "post",
        "arrived_from": "City clerk",
        "original_kept_at": "Cabinet 3",
        "received_on_day": "2",
        "received_on_month": "3",
        "received_on_year": "2026",
        "completed_on_day": "4",
        "completed_on_month": "5",
        "completed_on_year": year,
    }
    assert client.post(address, answers).status_code == status
    hand_in.refresh_from_db()
    assert hand_in.completed_on == kept


def test_an_undated_paper_says_so_on_the_register(client):
    party_facts = {"date_reading": "not_written", "signed_on": None, "not_later_than": LATER}
    hand_in = posted()
    party = hand_in.partnership.parties.select_related("community").get(side=2)
    row = signer(party, **party_facts)
    save_signatures(hand_in_id=hand_in.pk, party=party, signers=[row], by=hand_in.started_by)
    from agreements.documents.words import signed_when

    said = canonical.draft(HandIn.objects.get(pk=hand_in.pk))["signatures"][1]
    assert signed_when(said) == "Signed in Kobe; not dated; not later than 4 May 2026"
