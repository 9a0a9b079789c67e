"""Command lines of the portal's own processes, as the demonstration and the tests start them."""

import sys
from collections.abc import Sequence
from pathlib import Path

CELERY = (sys.executable, "-m", "celery", "-A", "sistercities")


def web_command(addresses: Sequence[str], *, workers: int = 2) -> list[str]:
    """gunicorn on these addresses; its control socket is off, it would lie in the home folder."""
    binds = [part for address in addresses for part in ("--bind", address)]
    options = ["--workers", str(workers), "--threads", "4", "--graceful-timeout", "5", "--no-control-socket"]
    return [sys.executable, "-m", "gunicorn", "sistercities.wsgi", *options, *binds]


def worker_command(*, concurrency: int = 2) -> list[str]:
    options = ["--loglevel", "INFO", "--concurrency", str(concurrency), "--without-gossip", "--without-mingle"]
    return [*CELERY, "worker", *options]


def beat_command(schedule: Path) -> list[str]:
    """celery beat, which remembers its last runs in the file `schedule`; the folder is made."""
    schedule.parent.mkdir(parents=True, exist_ok=True)
    return [*CELERY, "beat", "--loglevel", "INFO", "--schedule", str(schedule)]
