"""Fifty recordings at once against the same number one after the other."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from django.utils import timezone

from agreements.models import HandIn, RegistryEntry
from agreements.services.recording import record_hand_in
from tests.factories import RecorderFactory

from .documents import reviewed_hand_ins
from .results import Result

RECORDINGS = 50
TARGET = 0.8


def run() -> list[Result]:
    """Recordings per second, and the number of gaps and doubles in the register's numbers, which must be none."""
    recorder = RecorderFactory()

    def record(hand_in: HandIn) -> None:
        try:
            record_hand_in(
                hand_in_id=hand_in.pk, by=recorder, preview_sha256=hand_in.snapshot_sha256, now=timezone.now()
            )
        finally:
            connection.close()

    def at_once(documents: list[HandIn]) -> None:
        with ThreadPoolExecutor(RECORDINGS) as pool:
            list(pool.map(record, documents))

    def in_turn(documents: list[HandIn]) -> None:
        for document in documents:
            record(document)

    limit = _per_second(in_turn, reviewed_hand_ins(RECORDINGS))
    value = _per_second(at_once, reviewed_hand_ins(RECORDINGS))
    numbers = [int(number[-5:]) for number in RegistryEntry.objects.order_by("seq").values_list("number", flat=True)]
    wrong = sum(number != place for place, number in enumerate(numbers, start=1))
    return [
        Result("50 recordings at once", value, limit, "recordings/s", value / limit, TARGET, "higher"),
        Result("numbers out of place after them", wrong, 0, "entries", float(wrong), 0, "lower"),
    ]


def _per_second(way: Callable[[list[HandIn]], None], documents: list[HandIn]) -> float:
    start = time.perf_counter()
    way(documents)
    return len(documents) / (time.perf_counter() - start)
