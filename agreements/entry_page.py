"""Everything that the page of a register entry shows, read from its canonical text and the acts around it."""

import datetime as dt
from typing import Any

from django.conf import settings

from . import canonical
from .choices import FileRole, Visibility
from .documents import contents
from .models import RegistryEntry, Scan
from .status import answer_for


def entry_page(entry: RegistryEntry, *, on_date: dt.date) -> dict[str, Any]:
    """The template's context; a fixed number of queries, whatever the number of signers and acts."""
    first = entry.founding or entry
    acts = list(RegistryEntry.objects.filter(pk=first.pk) | RegistryEntry.objects.filter(founding=first))
    pdfs = list(entry.sealed_pdfs.order_by("version"))
    scans = {scan.sha256: scan for scan in Scan.objects.filter(hand_in__instruments__rested_on__entry=entry).distinct()}
    read = contents.read(canonical.parsed(entry.canonical), time_zone=settings.TIME_ZONE)
    return {
        **read,
        "entry": entry,
        "founding": first,
        "acts": sorted(acts, key=lambda act: act.seq),
        "status": answer_for(entry, on_date=on_date),
        "on_date": on_date,
        "pdf": pdfs[-1] if pdfs else None,
        "pdf_versions": pdfs,
        "pages": _pages(scans),
    }


def _pages(scans: dict[str, Scan]) -> list[dict[str, Any]]:
    """The pictures of the public signed documents, for reading on the page."""
    public = [scan for scan in scans.values() if scan.visibility == Visibility.PUBLIC]
    signed = [scan for scan in public if scan.role == FileRole.SIGNED_DOCUMENT]
    return [
        {"scan": scan, "number": number, "of": scan.pages}
        for scan in sorted(signed, key=lambda scan: (scan.position, scan.pk))
        for number in range(1, scan.pages + 1)
    ]
