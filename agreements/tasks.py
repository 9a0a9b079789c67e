from celery import shared_task
from django.utils import timezone

from sistercities.desk import print_batches

from .documents.post import bind, print_letter
from .services import previews
from .services.destroying import destroy_file as destroy
from .services.files import PAGES_A_TASK, make_page_images
from .services.sealing import seal_entry as seal


@shared_task(name="agreements.render_pages")
def render_pages(scan_id: int, first: int) -> None:
    """At least once: a second run finds every page image and writes nothing."""
    make_page_images(scan_id=scan_id, first=first, count=PAGES_A_TASK)


@shared_task(name="agreements.seal_entry")
def seal_entry(entry_id: int, version: int) -> None:
    """At least once: a second run finds the stored version and writes nothing."""
    seal(entry_id=entry_id, version=version, now=timezone.now())


@shared_task(name="agreements.destroy_file")
def destroy_file(entry_id: int) -> None:
    """At least once: a second run finds nothing left to remove."""
    destroy(entry_id=entry_id)


@shared_task(name="agreements.make_preview")
def make_preview(hand_in_id: int, fingerprint: str) -> None:
    """At least once: a second run finds the preview and writes nothing."""
    previews.make_preview(hand_in_id=hand_in_id, fingerprint=fingerprint, now=timezone.now())


@shared_task(name="agreements.sweep_previews")
def sweep_previews() -> None:
    """At least once, every hour: what is removed already is not there to be removed."""
    previews.sweep_previews()


@shared_task(name="agreements.print_batch")
def print_batch(batch_id: int) -> None:
    """At least once: a second run finds the PDF of the batch and writes nothing."""
    print_batches.print_batch(batch_id=batch_id, printer=print_letter, binder=bind)
