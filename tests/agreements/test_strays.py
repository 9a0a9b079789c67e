"""What a sealing that was cut off leaves in the file store is removed by the next one, in a folder or a bucket."""

import pytest
from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from agreements.services.previews import kept_preview, sweep_previews
from agreements.services.sealing import seal_entry
from sistercities.common.storage import files_in, folders_in
from tests.desk_pages import with_preview
from tests.factories_agreements import record
from tests.register_rows import quickly_recorded, quickly_reviewed

pytestmark = pytest.mark.django_db
STORES = ["django.core.files.storage.FileSystemStorage", "tests.buckets.Bucket"]


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, settings: LazySettings) -> None:
    default = {**settings.STORAGES["default"], "BACKEND": request.param}
    settings.STORAGES = {**settings.STORAGES, "default": default}


@pytest.mark.usefixtures("store")
def test_left_over_files_are_removed_and_sealed_ones_stay() -> None:
    entry = quickly_recorded()
    folder = f"sealed/{entry.number}"
    first = seal_entry(entry_id=entry.pk, version=1, now=timezone.now())
    default_storage.save(f"{folder}/left-over.pdf", ContentFile(b"half a PDF"))
    second = seal_entry(entry_id=entry.pk, version=2, now=timezone.now())
    assert sorted(files_in(default_storage, folder)) == sorted(f"{pdf.sha256}.pdf" for pdf in (first, second))


@pytest.mark.usefixtures("store")
def test_previews_are_kept_and_removed_alike() -> None:
    waiting, recorded = with_preview(quickly_reviewed()), with_preview(quickly_reviewed())
    record(recorded)
    assert sweep_previews() == 1
    assert folders_in(default_storage, "previews") == [str(waiting.pk)]
    assert kept_preview(hand_in_id=waiting.pk, fingerprint=waiting.snapshot_sha256)


@pytest.mark.usefixtures("store")
def test_a_folder_that_is_not_there_holds_nothing() -> None:
    assert files_in(default_storage, "no/such/folder") == folders_in(default_storage, "no/such/folder") == []
