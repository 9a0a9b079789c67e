"""What the register tells the public: pages, entry.json, head.json and the answers of /verify/."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from partnerships.models import Partnership

from . import canonical
from .choices import Visibility
from .models import PublicCopy, RegistryEntry, Scan, SealedPdf
from .models.register import CODE_ALPHABET
from .pdf_versions import PdfVersions, pdf_versions
from .shown import Shown, said_of, shown_of
from .status import Answer, answer_for

DEMONSTRATION = "Demonstration: not a record of any association"
NO_JUDGEMENT = _("Recording is not a legal judgement.")
_SHA256 = re.compile(r"[0-9a-f]{64}")
# So many partnerships under two names are shown; more exact names find the others.
KNOWN_AT_MOST = 10
_NUMBER = re.compile(r"SC\W*(?P<year>[0-9]{4})\W+(?P<n>[0-9]{1,6})(?P<rest>-[A-Z0-9-]+)?")
_CODE = re.compile(f"[{CODE_ALPHABET}]{{10}}")


@dataclass(frozen=True)
class FileAnswer:
    """What is known about a file by its fingerprint; `entry` None: nothing. `pdf` None: not our PDF.

    Then it is a public copy (`copy`), or an original; `shown`: what everybody gets of that original today.
    """

    sha256: str
    entry: RegistryEntry | None = None
    pdf: SealedPdf | None = None
    versions: PdfVersions | None = None
    status: Answer | None = None
    copy: PublicCopy | None = None
    shown: Shown | None = None

    @property
    def is_intact(self) -> bool:
        return self.entry is not None

    @property
    def what(self) -> str | None:
        """Which file it is, as a word for programs."""
        if self.entry is None:
            return None
        if self.pdf:
            return "sealed_pdf"
        if self.copy:
            return "public_copy"
        if self.withheld_by:
            return "withheld_original"
        return "original_of_public_copy" if self.shown and self.shown.copy else "original"

    @property
    def is_replaced(self) -> bool:
        """Whether it is a version of the PDF that is no longer handed out."""
        return bool(self.pdf and self.versions and self.versions.is_replaced(self.pdf))

    @property
    def replaced_by(self) -> SealedPdf | None:
        """The newer version, where this is an older one and the newer one is made."""
        return self.versions.served if self.versions and self.is_replaced else None

    @property
    def replaced_because(self) -> list[str]:
        """What happened to its files since, in sentences without a full stop."""
        if not (self.pdf and self.versions and self.is_replaced):
            return []
        return [said_of(act) for act in self.versions.acts_since(self.pdf)]

    @property
    def withheld_by(self) -> RegistryEntry | None:
        """The act since which nobody gets this file or its copy."""
        return self.shown.withheld_by if self.shown else None

    @property
    def destroyed_by_order_of(self) -> str:
        """Who ordered that the file be destroyed; "" where somebody has it."""
        return self.shown.destroyed_by_order_of if self.shown else ""

    @property
    def withheld_because(self) -> str:
        return said_of(self.withheld_by) if self.withheld_by else ""


def marked(content: dict[str, Any]) -> dict[str, Any]:
    """In the demonstration every answer for machines says so in a key `note`."""
    return {**content, "note": DEMONSTRATION} if settings.IS_DEMO else content


def entry_json(entry: RegistryEntry, *, on_date: dt.date) -> dict[str, Any]:
    """The live view of an entry. `canonical` is the exact stored string."""
    pdfs = pdf_versions(entry)
    status = answer_for(entry, on_date=on_date)
    return marked(
        {
            "number": entry.number,
            "canonical": entry.canonical,
            "previous_hash": entry.previous_hash,
            "hash": entry.hash,
            "recorded_at": canonical.parsed(entry.canonical)["recorded_at"],
            "status_today": str(status.sentence),
            "status_code": status.code,
            "in_force_today": status.in_force,
            "legal_note": str(NO_JUDGEMENT),
            "pdf_sha256": pdfs.newest.sha256 if pdfs.newest else None,
            "pdf_versions": [
                {
                    "version": pdf.version,
                    "sha256": pdf.sha256,
                    "sealed_at": pdf.sealed_at.isoformat(),
                    "replaced": pdfs.is_replaced(pdf),
                }
                for pdf in pdfs.sealed
            ],
            "files_since": [_file_since(act) for act in pdfs.acts],
        }
    )


def _file_since(act: RegistryEntry) -> dict[str, Any]:
    """What an act of the register did to a public file of the entry."""
    said = canonical.parsed(act.canonical)
    return {
        "sha256": said["about_file"],
        "act": act.act,
        "number": act.number,
        "recorded_at": said["recorded_at"],
        "reason": said["reason"],
        "public_copy_sha256": said.get("public_copy_sha256"),
        "destroyed_by_order_of": said.get("destroyed_by_order_of"),
        "ordered_on": said.get("ordered_on"),
    }


def as_of_json(entry: RegistryEntry, day: dt.date) -> dict[str, Any]:
    """Whether the agreement was, or will be, in force on a day, as far as the register knows now."""
    status = answer_for(entry, on_date=day)
    said = {"day": str(day), "status": str(status.sentence), "status_code": status.code, "in_force": status.in_force}
    return {"as_of": said}


@dataclass(frozen=True)
class NamesAnswer:
    """Partnerships under two names, each with its founding entry, None where no signed document is on the register.

    None at all is no proof that there is no agreement.
    """

    one: str
    two: str
    rows: list[tuple[Partnership, RegistryEntry | None]]
    has_more: bool


def head_json() -> dict[str, Any]:
    """Place, number, hash and time of the newest entry; nulls while the register is empty."""
    newest = RegistryEntry.objects.order_by("-seq").first()
    return marked(
        {
            "seq": newest.seq if newest else None,
            "number": newest.number if newest else None,
            "hash": newest.hash if newest else None,
            "recorded_at": canonical.parsed(newest.canonical)["recorded_at"] if newest else None,
        }
    )


def normalised_sha256(text: str) -> str | None:
    """A full SHA-256 in lower-case hex, spaces left out, or None."""
    bare = "".join(text.split()).lower()
    return bare if _SHA256.fullmatch(bare) else None


def file_answer(sha256: str, *, on_date: dt.date) -> FileAnswer:
    """Look a fingerprint up among sealed PDFs, then among the public originals of recorded documents."""
    pdf = SealedPdf.objects.filter(sha256=sha256).select_related("entry__partnership").first()
    if pdf:
        return FileAnswer(sha256, pdf.entry, pdf, pdf_versions(pdf.entry), answer_for(pdf.entry, on_date=on_date))
    copy = PublicCopy.objects.of_records().filter(sha256=sha256).select_related("scan").first()
    if copy and (entry := _entry_of(copy.scan)):
        shown = shown_of([copy.scan])[copy.scan.pk]
        return FileAnswer(sha256, entry, status=answer_for(entry, on_date=on_date), copy=copy, shown=shown)
    scan = (
        Scan.objects.in_document()
        .filter(sha256=sha256, visibility=Visibility.PUBLIC, hand_in__instruments__rested_on__isnull=False)
        .first()
    )
    if scan is None:
        return FileAnswer(sha256)
    entry = _entry_of(scan)
    if entry is None:
        return FileAnswer(sha256)
    status = answer_for(entry, on_date=on_date)
    return FileAnswer(sha256, entry, status=status, shown=shown_of([scan])[scan.pk])


def _entry_of(scan: Scan) -> RegistryEntry | None:
    """The entry that rests on the papers of this file."""
    entries = RegistryEntry.objects.filter(rests_on__instrument__hand_in=scan.hand_in_id)
    return entries.select_related("partnership").first()


def file_answer_json(answer: FileAnswer) -> dict[str, Any]:
    """The answer for machines; an unknown fingerprint gives `intact` false and nulls."""
    return marked(
        {
            "sha256": answer.sha256,
            "intact": answer.is_intact,
            "file": answer.what,
            "number": answer.entry.number if answer.entry else None,
            "version": answer.pdf.version if answer.pdf else None,
            "replaced_by": _next_version(answer),
            "replaced_because": answer.replaced_because,
            "withheld": answer.withheld_because or None,
            "destroyed_by_order_of": answer.destroyed_by_order_of or None,
            "in_force_today": answer.status.in_force if answer.status else None,
            "status_today": str(answer.status.sentence) if answer.status else None,
            "legal_note": str(NO_JUDGEMENT),
        }
    )


def _next_version(answer: FileAnswer) -> int | None:
    """The version that stands in its place, also while that is still being made."""
    if not (answer.is_replaced and answer.versions):
        return None
    return answer.replaced_by.version if answer.replaced_by else answer.versions.needed


def known_between(one: str, two: str, *, on_date: dt.date) -> NamesAnswer:
    """What is public about partnerships of two communities, by any of their names; see `NamesAnswer`."""
    found = Partnership.objects.public().of_two(one, two).for_list(on_date)
    rows = list(found[: KNOWN_AT_MOST + 1])
    entries = RegistryEntry.objects.founding().not_void().filter(partnership__in=[row.pk for row in rows])
    numbers = {entry.partnership_id: entry for entry in entries}
    shown = [(row, numbers.get(row.pk)) for row in rows[:KNOWN_AT_MOST]]
    return NamesAnswer(one, two, shown, has_more=len(rows) > KNOWN_AT_MOST)


def entry_by_text(text: str) -> RegistryEntry | None:
    """The entry of a register number (see `entry_by_number`) or of a short code (spaces and hyphens left out)."""
    return entry_by_number(text) or entry_by_code(text.strip())


def entry_by_number(text: str) -> RegistryEntry | None:
    """The entry of a register number, as people write it: "SC-2026-00002", "sc 2026 2"."""
    written = _NUMBER.fullmatch(text.strip().upper())
    if written is None:
        return None
    number = f"SC-{written['year']}-{int(written['n']):05d}{written['rest'] or ''}"
    return RegistryEntry.objects.filter(number=number).select_related("partnership").first()


def entry_by_code(code: str) -> RegistryEntry | None:
    """The entry of a printed short code, or None."""
    bare = code.upper().replace(" ", "").replace("-", "")
    if not _CODE.fullmatch(bare):
        return None
    return RegistryEntry.objects.filter(code=bare).select_related("partnership").first()
