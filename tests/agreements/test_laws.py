"""State laws: which concern a pair and on which days, read once for each document, forbidding nothing."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements import authority, completeness
from agreements.models import AdvisorySeen
from agreements.services.authority import see_advisory
from agreements.services.changing import HandInRefused
from agreements.services.papers import save_signatures
from agreements.services.reviewing import review_hand_in
from directory.first_advisories import load_first_advisories
from directory.models import LawAdvisory
from sistercities.common.dates import PartialDate
from tests.authority import look_up, read_laws
from tests.desk_pages import text_of
from tests.factories import CommunityFactory, LawAdvisoryFactory, PartnershipFactory, SeatFactory, StaffFactory
from tests.factories_agreements import record, signer
from tests.register_rows import quickly_handed_in

pytestmark = pytest.mark.django_db
TEXAS = {"subdivision_code": "US-TX", "subdivision_name": "Texas"}
TODAY = dt.date(2026, 3, 1)


def between(home, country):
    """A pair with a home side of these facts and one in that country."""
    places = [CommunityFactory(**home), CommunityFactory(country=country)]
    return PartnershipFactory(communities=places, state="in_development", since=None)


def about(home, country, on_date=TODAY):
    places = [party.community for party in between(home, country).parties.select_related("community")]
    return {row.title for row in LawAdvisory.objects.about(places).in_force([(on_date, on_date)])}


def signed(hand_in, signed_on):
    """Both sides signed on that day, as far as the paper says."""
    staff = StaffFactory()
    for party in hand_in.partnership.parties.select_related("community"):
        row = signer(party, signed_on=PartialDate.parse(signed_on))
        save_signatures(hand_in_id=hand_in.pk, party=party, signers=[row], by=staff)


@pytest.mark.parametrize(
    ("home", "country", "found"),
    [
        (TEXAS, "CN", {"Texas Government Code, chapter 795"}),
        ({"subdivision_name": "texas"}, "RU", {"Texas Government Code, chapter 795"}),
        (TEXAS, "CU", set()),
        (TEXAS, "JP", set()),
        (
            {"subdivision_code": "US-IN", "subdivision_name": "Indiana"},
            "VE",
            {"Indiana House Enrolled Act 1120 (2024)"},
        ),
        ({"subdivision_name": "Washington"}, "CN", set()),
        (
            {"subdivision_name": ""},
            "KP",
            {"Texas Government Code, chapter 795", "Indiana House Enrolled Act 1120 (2024)"},
        ),
        ({"country": "CA", "subdivision_name": "Texas"}, "CN", set()),
    ],
)
def test_a_law_concerns_its_state_and_the_countries_that_it_names(home, country, found):
    LawAdvisory.objects.all().delete()
    load_first_advisories(model=LawAdvisory)
    assert about(home, country) == found


def test_a_law_of_the_whole_country_concerns_every_state():
    law = LawAdvisoryFactory(state="", state_name="", countries=["CN"])
    assert about({"subdivision_code": "US-AK", "subdivision_name": "Alaska"}, "CN") == {law.title}


@pytest.mark.parametrize(
    ("day", "is_found"), [("2025-08-31", False), ("2025-09-01", True), ("2026-12-31", True), ("2027-01-01", False)]
)
def test_a_law_is_shown_for_the_days_of_its_force(day, is_found):
    LawAdvisoryFactory(in_force_from=dt.date(2025, 9, 1), in_force_until=dt.date(2026, 12, 31))
    assert bool(about({"subdivision_name": "Washington"}, "JP", dt.date.fromisoformat(day))) is is_found


@pytest.mark.parametrize(
    ("signed_on", "today", "is_found"),
    [
        ("1957-10-10", "2026-03-01", False),
        ("2024-05-02", "2026-03-01", True),
        ("2024", "2026-03-01", True),
        ("1957-10-10", "2024-05-02", True),
    ],
)
def test_the_day_of_signing_counts_beside_today(signed_on, today, is_found):
    hand_in = quickly_handed_in()
    signed(hand_in, signed_on)
    LawAdvisoryFactory(in_force_from=dt.date(2024, 5, 1), in_force_until=dt.date(2024, 5, 31))
    assert bool(authority.laws(hand_in, on_date=dt.date.fromisoformat(today))) is is_found


def test_a_law_that_nobody_has_read_stops_the_review_and_then_nothing():
    hand_in, reviewer, now = quickly_handed_in(), StaffFactory(), timezone.now()
    law = LawAdvisoryFactory()
    sentence = f"Read what is known about “{law.title}”."
    assert [str(stop) for stop in completeness.obstacles(hand_in)] == [sentence]
    with pytest.raises(HandInRefused, match="Read what is known"):
        review_hand_in(hand_in_id=hand_in.pk, by=reviewer, now=now)
    seen = see_advisory(hand_in_id=hand_in.pk, advisory_id=law.pk, by=reviewer, now=now)
    assert (seen.by, seen.at) == (reviewer, now)
    assert see_advisory(hand_in_id=hand_in.pk, advisory_id=law.pk, by=StaffFactory(), now=now) == seen
    assert record(review_hand_in(hand_in_id=hand_in.pk, by=reviewer, now=now)).number.startswith("SC-")


def test_what_was_read_with_one_document_is_read_again_with_the_next():
    LawAdvisoryFactory()
    first, second = quickly_handed_in(), quickly_handed_in()
    AdvisorySeen.objects.filter(hand_in=second).delete()
    assert completeness.obstacles(first) == []
    assert len(completeness.obstacles(second)) == 1


def test_only_staff_say_so_and_only_of_what_concerns_the_document():
    hand_in, now = quickly_handed_in(), timezone.now()
    law, other = LawAdvisoryFactory(), LawAdvisoryFactory(countries=["CU"])
    with pytest.raises(HandInRefused, match="not with the association"):
        see_advisory(hand_in_id=hand_in.pk, advisory_id=law.pk, by=SeatFactory().user, now=now)
    with pytest.raises(HandInRefused, match="does not concern"):
        see_advisory(hand_in_id=hand_in.pk, advisory_id=other.pk, by=StaffFactory(), now=now)
    read_laws(hand_in)
    entry = record(review_hand_in(hand_in_id=hand_in.pk, by=StaffFactory(), now=now))
    with pytest.raises(HandInRefused, match="not with the association"):
        see_advisory(hand_in_id=entry.hand_in_id, advisory_id=law.pk, by=StaffFactory(), now=now)


def test_the_review_page_shows_the_law_and_takes_the_word(client_of):
    load_first_advisories(model=LawAdvisory)
    partnership = between(TEXAS, "CN")
    look_up(*(party.community for party in partnership.parties.all()))
    hand_in = quickly_handed_in(partnership=partnership)
    AdvisorySeen.objects.all().delete()
    staff = client_of(StaffFactory(full_name="Officer of the desk"))
    address = reverse("handin_review", args=[hand_in.pk])
    page = staff.get(address)
    assert "Texas · China, Iran, North Korea, Russia · from 1 September 2025" in text_of(page)
    assert "not legal advice" in text_of(page)
    assert 'href="#laws">Read it<' in page.content.decode()
    law = LawAdvisory.objects.get(state="US-TX")
    answer = staff.post(reverse("handin_law_seen", args=[hand_in.pk, law.pk]))
    assert answer.headers["Location"] == f"{address}#laws"
    page = staff.get(address)
    assert "Seen by Officer of the desk on" in text_of(page)
    assert "What stops it now" not in text_of(page)


def test_a_pair_that_no_law_concerns_sees_none(client_of):
    hand_in = quickly_handed_in()
    page = client_of(StaffFactory()).get(reverse("handin_review", args=[hand_in.pk]))
    assert "Laws that concern this pair" not in text_of(page)
