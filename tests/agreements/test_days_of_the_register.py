"""A day that visitors read is a day of the association's clock, also near midnight; a hand-in confirms on its day."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from agreements.entry_page import entry_page
from agreements.models import RegistryEntry
from agreements.panels import acts
from agreements.services.reviewing import review_hand_in
from agreements.services.sealing import seal_entry
from partnerships.models import Confirmation, Partnership
from partnerships.services import confirm_by_committee
from sistercities.common.dates import day_in_words
from sistercities.common.panels import Asked
from tests.factories import CommitteeFactory, CommunityFactory, PartnershipFactory, StaffFactory
from tests.factories_agreements import record
from tests.register_rows import quickly_handed_in, quickly_recorded

pytestmark = pytest.mark.django_db
# 23:33 on 21 July in Washington.
LATE = dt.datetime(2026, 7, 22, 3, 33, tzinfo=dt.UTC)


def recorded_late() -> RegistryEntry:
    """Recorded and sealed shortly before midnight, when the next day has begun elsewhere."""
    hand_in = quickly_handed_in(now=LATE - dt.timedelta(hours=3))
    reviewed = review_hand_in(hand_in_id=hand_in.pk, by=StaffFactory(), now=LATE - dt.timedelta(hours=2))
    return record(reviewed, now=LATE)


def test_a_day_is_that_of_the_association() -> None:
    assert day_in_words(LATE) == "21 July 2026"
    assert day_in_words(LATE + dt.timedelta(hours=1)) == "22 July 2026"


def test_record_and_partnership_give_the_day_of_the_association(client: Client) -> None:
    entry = recorded_late()
    seal_entry(entry_id=entry.pk, version=1, now=LATE)
    page = entry_page(entry, on_date=timezone.localdate(LATE))
    assert [row["when"] for row in page["acts"]] == ["21 July 2026"]
    assert [row["when"] for row in page["pdf_rows"]] == ["21 July 2026"]
    shown = acts(Asked(entry.partnership, timezone.localdate(LATE)))
    assert shown is not None
    assert [event["when"] for event in shown["events"]] == ["21 July 2026"]
    for address in (entry.get_absolute_url(), entry.partnership.get_absolute_url()):
        words = client.get(address).content.decode()
        assert "21 July 2026" in words
        assert "22 July 2026" not in words


def test_a_committee_that_hands_in_confirms_for_its_side_on_the_day_of_receipt() -> None:
    entry = quickly_recorded()
    (confirmation,) = Confirmation.objects.filter(party__partnership=entry.partnership)
    assert (confirmation.party.side, confirmation.confirmed_on) == (1, entry.received_on)
    row = Partnership.objects.with_state(timezone.localdate()).get(pk=entry.partnership_id)
    assert (row.state, row.is_alive) == ("active", True)


def test_a_committee_that_looks_after_no_side_confirms_nothing() -> None:
    stranger = CommitteeFactory(communities=[CommunityFactory()])
    partnership, day = PartnershipFactory(), timezone.localdate()
    assert confirm_by_committee(partnership=partnership, committee_id=stranger.pk, on=day, how="", by=None) == []
    assert not Confirmation.objects.exists()


def test_what_was_recorded_first_is_said_in_plain_words(client: Client) -> None:
    entry = quickly_recorded()
    page = client.get(entry.partnership.get_absolute_url()).content.decode()
    assert f"Recorded for the first time, {entry.number}" in page
    assert "Founding" not in page
