"""Public copies and withholdings after recording: decided by the association, recorded by two people, kept by rule."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from agreements import canonical
from agreements.blackout import Area
from agreements.choices import Act, Status, Visibility
from agreements.completeness import obstacles
from agreements.models import HandIn, PublicCopy, RegistryEntry, Scan
from agreements.services.chain import verify_register
from agreements.services.changing import HandInRefused
from agreements.services.deciding import Decision, change_decision
from agreements.services.public_copies import DrawnCopy, keep_copy, make_public_copy
from agreements.services.recording import RecordRefused
from agreements.status import answer_for
from sistercities.post.models import Effect
from tests.agreements.about_files import (
    DAY,
    WHY,
    copied_later,
    copy_of,
    decided_about,
    recorded_paper,
    reviewed_decision,
    withheld,
)
from tests.agreements.blackened import LINE, REASON
from tests.factories import RecorderFactory, StaffFactory
from tests.factories_agreements import record
from tests.register_rows import insert_entry, quickly_recorded

pytestmark = pytest.mark.django_db
NOT_MADE = "The public copy is not made yet. Mark what is to be black."
GONE = "This file is withheld already, or not a public file of the record."


def promised_versions(entry: RegistryEntry) -> list[str]:
    keys = Effect.objects.filter(key__startswith=f"seal:{entry.number}:").order_by("pk")
    return [key.rsplit(":", 1)[1] for key in keys.values_list("key", flat=True)]


def test_a_file_is_withheld_by_two_people_and_the_record_stays() -> None:
    entry, scan = recorded_paper()
    before, row = entry.canonical, Scan.objects.filter(pk=scan.pk).values().get()
    act = withheld(entry, scan)
    said = canonical.parsed(act.canonical)
    assert (act.number, act.act, act.founding) == (f"{entry.number}-1", "withholding", entry)
    assert (said["about_file"], said["reason"], said["effective_on"]) == (scan.sha256, WHY, str(DAY))
    assert "public_copy_sha256" not in said
    entry.refresh_from_db()
    assert entry.canonical == before
    assert Scan.objects.filter(pk=scan.pk).values().get() == row
    assert answer_for(entry, on_date=DAY).code == answer_for(act, on_date=DAY).code
    assert verify_register().is_sound
    assert promised_versions(entry) == ["1", "2"]
    assert promised_versions(act) == ["1"]


def test_a_public_copy_is_named_by_its_act_and_changes_nothing_that_was_recorded() -> None:
    entry, scan = recorded_paper()
    before = entry.canonical
    act, copy = copied_later(entry, scan)
    said = canonical.parsed(act.canonical)
    assert (said["about_file"], said["public_copy_sha256"]) == (scan.sha256, copy.sha256)
    assert said["public_copy_reason"] == REASON
    assert (copy.decision, copy.scan) == (act.hand_in, scan)
    entry.refresh_from_db()
    assert entry.canonical == before
    assert (
        canonical.parsed(canonical.as_text(canonical.draft(scan.hand_in)))["files"] == canonical.parsed(before)["files"]
    )
    assert verify_register().is_sound
    assert promised_versions(entry) == ["1", "2"]


def test_several_decisions_about_one_file_each_make_a_version_and_the_last_copy_is_shown() -> None:
    entry, scan = recorded_paper()
    _first, older = copied_later(entry, scan)
    nobody = AnonymousUser()
    assert list(PublicCopy.objects.visible_to(nobody)) == [older]
    _second, newer = copied_later(entry, scan, areas=[LINE, Area(2, 0, 500)])
    assert list(PublicCopy.objects.visible_to(nobody)) == [newer]
    withheld(entry, scan)
    assert not PublicCopy.objects.visible_to(nobody).exists()
    assert not Scan.objects.visible_to(nobody).exists()
    assert promised_versions(entry) == ["1", "2", "3", "4"]
    assert verify_register().is_sound


def test_who_decided_cannot_record_it() -> None:
    entry, scan = recorded_paper()
    person = RecorderFactory(is_staff=True)
    decision = decided_about(entry, scan, Act.PUBLIC_COPY, by=person)
    copy_of(decision)
    with pytest.raises(RecordRefused):
        record(reviewed_decision(decision), recorder=person)


def test_a_public_copy_waits_until_it_is_made() -> None:
    entry, scan = recorded_paper()
    decision = decided_about(entry, scan, Act.PUBLIC_COPY)
    assert obstacles(decision) == [NOT_MADE]
    copy = copy_of(decision)
    assert copy_of(decision) == copy
    assert obstacles(HandIn.objects.get(pk=decision.pk)) == []


def test_another_copy_after_the_review_clears_it() -> None:
    entry, scan = recorded_paper()
    decision = decided_about(entry, scan, Act.PUBLIC_COPY)
    first = copy_of(decision)
    reviewed_decision(decision)
    second = copy_of(decision, areas=[LINE, Area(2, 0, 100)], by=StaffFactory())
    assert HandIn.objects.get(pk=decision.pk).status == Status.HANDED_IN
    assert list(decision.public_copies.all()) == [second] != [first]


def test_in_other_words_it_is_still_about_the_same_file() -> None:
    entry, scan = recorded_paper()
    decision = decided_about(entry, scan, Act.WITHHOLDING)
    said = Decision(reason="A judge ordered it", decided_on=DAY)
    changed = change_decision(hand_in_id=decision.pk, decision=said, by=StaffFactory(), today=DAY)
    assert (changed.reason, changed.about_scan) == ("A judge ordered it", scan)


def refused(change: Any) -> list[str]:
    with pytest.raises(ValidationError) as stopped:
        change()
    return stopped.value.messages


@pytest.mark.parametrize("act", [Act.PUBLIC_COPY, Act.WITHHOLDING])
def test_only_a_public_file_of_the_record_that_is_not_withheld_can_be_chosen(act: str) -> None:
    entry, scan = recorded_paper()
    other = quickly_recorded().hand_in.scans.get()
    letter = withheld(entry, scan).hand_in.scans.get()
    assert letter.visibility == Visibility.ASSOCIATION
    for file in (None, other, letter, scan):
        assert refused(lambda file=file: decided_about(entry, file, act)) == [
            "Choose a public file of this record that is not withheld yet."
        ]


def test_the_public_paper_of_a_decision_can_be_withheld_too() -> None:
    entry, scan = recorded_paper()
    decision = decided_about(entry, scan, Act.WITHHOLDING, visibility=Visibility.PUBLIC)
    act = record(reviewed_decision(decision))
    order = act.hand_in.scans.get()
    assert withheld(entry, order).number == f"{entry.number}-2"
    assert (promised_versions(entry), promised_versions(act)) == (["1", "2"], ["1", "2"])


@pytest.mark.parametrize("act", [Act.PUBLIC_COPY, Act.WITHHOLDING])
def test_what_was_withheld_meanwhile_is_refused_by_service_and_database(act: str) -> None:
    entry, scan = recorded_paper()
    decision = decided_about(entry, scan, act)
    if act == Act.PUBLIC_COPY:
        copy_of(decision)
    decision = reviewed_decision(decision)
    withheld(entry, scan)
    assert obstacles(decision) == [GONE]
    assert refused(lambda: record(decision)) == [GONE]
    facts = {"act": act, "founding_id": entry.pk, "number": f"{entry.number}-2"}
    with pytest.raises(IntegrityError, match="or one that is withheld"), transaction.atomic():
        insert_entry(decision, recorder=RecorderFactory(), **facts)


def test_an_older_copy_never_follows_a_newer_one() -> None:
    entry, scan = recorded_paper()
    decision = decided_about(entry, scan, Act.PUBLIC_COPY)
    copy_of(decision)
    decision = reviewed_decision(decision)
    copied_later(entry, scan)
    assert obstacles(decision) == ["A newer public copy of this file was recorded meanwhile. Make this one once more."]
    facts = {"act": "public_copy", "founding_id": entry.pk, "number": f"{entry.number}-2"}
    with pytest.raises(IntegrityError, match="a newer one counts already"), transaction.atomic():
        insert_entry(decision, recorder=RecorderFactory(), **facts)
    copy_of(HandIn.objects.get(pk=decision.pk), by=StaffFactory())
    assert obstacles(HandIn.objects.get(pk=decision.pk)) == []


def test_the_database_asks_for_the_copy_and_for_the_file() -> None:
    entry, scan = recorded_paper()
    facts = {"founding_id": entry.pk, "number": f"{entry.number}-1", "recorder": RecorderFactory()}
    decision = decided_about(entry, scan, Act.PUBLIC_COPY)
    HandIn.objects.filter(pk=decision.pk).update(reviewed_by=StaffFactory())
    decision.refresh_from_db()
    with pytest.raises(IntegrityError, match="lacks its public copy"), transaction.atomic():
        insert_entry(decision, act="public_copy", **facts)
    decision = decided_about(entry, scan, Act.WITHHOLDING)
    HandIn.objects.filter(pk=decision.pk).update(about_scan=None, reviewed_by=StaffFactory())
    decision.refresh_from_db()
    with pytest.raises(IntegrityError, match="names no public file of a record"), transaction.atomic():
        insert_entry(decision, act="withholding", **facts)
    with pytest.raises(IntegrityError, match="one of the entry or of its later acts"), transaction.atomic():
        HandIn.objects.filter(pk=decision.pk).update(about_scan=quickly_recorded().hand_in.scans.get())


def test_no_copy_of_a_recorded_file_comes_without_its_decision_and_none_changes_afterwards() -> None:
    entry, scan = recorded_paper()
    act, copy = copied_later(entry, scan)
    facts = {"areas": [LINE], "reason": REASON, "by": StaffFactory(), "now": copy.made_at}
    drawn = DrawnCopy(b"%PDF", ())
    with pytest.raises(DatabaseError, match="A register entry rests on this row"), transaction.atomic():
        keep_copy(scan, drawn, **facts)
    with pytest.raises(DatabaseError, match="A register entry rests on this row"), transaction.atomic():
        keep_copy(scan, drawn, decision=act.hand_in, **facts)
    with pytest.raises(DatabaseError, match="not about a public copy of this file"), transaction.atomic():
        keep_copy(scan, drawn, decision=decided_about(entry, scan, Act.WITHHOLDING), **facts)
    rows = PublicCopy.objects.filter(pk=copy.pk)
    for change in (lambda: rows.update(reason="Something else"), lambda: rows.update(decision=None), rows.delete):
        with pytest.raises(DatabaseError, match="A register entry rests on this row"), transaction.atomic():
            change()
    with pytest.raises(HandInRefused):
        make_public_copy(hand_in_id=scan.hand_in_id, scan_id=scan.pk, **facts)
