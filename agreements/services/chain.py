"""Check the whole register: chain, canonical texts against the rows, files and PDFs."""

import datetime as dt
import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

import pikepdf
from django.core.files.storage import Storage

from agreements import canonical
from agreements.destruction import about_file, names_to_remove
from agreements.models import RegistryEntry, Scan, SealedPdf
from agreements.seal import own_certificates, seal_fault
from agreements.shown import order_of

CHUNK = 1024 * 1024
# What the canonical text and the rows have to say in the same words.
SAME = (
    "act",
    "of",
    "reason",
    "acting_side",
    "effective_on",
    "effective_words",
    "condition",
    "term_ends_on",
    "successor",
    "about_file",
    "public_copy_sha256",
    "public_copy_reason",
    "destroyed_by_order_of",
    "ordered_on",
    "wrong",
    "right",
    "relationship",
    "received_on",
    "kind",
    "languages",
    "instruments",
    "signatures",
    "council_acts",
    "transcriptions",
    "files",
)


@dataclass(frozen=True)
class Verdict:
    """`bad_entry` is the number of the first bad entry and `why` says what is wrong; both empty when all is well.

    `withheld`: a line for each file that the public does not get, with what became of its bytes.
    """

    entries: int
    pdfs: int
    files: int
    head: str
    withheld: tuple[str, ...] = ()
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
    own = own_certificates()
    previous_hash, previous_moment, pdfs, files = canonical.NO_PREVIOUS, None, 0, 0
    withheld_by = {about_file(act): act for act in RegistryEntry.objects.withholdings().order_by("seq")}
    gone = frozenset(names_to_remove(RegistryEntry.objects.ordering_destruction()))
    withheld: list[str] = []
    entries = RegistryEntry.objects.order_by("seq").select_related("hand_in", "founding")
    for done, entry in enumerate(entries.iterator(chunk_size=200), start=1):
        scans = list(
            Scan.objects.in_document()
            .filter(hand_in__instruments__rested_on__entry=entry)
            .distinct()
            .prefetch_related("public_copies")
        )
        sealed = list(entry.sealed_pdfs.order_by("version"))
        why = (
            _chain_fault(entry, seq=done, previous_hash=previous_hash, previous_moment=previous_moment)
            or _column_fault(entry)
            or _content_fault(entry)
            or _scan_fault(scans, gone)
            or _pdf_fault(entry, sealed, own, gone)
        )
        if why:
            return Verdict(done - 1, pdfs, files, previous_hash, tuple(withheld), bad_entry=entry.number, why=why)
        withheld += [_kept_back(entry, scan, act) for scan in scans if (act := withheld_by.get(scan.sha256))]
        previous_hash, previous_moment = entry.hash, entry.recorded_at
        pdfs, files = pdfs + len(sealed), files + len(scans)
        progress(done, total)
    return Verdict(total, pdfs, files, previous_hash, tuple(withheld))


def _chain_fault(entry: RegistryEntry, *, seq: int, previous_hash: str, previous_moment: dt.datetime | None) -> str:
    if entry.seq != seq:
        return f"its place in the chain is {entry.seq} and should be {seq}"
    if entry.previous_hash != previous_hash:
        return "it does not name the hash of the entry before it"
    if entry.hash != canonical.chained_hash(entry.previous_hash, entry.canonical):
        return "its hash does not belong to its canonical text"
    if previous_moment and entry.recorded_at < previous_moment:
        return "it was recorded before the entry before it"
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
    """Hand-in, papers, signatures, council acts, files, dates and sides must say what the canonical text says.

    Names of sides are those of the day and may have changed since.
    """
    if entry.hand_in is None:
        return ""
    said = canonical.parsed(entry.canonical)
    is_now = canonical.parsed(canonical.as_text(canonical.draft(entry.hand_in)))
    wrong = [part for part in SAME if said.get(part) != is_now.get(part)]
    if not _are_same_sides(said.get("parties", []), is_now["parties"]):
        wrong.append("parties")
    if not _are_same_dates(said.get("dates", []), is_now["dates"], entry):
        wrong.append("dates")
    return f"its rows differ from its canonical text: {', '.join(wrong)}" if wrong else ""


def _are_same_sides(said: list[canonical.Canonical], is_now: list[canonical.Canonical]) -> bool:
    """The same countries, and the same places of the gazetteer where one was known on the day."""
    if len(said) != len(is_now):
        return False
    return all(
        (then.get("side"), then.get("country")) == (now["side"], now["country"])
        and then.get("geonames_id") in (None, now["geonames_id"])
        for then, now in zip(said, is_now, strict=True)
    )


def _are_same_dates(said: list[canonical.Canonical], is_now: list[canonical.Canonical], entry: RegistryEntry) -> bool:
    """The dates of the rows, then the day of recording: by the association's clock, so a day off at the most in UTC."""
    days = [entry.recorded_at.date() + dt.timedelta(days=shift) for shift in (-1, 0, 1)]
    recorded = {"kind": "recorded", "side": None, "source": entry.number}
    return said in [[*is_now, {**recorded, "value": str(day)}] for day in days]


def _kept_back(entry: RegistryEntry, scan: Scan, act: RegistryEntry) -> str:
    """A file that the public does not get, and what became of its bytes."""
    line = f"{entry.number}: file {scan.sha256} is withheld by {act.number}"
    if not (order := order_of(act)):
        return line
    is_here = scan.file.storage.exists(str(scan.file.name))
    return f"{line}, destroyed by order of {order}{' (its bytes are still to be removed)' if is_here else ''}"


def _scan_fault(scans: list[Scan], gone: Collection[str]) -> str:
    """`gone`: where nothing has to be any more, by order of an act of the register."""
    for scan in scans:
        if fault := _file_fault(scan.file.storage, scan.file.name, scan.sha256, scan.size, gone):
            return f"file {scan.original_name!r} {fault}"
        for copy in scan.public_copies.all():
            if fault := _file_fault(copy.file.storage, copy.file.name, copy.sha256, copy.size, gone):
                return f"public copy of {scan.original_name!r} {fault}"
    return ""


def _pdf_fault(entry: RegistryEntry, sealed: list[SealedPdf], own: Collection[bytes], gone: Collection[str]) -> str:
    for pdf in sealed:
        if pdf.file.name in gone and not pdf.file.storage.exists(str(pdf.file.name)):
            continue
        fault = _file_fault(pdf.file.storage, pdf.file.name, pdf.sha256, pdf.size)
        if not fault:
            with pdf.file.open("rb") as opened:
                source = cast(BinaryIO, opened)
                fault = seal_fault(source, own=own) or _attachment_fault(source, entry)
        if fault:
            return f"PDF version {pdf.version} {fault}"
    return ""


def _attachment_fault(pdf: BinaryIO, entry: RegistryEntry) -> str:
    """The text of the entry stands in its PDF, byte for byte."""
    with pikepdf.open(pdf) as document:
        attached = document.attachments.get("canonical.json")
        is_same = attached is not None and attached.get_file().read_bytes() == entry.canonical.encode()
    return "" if is_same else "does not hold the canonical text of its entry"


def _file_fault(storage: Storage, name: str | None, sha256: str, size: int, gone: Collection[str] = ()) -> str:
    if not name or not storage.exists(name):
        return "" if name in gone else "is missing"
    digest, read = hashlib.sha256(), 0
    with storage.open(name, "rb") as source:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            read += len(chunk)
    return "" if (digest.hexdigest(), read) == (sha256, size) else "is not the file that was recorded"
