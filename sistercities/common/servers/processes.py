"""Runs a few programs together: each in a process group and with a log of its own, all stopped when one dies."""

import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType, TracebackType

from .programs import last_lines, wait_until

STOP_SECONDS = 10
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Asks the kernel for a SIGTERM when the parent is gone, then becomes the program (PR_SET_PDEATHSIG is 1).
END_WITH_PARENT = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGTERM)
if os.getppid() != int(sys.argv[1]):
    sys.exit("The process that started this one has ended.")
os.execvp(sys.argv[2], sys.argv[2:])
"""


class ProcessDied(RuntimeError):
    """A program ended by itself, or did not answer in time; the text names it and ends with its last lines."""


class Processes:
    """A named set of running programs; leaving the `with` block stops them all.

    Each program's output goes to `logs`/<name>.log, begun anew at its start. Where the system offers it (Linux), a
    program is also told to end when the thread that started it is gone, so a killed parent leaves nothing running.
    """

    def __init__(self, logs: Path, *, environ: Mapping[str, str], folder: Path) -> None:
        self.logs = logs
        self._environ = dict(environ)
        self._folder = folder
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> "Processes":
        self.logs.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self, name: str, arguments: Sequence[str | Path]) -> subprocess.Popen[bytes]:
        """Start a program; a name that has been started before replaces the one that ended."""
        with self._log(name).open("wb") as log:
            self._running[name] = subprocess.Popen(  # noqa: S603  # our own programs and arguments
                [*_launcher(), *arguments],
                cwd=self._folder,
                env=self._environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,
            )
        return self._running[name]

    def check(self) -> None:
        """ProcessDied for the first program that has ended."""
        for name, process in self._running.items():
            if (code := process.poll()) is not None:
                raise ProcessDied(
                    f"{name} ended with {code}. {self._log(name)} ends with:\n{last_lines(self._log(name))}"
                )

    def wait_for(self, reached: Callable[[], bool], *, seconds: float, what: str) -> None:
        """Return once `reached()` is true; ProcessDied when a program ends first or the time is over."""

        def reached_or_died() -> bool:
            self.check()
            return reached()

        if not wait_until(reached_or_died, seconds, pause=0.1):
            raise ProcessDied(f"{what} did not happen within {seconds:.0f} seconds. See the logs in {self.logs}.")

    def wait_for_http(self, port: int, path: str, *, seconds: float = 60) -> None:
        """Return once `path` answers 200 on 127.0.0.1 and on localhost alike."""
        hosts = ("127.0.0.1", "localhost")
        self.wait_for(
            lambda: all(http_status(host, port, path) == http.HTTPStatus.OK for host in hosts),
            seconds=seconds,
            what=f"An answer at http://localhost:{port}{path}",
        )

    def stop(self, *, seconds: float = STOP_SECONDS) -> None:
        """Ask every program to end, and after `seconds` end what is left of it, its own children included."""
        running = list(self._running.values())
        self._running.clear()
        for process in running:
            if process.poll() is None:
                process.terminate()
        wait_until(lambda: all(process.poll() is not None for process in running), seconds)
        for process in running:
            _kill_group(process.pid)
            process.wait()

    def _log(self, name: str) -> Path:
        return self.logs / f"{name}.log"


def http_status(host: str, port: int, path: str, headers: Mapping[str, str] | None = None) -> int | None:
    """The status of one GET, None when nobody answers."""
    connection = http.client.HTTPConnection(host, port, timeout=10)
    try:
        connection.request("GET", path, headers=dict(headers or {}))
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def listening_addresses(port: int) -> list[str]:
    """Where a server can listen so that both 127.0.0.1 and localhost reach it; empty when the port is taken."""
    answers = {
        "127.0.0.1": _can_listen(socket.AF_INET, "127.0.0.1", port),
        "[::1]": _can_listen(socket.AF_INET6, "::1", port),
    }
    if False in answers.values():
        return []
    return [f"{host}:{port}" for host, is_free in answers.items() if is_free]


def _can_listen(family: socket.AddressFamily, host: str, port: int) -> bool | None:
    """Whether the port is free there; None where the machine has no such address."""
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except PermissionError:
        return False
    except OSError as error:
        return False if error.errno == errno.EADDRINUSE else None
    return True


@contextmanager
def interruptible() -> Iterator[None]:
    """Ctrl-C, a hang-up and a request to end each raise one KeyboardInterrupt; later ones do not disturb the clean-up.

    Also where the process was started with these signals ignored, as a shell does with what it puts in the background.
    """

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _kill_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _launcher() -> list[str]:
    if not sys.platform.startswith("linux"):
        return []
    return [sys.executable, "-S", "-E", "-c", END_WITH_PARENT, str(os.getpid())]
