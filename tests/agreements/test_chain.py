"""The whole register is checked: a change of any past row, file or PDF is found at its entry."""

import datetime as dt
import hashlib
import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from agreements import canonical
from agreements.certificates import certificate_of_entry
from agreements.documents import render_certificate
from agreements.models import RegistryEntry, SealedPdf
from agreements.seal import Sealer, demonstration_sealer, seal_pdf
from agreements.services.chain import verify_register
from agreements.services.sealing import seal_entry
from tests.factories import CommunityFactory, PartnerCommunityFactory, PartnershipFactory
from tests.factories_agreements import pdf_bytes, recorded_entry
from tests.register_rows import check_all, quickly_recorded

pytestmark = pytest.mark.django_db
OF_HAND_IN = (
    "UPDATE agreements_handin SET {} WHERE id IN (SELECT hand_in_id FROM agreements_registryentry WHERE id = %s)"
)
OF_COMMUNITY = (
    "UPDATE directory_community SET {} WHERE id IN (SELECT community_id FROM partnerships_party WHERE side = 2 AND"
    " partnership_id IN (SELECT partnership_id FROM agreements_registryentry WHERE id = %s))"
)


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
        (OF_HAND_IN.format("relationship = 'friendship'"), "relationship"),
        (OF_HAND_IN.format("reason = 'Forged'"), "reason"),
        (OF_HAND_IN.format("term_ends_on = '2030'"), "term_ends_on"),
        (OF_HAND_IN.format("received_on = received_on - 1"), "received_on"),
        (
            (
                "UPDATE agreements_instrument SET in_force_on = '1957' WHERE id IN"
                " (SELECT instrument_id FROM agreements_entryinstrument WHERE entry_id = %s)"
            ),
            "dates",
        ),
        (OF_COMMUNITY.format("country = 'FR'"), "parties"),
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


@pytest.fixture
def placed() -> RegistryEntry:
    """An entry whose sides stand in the gazetteer."""
    sides = [CommunityFactory(geonames_id=5809844), PartnerCommunityFactory(geonames_id=1859171)]
    entry = recorded_entry(partnership=PartnershipFactory(communities=sides, state="in_development", since=None))
    check_all()
    return entry


def test_another_place_for_a_side_is_found(placed: RegistryEntry) -> None:
    side = placed.partnership.parties.get(side=2)
    side.community = PartnerCommunityFactory(geonames_id=1856057)
    side.save()
    verdict = verify_register()
    assert (verdict.bad_entry, "parties" in verdict.why) == (placed.number, True)


def test_a_third_side_is_found(placed: RegistryEntry) -> None:
    placed.partnership.parties.create(side=3, community=PartnerCommunityFactory())
    verdict = verify_register()
    assert (verdict.bad_entry, "parties" in verdict.why) == (placed.number, True)


def test_a_place_that_the_gazetteer_learns_later_is_no_fault(three: list[RegistryEntry]) -> None:
    community = three[0].partnership.parties.get(side=2).community
    community.geonames_id = 1859171
    community.save()
    assert verify_register().is_sound


def rechained(entry: RegistryEntry, *, recorded_at: dt.datetime | None = None, **said: Any) -> None:
    """Write the last entry anew with another moment or another text, as somebody would who owns the database."""
    recorded_at = recorded_at or entry.recorded_at
    text = canonical.as_text({**canonical.parsed(entry.canonical), "recorded_at": canonical.stamp(recorded_at), **said})
    tamper(
        "UPDATE agreements_registryentry SET recorded_at = %s, canonical = %s, hash = %s WHERE id = %s",
        recorded_at,
        text,
        canonical.chained_hash(entry.previous_hash, text),
        entry.pk,
    )
    tamper("DELETE FROM agreements_sealedpdf WHERE entry_id = %s", entry.pk)


@pytest.mark.parametrize("kind", ["signed", "recorded", "received"])
def test_a_date_that_no_row_says_is_found(three: list[RegistryEntry], kind: str) -> None:
    dates = canonical.parsed(three[2].canonical)["dates"]
    rechained(three[2], dates=[{**row, "value": "1950-01-01"} if row["kind"] == kind else row for row in dates])
    verdict = verify_register()
    assert (verdict.bad_entry, verdict.why.endswith(": dates")) == (three[2].number, True)


@pytest.mark.parametrize(("part", "value"), [("country", "XX"), ("side", 3), ("geonames_id", 7)])
def test_a_side_that_no_row_says_is_found(three: list[RegistryEntry], part: str, value: object) -> None:
    first, second = canonical.parsed(three[2].canonical)["parties"]
    rechained(three[2], parties=[first, {**second, part: value}])
    verdict = verify_register()
    assert (verdict.bad_entry, verdict.why.endswith(": parties")) == (three[2].number, True)


def test_moments_out_of_order_are_found(three: list[RegistryEntry]) -> None:
    rechained(three[2], recorded_at=three[1].recorded_at - dt.timedelta(seconds=1))
    verdict = verify_register()
    assert (verdict.bad_entry, verdict.why) == (three[2].number, "it was recorded before the entry before it")


# PDFs


def forge(entry: RegistryEntry, data: bytes, *, version: int = 9) -> None:
    """Put a file of one's own under the entry, as a version more."""
    row = SealedPdf(
        entry=entry, version=version, sha256=hashlib.sha256(data).hexdigest(), size=len(data), sealed_at=timezone.now()
    )
    row.file.save("agreement.pdf", ContentFile(data), save=False)
    row.save()


def stored(entry: RegistryEntry) -> bytes:
    return Path(SealedPdf.objects.get(entry=entry, version=1).file.path).read_bytes()


def test_a_file_that_is_no_pdf_is_found(three: list[RegistryEntry]) -> None:
    forge(three[1], b"%PDF-1.4 forged")
    verdict = verify_register()
    assert verdict.bad_entry == three[1].number
    assert verdict.why.startswith("PDF version 9 has no seal that can be read")


def test_a_pdf_without_seal_is_found(three: list[RegistryEntry]) -> None:
    forge(three[1], pdf_bytes())
    assert verify_register().why == "PDF version 9 does not bear one seal"


def test_a_pdf_that_was_changed_after_sealing_is_found(three: list[RegistryEntry]) -> None:
    data = stored(three[1])
    at = data.index(b"endobj") + 40
    forge(three[1], data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    assert verify_register().why == "PDF version 9 was changed after it was sealed"


def test_a_pdf_with_something_appended_is_found(three: list[RegistryEntry]) -> None:
    forge(three[1], stored(three[1]) + b"\n% more\n")
    assert verify_register().why == "PDF version 9 was changed after it was sealed"


def test_a_pdf_with_somebody_elses_seal_is_found(
    three: list[RegistryEntry], settings: LazySettings, tmp_path: Path
) -> None:
    other = demonstration_sealer(tmp_path / "other")
    rendered = render_certificate(certificate_of_entry(three[1], version=9, made_at=timezone.now()))
    forge(three[1], seal_pdf(rendered, other, now=timezone.now()))
    assert verify_register().why == "PDF version 9 bears a seal that is not ours"
    settings.SEAL_EARLIER_CERTIFICATES = str(tmp_path / "other" / "seal.pem")
    assert verify_register().is_sound


def test_the_pdf_of_another_entry_is_found(three: list[RegistryEntry]) -> None:
    now = timezone.now()
    rendered = render_certificate(certificate_of_entry(three[0], version=9, made_at=now))
    forge(three[1], seal_pdf(rendered, Sealer.from_settings(), now=now))
    assert verify_register().why == "PDF version 9 does not hold the canonical text of its entry"


# The command


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


def test_the_command_shows_a_bar_on_a_terminal_and_none_in_a_file() -> None:
    for _n in range(2):
        quickly_recorded()
    file = StringIO()
    call_command("verify_registry", stdout=StringIO(), stderr=file)
    assert file.getvalue() == ""
    reading, writing = os.openpty()
    with os.fdopen(reading, "rb", buffering=0) as screen, os.fdopen(writing, "w") as terminal:
        call_command("verify_registry", stdout=StringIO(), stderr=terminal)
        shown = b""
        while not shown.endswith(b"\n"):  # a terminal hands on what was written in pieces
            shown += screen.read(1000)
    half, full = "#" * 20 + "." * 20, "#" * 40
    assert shown.decode() == f"\r[{half}] 1/2\r[{full}] 2/2\r\n"
