"""Letters on paper with the agreement PDF behind them: of a file that is withheld no printed batch keeps a page."""

import io

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from agreements.destruction import names_to_remove
from agreements.models import RegistryEntry
from agreements.services.destroying import destroy_file
from agreements.services.sealing import seal_entry
from agreements.tasks import print_batch
from partnerships.services import send_side_letter
from sistercities.desk.models import PrintBatch
from sistercities.desk.print_batches import CannotPrint, make_batch, mark_posted, waiting_letters
from sistercities.post.recipients import PostalAddress
from tests.agreements.about_files import copied_later, ordered, recorded_paper, withheld
from tests.factories import StaffFactory
from tests.later_acts import letter_to_side
from tests.register_rows import quickly_recorded

pytestmark = pytest.mark.django_db
CITY_HALL = PostalAddress("Kobe City Hall", "6-5-1 Kano-cho\nChuo-ku, Kobe", "JP")


def printed_with(entry: RegistryEntry) -> PrintBatch:
    """A batch with the letter to a side of this record and its agreement PDF."""
    by, now = StaffFactory(), timezone.now()
    seal_entry(entry_id=entry.pk, version=1, now=now)
    send_side_letter(letter_id=letter_to_side(entry).pk, to=CITY_HALL, by=by, now=now)
    batch = make_batch(by=by, paper="iso", now=now)
    print_batch(batch.pk)
    batch.refresh_from_db()
    assert default_storage.exists(batch.pdf)
    return batch


@pytest.mark.parametrize("decide", [withheld, ordered, copied_later])
def test_what_was_printed_before_is_removed_and_printed_anew(decide, django_capture_on_commit_callbacks) -> None:
    entry, scan = recorded_paper()
    batch = printed_with(entry)
    before, pages = batch.pdf, batch.pages
    with django_capture_on_commit_callbacks(execute=True):
        decide(entry, scan)
    assert not default_storage.exists(before)
    batch.refresh_from_db()
    assert batch.pdf not in ("", before)
    with default_storage.open(batch.pdf) as source:
        assert len(pikepdf.Pdf.open(io.BytesIO(source.read())).pages) == batch.pages
    assert (batch.pages < pages) is (decide is not copied_later)


def test_nobody_fetches_the_old_pages_from_the_moment_of_recording(client_of) -> None:
    entry, scan = recorded_paper()
    batch = printed_with(entry)
    page = reverse("post_batch_pdf", args=[batch.pk])
    browser = client_of(StaffFactory())
    answer = browser.get(page)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    withheld(entry, scan)
    assert browser.get(page).status_code == 404


def test_a_posted_batch_keeps_its_letters_until_the_new_pdf_is_made() -> None:
    entry, scan = recorded_paper()
    batch = printed_with(entry)
    mark_posted(batch_id=batch.pk, on_date=timezone.localdate(), by=StaffFactory(), now=timezone.now())
    withheld(entry, scan)
    with pytest.raises(CannotPrint, match="still being made"):
        print_batch(batch.pk)
    assert batch.letters.count() == 1
    assert not waiting_letters().exists()
    seal_entry(entry_id=entry.pk, version=2, now=timezone.now())
    print_batch(batch.pk)
    batch.refresh_from_db()
    assert default_storage.exists(batch.pdf)


def test_what_is_being_printed_meanwhile_is_not_kept() -> None:
    entry, scan = recorded_paper()
    batch = printed_with(entry)
    PrintBatch.objects.filter(pk=batch.pk).update(pdf="")
    withheld(entry, scan)
    batch.refresh_from_db()
    assert batch.edition == 2


def test_other_batches_stay_as_they_are() -> None:
    kept = printed_with(quickly_recorded())
    entry, scan = recorded_paper()
    withheld(entry, scan)
    after = PrintBatch.objects.get(pk=kept.pk)
    assert (after.pdf, after.edition) == (kept.pdf, 1)


def test_where_printed_letters_lay_is_named_among_what_is_destroyed() -> None:
    entry, scan = recorded_paper()
    batch = printed_with(entry)
    act = ordered(entry, scan)
    assert batch.pdf in names_to_remove([act])
    assert default_storage.exists(batch.pdf)  # no transaction of a test is committed
    assert batch.pdf in destroy_file(entry_id=act.pk)
    assert not default_storage.exists(batch.pdf)
