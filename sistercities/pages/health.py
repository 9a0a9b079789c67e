"""What the portal needs to answer, and whether it is there."""

import os
from collections.abc import Callable
from pathlib import Path

from celery import current_app
from django.core.files.storage import Storage, default_storage
from django.db import connection


def database() -> None:
    """Raise if the database does not answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def broker() -> None:
    """Raise if the queue cannot be reached within two seconds."""
    with current_app.connection_for_write(connect_timeout=2) as link:
        link.ensure_connection(max_retries=1, interval_start=0.1, timeout=2)


def storage() -> None:
    """Raise if files cannot be kept."""
    keeper: Storage = default_storage
    keeper.exists("ready")
    location = getattr(keeper, "location", None)
    if not location:
        return
    folder = Path(location)
    while not folder.exists():
        folder = folder.parent
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise PermissionError("The file store cannot be written to.")


PARTS: dict[str, Callable[[], None]] = {"database": database, "broker": broker, "storage": storage}


def answers() -> dict[str, str]:
    """ "ok" or a short reason for each part. The reason names the kind of failure, no address and no secret."""
    return {name: _answer(ask) for name, ask in PARTS.items()}


def _answer(ask: Callable[[], None]) -> str:
    try:
        ask()
    except Exception as error:  # noqa: BLE001 - whatever is wrong, the part is not ready
        return f"not reachable ({type(error).__name__})"
    return "ok"
