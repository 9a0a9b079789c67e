"""The Celery application. Tasks live in each app's tasks.py and are called by name."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sistercities.settings")

app = Celery("sistercities")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def refuse_to_start(**kwargs: Any) -> None:
    """Worker and beat end with one sentence where the portal must not run."""
    from sistercities.starting import refuse_powerful_role

    try:
        refuse_powerful_role()
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from error
