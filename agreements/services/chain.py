"""Check the whole register: chain, canonical texts against the rows, files and PDFs."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import Storage

from agreements import canonical
from agreements.models import RegistryEntry, Scan, SealedPdf

CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Verdict:
    """`bad_entry` is the number of the first bad entry and `why` says what is wrong; both empty when all is well."""

    entries: int
    pdfs: int
    files: int
    head: str
    bad_entry: str = ""
    why: str = ""

    @property
    def is_sound(self) -> bool:
        return not self.bad_entry


def verify_register(*, progress: Callable[[int, int], None] = lambda done, total: None) -> Verdict:
    """Walk the chain from the first entry and stop at the first one that is wrong.

    `progress` is told how many of how many entries are done. Reads every file once; memory does not grow with them.
    """
    total = RegistryEntry.objects.count()
    previous_hash, pdfs, files = canonical.NO_PREVIOUS, 0, 0
    entries = RegistryEntry.objects.order_by("seq").select_related("hand_in", "founding")
    for done, entry in enumerate(entries.iterator(chunk_size=200), start=1):
        scans = list(Scan.objects.filter(hand_in__instruments__rested_on__entry=entry).distinct())
        sealed = list(entry.sealed_pdfs.order_by("version"))
        why = (
            _chain_fault(entry, seq=done, previous_hash=previous_hash)
            or _column_fault(entry)
            or _content_fault(entry)
            or _scan_fault(entry, scans)
            or _pdf_fault(sealed)
        )
        if why:
            return Verdict(done - 1, pdfs, files, previous_hash, bad_entry=entry.number, why=why)
        previous_hash, pdfs, files = entry.hash, pdfs + len(sealed), files + len(scans)
        progress(done, total)
    return Verdict(total, pdfs, files, previous_hash)


def _chain_fault(entry: RegistryEntry, *, seq: int, previous_hash: str) -> str:
    if entry.seq != seq:
        return f"its place in the chain is {entry.seq} and should be {seq}"
    if entry.previous_hash != previous_hash:
        return "it does not name the hash of the entry before it"
    if entry.hash != canonical.chained_hash(entry.previous_hash, entry.canonical):
        return "its hash does not belong to its canonical text"
    return ""


def _column_fault(entry: RegistryEntry) -> str:
    """The columns must say what the canonical text says."""
    said = canonical.parsed(entry.canonical)
    columns: dict[str, Any] = {
        "seq": entry.seq,
        "number": entry.number,
        "act": entry.act,
        "of": entry.founding.number if entry.founding else None,
        "kind": entry.kind,
        "received_on": str(entry.received_on),
        "recorded_at": canonical.stamp(entry.recorded_at),
    }
    wrong = [name for name, value in columns.items() if said.get(name) != value]
    return f"these columns differ from its canonical text: {', '.join(wrong)}" if wrong else ""


def _content_fault(entry: RegistryEntry) -> str:
    """Papers, signatures, council acts and files must say what the canonical text says.

    Names of parties are those of the day and may have changed since.
    """
    if entry.hand_in is None:
        return ""
    said, is_now = canonical.parsed(entry.canonical), canonical.draft(entry.hand_in)
    parts = ("instruments", "signatures", "council_acts", "transcriptions", "files", "languages")
    wrong = [part for part in parts if said[part] != canonical.parsed(canonical.as_text({part: is_now[part]}))[part]]
    return f"its rows differ from its canonical text: {', '.join(wrong)}" if wrong else ""


def _scan_fault(entry: RegistryEntry, scans: list[Scan]) -> str:
    for scan in scans:
        if fault := _file_fault(scan.file.storage, scan.file.name, scan.sha256, scan.size):
            return f"file {scan.original_name!r} {fault}"
    return ""


def _pdf_fault(sealed: list[SealedPdf]) -> str:
    for pdf in sealed:
        if fault := _file_fault(pdf.file.storage, pdf.file.name, pdf.sha256, pdf.size):
            return f"PDF version {pdf.version} {fault}"
    return ""


def _file_fault(storage: Storage, name: str | None, sha256: str, size: int) -> str:
    if not name or not storage.exists(name):
        return "is missing"
    digest, read = hashlib.sha256(), 0
    with storage.open(name, "rb") as source:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            read += len(chunk)
    return "" if (digest.hexdigest(), read) == (sha256, size) else "is not the file that was recorded"
