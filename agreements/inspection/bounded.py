"""Runs work on foreign files in a process of its own, held to a time and an amount of memory.

Libraries for PDF and pictures are large and written in C. A file made to crash, hang or swell them ends that process
and not the one that serves people. It also keeps PDFium, which may not be called from two threads of one process,
apart from threads. Nothing of this process's environment, so no secret of the settings, is handed on, and nothing is
written to disk: the file goes in through a pipe, results come out through another.
"""

import json
import logging
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import IO, Any

log = logging.getLogger(__name__)

_CHILD = str(Path(__file__).with_name("bounded_child.py"))
_HEADER, _BLOB = 100_000, 200_000_000


class OutOfBounds(Exception):
    """The process was ended, by its limits or by a crash, before it had finished."""


class Failed(Exception):
    """The function raised something that it does not document; what it was is in the log."""


def frames(
    call: str, data: bytes | Path, *, memory: int, seconds: float, **options: Any
) -> Generator[tuple[dict[str, Any], bytes], None, None]:
    """Yield what the generator function `call` ("module:name") yields for the bytes of `data`: (header, bytes).

    The function is called with the bytes and the options, which are plain JSON values. `seconds` of
    processor time, and three times as much by the clock, bound each frame, the start of the process included; the time
    that the caller takes between frames does not count. Raises
    `OutOfBounds` where time or memory ran out or a library crashed, `Failed` where the function raised. A generator
    that is closed early ends the process.
    """
    order = json.dumps({"call": call, "options": options, "memory": memory, "seconds": seconds})
    child = subprocess.Popen(  # noqa: S603 our own interpreter and our own file
        [sys.executable, "-I", "-B", _CHILD, order],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"LC_ALL": "C.UTF-8"},
    )
    assert child.stdin  # noqa: S101 for the type checker: both are pipes
    assert child.stdout  # noqa: S101
    try:
        _send(child.stdin, data)
        while not (header := _header(child.stdout)).get("end"):
            if "failed" in header:
                log.warning("A foreign file made %s fail: %s", call, header["failed"])
                raise Failed(call)
            yield header["frame"], _blob(child.stdout, header["blob"])
    finally:
        child.kill()
        child.stdout.close()
        child.wait()


def _send(pipe: IO[bytes], data: bytes | Path) -> None:
    try:
        with pipe:
            pipe.write(data if isinstance(data, bytes) else data.read_bytes())
    except BrokenPipeError:
        pass  # the process has ended already; reading its answer says so


def _header(pipe: IO[bytes]) -> dict[str, Any]:
    line = pipe.readline(_HEADER)
    if not line.endswith(b"\n"):
        raise OutOfBounds("no answer")
    header: dict[str, Any] = json.loads(line)
    return header


def _blob(pipe: IO[bytes], length: int) -> bytes:
    blob = pipe.read(length) if length <= _BLOB else b""
    if len(blob) != length:
        raise OutOfBounds("cut off answer")
    return blob
