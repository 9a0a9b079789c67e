"""Programs run together: readiness, the death of one, the end of all."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sistercities.common.servers.places import PROJECT
from sistercities.common.servers.processes import ProcessDied, Processes, listening_addresses
from sistercities.common.servers.programs import exists, wait_until

SLEEP = (sys.executable, "-c", "import time; print('sleeping', flush=True); time.sleep(600)")
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
time.sleep(600)
"""
PARENT = """
import os, sys, time
from pathlib import Path
from sistercities.common.servers.processes import Processes
processes = Processes(Path(sys.argv[1]), environ=os.environ, folder=Path.cwd())
with processes:
    print(processes.start("sleep", [sys.executable, "-c", "import time; time.sleep(600)"]).pid, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    with Processes(tmp_path / "logs", environ=os.environ, folder=tmp_path) as running:
        yield running


def is_gone(pid: int) -> bool:
    """Ended, or ended and not yet collected by init."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_all_are_ended_when_the_block_is_left(tmp_path: Path) -> None:
    with Processes(tmp_path / "logs", environ=os.environ, folder=tmp_path) as running:
        started = [running.start(name, SLEEP) for name in ("one", "two")]
        running.check()
        assert {os.getpgid(process.pid) for process in started} == {process.pid for process in started}
    assert [process.returncode for process in started] == [-signal.SIGTERM] * 2


def test_the_death_of_one_is_told_with_its_last_lines(processes: Processes) -> None:
    processes.start("steady", SLEEP)
    processes.start("weak", [sys.executable, "-c", "print('no more paper'); raise SystemExit(3)"])
    with pytest.raises(ProcessDied, match=r"weak ended with 3\. .*weak\.log ends with:\nno more paper"):
        processes.wait_for(lambda: False, seconds=20, what="Nothing")


def test_what_does_not_happen_in_time_is_told(processes: Processes) -> None:
    processes.start("steady", SLEEP)
    with pytest.raises(ProcessDied, match="The dawn did not happen within 0 seconds"):
        processes.wait_for(lambda: False, seconds=0.2, what="The dawn")


def test_one_that_does_not_listen_is_killed_with_its_children(processes: Processes) -> None:
    stubborn = processes.start("stubborn", [sys.executable, "-c", STUBBORN])
    log = processes.logs / "stubborn.log"
    processes.wait_for(lambda: log.read_text().endswith("\n"), seconds=20, what="The first line")
    began = time.monotonic()
    processes.stop(seconds=0.5)
    assert time.monotonic() - began < 5
    assert stubborn.returncode == -signal.SIGKILL
    assert wait_until(lambda: is_gone(int(log.read_text())), 5)


def test_readiness_is_an_answer_on_both_names(processes: Processes) -> None:
    port = free_port()
    addresses = listening_addresses(port)
    assert addresses[0] == f"127.0.0.1:{port}"
    page = processes.logs.parent / "healthz"
    processes.start("web", [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)])
    with pytest.raises(ProcessDied, match=f"An answer at http://localhost:{port}/healthz did not happen"):
        processes.wait_for_http(port, "/healthz", seconds=1)
    page.write_text("ok")
    processes.wait_for_http(port, "/healthz", seconds=20)
    assert listening_addresses(port) == []


def test_a_killed_parent_leaves_no_program_behind(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert exists(child)
    parent.kill()
    parent.communicate()
    assert wait_until(lambda: is_gone(child), 10)
