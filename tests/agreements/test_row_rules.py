"""What the database itself refuses in a single row of the papers, and in the numbers of later acts."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from agreements.choices import DateReading, FileRole, Status, Visibility
from agreements.models import HandIn, RegistryEntry, SealedPdf
from sistercities.common.dates import PartialDate
from tests.factories import RecorderFactory, StaffFactory, UserFactory
from tests.factories_agreements import HandInFactory, ScanFactory, SignatureFactory
from tests.register_rows import insert_entry, quickly_handed_in, quickly_recorded

pytestmark = pytest.mark.django_db
DAY, SIGNED = dt.date(1960, 1, 1), PartialDate(1957, 10, 10)


def refused(rule: str) -> Any:
    return pytest.raises(IntegrityError, match=rule)


@pytest.mark.parametrize("role", [FileRole.AUTHORITY_PAPER, FileRole.LETTER])
def test_a_letter_about_a_person_is_never_public(role: str) -> None:
    assert ScanFactory(role=role, visibility=Visibility.ASSOCIATION).pk
    with refused('"scan_letters_stay_private"'), transaction.atomic():
        ScanFactory(role=role, visibility=Visibility.PUBLIC)


READ, UNREAD = {"signed_on": SIGNED, "not_later_than": None}, {"signed_on": None, "not_later_than": DAY}
UNDATED, BOTH = {"signed_on": None, "not_later_than": None}, {"signed_on": SIGNED, "not_later_than": DAY}


@pytest.mark.parametrize(
    ("reading", "dates"),
    [
        (reading, dates)
        for reading in DateReading.values
        for dates in (READ, UNREAD, UNDATED, BOTH)
        if dates is not (READ if reading == DateReading.AS_WRITTEN else UNREAD)
    ],
)
def test_a_signature_has_its_date_or_why_there_is_none(reading: str, dates: dict[str, Any]) -> None:
    assert SignatureFactory(date_reading=reading).pk
    with refused('"signature_date_or_reading"'), transaction.atomic():
        SignatureFactory(date_reading=reading, **dates)


def whole(status: str) -> dict[str, Any]:
    """What a document has that was handed in and reviewed."""
    now = timezone.now()
    return {
        "status": status,
        "handed_in_by": UserFactory(),
        "handed_in_at": now,
        "received_on": timezone.localdate(now),
        "true_copy_by": UserFactory(),
        "started_at": now,
        "reviewed_by": StaffFactory(),
        "reviewed_at": now,
        "snapshot_sha256": "a" * 64,
    }


@pytest.mark.parametrize("lacks", ["handed_in_by", "handed_in_at", "received_on", "true_copy_by", "partnership"])
@pytest.mark.parametrize("status", [Status.HANDED_IN, Status.RETURNED, Status.REFUSED])
def test_what_was_handed_in_is_whole(status: str, lacks: str) -> None:
    hand_in = HandInFactory(**whole(status))
    with refused('"handin_handed_in_whole"'), transaction.atomic():
        HandIn.objects.filter(pk=hand_in.pk).update(**{lacks: None})


@pytest.mark.parametrize(
    ("column", "value"),
    [("reviewed_by", None), ("reviewed_at", None), ("snapshot_sha256", ""), ("snapshot_sha256", "A" * 64)],
)
def test_what_was_reviewed_is_whole(column: str, value: object) -> None:
    hand_in = HandInFactory(**whole(Status.REVIEWED))
    with refused('"handin_reviewed_whole"'), transaction.atomic():
        HandIn.objects.filter(pk=hand_in.pk).update(**{column: value})


def test_an_entry_has_one_pdf_of_a_version() -> None:
    entry = quickly_recorded()

    def seal(version: int, sha256: str) -> SealedPdf:
        return SealedPdf.objects.create(
            entry=entry, version=version, sha256=sha256, file=f"sealed/{sha256}", size=1, sealed_at=timezone.now()
        )

    assert seal(1, "a" * 64).pk
    assert seal(2, "b" * 64).pk
    with refused('"sealedpdf_one_per_version"'), transaction.atomic():
        seal(1, "c" * 64)


def later_act(entry: RegistryEntry, number: str) -> int:
    """A suspension of an entry by its founding document's partnership, with a document of its own."""
    hand_in = quickly_handed_in(partnership=entry.partnership)
    HandIn.objects.filter(pk=hand_in.pk).update(reviewed_by=StaffFactory())
    hand_in.refresh_from_db()
    facts = {"act": "suspension", "founding_id": entry.pk, "number": number}
    return insert_entry(hand_in, recorder=RecorderFactory(), **facts)


def test_later_acts_are_numbered_from_1_without_a_gap() -> None:
    entry, other = quickly_recorded(), quickly_recorded()
    for taken in (0, 1, 2):
        for wrong in {taken, taken + 2}:
            with refused(f"The next number is {entry.number}-{taken + 1}, not"), transaction.atomic():
                later_act(entry, f"{entry.number}-{wrong}")
        assert later_act(entry, f"{entry.number}-{taken + 1}")
    assert later_act(other, f"{other.number}-1"), "each entry counts its own"
