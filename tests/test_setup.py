"""A checkout is made ready as a whole or says in one line what is missing; nothing is really installed here."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from sistercities.common.servers.places import PROJECT

TOOLS = ("awk", "bash", "cat", "chmod", "dirname", "env", "flock", "id", "mkdir", "rm", "sha256sum", "touch")
LOCKED = "uv==1.0 \\\n    --hash=sha256:00\n"

# Makes a virtual environment that is only this script again; everything else is done by the Python of the tests.
PYTHON = f"""#!/usr/bin/env bash
if [ "${{1:-}} ${{2:-}}" = "-m venv" ]; then
  mkdir -p "$3/bin"
  cat "$0" >"$3/bin/python"
  chmod +x "$3/bin/python"
  exit
fi
exec {sys.executable} "$@"
"""
UV = """#!/usr/bin/env bash
[ "$1" = --version ] && exit
echo "$*" >>calls
[ ! -e breaks ]
"""
APT = """#!/usr/bin/env bash
echo "E: Unable to locate package"
exit 100
"""


@dataclass(frozen=True)
class Checkout:
    """A copy of what makes a checkout ready, on a machine with a few tools and no package manager."""

    folder: Path

    @property
    def tools(self) -> Path:
        return self.folder.parent / "bin"

    @property
    def synced(self) -> list[str]:
        """How the package installer was called."""
        calls = self.folder / "calls"
        return calls.read_text().splitlines() if calls.exists() else []

    def add_tool(self, name: str, text: str) -> None:
        (self.tools / name).write_text(text)
        (self.tools / name).chmod(0o755)

    def needs(self, *packages: str) -> None:
        (self.folder / "requirements" / "system.txt").write_text("# name, for, found by\n" + "\n".join(packages) + "\n")

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        environ = {"PATH": str(self.tools), "HOME": str(self.folder.parent)}
        return subprocess.run(
            command, cwd=self.folder, env=environ, capture_output=True, text=True, check=False, timeout=60
        )

    def look_for_packages(self, scope: str) -> subprocess.CompletedProcess[str]:
        return self.run(sys.executable, "-B", "scripts/system_packages.py", scope)

    def make_ready(self) -> subprocess.CompletedProcess[str]:
        return self.run("bash", "scripts/setup.sh", "run")


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    made = Checkout(tmp_path / "checkout")
    made.tools.mkdir()
    for name in TOOLS:
        if found := shutil.which(name):
            (made.tools / name).symlink_to(found)
    made.add_tool("python3", PYTHON)
    made.add_tool("uv", UV)
    (made.folder / "requirements").mkdir(parents=True)
    (made.folder / "requirements" / "dev.txt").write_text(LOCKED)
    made.needs()
    shutil.copytree(PROJECT / "scripts", made.folder / "scripts")
    return made


def lines(answer: subprocess.CompletedProcess[str]) -> list[str]:
    return (answer.stdout + answer.stderr).splitlines()


# System packages


@pytest.mark.parametrize(
    "found_by", ["command:no-such-command", "module:no_such_module", "file:/no/such/file", "library:libnosuch.so.0"]
)
@pytest.mark.parametrize("scope", ["run", "test"])
def test_a_package_that_is_missing_is_named_in_one_line(checkout: Checkout, found_by: str, scope: str) -> None:
    checkout.needs("bash run command:bash", f"no-such-package run {found_by}")
    answer = checkout.look_for_packages(scope)
    assert answer.returncode == 1
    sentence = "Missing system packages. Install them, then run this again: apt-get install no-such-package"
    assert lines(answer) == [sentence]


def test_what_only_the_tests_need_is_mentioned_to_the_others(checkout: Checkout) -> None:
    checkout.needs("no-such-package test command:no-such-command")
    answer = checkout.look_for_packages("run")
    assert answer.returncode == 0
    assert lines(answer) == ["The tests also need, and this account cannot install: no-such-package"]
    assert checkout.look_for_packages("test").returncode == 1


def test_where_nothing_is_missing_nothing_is_said(checkout: Checkout) -> None:
    checkout.needs("bash run command:bash", "json test module:json", "here test file:/")
    answer = checkout.look_for_packages("test")
    assert (answer.returncode, lines(answer)) == (0, [])


def test_a_package_that_apt_does_not_know_ends_it_with_the_same_line(checkout: Checkout) -> None:
    checkout.add_tool("apt-get", APT)
    checkout.add_tool("dpkg", APT)
    checkout.needs("no-such-package run command:no-such-command")
    answer = checkout.look_for_packages("run")
    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert answer.stderr.endswith("apt-get install no-such-package\n")


def test_no_environment_is_made_where_a_package_is_missing(checkout: Checkout) -> None:
    checkout.needs("no-such-package run command:no-such-command")
    answer = checkout.make_ready()
    assert answer.returncode == 1
    assert len(lines(answer)) == 1
    assert not (checkout.folder / ".venv").exists()


# .venv


@pytest.fixture
def ready(checkout: Checkout) -> Checkout:
    answer = checkout.make_ready()
    assert (answer.returncode, lines(answer)) == (0, ["Installing Python packages into .venv"]), answer
    assert checkout.synced == ["pip sync --quiet --require-hashes --python .venv/bin/python requirements/dev.txt"]
    (checkout.folder / ".venv" / "kept").touch()
    return checkout


def is_whole(checkout: Checkout) -> bool:
    folder = checkout.folder / ".venv"
    return (folder / ".ready").exists() and not (folder / ".unfinished").exists()


def test_a_second_run_finds_all_there(ready: Checkout) -> None:
    assert is_whole(ready)
    answer = ready.make_ready()
    assert (answer.returncode, lines(answer), len(ready.synced)) == (0, [], 1)


def test_an_installation_that_was_cut_off_is_redone_from_the_beginning(ready: Checkout) -> None:
    (ready.folder / ".venv" / ".unfinished").touch()
    answer = ready.make_ready()
    assert (answer.returncode, lines(answer)) == (0, ["Installing Python packages into .venv"])
    assert (is_whole(ready), len(ready.synced)) == (True, 2)
    assert not (ready.folder / ".venv" / "kept").exists()


def test_an_installation_that_fails_is_not_taken_for_done(checkout: Checkout) -> None:
    (checkout.folder / "breaks").touch()
    for n in (1, 2):
        assert checkout.make_ready().returncode != 0
        assert (is_whole(checkout), len(checkout.synced)) == (False, n)
    (checkout.folder / "breaks").unlink()
    assert checkout.make_ready().returncode == 0
    assert (is_whole(checkout), len(checkout.synced)) == (True, 3)


def test_other_packages_in_the_lock_file_are_added_to_what_is_there(ready: Checkout) -> None:
    (ready.folder / "requirements" / "dev.txt").write_text(LOCKED + "six==1.0\n")
    assert ready.make_ready().returncode == 0
    assert (is_whole(ready), len(ready.synced)) == (True, 2)
    assert (ready.folder / ".venv" / "kept").exists()


def test_an_environment_whose_python_is_gone_is_made_anew(ready: Checkout) -> None:
    (ready.folder / ".venv" / "bin" / "python").unlink()
    assert ready.make_ready().returncode == 0
    assert (is_whole(ready), len(ready.synced)) == (True, 2)
    assert not (ready.folder / ".venv" / "kept").exists()
