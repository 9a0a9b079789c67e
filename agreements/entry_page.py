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
from .pdf_versions import PdfVersions, pdf_versions
from .shown import Shown, said_of, shown_of
from .status import answer_for


def entry_page(entry: RegistryEntry, *, on_date: dt.date) -> dict[str, Any]:
    """The template's context; a fixed number of queries, whatever the number of signers, files and acts."""
    first = entry.founding or entry
    acts = list(RegistryEntry.objects.filter(Q(pk=first.pk) | Q(founding=first)).order_by("seq"))
    pdfs = pdf_versions(entry)
    found = Scan.objects.in_document().filter(hand_in__instruments__rested_on__entry=entry).distinct()
    scans = list(found.select_related("party__community").prefetch_related("page_images"))
    shown = shown_of(scans)
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
        "files": [_file(paper, scans, shown) for paper in words["papers"]],
        "pages": _pages(scans, shown),
        "file_lines": [{"said": said_of(act), "url": act.get_absolute_url()} for act in pdfs.acts],
        "acts": [_act(act, entry) for act in acts],
        "status": answer_for(entry, on_date=on_date),
        "began": began.year if began else "",
        "pdf": pdfs.served,
        "pdf_rows": [_pdf(pdf, pdfs) for pdf in reversed(pdfs.sealed)],
        "is_pdf_renewed": bool(pdfs.sealed) and pdfs.served is None,
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


def _file(paper: Paper, scans: list[Scan], shown: dict[int, Shown]) -> dict[str, Any]:
    """A public file leads to its bytes or to its public copy; another, and a withheld one, is named only."""
    row = {"name": paper.what, "kind": paper.facts, "sha256": paper.sha256}
    scan = next((scan for scan in scans if scan.sha256 == paper.sha256), None)
    if scan is None or not paper.is_public:
        return {**row, "note": _("Kept by the association: named here, not shown.")}
    given = shown[scan.pk]
    if given.withheld_by:
        kept = _("The association keeps it; the fingerprint above is that of the original.")
        gone = _("Nobody keeps it any more; the fingerprint above is that of the original.")
        note = gone if given.destroyed_by_order_of else kept
        return {**row, "note": f"{said_of(given.withheld_by)}. {note}"}
    if given.copy:
        return {**row, "url": given.copy.get_absolute_url(), "note": _copied(given.copy, given.copied_by)}
    return {**row, "url": reverse("scan_file", args=[scan.pk])}


def _copied(copy: PublicCopy, since: RegistryEntry | None) -> str:
    """What a reader gets instead of the original whose fingerprint stands above, and since when if not always."""
    said = {"reason": copy.reason, "fingerprint": fingerprint(copy.sha256)}
    sentence = (
        _(
            "You get a public copy with places blacked out: %(reason)s. The fingerprint above is that of the original, "
            "which the association keeps. Fingerprint of the public copy: %(fingerprint)s"
        )
        % said
    )
    return f"{said_of(since)}. {sentence}" if since else sentence


def _pages(scans: list[Scan], shown: dict[int, Shown]) -> list[dict[str, Any]]:
    """The pictures of the public signed documents, or of a decision, for reading on the page."""
    roles = (FileRole.SIGNED_DOCUMENT, FileRole.DECISION)
    public = [scan for scan in scans if scan.role in roles and scan.visibility == Visibility.PUBLIC]
    signed = [scan for scan in public if not shown[scan.pk].withheld_by]
    names = names_of_scans(scans)
    return [
        {
            "url": copy.page_address(number) if copy else page_address(scan, number),
            "number": names[scan.pk].number(number),
            "of": names[scan.pk].of,
            "title": names[scan.pk].title,
            **_size(scan, copy, number),
        }
        for scan in sorted(signed, key=lambda scan: (scan.position, scan.pk))
        for copy in [shown[scan.pk].copy]
        for number in range(1, scan.pages + 1)
    ]


def _size(scan: Scan, copy: PublicCopy | None, number: int) -> dict[str, int]:
    """Width and height of the picture, so that nothing moves when it comes; nothing before it is drawn."""
    if copy:
        return {side: copy.pictures[number - 1][side] for side in ("width", "height")}
    drawn = next((row for row in scan.page_images.all() if row.number == number), None)
    return {"width": drawn.width, "height": drawn.height} if drawn else {}


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


def _pdf(pdf: SealedPdf, pdfs: PdfVersions) -> dict[str, Any]:
    """One version of the PDF; only the newest is handed out, the others can still be checked."""
    day = day_in_words(pdf.sealed_at)
    row = {"name": _("Agreement PDF, version %(n)d") % {"n": pdf.version}, "when": day, "sha256": pdf.sha256}
    if pdf == pdfs.served:
        return {**row, "size": pdf.size, "url": reverse("registry_pdf", args=[pdf.entry.number])}
    note = _("Replaced by version %(n)d.") % {"n": pdfs.served.version if pdfs.served else pdfs.needed}
    return {**row, "note": " ".join([note, *(f"{said_of(act)}." for act in pdfs.acts_since(pdf))])}
