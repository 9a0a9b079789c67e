"""Looks for the system packages of requirements/system.txt and installs the missing ones where it may.

usage: system_packages.py run|test     (what is needed: the portal itself, or the test suite too)

As root or with a password-less sudo, and with apt, everything missing is installed. Otherwise the script ends with one
line that says what to install if something needed is missing; what only other doors need is mentioned in one line.
It runs on any Python 3, before there is a virtual environment.
"""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

LIST = Path(__file__).resolve().parent.parent / "requirements" / "system.txt"
Package = namedtuple("Package", "name needed_for found_by")


def listed_packages():
    lines = (line.split() for line in LIST.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    return [Package(*words) for words in lines]


def is_there(package):
    kind, _, what = package.found_by.partition(":")
    if kind == "command":
        return shutil.which(what) is not None
    if kind == "module":
        return importlib.util.find_spec(what) is not None
    if kind == "file":
        return Path(what).exists()
    try:
        ctypes.CDLL(what)
    except OSError:
        return False
    return True


def apt_command():
    """How apt may be called here: a list to put before its arguments, or None."""
    if shutil.which("apt-get") is None:
        return None
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    if os.geteuid() == 0:
        return environment
    sudo = shutil.which("sudo")
    if sudo and run([sudo, "-n", "true"]).returncode == 0:
        return [sudo, "-n", *environment]
    return None


def run(command):
    """Run to the end without a terminal; the answer holds the exit code and everything it said."""
    return subprocess.run(  # the commands of this file
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )


def install(names, prefix):
    """Install with apt, after whatever an interrupted run has left half done. Its output is shown only if it fails."""
    print("Installing system packages:", *names, flush=True)
    options = ["-q", "-y", "-o", "DPkg::Lock::Timeout=600", "--no-install-recommends"]
    steps = (
        ["dpkg", "--configure", "-a"],
        ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=600", "update"],
        ["apt-get", *options, "install", *names],
    )
    for step in steps:
        done = run([*prefix, *step])
    if done.returncode:
        print(done.stdout.decode(errors="replace")[-3000:])


def main(needed_for):
    missing = [package for package in listed_packages() if not is_there(package)]
    prefix = apt_command()
    if missing and prefix is not None:
        # What the portal needs comes first: a package of the tests that apt does not know must not be in its way.
        for names in (
            [p.name for p in missing if p.needed_for == "run"],
            [p.name for p in missing if p.needed_for != "run"],
        ):
            if names:
                install(names, prefix)
        importlib.invalidate_caches()
        missing = [package for package in missing if not is_there(package)]
    wanted = ("run",) if needed_for == "run" else ("run", "test")
    required = [package.name for package in missing if package.needed_for in wanted]
    if required:
        sys.exit(f"Missing system packages. Install them, then run this again: apt-get install {' '.join(required)}")
    others = [package.name for package in missing if package.needed_for == "test"]
    if others:
        print(f"The tests also need, and this account cannot install: {' '.join(others)}")


if __name__ == "__main__":
    main(sys.argv[1])
