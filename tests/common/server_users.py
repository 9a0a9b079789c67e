"""Processes of their own that use the embedded servers, for tests that kill them."""

import contextlib
import json
import os
import pwd
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType

import psycopg

from sistercities.common.servers.places import PROJECT, ROOM
from sistercities.common.servers.programs import is_running, read_pid

PROGRAM = """
import json, sys
from pathlib import Path
from sistercities.common import servers
addresses = servers.ensure(sys.argv[2], project=Path(sys.argv[1]))
print(json.dumps(vars(addresses)), flush=True)
sys.stdin.read()
"""


class ServerUser:
    """A Python process that has called `ensure()` and waits; `leave()` ends it as a command ends."""

    def __init__(self, project: Path, purpose: str = "work") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(project), purpose],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=PROJECT,
        )
        assert self.process.stdout is not None
        answer = json.loads(self.process.stdout.readline())
        self.database_url: str = answer["database_url"]
        self.redis_url: str = answer["redis_url"]
        self.folder = Path(self.redis_url.removeprefix("unix://").partition("?")[0]).parent

    def __enter__(self) -> "ServerUser":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()

    def leave(self) -> None:
        if self.process.poll() is None:
            self.process.communicate(timeout=60)

    def end(self, number: signal.Signals) -> None:
        self.process.send_signal(number)
        self.process.communicate(timeout=60)

    def query(self, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def server_pids(self) -> list[int]:
        """PostgreSQL's and Redis's process numbers, as far as they run."""
        pids = read_pid(self.folder / "postgres" / "postmaster.pid"), read_pid(self.folder / "redis.pid")
        return [pid for pid in pids if pid and is_running(pid, str(self.folder))]


def running_under(folder: Path) -> list[str]:
    """Command lines of every process that names `folder`."""
    return [line for line in process_texts("cmdline") if str(folder) in line]


def process_texts(name: str) -> list[str]:
    """This file of every other process in /proc that may be read and has not ended meanwhile."""
    found = []
    for path in Path("/proc").glob(f"[0-9]*/{name}"):
        if path.parent.name != str(os.getpid()):
            with contextlib.suppress(OSError):
                found.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return found


def world_outside(project: Path) -> dict[str, object]:
    """What starting servers must not change: permissions and owners on the way to both places, and the accounts."""
    places = [*project.parents, project, ROOM, ROOM.parent]
    return {str(place): (place.stat().st_mode, place.stat().st_uid) for place in places} | {"accounts": pwd.getpwall()}
