"""The portal as visitors meet it: static files, gunicorn and, for stories, a worker and beat."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sistercities.common.servers.commands import beat_command, web_command, worker_command
from sistercities.common.servers.places import PROJECT
from sistercities.common.servers.processes import Processes, listening_addresses
from tests.common.test_processes import free_port
from tests.production import outside_environment
from tests.served import processes_of_test

DEMO = {"SISTERCITIES_ENV": "demo", "DEMO": "1"}
PROGRAMS = ("web", "worker", "beat")


@dataclass(frozen=True)
class Site:
    """A served portal. `url` has no slash at its end."""

    url: str
    processes: Processes

    def accidents(self) -> list[str]:
        """Lines of the programs' logs that tell of an error nobody caught."""
        logs = [path for name in PROGRAMS if (path := self.processes.logs / f"{name}.log").exists()]
        return [
            line for log in logs for line in log.read_text().splitlines() if "Traceback" in line or " ERROR " in line
        ]


def collect_static_files(folder: Path, *, servers: dict[str, str]) -> None:
    """What `make demo` serves under /static/, with the names of both storages."""
    environ = outside_environment() | servers | DEMO | {"STATIC_ROOT": str(folder)}
    command = [sys.executable, str(PROJECT / "manage.py"), "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(command, env=environ, check=True)


@contextmanager
def serving(logs: Path, static_root: Path, *, with_worker: bool, **environ: str) -> Iterator[Site]:
    """Serve the test's own database on a free port; the site answers when the block is entered."""
    port = free_port()
    given = {"PORT": str(port), "STATIC_ROOT": str(static_root), "EFFECT_SWEEP_SECONDS": "2", **environ}
    with processes_of_test(logs, **given) as processes:
        if with_worker:
            processes.start("worker", worker_command())
            processes.start("beat", beat_command(logs / "schedule"))
        processes.start("web", web_command(listening_addresses(port)))
        processes.wait_for_http(port, "/healthz")
        yield Site(f"http://localhost:{port}", processes)
