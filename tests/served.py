"""Real processes on the test's own database: workers, beat and web, as the demonstration starts them."""

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from sistercities.common.servers.processes import Processes


def database_url_of_test() -> str:
    """DATABASE_URL of the database that this test uses: the run's own server, the test's name."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def processes_of_test(logs: Path, **environ: str) -> Processes:
    """A set of programs that see the test's database, queue and files, and run tasks for real."""
    given: Mapping[str, str] = {
        **os.environ,
        "DATABASE_URL": database_url_of_test(),
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "REAL_WORKER": "1",
        "PYTHONWARNINGS": "default",
        **environ,
    }
    return Processes(logs, environ=given, folder=settings.BASE_DIR)
