"""What the certificate says about being in force: the register's own answer for the day on which it is made."""

import datetime as dt

import pytest
from django.utils import timezone

from agreements.certificates import certificate_of_entry
from agreements.models import RegistryEntry
from agreements.services.sealing import seal_entry
from agreements.status import answer_for
from partnerships.services import add_state_claim
from sistercities.common.dates import PartialDate
from tests.agreements.reading import text_of
from tests.agreements.test_verify import later_act
from tests.register_rows import quickly_recorded

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry() -> RegistryEntry:
    return quickly_recorded()


def status(entry: RegistryEntry, made_at: dt.datetime) -> str:
    return certificate_of_entry(entry, version=1, made_at=made_at).status


def test_a_partnership_in_force_is_certified_as_in_force(entry: RegistryEntry) -> None:
    assert status(entry, timezone.now()) == "In force, as far as this register knows."


def test_an_agreement_that_has_ended_is_certified_as_ended_from_that_day_on(entry: RegistryEntry) -> None:
    end = timezone.localdate() + dt.timedelta(days=30)
    later_act(entry, "ended", on=end)
    noon = dt.datetime.combine(end, dt.time(12), tzinfo=timezone.get_default_timezone())
    assert status(entry, noon) == str(answer_for(entry, on_date=end).sentence)
    assert status(entry, noon).startswith("Ended on")
    assert "notice was given" in status(entry, noon - dt.timedelta(days=1))


def test_the_sealed_pdf_of_a_dormant_partnership_says_so_and_on_which_day(entry: RegistryEntry) -> None:
    today = timezone.localdate()
    add_state_claim(
        partnership=entry.partnership,
        state="dormant",
        since=PartialDate.of_day(today),
        source="A letter",
        stated_on=today,
        party=entry.partnership.parties.get(side=2),
    )
    pdf = seal_entry(entry_id=entry.pk, version=1, now=timezone.now())
    with pdf.file.open("rb") as source:
        text = text_of(source.read())
    day = f"{today.day} {today:%B %Y}"
    assert f"When this version was made, on {day}: In force, but dormant: its sides keep it" in text
