"""Several photos become one document: their order, quarter turns, and what is left out. The bytes stay as they are."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agreements.choices import NAMED_ELSEWHERE, Change
from agreements.file_names import document_of
from agreements.models import HandIn, Scan
from sistercities.accounts.models import User

from .changing import HandInRefused, lock, open_for_change
from .files import promise_page_images, refuse_last, refuse_with_copy

QUARTERS = (0, 90, 180, 270)


@transaction.atomic
def move_scan(*, hand_in_id: int, scan_id: int, place: int, by: User) -> Scan:
    """Make a file page `place`, counted from 1, of its document; beyond the end it becomes the last.

    What is in that place already stays and is noted nowhere, so that a button pressed twice does it once. Refused
    (HandInRefused): the document is not open for this person. A change after hand-in clears the review.
    """
    hand_in = lock(hand_in_id)
    scan = hand_in.scans.get(pk=scan_id)
    before = list(hand_in.scans.order_by("position", "pk"))
    others = [row for row in before if row.pk != scan.pk]
    pages = [row for row in others if document_of(row) == document_of(scan) and not row.is_left_out]
    if pages and place <= len(pages):
        at = others.index(pages[max(place, 1) - 1])
    else:
        at = others.index(pages[-1]) + 1 if pages else before.index(scan)
    after = [*others[:at], scan, *others[at:]]
    shown = [row for row in before if not row.is_left_out]
    if [row for row in after if not row.is_left_out] == shown:
        return scan
    open_for_change(hand_in_id, by=by, what=Change.FILE_MOVED, text=scan.original_name)
    for position, row in enumerate(after, start=1):
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])
    return scan


@transaction.atomic
def turn_scan(*, hand_in_id: int, scan_id: int, turned: int, by: User) -> Scan:
    """Show the pages of a file turned clockwise by `turned` degrees (0, 90, 180, 270), counted from how it came.

    Refused as `move_scan` is, and for a file with a public copy; ValueError for other degrees. Side effect: the
    pictures of its pages are made anew.
    """
    if turned not in QUARTERS:
        raise ValueError(f"Pages are turned by quarters, not by {turned} degrees.")
    scan = lock(hand_in_id).scans.get(pk=scan_id)
    if scan.turned == turned:
        return scan
    hand_in = open_for_change(hand_in_id, by=by, what=Change.FILE_TURNED, text=scan.original_name)
    refuse_with_copy(scan)
    scan.turned = turned
    scan.save(update_fields=["turned"])
    scan.page_images.all().delete()  # their bytes are replaced where they lie
    promise_page_images(scan, again=f"turned-{hand_in.revision}")
    return scan


@transaction.atomic
def leave_out_scan(*, hand_in_id: int, scan_id: int, by: User) -> Scan:
    """Leave a file out of its document: kept for those who see the hand-in, neither shown nor attached nor named.

    Refused as `move_scan` is; and a file with a public copy, a paper that a signature or a council decision names, and,
    while it is with staff, the only file of the signed document.
    """
    scan = lock(hand_in_id).scans.get(pk=scan_id)
    if scan.is_left_out:
        return scan
    hand_in = open_for_change(hand_in_id, by=by, what=Change.FILE_LEFT_OUT, text=scan.original_name)
    if scan.role in NAMED_ELSEWHERE:
        raise HandInRefused(_("A step of this document names this file. Take it out there."), code="named")
    refuse_last(hand_in, scan)
    refuse_with_copy(scan)
    return _keep(scan, is_left_out=True)


@transaction.atomic
def take_in_scan(*, hand_in_id: int, scan_id: int, by: User) -> Scan:
    """Take back what was left out, to the place where it was. Refused as `move_scan` is."""
    scan = lock(hand_in_id).scans.get(pk=scan_id)
    if not scan.is_left_out:
        return scan
    open_for_change(hand_in_id, by=by, what=Change.FILE_TAKEN_IN, text=scan.original_name)
    return _keep(scan, is_left_out=False)


def place_of(hand_in: HandIn, scan: Scan) -> tuple[int, int]:
    """Which file of its document this is, counted from 1, and of how many; (0, n) for one that is left out."""
    pages = [row.pk for row in hand_in.scans.in_document() if document_of(row) == document_of(scan)]
    return (pages.index(scan.pk) + 1 if scan.pk in pages else 0), len(pages)


def _keep(scan: Scan, *, is_left_out: bool) -> Scan:
    scan.is_left_out = is_left_out
    scan.save(update_fields=["is_left_out"])
    return scan
