"""Generator functions that misbehave as a library might under a hostile file; run in the bounded process by tests."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Frame = tuple[dict[str, Any], bytes]


def wait_for_ever(data: bytes) -> Iterator[Frame]:
    yield {"first": True}, b""
    time.sleep(600)
    yield {}, b""


def work_for_ever(data: bytes) -> Iterator[Frame]:
    while data:
        pass
    yield {}, b""


def swell(data: bytes) -> Iterator[Frame]:
    yield {}, bytes(3_000_000_000)


def crash(data: bytes) -> Iterator[Frame]:
    os.abort()
    yield {}, b""


def write_file(data: bytes, path: str) -> Iterator[Frame]:
    Path(path).write_bytes(data)
    yield {}, b""


def tell_environment(data: bytes) -> Iterator[Frame]:
    yield dict(os.environ), b""


def count(data: bytes, up_to: int) -> Iterator[Frame]:
    for number in range(up_to):
        yield {"number": number}, data * number
