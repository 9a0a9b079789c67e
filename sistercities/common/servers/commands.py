"""Command lines of the portal's own processes, as the demonstration and the tests start them."""

import sys
from collections.abc import Sequence
from pathlib import Path

CELERY = (sys.executable, "-m", "celery", "-A", "sistercities")


def web_command(addresses: Sequence[str], *, workers: int = 2) -> list[str]:
    """gunicorn on these addresses (docs/guides/deploy.md); its control socket, which would lie in the home, is off."""
    binds = [part for address in addresses for part in ("--bind", address)]
    options = ["--workers", str(workers), "--threads", "2", "--timeout", "90", "--graceful-timeout", "5"]
    return [sys.executable, "-m", "gunicorn", "sistercities.wsgi", *options, "--no-control-socket", *binds]


def worker_command(*, concurrency: int = 2) -> list[str]:
    options = ["--loglevel", "INFO", "--concurrency", str(concurrency), "--without-gossip", "--without-mingle"]
    return [*CELERY, "worker", *options]


def beat_command(schedule: Path) -> list[str]:
    """celery beat, which remembers its last runs in the file `schedule`; the folder is made."""
    schedule.parent.mkdir(parents=True, exist_ok=True)
    return [*CELERY, "beat", "--loglevel", "INFO", "--schedule", str(schedule)]
