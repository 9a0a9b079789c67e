"""Files of a hand-in: inspected before anything is kept, recognised when they come again, rendered once."""

import datetime as dt
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from agreements.choices import FileRole, Visibility
from agreements.inspection import inspect_upload
from agreements.models import HandIn, PageImage, Scan
from agreements.page_images import render_pages
from partnerships.models import Party
from sistercities.accounts.models import User
from sistercities.common.dates import PartialDate

from .changing import open_for_change

HAND_IN_BYTES = 100_000_000
HAND_IN_FILES = 40
ALWAYS_PRIVATE = (FileRole.AUTHORITY_PAPER, FileRole.LETTER)


def add_scan(*, upload: BinaryIO, name: str, **facts: Any) -> Scan:
    """Like `take_upload`, for callers who do not show warnings."""
    return take_upload(upload=upload, name=name, **facts)[0]


def take_upload(
    *,
    hand_in_id: int,
    upload: BinaryIO,
    name: str,
    role: str,
    by: User,
    now: dt.datetime,
    visibility: str = Visibility.PUBLIC,
    party: Party | None = None,
    dated: PartialDate | None = None,
) -> tuple[Scan, tuple[str, ...]]:
    """Inspect a file and keep it byte for byte. Returns its row and the codes of inspection.WARNINGS.

    Letters about a person are association only whatever is asked for. Refused, leaving no row and no file: what the
    inspection refuses (UploadRefused), the same file twice in this hand-in, more than 100 MB or 40 files together.
    """
    inspected = inspect_upload(upload, name=name)
    kept: list[str] = []
    try:
        with transaction.atomic():
            hand_in = open_for_change(hand_in_id, by=by, what=f"file {name}")
            _refuse_again(hand_in, inspected.sha256)
            _refuse_too_much(
                hand_in.scans.aggregate(bytes=Sum("size"))["bytes"] or 0, inspected.size, hand_in.scans.count()
            )
            scan = Scan(
                hand_in=hand_in,
                instrument=hand_in.instruments.get() if role == FileRole.SIGNED_DOCUMENT else None,
                party=party,
                role=role,
                visibility=Visibility.ASSOCIATION if role in ALWAYS_PRIVATE else visibility,
                dated=dated,
                position=hand_in.scans.count() + 1,
                original_name=name[-255:],
                media_type=inspected.media_type,
                sha256=inspected.sha256,
                size=inspected.size,
                pages=inspected.pages,
                uploaded_by=by,
                uploaded_at=now,
            )
            upload.seek(0)
            scan.file.save(name, File(upload), save=False)
            kept.append(str(scan.file.name))
            scan.save()
    except BaseException:
        _delete(kept)
        raise
    return scan, inspected.warnings


@transaction.atomic
def remove_scan(*, hand_in_id: int, scan_id: int, by: User) -> None:
    """Take a file out of a hand-in that is not recorded; signers and council acts that named it lose it."""
    hand_in = open_for_change(hand_in_id, by=by, what="file removed")
    scan = hand_in.scans.get(pk=scan_id)
    for paper in hand_in.instruments.all():
        paper.signatures.filter(authority=scan).update(authority=None)
    names = [str(page.file.name) for page in scan.page_images.all()] + [str(scan.file.name)]
    scan.delete()
    transaction.on_commit(lambda: _delete(names), robust=True)


@transaction.atomic
def describe_scan(
    *, hand_in_id: int, scan_id: int, visibility: str, by: User, dated: PartialDate | None = None
) -> Scan:
    """Say who may see a file and which date stands on it."""
    hand_in = open_for_change(hand_in_id, by=by, what="file described")
    scan = hand_in.scans.get(pk=scan_id)
    scan.visibility = Visibility.ASSOCIATION if scan.role in ALWAYS_PRIVATE else visibility
    scan.dated = dated
    scan.save(update_fields=["visibility", "dated"])
    return scan


def make_page_images(*, scan_id: int) -> int:
    """Render every page of a file once; returns how many pages there are. A second run finds them and does nothing.

    A file that was taken out meanwhile has none. The row is locked, so two workers do not render the same file;
    pictures of a run that was cut off are removed first.
    """
    with transaction.atomic():
        scan = Scan.objects.select_for_update().filter(pk=scan_id).first()
        if scan is None:
            return 0
        if scan.page_images.count() == scan.pages:
            return scan.pages
        _forget_pages(scan)
        with scan.file.open("rb") as source:
            for number, picture in enumerate(render_pages(source.read(), scan.media_type), start=1):
                page = PageImage(
                    scan=scan, number=number, media_type=picture.media_type, width=picture.width, height=picture.height
                )
                page.file.save(f"{number}", ContentFile(picture.data), save=False)
                page.save()
    return scan.pages


def _forget_pages(scan: Scan) -> None:
    storage = scan.file.storage
    scan.page_images.all().delete()
    folder = f"pages/{scan.pk}"
    if storage.exists(folder):
        for name in storage.listdir(folder)[1]:
            storage.delete(f"{folder}/{name}")


def _delete(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)


def _refuse_again(hand_in: HandIn, sha256: str) -> None:
    if same := hand_in.scans.filter(sha256=sha256).first():
        raise ValidationError(
            _("This is the same file as “%(name)s”, which is already here. Nothing was added."),
            code="same_file",
            params={"name": same.original_name},
        )


def _refuse_too_much(already: int, more: int, files: int) -> None:
    """`already`: bytes that are here, `more`: bytes of the new file, `files`: how many are here."""
    if already + more > HAND_IN_BYTES:
        raise ValidationError(
            _("The files together are larger than 100 MB. Scan in grey or at 200 dpi, or leave a file out."),
            code="too_much",
        )
    if files >= HAND_IN_FILES:
        raise ValidationError(_("There are already 40 files. Put several pages into one PDF."), code="too_many")
