"""From rows to what the renderer is given: the certificate of an entry, and the preview of a reviewed hand-in."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.inspection.kinds import PDF, file_name
from sistercities.association.selectors import current_association

from . import canonical
from .blackout import Picture
from .choices import FileRole, Visibility
from .documents.certificate import Association, AttachedFile, Certificate, Chain, LaterFile, PageImage
from .file_names import FileName, copy_name, names_of_scans
from .models import HandIn, RegistryEntry, Scan
from .querysets import ScanQuerySet
from .shown import Shown, said_of, shown_of
from .status import answer_for


def certificate_of_entry(entry: RegistryEntry, *, version: int, made_at: dt.datetime) -> Certificate:
    """The certificate of a recorded entry, with pictures and originals of its public files.

    Of a file with a public copy it holds the copy, of a withheld one nothing but the name.
    Its status is the answer of the register for the day on which this version is made.
    """
    found = Scan.objects.in_document().filter(hand_in__instruments__rested_on__entry=entry).distinct()
    named = _public_scans(found)
    given = [row for row in named if not row.shown.withheld_by]
    return Certificate(
        canonical=canonical.parsed(entry.canonical),
        canonical_text=entry.canonical,
        chain=Chain(number=entry.number, previous_hash=entry.previous_hash, hash=entry.hash),
        version=version,
        verify_url=verify_address(entry.code),
        verify_code=entry.code,
        association=_association(),
        status=str(answer_for(entry, on_date=timezone.localdate(made_at)).sentence),
        made_at=made_at,
        pages=tuple(_pages(given)),
        originals=tuple(_originals(given)),
        later_files={row.scan.sha256: _later(row.shown) for row in named if row.shown.later_act},
        is_demo=settings.IS_DEMO,
    )


def preview_of_hand_in(hand_in: HandIn, *, made_at: dt.datetime) -> Certificate:
    """The same certificate before recording: marked "preview", without number, chain and attachments."""
    text = canonical.as_text(canonical.draft(hand_in))
    return Certificate(
        canonical=canonical.parsed(text),
        canonical_text=text,
        chain=None,
        version=1,
        verify_url=settings.PUBLIC_URL + reverse("verify"),
        verify_code="",
        association=_association(),
        status=_("Not recorded yet."),
        made_at=made_at,
        pages=tuple(_pages([row for row in _public_scans(hand_in.scans.in_document()) if not row.shown.withheld_by])),
        is_demo=settings.IS_DEMO,
        is_preview=True,
    )


def verify_address(code: str) -> str:
    """The address that a printed code leads to."""
    return settings.PUBLIC_URL + reverse("verify_code", args=[code])


@dataclass(frozen=True)
class _PublicFile:
    scan: Scan
    name: FileName
    shown: Shown


def _public_scans(found: ScanQuerySet) -> list[_PublicFile]:
    """The public files of a document with their names among all its files, the signed document first."""
    scans = list(found.select_related("party__community"))
    names, shown = names_of_scans(scans), shown_of(scans)
    public = [scan for scan in scans if scan.visibility == Visibility.PUBLIC]
    public.sort(key=lambda scan: (scan.role != FileRole.SIGNED_DOCUMENT, scan.position, scan.pk))
    return [_PublicFile(scan, names[scan.pk], shown[scan.pk]) for scan in public]


def _later(shown: Shown) -> LaterFile:
    """What an act of the register says about a file since it was recorded."""
    said = said_of(shown.later_act) if shown.later_act else ""
    copy, is_destroyed = shown.copy, bool(shown.destroyed_by_order_of)
    return LaterFile(said, copy.sha256 if copy else "", copy.reason if copy else "", is_destroyed)


def _pages(files: Sequence[_PublicFile]) -> Iterable[PageImage]:
    for number, file in enumerate(files, start=1):
        name = file.name
        for page, picture in enumerate(_pictures(file), start=1):
            yield PageImage(
                data=picture.data,
                media_type="image/png" if picture.media_type == "image/png" else "image/jpeg",
                width=picture.width,
                height=picture.height,
                file=number,
                page=name.number(page),
                pages=name.of,
                label=name.title,
            )


def _pictures(file: _PublicFile) -> Iterable[Picture]:
    """The pages of a file, one held in memory at a time; of one with a public copy those of the copy."""
    if copy := file.shown.copy:
        for row in copy.pictures:
            with copy.file.storage.open(row["file"], "rb") as source:
                yield Picture(source.read(), row["media_type"], row["width"], row["height"])
        return
    for page in file.scan.page_images.order_by("number"):
        with page.file.open("rb") as source:
            yield Picture(source.read(), page.media_type, page.width, page.height)


def _originals(files: Sequence[_PublicFile]) -> Iterable[AttachedFile]:
    """The public files themselves; of one with a public copy the copy, never the original."""
    for number, file in enumerate(files, start=1):
        scan, name, copy = file.scan, file.name, file.shown.copy
        with (copy or scan).file.open("rb") as source:
            yield AttachedFile(
                name=f"{number:02d}-{copy_name(scan) if copy else file_name(scan.original_name, scan.media_type)}",
                data=source.read(),
                media_type=PDF if copy else scan.media_type,
                description=_("%(file)s, public copy") % {"file": name.label} if copy else name.label,
            )


def _association() -> Association:
    row = current_association()
    return Association(
        name=row.name,
        motto=row.motto,
        email=row.email,
        phone=row.phone,
        website=row.website,
        post_address=row.post_address,
        time_zone=settings.TIME_ZONE,
    )
