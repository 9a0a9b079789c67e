"""Everything that the page of a register entry shows, read from its canonical text and the acts around it."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from partnerships.models import Party
from sistercities.common.dates import day_in_words
from sistercities.common.templatetags.look import fingerprint

from . import canonical
from .choices import Act, FileRole, Visibility
from .documents.contents import Paper, Side, Signer, read
from .file_names import names_of_scans, page_address
from .models import PublicCopy, RegistryEntry, Scan, SealedPdf
from .status import answer_for


def entry_page(entry: RegistryEntry, *, on_date: dt.date) -> dict[str, Any]:
    """The template's context; a fixed number of queries, whatever the number of signers, files and acts."""
    first = entry.founding or entry
    acts = list(RegistryEntry.objects.filter(Q(pk=first.pk) | Q(founding=first)).order_by("seq"))
    pdfs = list(entry.sealed_pdfs.order_by("version"))
    found = Scan.objects.in_document().filter(hand_in__instruments__rested_on__entry=entry).distinct()
    scans = list(found.select_related("party__community").prefetch_related("public_copies"))
    content = canonical.parsed(entry.canonical)
    beginning = canonical.parsed(first.canonical)
    began = canonical.last_signed(beginning) or canonical.day_in_force(beginning)
    words = read(content, time_zone=settings.TIME_ZONE)
    errata = [act for act in acts if act.act == Act.ERRATUM]
    return {
        **words,
        "errata": [_erratum(act) for act in errata if act.pk != entry.pk],
        "entry": entry,
        "founding": first,
        "parties": _parties(entry, words["sides"]),
        "signatures": [_signature(side, signer) for side in words["sides"] for signer in side.signers],
        "dates": [_date(*row) for row in words["dates"]],
        "files": [_file(paper, scans) for paper in words["papers"]],
        "pages": _pages(scans),
        "acts": [_act(act, entry) for act in acts],
        "status": answer_for(entry, on_date=on_date),
        "began": began.year if began else "",
        "pdf": pdfs[-1] if pdfs else None,
        "pdf_rows": [_pdf(pdf, pdfs[-1]) for pdf in reversed(pdfs)],
    }


def _parties(entry: RegistryEntry, sides: list[Side]) -> list[dict[str, Any]]:
    """The sides as of the day, each leading to the page that its community has today."""
    rows = Party.objects.filter(partnership=entry.partnership_id).select_related("community")
    addresses = {party.side: party.community.get_absolute_url() for party in rows}
    return [
        {
            "name": side.name,
            "native_name": side.native_name,
            "language": side.language,
            "place": side.place,
            "url": addresses.get(side.number, ""),
        }
        for side in sides
    ]


def _signature(side: Side, signer: Signer) -> dict[str, Any]:
    return {
        "side": side.number,
        "community": side.name,
        "name": signer.name,
        "native_name": signer.native_name,
        "language": signer.language,
        "title": signer.title,
        "capacity": signer.capacity,
        "method": signer.how,
        "signed_on": signer.when,
    }


def _date(kind: str, side: str, when: str, source: str) -> dict[str, str]:
    return {"label": f"{kind}, {side}" if side else kind, "value": when, "source": source}


def _file(paper: Paper, scans: list[Scan]) -> dict[str, Any]:
    """A public file leads to its bytes; another is named only."""
    scan = next((scan for scan in scans if scan.sha256 == paper.sha256), None)
    copy = scan.public_copy if scan else None
    if paper.is_public and copy:
        return {
            "name": paper.what,
            "kind": paper.facts,
            "sha256": paper.sha256,
            "url": copy.get_absolute_url(),
            "note": _copied(copy),
        }
    if paper.is_public and scan:
        return {
            "name": paper.what,
            "kind": paper.facts,
            "sha256": paper.sha256,
            "url": reverse("scan_file", args=[scan.pk]),
        }
    note = _("Kept by the association: named here, not shown.")
    return {"name": paper.what, "kind": paper.facts, "sha256": paper.sha256, "note": note}


def _copied(copy: PublicCopy) -> str:
    """What a reader gets instead of the original whose fingerprint stands above."""
    said = {"reason": copy.reason, "fingerprint": fingerprint(copy.sha256)}
    return (
        _(
            "You get a public copy with places blacked out: %(reason)s. The fingerprint above is that of the original, "
            "which the association keeps. Fingerprint of the public copy: %(fingerprint)s"
        )
        % said
    )


def _pages(scans: list[Scan]) -> list[dict[str, Any]]:
    """The pictures of the public signed documents, or of a decision, for reading on the page."""
    roles = (FileRole.SIGNED_DOCUMENT, FileRole.DECISION)
    signed = [scan for scan in scans if scan.role in roles and scan.visibility == Visibility.PUBLIC]
    names = names_of_scans(scans)
    return [
        {
            "url": scan.public_copy.page_address(number) if scan.public_copy else page_address(scan, number),
            "number": names[scan.pk].number(number),
            "of": names[scan.pk].of,
            "title": names[scan.pk].title,
        }
        for scan in sorted(signed, key=lambda scan: (scan.position, scan.pk))
        for number in range(1, scan.pages + 1)
    ]


def _act(act: RegistryEntry, here: RegistryEntry) -> dict[str, Any]:
    return {
        "when": day_in_words(act.recorded_at),
        "datetime": act.recorded_at.isoformat(timespec="seconds"),
        "title": f"{act.act_in_words}, {act.number}",
        "url": "" if act.pk == here.pk else act.get_absolute_url(),
        "text": _("This page") if act.pk == here.pk else "",
    }


def _erratum(act: RegistryEntry) -> dict[str, str]:
    """What is wrong in the record and what is right, and where that was recorded."""
    said = canonical.parsed(act.canonical)
    return {"number": act.number, "url": act.get_absolute_url(), "wrong": said["wrong"], "right": said["right"]}


def _pdf(pdf: SealedPdf, newest: SealedPdf) -> dict[str, Any]:
    """One version of the PDF; only the newest is handed out, the others can still be checked."""
    day = day_in_words(pdf.sealed_at)
    row = {"name": _("Agreement PDF, version %(n)d") % {"n": pdf.version}, "when": day, "sha256": pdf.sha256}
    if pdf.pk == newest.pk:
        return {**row, "size": pdf.size, "url": reverse("registry_pdf", args=[pdf.entry.number])}
    return {**row, "note": _("Replaced by version %(n)d.") % {"n": newest.version}}
