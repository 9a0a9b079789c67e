"""Real hand-ins for the benchmarks: scanned pages, two signers, taken as far as the reviewer takes them."""

import io

from django.utils import timezone
from PIL import Image, ImageDraw

from agreements.models import HandIn, RegistryEntry
from agreements.services import files, handing_in, reviewing
from tests.factories import StaffFactory
from tests.factories_agreements import STATEMENT, add_pdf, complete_hand_in, record, reviewed

PAGE = (1700, 2200)  # Letter at 200 dpi


def scanned_pages(pages: int, *, mark: str) -> bytes:
    """A PDF of photographs of lines of writing, as a scanner makes it; `mark` makes it different from others."""
    pictures = []
    for number in range(1, pages + 1):
        picture = Image.new("L", PAGE, 250)
        draw = ImageDraw.Draw(picture)
        for line in range(60):
            draw.text((200, 200 + line * 30), f"{mark} page {number} line {line}: " + "lorem " * 14, fill=30)
        pictures.append(picture)
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=200)
    return out.getvalue()


def reviewed_hand_ins(number: int) -> list[HandIn]:
    """So many documents that wait for the second person."""
    reviewer = StaffFactory()
    return [reviewed(reviewer=reviewer) for _n in range(number)]


def entry_of_scans(pages: int) -> RegistryEntry:
    """A recorded document whose file has so many scanned pages."""
    draft = complete_hand_in(with_file=False)
    scan = add_pdf(draft, by=draft.started_by, data=scanned_pages(pages, mark="benchmark"))
    handing_in.submit_hand_in(hand_in_id=draft.pk, statement=STATEMENT, by=draft.started_by, now=timezone.now())
    files.make_page_images(scan_id=scan.pk)
    return record(reviewing.review_hand_in(hand_in_id=draft.pk, by=StaffFactory(), now=timezone.now()))
