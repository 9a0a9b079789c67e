"""The whole register is checked: a change of any past row, file or PDF is found at its entry."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from agreements.models import RegistryEntry, SealedPdf
from agreements.services.chain import verify_register
from agreements.services.sealing import seal_entry
from tests.factories_agreements import recorded_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def three() -> list[RegistryEntry]:
    entries = [recorded_entry() for _n in range(3)]
    for entry in entries:
        seal_entry(entry_id=entry.pk, version=1, now=timezone.now())
    return entries


def tamper(sql: str, *values: object) -> None:
    """Change frozen rows as somebody would who owns the database."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_a_sound_register(three: list[RegistryEntry]) -> None:
    told: list[tuple[int, int]] = []
    verdict = verify_register(progress=lambda done, total: told.append((done, total)))
    assert (verdict.is_sound, verdict.entries, verdict.files, verdict.pdfs) == (True, 3, 3, 3)
    assert verdict.head == three[-1].hash
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_an_empty_register_is_sound() -> None:
    verdict = verify_register()
    assert (verdict.is_sound, verdict.entries, verdict.head) == (True, 0, "0" * 64)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("UPDATE agreements_registryentry SET canonical = replace(canonical, 'mayor', 'Mayor') WHERE id = %s", "hash"),
        ("UPDATE agreements_registryentry SET received_on = received_on - 1 WHERE id = %s", "received_on"),
        ("UPDATE agreements_registryentry SET kind = 'proclamation' WHERE id = %s", "kind"),
        ("UPDATE agreements_registryentry SET previous_hash = repeat('1', 64) WHERE id = %s", "entry before"),
        (
            (
                "UPDATE agreements_signature SET name = 'Somebody else' WHERE instrument_id IN"
                " (SELECT instrument_id FROM agreements_entryinstrument WHERE entry_id = %s)"
            ),
            "signatures",
        ),
        (
            (
                "UPDATE agreements_scan SET visibility = 'association' WHERE instrument_id IN"
                " (SELECT instrument_id FROM agreements_entryinstrument WHERE entry_id = %s)"
            ),
            "files",
        ),
        ("UPDATE agreements_sealedpdf SET sha256 = repeat('2', 64) WHERE entry_id = %s", "PDF version 1"),
    ],
)
def test_a_changed_row_is_found_at_its_entry(three: list[RegistryEntry], change: str, why: str) -> None:
    tamper(change, three[1].pk)
    verdict = verify_register()
    assert verdict.bad_entry == three[1].number
    assert why in verdict.why
    assert verdict.entries == 1


def test_a_missing_entry_is_found_at_the_next_one(three: list[RegistryEntry]) -> None:
    tamper("DELETE FROM agreements_entryinstrument WHERE entry_id = %s", three[1].pk)
    tamper("DELETE FROM agreements_sealedpdf WHERE entry_id = %s", three[1].pk)
    tamper("DELETE FROM agreements_registryentry WHERE id = %s", three[1].pk)
    assert verify_register().bad_entry == three[2].number


def test_a_changed_or_missing_file_is_found(three: list[RegistryEntry]) -> None:
    scan = three[0].hand_in.scans.get()
    path = Path(scan.file.path)
    kept = path.read_bytes()
    path.write_bytes(kept + b" ")
    assert (verify_register().bad_entry, "not the file" in verify_register().why) == (three[0].number, True)
    path.write_bytes(kept)
    assert verify_register().is_sound
    Path(SealedPdf.objects.get(entry=three[2]).file.path).unlink()
    assert (verify_register().bad_entry, "missing" in verify_register().why) == (three[2].number, True)


def test_a_new_name_of_a_community_today_is_no_fault(three: list[RegistryEntry]) -> None:
    community = three[0].partnership.parties.get(side=1).community
    community.name = "Renamed"
    community.save()
    assert verify_register().is_sound


def test_the_command_says_counts_and_head_hash(three: list[RegistryEntry]) -> None:
    out = StringIO()
    call_command("verify_registry", stdout=out, stderr=StringIO())
    assert "3 entries, 3 files and 3 PDFs" in out.getvalue()
    assert three[-1].hash in out.getvalue()


def test_the_command_ends_with_1_and_names_the_first_bad_entry(three: list[RegistryEntry]) -> None:
    tamper("UPDATE agreements_registryentry SET kind = 'proclamation' WHERE id = %s", three[0].pk)
    err = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_registry", stdout=StringIO(), stderr=err)
    assert stopped.value.code == 1
    assert f"Entry {three[0].number} is bad" in err.getvalue()
