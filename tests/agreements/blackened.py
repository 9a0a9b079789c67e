"""A paper with a private address on it, and documents of which a public copy is made."""

import io
from typing import Any

import pikepdf
import pypdfium2
from django.utils import timezone

from agreements.blackout import Area
from agreements.models import HandIn, PublicCopy, RegistryEntry, Scan
from agreements.services.files import make_page_images
from agreements.services.handing_in import submit_hand_in
from agreements.services.public_copies import make_public_copy
from agreements.services.reviewing import review_hand_in
from tests.factories import StaffFactory
from tests.factories_agreements import STATEMENT, add_pdf, complete_hand_in, record

SECRET, OPEN, WRITER = "Cherry Lane 7", "Friendship forever", "Somebody at home"
REASON = "The private address of the signer on page 1"
# The address stands at a fifth of the page, the other line in the middle of it.
LINE = Area(1, 150, 230)


def paper(*, pages: int = 2, line: str = SECRET) -> bytes:
    """A PDF with text: on each page the address, and below it a line that everybody may read; it names its writer.

    `line` stands in place of the address.
    """
    document = pikepdf.new()
    font = document.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    for _page in range(pages):
        document.add_blank_page(page_size=(612, 792))
        page = document.pages[-1]
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        text = f"BT /F1 30 Tf 72 640 Td ({line}) Tj 0 -240 Td ({OPEN}) Tj ET"
        page.Contents = document.make_stream(text.encode())
    document.docinfo["/Author"] = WRITER
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_paper(**facts: Any) -> tuple[HandIn, Scan]:
    """A draft whose signed document is that paper, its pages drawn."""
    hand_in = complete_hand_in(with_file=False, **facts)
    scan = add_pdf(hand_in, by=hand_in.started_by, data=paper(), name="treaty.pdf")
    make_page_images(scan_id=scan.pk)
    return hand_in, scan


def copied(hand_in: HandIn, scan: Scan, **facts: Any) -> PublicCopy:
    """Its public copy, by the one who started the document unless `facts` say otherwise."""
    given = {"areas": [LINE], "reason": REASON, "by": hand_in.started_by, "now": timezone.now(), **facts}
    return make_public_copy(hand_in_id=hand_in.pk, scan_id=scan.pk, **given)


def handed_in_with_copy(**facts: Any) -> tuple[HandIn, Scan, PublicCopy]:
    hand_in, scan = with_paper(**facts)
    copy = copied(hand_in, scan)
    now = timezone.now()
    return submit_hand_in(hand_in_id=hand_in.pk, statement=STATEMENT, by=hand_in.started_by, now=now), scan, copy


def reviewed_with_copy(**facts: Any) -> tuple[HandIn, Scan, PublicCopy]:
    hand_in, scan, copy = handed_in_with_copy(**facts)
    return review_hand_in(hand_in_id=hand_in.pk, by=StaffFactory(), now=timezone.now()), scan, copy


def recorded_with_copy(**facts: Any) -> tuple[RegistryEntry, Scan, PublicCopy]:
    hand_in, scan, copy = reviewed_with_copy(**facts)
    return record(hand_in), scan, copy


def bytes_of(row: Scan | PublicCopy) -> bytes:
    with row.file.open("rb") as kept:
        return kept.read()


def is_blackened(pdf: bytes, page: int = 0) -> tuple[bool, bool]:
    """Whether the line of the address is black on that page of a PDF, and whether the other line is still there."""
    shown = pypdfium2.PdfDocument(pdf)[page].render(scale=1).to_pil().convert("L")
    width, height = shown.size
    address = shown.crop((0, round(height * 0.155), width, round(height * 0.225)))
    other = shown.crop((round(width * 0.1), round(height * 0.45), width, round(height * 0.52)))
    return address.getextrema()[1] < 12, other.getextrema()[0] < 100 < other.getextrema()[1]
