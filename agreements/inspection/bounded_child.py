"""The other end of `bounded.frames`: runs one generator function in a process that can do little harm.

It may use so much address space and so many seconds of processor time for each frame, writes no file, and dumps no
core. The kernel ends it when it exceeds its time, also in the middle of a library's own code; and when three times as
much has passed on the wall's clock, so that a busy machine refuses nobody. Started as a script, never imported.
"""

import contextlib
import importlib
import json
import resource
import signal
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

_PATIENCE = 3
_CLOCKS = ((signal.SIGPROF, signal.ITIMER_PROF, 1), (signal.SIGALRM, signal.ITIMER_REAL, _PATIENCE))


def bound(memory: int) -> None:
    """Take away from this process what it does not need, for good."""
    with contextlib.suppress(OSError):  # where memory is short, this process goes before any other
        Path("/proc/self/oom_score_adj").write_text("1000")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with contextlib.suppress(OSError, ValueError):  # not every system can limit address space
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    for number, _, _ in _CLOCKS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {number for number, _, _ in _CLOCKS})


def wind(seconds: float) -> None:
    """Start both clocks anew; 0 stops them."""
    for _, clock, patience in _CLOCKS:
        signal.setitimer(clock, seconds * patience)


def write(header: dict[str, object], blob: bytes = b"") -> None:
    """Send one frame; the clock stands while the reader takes its time."""
    wind(0)
    line = json.dumps({**header, "blob": len(blob)}).encode() + b"\n"
    sys.stdout.buffer.write(line + blob)
    sys.stdout.buffer.flush()


def main() -> None:
    order = json.loads(sys.argv[1])
    seconds = order["seconds"]
    bound(order["memory"])
    wind(seconds)
    try:
        module, _, name = order["call"].partition(":")
        frames: Iterator[tuple[dict[str, object], bytes]]
        frames = getattr(importlib.import_module(module), name)(sys.stdin.buffer.read(), **order["options"])
        for header, blob in frames:
            write({"frame": header}, blob)
            wind(seconds)
        write({"end": True})
    except MemoryError:
        sys.exit(1)
    except Exception:  # noqa: BLE001 a file may break a library in any way; the reader decides and logs
        write({"failed": traceback.format_exc(limit=-6)})


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    main()
