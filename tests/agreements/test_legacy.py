"""Old papers: a year is enough, what is not known says so, and a directory takes the place of no document."""

import datetime as dt

import pytest
from django.test import Client

from agreements.choices import Arrival, DateReading
from agreements.models import RegistryEntry
from agreements.services.handing_in import submit_hand_in
from agreements.services.papers import save_signatures
from agreements.services.reviewing import review_hand_in
from partnerships.models import Partnership
from sistercities.common.dates import PartialDate
from tests.desk_pages import text_of
from tests.factories import EarlierRecognitionFactory, PartnershipFactory, StaffFactory
from tests.factories_agreements import STATEMENT, complete_hand_in, record, signer
from tests.register_rows import add_small_pages

pytestmark = pytest.mark.django_db
RECEIVED = dt.date(2026, 3, 2)
YEAR_ONLY = {"date_reading": DateReading.AS_WRITTEN, "signed_on": PartialDate(1978), "place": ""}
NO_DATE = {"date_reading": DateReading.NOT_WRITTEN, "place": ""}


def recorded(partnership: Partnership, **signed: object) -> RegistryEntry:
    """A scan that lay in a cabinet: typed by staff, nothing known but what stands on it."""
    staff = StaffFactory()
    found = {"on_behalf": True, "arrival": Arrival.POST, "arrived_from": "City clerk", "original_kept_at": "Cabinet 3"}
    hand_in = complete_hand_in(partnership=partnership, by=staff, received_on=RECEIVED, **found)
    for party in partnership.parties.all():
        save_signatures(hand_in_id=hand_in.pk, party=party, signers=[signer(party, **signed)], by=staff)
    submit_hand_in(hand_in_id=hand_in.pk, statement=STATEMENT, by=staff, now=hand_in.started_at)
    add_small_pages(hand_in)
    return record(review_hand_in(hand_in_id=hand_in.pk, by=StaffFactory(), now=hand_in.started_at))


def test_a_paper_with_a_year_alone_is_recorded_and_no_day_is_made_up(client: Client) -> None:
    partnership = PartnershipFactory(state="not_confirmed", since=None)
    entry = recorded(partnership, **YEAR_ONLY)
    words = text_of(client.get(entry.get_absolute_url()))
    assert "1978" in words
    assert "1 January 1978" not in words
    assert "Council decisions Not known" in words
    assert entry.number.startswith("SC-")
    public = text_of(client.get(partnership.get_absolute_url()))
    assert f"recorded as {entry.number}" in public
    assert "1 January 1978" not in public


def test_what_only_a_directory_lists_has_no_number_and_unknown_dates_say_so(client: Client) -> None:
    partnership = PartnershipFactory(state="not_confirmed", since=None)
    EarlierRecognitionFactory(partnership=partnership, confirmed_by=StaffFactory())
    words = text_of(client.get(partnership.get_absolute_url()))
    assert "Since Not known" in words
    assert "Listed in the printed directory, 2012." in words
    assert "SC-" not in words
    assert not RegistryEntry.objects.exists()


def test_found_later_the_paper_is_recorded_and_both_facts_can_be_read(client: Client) -> None:
    partnership = PartnershipFactory(since="1962", state="not_confirmed")
    EarlierRecognitionFactory(partnership=partnership, page="41", confirmed_by=StaffFactory())
    entry = recorded(partnership, **NO_DATE, not_later_than=RECEIVED)
    words = text_of(client.get(partnership.get_absolute_url()))
    assert entry.number in words
    assert "listed in the printed directory, 2012, page 41." in words
    assert "not later than" in text_of(client.get(entry.get_absolute_url()))
