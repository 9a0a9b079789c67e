"""HEIC photos of phones: taken like any picture, shown as JPEG, kept byte for byte."""

import io

import pikepdf
import pillow_heif
import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from agreements.certificates import certificate_of_entry
from agreements.documents import render_certificate
from agreements.inspection import inspect_upload
from agreements.inspection.kinds import HEIC, JPEG
from agreements.page_images import render_pages
from agreements.services.files import add_scan, make_page_images
from agreements.services.handing_in import submit_hand_in
from agreements.services.reviewing import review_hand_in
from tests.factories import StaffFactory
from tests.factories_agreements import complete_hand_in, record

CRIMSON, WHITE = (180, 30, 60), (255, 255, 255)


def photo(*, size: tuple[int, int] = (1600, 1200), turned: bool = False) -> bytes:
    """A photo as a phone writes it: the upper half crimson. `turned`: held upright, which only a mark in it says."""
    picture = Image.new("RGB", size, WHITE)
    picture.paste(CRIMSON, (0, 0, size[0], size[1] // 2))
    exif = Image.Exif()
    if turned:
        exif[0x0112] = 6
    heif = pillow_heif.from_pillow(picture)
    out = io.BytesIO()
    heif.save(out, quality=80, exif=exif.tobytes())
    return out.getvalue()


def drawn(data: bytes) -> Image.Image:
    (page,) = render_pages(data, HEIC)
    assert page.media_type in (JPEG, "image/png")
    return Image.open(io.BytesIO(page.data)).convert("RGB")


def is_like(pixel: tuple[int, ...], colour: tuple[int, ...]) -> bool:
    return all(abs(one - other) < 30 for one, other in zip(pixel, colour, strict=True))


def test_a_photo_is_known_by_its_content():
    found = inspect_upload(io.BytesIO(photo()), name="IMG_0001.HEIC")
    assert (found.media_type, found.pages) == (HEIC, 1)


def test_a_photo_is_drawn_upright():
    plain, turned = drawn(photo()), drawn(photo(turned=True))
    assert (plain.width > plain.height, turned.width > turned.height) == (True, False)
    assert is_like(plain.getpixel((plain.width // 2, plain.height // 4)), CRIMSON)
    assert is_like(plain.getpixel((plain.width // 2, plain.height * 3 // 4)), WHITE)
    assert is_like(turned.getpixel((turned.width * 3 // 4, turned.height // 2)), CRIMSON)
    assert is_like(turned.getpixel((turned.width // 4, turned.height // 2)), WHITE)


@pytest.mark.django_db
def test_the_original_is_kept_given_away_and_attached(client):
    data, hand_in = photo(), complete_hand_in(with_file=False)
    by, now = hand_in.started_by, timezone.now()
    facts = {"role": "signed_document", "by": by, "now": now}
    scan = add_scan(hand_in_id=hand_in.pk, upload=io.BytesIO(data), name="IMG_0001.HEIC", **facts)
    submit_hand_in(hand_in_id=hand_in.pk, statement="True copies.", by=by, now=now)
    assert make_page_images(scan_id=scan.pk) == 1
    assert scan.page_images.get().media_type in (JPEG, "image/png")
    entry = record(review_hand_in(hand_in_id=hand_in.pk, by=StaffFactory(), now=now))
    answer = client.get(reverse("scan_file", args=[scan.pk]))
    assert b"".join(answer.streaming_content) == data
    assert 'filename="IMG_0001.HEIC"' in answer["Content-Disposition"]
    certificate = render_certificate(certificate_of_entry(entry, version=1, made_at=now))
    with pikepdf.open(io.BytesIO(certificate)) as pdf:
        attached = pdf.attachments["01-img_0001.heic"].get_file()
        assert (attached.read_bytes(), attached.mime_type) == (data, HEIC)
