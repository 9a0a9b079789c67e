"""What runs over a foreign file cannot outlive its time, swell, write, or see our secrets."""

import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from agreements.inspection import bounded

Frames = Generator[tuple[dict[str, Any], bytes], None, None]


def frames(name: str, data: bytes | Path = b"data", **options: object) -> Frames:
    return bounded.frames(f"tests.agreements.overreach:{name}", data, memory=300_000_000, seconds=1, **options)


def test_answers_come_in_order_with_their_bytes() -> None:
    assert list(frames("count", up_to=3)) == [
        ({"number": 0}, b""),
        ({"number": 1}, b"data"),
        ({"number": 2}, b"datadata"),
    ]


def test_a_path_is_read_as_its_bytes_are(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"data")
    assert list(frames("count", tmp_path / "f", up_to=2)) == list(frames("count", up_to=2))


def test_time_ends_it_after_what_it_had_answered() -> None:
    started, answers = time.monotonic(), frames("wait_for_ever")
    assert next(answers) == ({"first": True}, b"")
    with pytest.raises(bounded.OutOfBounds):
        next(answers)
    assert time.monotonic() - started < 10


def test_work_ends_it_sooner_than_waiting() -> None:
    started = time.monotonic()
    with pytest.raises(bounded.OutOfBounds):
        next(frames("work_for_ever"))
    assert time.monotonic() - started < 10


def test_the_readers_own_time_does_not_count() -> None:
    answers = frames("count", up_to=2)
    next(answers)
    time.sleep(4)
    assert next(answers)[0] == {"number": 1}


@pytest.mark.parametrize("name", ["swell", "crash"])
def test_memory_and_crashes_end_only_it(name: str) -> None:
    with pytest.raises(bounded.OutOfBounds):
        next(frames(name))


def test_a_large_file_to_a_process_that_ends_at_once() -> None:
    with pytest.raises(bounded.Failed):
        next(frames("no_such_function", bytes(20_000_000)))


def test_it_writes_no_file(tmp_path: Path) -> None:
    with pytest.raises(bounded.Failed):
        next(frames("write_file", path=str(tmp_path / "left")))
    assert [path.stat().st_size for path in tmp_path.iterdir()] in ([], [0])


def test_it_sees_no_secret_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "a secret")
    [(environment, _)] = frames("tell_environment")
    assert set(environment) <= {"LC_ALL", "LC_CTYPE"}


def test_closing_early_ends_it() -> None:
    answers = frames("wait_for_ever")
    next(answers)
    started = time.monotonic()
    answers.close()
    assert time.monotonic() - started < 1
