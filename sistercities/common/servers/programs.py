"""Runs the servers' programs as their account, with an environment of their own, and looks after their processes."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from .places import Account

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def run_program(
    program: Path, *arguments: str, folder: Path, account: Account | None
) -> subprocess.CompletedProcess[str]:
    """Run to its end, in a session of its own (a Ctrl-C is not for it); the answer holds exit code and all output."""
    return subprocess.run(  # noqa: S603  # our own programs and arguments
        [program, *arguments],
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        cwd=folder,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
        check=False,
    )


def read_pid(path: Path) -> int | None:
    """The process id in the first line of a pid file, None without a readable one."""
    try:
        return abs(int(path.read_text("ascii").split("\n", 1)[0])) or None
    except (OSError, ValueError):
        return None


def is_running(pid: int | None, mark: str) -> bool:
    """Whether `pid` is a living process with `mark` in its command line; a reused number does not count."""
    if pid is None:
        return False
    if Path("/proc/self/cmdline").exists():
        try:
            line = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return False
    else:
        line = subprocess.run(["/bin/ps", "-o", "args=", "-p", str(pid)], capture_output=True, check=False).stdout  # noqa: S603
    return mark.encode() in line


def exists(pid: int) -> bool:
    """Whether any process has this number, whoever it belongs to."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def kill_program(pid: int | None, mark: str) -> None:
    """Send SIGKILL to that process if it is still the one that is meant."""
    if pid is not None and is_running(pid, mark):
        os.kill(pid, signal.SIGKILL)


def wait_until(reached: Callable[[], bool], seconds: float, *, pause: float = 0.02) -> bool:
    """Ask `reached` again and again; False when the time is over first."""
    end = time.monotonic() + seconds
    while not reached():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


def last_lines(path: Path, count: int = 8) -> str:
    """The end of a log file, for an error message."""
    try:
        return "\n".join(path.read_text("utf-8", errors="replace").splitlines()[-count:])
    except OSError:
        return ""
