"""Files of a hand-in: inspected before anything is kept, recognised when they come again, rendered once."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Q, Sum
from django.utils.translation import gettext_lazy as _

from agreements.choices import WITH_STAFF, Change, FileRole, Status, Visibility
from agreements.inspection import inspect_upload
from agreements.models import CouncilAct, HandIn, PageImage, Scan, Signature
from agreements.models.papers import page_path
from agreements.page_images import PageImage as DrawnPage
from agreements.page_images import PageUnreadable, render_pages
from partnerships.models import Party
from sistercities.accounts.models import User
from sistercities.common.dates import PartialDate
from sistercities.post.effects import promise

from .changing import HandInRefused, lock, note_change, open_for_change
from .destroying import refuse_destroyed

HAND_IN_BYTES = 100_000_000
HAND_IN_FILES = 40
# A certificate shows every public page: more could not be set within the time of a task.
HAND_IN_PAGES = 1000
PAGES_A_TASK = 10
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
    inspection refuses (UploadRefused), a file that was destroyed by order, the same file twice in this hand-in, more
    than 100 MB, 1000 pages or 40 files together. Side effect: the page images of this file, of a photo at once, for
    its pages are put in order by them, of other files once the document was handed in.
    """
    inspected = inspect_upload(upload, name=name)
    refuse_destroyed(inspected.sha256)
    kept: list[str] = []
    try:
        with transaction.atomic():
            hand_in = open_for_change(hand_in_id, by=by, what=Change.FILE_ADDED, text=name)
            _refuse_again(hand_in, inspected.sha256)
            _refuse_too_much(hand_in, size=inspected.size, pages=inspected.pages)
            scan = Scan(
                hand_in=hand_in,
                instrument=hand_in.paper_of(party) if role == FileRole.SIGNED_DOCUMENT else None,
                party=party,
                role=role,
                visibility=Visibility.ASSOCIATION if role in ALWAYS_PRIVATE else visibility,
                dated=dated,
                position=(hand_in.scans.aggregate(last=Max("position"))["last"] or 0) + 1,
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
            # Handing in promises the others, for what is there by then.
            if hand_in.status != Status.DRAFT or scan.is_picture:
                promise_page_images(scan)
    except BaseException:
        _delete(kept)
        raise
    return scan, inspected.warnings


@transaction.atomic
def remove_scan(*, hand_in_id: int, scan_id: int, by: User) -> None:
    """Take a file out of a hand-in that is not recorded; signers and council acts that named it lose it.

    Refused (HandInRefused) while it is with staff: the only file of the signed document, which nobody there can add.
    """
    scan = lock(hand_in_id).scans.get(pk=scan_id)
    hand_in = open_for_change(hand_in_id, by=by, what=Change.FILE_REMOVED, text=scan.original_name)
    refuse_last(hand_in, scan)
    Signature.objects.filter(authority=scan).update(authority=None)
    _take_out(scan)


def refuse_with_copy(scan: Scan) -> None:
    """HandInRefused where a public copy was made of this file: it was drawn of the file as it is now."""
    if scan.public_copies.exists():
        raise HandInRefused(_("This file has a public copy. Take the public copy away first."), code="copied")


def refuse_last(hand_in: HandIn, scan: Scan) -> None:
    """HandInRefused while it is with staff, if this is all that there is of the signed document."""
    signed = hand_in.scans.in_document().filter(role=FileRole.SIGNED_DOCUMENT).exclude(pk=scan.pk)
    if hand_in.status in WITH_STAFF and scan.role == FileRole.SIGNED_DOCUMENT and not signed.exists():
        raise HandInRefused(
            _("This is the only file of the signed document. Send the document back to ask for another one."),
            code="last",
        )


def take_out_unnamed(hand_in: HandIn, *, role: FileRole, party: Party, before: Iterable[int | None], by: User) -> None:
    """Take out the files of that role, letters or council files, of one side that none of its rows names any more.

    `before`: the files that the side's rows named until now. Call it in the transaction that replaced those rows, so
    that what was replaced by another file is neither shown nor attached. Noted in the history.
    """
    papers = hand_in.scans.filter(
        ~Exists(Signature.objects.filter(authority=OuterRef("pk"))),
        ~Exists(CouncilAct.objects.filter(scan=OuterRef("pk"))),
        Q(party=party) | Q(pk__in=[pk for pk in before if pk]),
        role=role,
    )
    for scan in papers:
        note_change(hand_in, Change.FILE_REMOVED, by=by, text=scan.original_name)
        _take_out(scan)


def _take_out(scan: Scan) -> None:
    """Remove the row with the pictures of its pages; their bytes go once that is certain."""
    pages = [page_path(PageImage(scan=scan, number=number)) for number in range(1, scan.pages + 1)]
    copies = [name for copy in scan.public_copies.all() for name in copy.file_names()]
    names = [str(scan.file.name), *pages, *copies]
    scan.delete()
    transaction.on_commit(lambda: _delete(names), robust=True)


@transaction.atomic
def describe_scan(
    *, hand_in_id: int, scan_id: int, visibility: str, by: User, dated: PartialDate | None = None, **reach: Any
) -> Scan:
    """Say who may see a file and which date stands on it.

    `reach`, of a letter that allows a person to sign: `allows_from`, `allows_until` (days) and `allows_acts`.
    """
    scan = lock(hand_in_id).scans.get(pk=scan_id)
    open_for_change(hand_in_id, by=by, what=Change.FILE_DESCRIBED, text=scan.original_name)
    scan.visibility = Visibility.ASSOCIATION if scan.role in ALWAYS_PRIVATE else visibility
    if scan.visibility != Visibility.PUBLIC:
        refuse_with_copy(scan)
    scan.dated = dated
    for name, value in reach.items():
        setattr(scan, name, value)
    scan.full_clean(exclude=["hand_in", "instrument", "party", "uploaded_by", "file"])
    scan.save(update_fields=["visibility", "dated", *reach])
    return scan


def promise_page_images(scan: Scan, *, again: str = "") -> None:
    """Promise the pictures of a file's pages, so many pages a task that each ends well within its time.

    A second promise is the first one, unless `again` says what is new about it.
    """
    for first in range(1, scan.pages + 1, PAGES_A_TASK):
        key = ":".join(filter(None, ["pages", str(scan.pk), str(first), again]))
        promise("agreements.render_pages", scan.pk, first, key=key)


def make_page_images(*, scan_id: int, first: int = 1, count: int | None = None) -> int:
    """Keep a picture of `count` pages of a file from `first` on (default: all); returns how many pages have one now.

    Each page is kept as soon as it is drawn, so a run that was cut off goes on where it stopped, and a second run
    finds every page and draws nothing. A file that was taken out meanwhile has none. A page that cannot be drawn is
    noted on the file, for staff to ask for a better scan, and raised (PageUnreadable), for it may be drawn next time.
    Nothing is drawn of a file that was destroyed by order.
    """
    scan = Scan.objects.kept().filter(pk=scan_id).first()
    if scan is None:
        return 0
    wanted = range(first, min(scan.pages, first + (count or scan.pages) - 1) + 1)
    kept = set(scan.page_images.values_list("number", flat=True))
    missing = [number for number in wanted if number not in kept]
    if missing:
        try:
            _draw(scan, missing)
        except PageUnreadable as bad:
            Scan.objects.filter(pk=scan_id).update(unreadable_page=bad.page)
            raise
        Scan.objects.filter(pk=scan_id, unreadable_page__in=missing).update(unreadable_page=None)
    return scan.page_images.count()


def _draw(scan: Scan, missing: list[int]) -> None:
    reach = {"first": missing[0], "last": missing[-1], "turned": scan.turned}
    with scan.file.open("rb") as source:
        for picture in render_pages(source.read(), scan.media_type, **reach):
            _keep_page(scan, picture)


@transaction.atomic
def _keep_page(scan: Scan, picture: DrawnPage) -> None:
    """The row of the file is locked: of two workers with the same page, the second finds it kept.

    A page of a file that was turned meanwhile is not kept: another task draws it as it is turned now. Nor is one of a
    file that was destroyed meanwhile.
    """
    if not Scan.objects.select_for_update().kept().filter(pk=scan.pk, turned=scan.turned).exists():
        return
    if scan.page_images.filter(number=picture.number).exists():
        return
    page = PageImage(
        scan=scan,
        number=picture.number,
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
    )
    default_storage.delete(page_path(page))  # of a run that was cut off before it kept the row
    page.file.save("", ContentFile(picture.data), save=False)
    page.save()


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


def _refuse_too_much(hand_in: HandIn, *, size: int, pages: int) -> None:
    """`size` and `pages`: those of the new file, which come to those that are here."""
    here = hand_in.scans.aggregate(size=Sum("size", default=0), pages=Sum("pages", default=0), files=Count("pk"))
    if here["size"] + size > HAND_IN_BYTES:
        raise ValidationError(
            _("The files together are larger than 100 MB. Scan in grey or at 200 dpi, or leave a file out."),
            code="too_much",
        )
    if here["pages"] + pages > HAND_IN_PAGES:
        raise ValidationError(
            _(
                "The files together have more than 1,000 pages. Add the signed pages and the council decisions, and "
                "leave out what only goes with them."
            ),
            code="too_many_pages",
        )
    if here["files"] >= HAND_IN_FILES:
        raise ValidationError(_("There are already 40 files. Put several pages into one PDF."), code="too_many")
