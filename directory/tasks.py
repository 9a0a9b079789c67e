from celery import shared_task
from django.utils import timezone

from .services import lists


@shared_task(name="directory.check_list")
def check_list(run_id: int) -> None:
    """At least once: what was looked at before is not looked at again."""
    lists.check_list(run_id=run_id, now=timezone.now())


@shared_task(name="directory.keep_list")
def keep_list(run_id: int) -> None:
    """At least once: a second run goes on where the first one stopped."""
    lists.keep_list(run_id=run_id, now=timezone.now())


@shared_task(name="directory.take_list_back")
def take_list_back(run_id: int) -> None:
    """At least once: what is removed already is not looked for again."""
    lists.take_list_back(run_id=run_id, now=timezone.now())
