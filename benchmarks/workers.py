"""Two Celery workers against one on the same hundred renderings."""

import os
import time
from pathlib import Path

from django.conf import settings
from django.db import transaction

from agreements.models import RegistryEntry, SealedPdf
from sistercities.common.servers.commands import worker_command
from sistercities.common.servers.processes import Processes
from sistercities.post.effects import promise
from sistercities.post.models import Effect
from tests.factories import RecorderFactory
from tests.factories_agreements import record

from .documents import reviewed_hand_ins
from .results import Result

RENDERINGS = 100
TARGET = 1.8


def run() -> list[Result]:
    """Seconds for a hundred sealed PDFs, after every worker has made some to warm up.

    One, two, two, one: whatever grows faster or slower in the course of the benchmark does so for both alike.
    """
    recorder = RecorderFactory()
    entries = [record(document, recorder=recorder) for document in reviewed_hand_ins(RENDERINGS)]
    seconds = {1: 0.0, 2: 0.0}
    for turn, workers in enumerate((1, 2, 2, 1), start=1):
        seconds[workers] += _seconds(entries, workers=workers, version=10 * turn) / 2
    return [Result("100 PDFs by two workers", seconds[2], seconds[1], "s", seconds[1] / seconds[2], TARGET, "higher")]


def _seconds(entries: list[RegistryEntry], *, workers: int, version: int) -> float:
    # What recording promised (mails, first versions) is not what is measured.
    Effect.objects.waiting().delete()
    with Processes(Path(settings.WORK_DIR) / "logs", environ=os.environ, folder=settings.BASE_DIR) as processes:
        for number in range(workers):
            processes.start(f"worker{number}", [*worker_command(concurrency=1), "--hostname", f"bench{number}"])
        _seal(entries[: 4 * workers], version=version, processes=processes)
        start = time.perf_counter()
        _seal(entries, version=version + 1, processes=processes)
        return time.perf_counter() - start


def _seal(entries: list[RegistryEntry], *, version: int, processes: Processes) -> None:
    with transaction.atomic():
        for entry in entries:
            promise("agreements.seal_entry", entry.pk, version, key=f"bench:{entry.pk}:{version}")
    processes.wait_for(
        lambda: SealedPdf.objects.filter(version=version).count() == len(entries),
        seconds=300,
        what=f"{len(entries)} sealed PDFs",
    )
