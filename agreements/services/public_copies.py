"""Public copies of files: lines are blacked out for everybody, and the original stays with the association."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agreements.blackout import Area, Picture, as_pdf, black_out
from agreements.choices import Act, Change, Visibility
from agreements.models import HandIn, PublicCopy, Scan
from sistercities.accounts.models import User

from .changing import HandInRefused, lock, open_for_change

AREAS = 200


@dataclass(frozen=True)
class DrawnCopy:
    """The bytes of a copy before it is kept: its PDF and the pictures of its pages."""

    pdf: bytes
    pages: tuple[Picture, ...]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.pdf).hexdigest()


@transaction.atomic
def make_public_copy(
    *, hand_in_id: int, scan_id: int, areas: Sequence[Area], reason: str, by: User, now: dt.datetime
) -> PublicCopy:
    """Make the public copy of a file, before recording, in place of the one that was there.

    The same areas and reason again change nothing. Refused (HandInRefused): not open for this person, a file for the
    association only or left out, pages that are not drawn yet; (ValidationError): what `draw_copy` refuses, no reason.
    A change after hand-in clears the review.
    """
    scan = lock(hand_in_id).scans.get(pk=scan_id)
    reason = " ".join(reason.split())
    if not reason:
        raise ValidationError(_("Say what is blacked out, and why. Everybody can read it."), code="reason")
    before = scan.copy_before_recording
    if before and (before.reason, before.areas) == (reason, _as_rows(areas)):
        return before
    open_for_change(hand_in_id, by=by, what=Change.COPY_MADE, text=scan.original_name)
    if scan.visibility != Visibility.PUBLIC or scan.is_left_out:
        raise HandInRefused(_("Only a file that becomes public can have a public copy."), code="association")
    drawn = draw_copy(scan, areas)
    if before:
        _remove(before)
    return keep_copy(scan, drawn, areas=areas, reason=reason, by=by, now=now)


@transaction.atomic
def make_copy_of_decision(
    *, hand_in_id: int, areas: Sequence[Area], reason: str, by: User, now: dt.datetime
) -> PublicCopy:
    """Make the copy that a decision brings to a file of the register, in place of the one that it had.

    Nobody but the desk sees it until the decision is recorded; the file itself stays as it was recorded. Refused as
    `make_public_copy` is, and (HandInRefused) of every other document.
    """
    decision = lock(hand_in_id)
    if decision.act != Act.PUBLIC_COPY or decision.about_scan is None:
        raise HandInRefused(_("This is not a decision about a public copy."), code="act")
    scan, before = decision.about_scan, decision.copy_to_come
    if not (reason := " ".join(reason.split())):
        raise ValidationError(_("Say what is blacked out, and why. Everybody can read it."), code="reason")
    is_overtaken = before is not None and PublicCopy.objects.that_overtake(before).exists()
    if before and (before.reason, before.areas) == (reason, _as_rows(areas)) and not is_overtaken:
        return before
    open_for_change(hand_in_id, by=by, what=Change.COPY_MADE, text=scan.original_name)
    drawn = draw_copy(scan, areas)
    if before:
        _remove(before)
    return keep_copy(scan, drawn, areas=areas, reason=reason, by=by, now=now, decision=decision)


@transaction.atomic
def remove_public_copy(*, hand_in_id: int, scan_id: int, by: User) -> None:
    """Take the public copy away before recording: everybody will get the original. Refused as making it is."""
    scan = lock(hand_in_id).scans.get(pk=scan_id)
    copy = scan.copy_before_recording
    if copy is None:
        return
    open_for_change(hand_in_id, by=by, what=Change.COPY_REMOVED, text=scan.original_name)
    _remove(copy)


def draw_copy(scan: Scan, areas: Sequence[Area]) -> DrawnCopy:
    """The bytes of a copy of this file; nothing is kept, and a frozen file may be given.

    Refused: no area, more than 200, one that is not on a page of this file (ValidationError); pages that are not drawn
    yet, a file that was destroyed by order (HandInRefused).
    """
    if not areas:
        raise ValidationError(_("Mark at least one place that is to be black."), code="none")
    if len(areas) > AREAS or not all(area.is_sound and area.page <= scan.pages for area in areas):
        raise ValidationError(_("Mark places on the pages of this file, at most 200."), code="areas")
    if not Scan.objects.select_for_update().kept().filter(pk=scan.pk).exists():
        raise HandInRefused(_("This file was destroyed by order. Nothing can be made of it."), code="destroyed")
    rows = list(scan.page_images.order_by("number"))
    if len(rows) != scan.pages:
        raise HandInRefused(_("The pages are still being prepared. Try again in a minute."), code="pages")
    pictures = []
    for row in rows:
        with row.file.open("rb") as source:
            pictures.append(Picture(source.read(), row.media_type, row.width, row.height))
    pages = tuple(black_out(pictures, areas))
    return DrawnCopy(as_pdf(pages), pages)


@transaction.atomic
def keep_copy(
    scan: Scan,
    drawn: DrawnCopy,
    *,
    areas: Sequence[Area],
    reason: str,
    by: User,
    now: dt.datetime,
    decision: HandIn | None = None,
) -> PublicCopy:
    """Keep a drawn copy. `decision`: the one that brings it; without it the file is not recorded yet.

    The database refuses every other copy. Files of a transaction that fails are removed again.
    """
    copy = PublicCopy(
        scan=scan,
        decision=decision,
        reason=reason,
        areas=_as_rows(areas),
        sha256=drawn.sha256,
        size=len(drawn.pdf),
        pictures=[],
        made_by=by,
        made_at=now,
    )
    kept: list[str] = []
    try:
        copy.file.save("copy.pdf", ContentFile(drawn.pdf), save=False)
        kept.append(str(copy.file.name))
        folder = kept[0].rpartition("/")[0]
        for number, page in enumerate(drawn.pages, start=1):
            kept.append(default_storage.save(f"{folder}/{number}", ContentFile(page.data)))
            facts = {"media_type": page.media_type, "width": page.width, "height": page.height}
            copy.pictures.append({"file": kept[-1], **facts})
        with transaction.atomic():
            copy.save()
    except BaseException:
        _delete(kept)
        raise
    return copy


def _remove(copy: PublicCopy) -> None:
    names = list(copy.file_names())
    copy.delete()
    transaction.on_commit(lambda: _delete(names), robust=True)


def _delete(names: Sequence[str]) -> None:
    for name in names:
        default_storage.delete(name)


def _as_rows(areas: Sequence[Area]) -> list[dict[str, int]]:
    return [asdict(area) for area in sorted(set(areas))]
