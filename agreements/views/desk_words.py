"""What the pages of the desk say about a document: its papers page by page, its data, what becomes public."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements import authority, canonical
from agreements.choices import Act, FileRole, Visibility
from agreements.designees import cautions
from agreements.desk.selectors import Step, heads_then
from agreements.documents import contents
from agreements.file_names import FileName, names_of_scans, page_address
from agreements.models import HandIn, PublicCopy, Scan, Signature
from agreements.sense import COPY
from agreements.shown import Shown, said_of, shown_of
from sistercities.accounts.models import User
from sistercities.common.visitors import Visitor

from .handin_words import summary_of

# Which form mends a problem, by its step in the guided hand-in.
CORRECTED_BY = {
    "arrival": "handin_correct_arrival",
    "partnership": "handin_correct_partnership",
    "act": "handin_correct_act",
    "terms": "handin_correct_terms",
    "document": "handin_correct_document",
    "council": "handin_correct_council",
    "files": "handin_correct_files",
    "text": "handin_correct_text",
    COPY: "handin_act_copy",
}
OPEN_TO_RECORDERS = gettext_lazy("Those who may record can open it, and nobody else.")
CANNOT_OPEN = gettext_lazy("You cannot open this file.")


def papers_of(hand_in: HandIn, by: Visitor) -> list[dict[str, Any]]:
    """Every file with the pictures of its pages; what was left out comes last.

    Before them the file of the register that a decision is about, with the copy that the decision brings. A file that
    this person may not open is named, with the reason.
    """
    scans = list(hand_in.scans.select_related("party__community").prefetch_related("page_images"))
    about = hand_in.about_scan
    names, shown = names_of_scans(scans), shown_of([*scans, about] if about else scans)
    pks = [*(scan.pk for scan in scans), hand_in.about_scan_id]
    can_open = set(Scan.objects.filter(pk__in=pks).visible_to(by).values_list("pk", flat=True))
    rows = [
        {**_paper(scan, names[scan.pk], shown[scan.pk].copy), "copy_url": _copy_url(hand_in, scan)}
        for scan in sorted(scans, key=lambda scan: scan.is_left_out)
    ]
    rows = (_about(hand_in, about) if about else []) + rows
    return [row if row["scan"].pk in can_open else _closed(row, shown[row["scan"].pk]) for row in rows]


def _about(hand_in: HandIn, scan: Scan) -> list[dict[str, Any]]:
    """The file of the register that a decision is about."""
    name = names_of_scans(scan.hand_in.scans.select_related("party__community"))[scan.pk]
    row = _paper(scan, name, hand_in.copy_to_come)
    url = reverse("handin_act_copy", args=[hand_in.pk]) if hand_in.act == Act.PUBLIC_COPY else ""
    return [{**row, "copy_url": url, "is_about": True}]


def _closed(row: dict[str, Any], given: Shown) -> dict[str, Any]:
    """The same without its pages and addresses."""
    why = f"{said_of(given.withheld_by)}." if given.withheld_by else CANNOT_OPEN
    if given.withheld_by and not given.destroyed_by_order_of:
        why = f"{why} {OPEN_TO_RECORDERS}"
    return {**row, "file": "", "pages": [], "copy": None, "copy_url": "", "closed": why}


def _copy_url(hand_in: HandIn, scan: Scan) -> str:
    return reverse("handin_correct_copy", args=[hand_in.pk, scan.pk])


def _paper(scan: Scan, name: FileName, copy: PublicCopy | None) -> dict[str, Any]:
    return {
        "scan": scan,
        "label": name.label,
        "title": name.title,
        "is_public": scan.visibility == Visibility.PUBLIC and not scan.is_left_out,
        "file": reverse("scan_file", args=[scan.pk]),
        "copy": _copy(copy, name),
        "pages": [
            {
                "url": page_address(scan, page.number),
                "number": name.number(page.number),
                "of": name.of,
                "width": page.width,
                "height": page.height,
            }
            for page in scan.page_images.all()
        ],
    }


def _copy(copy: PublicCopy | None, name: FileName) -> dict[str, Any] | None:
    """The public copy of a file, page by page."""
    if copy is None:
        return None
    pages = [
        {
            "url": copy.page_address(number),
            "number": name.number(number),
            "of": name.of,
            "width": picture["width"],
            "height": picture["height"],
        }
        for number, picture in enumerate(copy.pictures, start=1)
    ]
    return {"copy": copy, "pages": pages}


def data_of(hand_in: HandIn, by: User) -> dict[str, Any]:
    """What was typed, and by side the heads whom the directory knows for those days."""
    summary = summary_of(hand_in, by)
    heads = heads_then(hand_in)
    rows = Signature.objects.filter(instrument__hand_in=hand_in).select_related("party", "authority")
    to_look_at = cautions(hand_in, rows)
    for side in summary["sides"]:
        names = {row["name"] for row in side["signers"]}
        side["heads"] = heads.get(side["party"].pk, [])
        side["cautions"] = to_look_at.get(side["party"].side, [])
        side["is_other"] = bool(side["heads"]) and not any(head.name in names for head in side["heads"])
    return summary


def in_public_words(hand_in: HandIn) -> dict[str, Any]:
    """The document in the words of the certificate: exactly what becomes public, files apart by whether they show.

    `is_withheld`: no page of the signed document becomes public.
    """
    content = canonical.parsed(canonical.as_text(canonical.draft(hand_in)))
    words = contents.read(content, time_zone=settings.TIME_ZONE)
    signed = [file for file in content["files"] if file["role"] == FileRole.SIGNED_DOCUMENT]
    is_withheld = bool(signed) and all(file["visibility"] != Visibility.PUBLIC for file in signed)
    shown = [paper for paper in words["papers"] if paper.is_public]
    named = [paper for paper in words["papers"] if not paper.is_public]
    return {**words, "shown": shown, "named": named, "is_withheld": is_withheld}


def correction_url(hand_in: HandIn, step: str) -> str:
    """The form of the desk that mends a problem of that step; "" if only the committee can mend it."""
    if step.startswith("signers-"):
        return reverse("handin_correct_signers", args=[hand_in.pk, int(step.removeprefix("signers-"))])
    if step == authority.LAWS or step.startswith("checks-"):
        return f"#{step}"
    if step == authority.REFUSAL:
        return reverse("handin_refuse", args=[hand_in.pk])
    if step.startswith("paper-"):
        return reverse("handin_correct_paper", args=[hand_in.pk, int(step.removeprefix("paper-"))])
    return reverse(CORRECTED_BY[step], args=[hand_in.pk]) if step in CORRECTED_BY else ""


def mended_by(step: str) -> str:
    """What the link to `correction_url` is called."""
    if step.startswith("checks-"):
        return _("Look it up")
    return {authority.LAWS: _("Read it"), authority.REFUSAL: _("Refuse")}.get(step, _("Correct"))


def timeline(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """Steps of the history for the component of that name."""
    return [
        {
            "when": date_format(timezone.localtime(step.at), "j F Y, H:i"),
            "datetime": step.at.isoformat(timespec="seconds"),
            "title": step.what,
            "text": " · ".join(part for part in (_by(step), step.reason, step.note) if part),
            "sides": [],
        }
        for step in steps
    ]


def _by(step: Step) -> str:
    return _("by %(name)s") % {"name": step.by} if step.by else ""
