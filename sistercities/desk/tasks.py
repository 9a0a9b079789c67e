from celery import shared_task
from django.utils import timezone

from .letter_task import note_letter


@shared_task(name="desk.letter_waits")
def letter_waits(mail_id: int) -> None:
    """At least once: where the task about letters is open already, nothing happens."""
    note_letter(now=timezone.now())
