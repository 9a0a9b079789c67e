"""A worker that is killed in the middle of a rendering leaves exactly one PDF behind."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from agreements.models import RegistryEntry, SealedPdf
from benchmarks.documents import entry_of_scans
from sistercities.common.servers.commands import beat_command, worker_command
from sistercities.common.servers.programs import wait_until
from sistercities.post.models import Effect
from tests.served import processes_of_test

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.worker]


@pytest.fixture
def real_queue(settings: LazySettings) -> None:
    """Promises of this process go to the queue instead of being kept at once."""
    settings.CELERY_TASK_ALWAYS_EAGER = False


def sealed_files(settings: LazySettings, entry: RegistryEntry) -> list[Path]:
    return sorted((Path(settings.MEDIA_ROOT) / "sealed" / entry.number).glob("*"))


def test_a_killed_worker_leads_to_one_pdf(real_queue: None, settings: LazySettings, tmp_path: Path) -> None:
    with processes_of_test(tmp_path, EFFECT_SWEEP_SECONDS="2", EFFECT_LEASE_SECONDS="5") as processes:
        worker = processes.start("worker", worker_command())
        beat = processes.start("beat", beat_command(tmp_path / "schedule"))
        entry = entry_of_scans(8)
        promised = Effect.objects.get(key=f"seal:{entry.number}:1")

        def is_rendering() -> bool:
            return Effect.objects.filter(pk=promised.pk, lease_until__isnull=False, done_at=None).exists()

        assert wait_until(is_rendering, 60, pause=0.01)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        assert not SealedPdf.objects.filter(entry=entry).exists()

        processes.start("worker", worker_command())
        done: Any = Effect.objects.filter(pk=promised.pk, done_at__isnull=False)
        assert wait_until(done.exists, 90, pause=0.2)
        assert beat.poll() is None
    pdf = SealedPdf.objects.get(entry=entry)
    assert [path.name for path in sealed_files(settings, entry)] == [f"{pdf.sha256}.pdf"]
    promised.refresh_from_db()
    assert promised.attempts == 2


def test_a_second_run_writes_nothing(settings: LazySettings) -> None:
    entry = entry_of_scans(1)
    first = SealedPdf.objects.get(entry=entry)
    Effect.objects.filter(key=f"seal:{entry.number}:1").update(done_at=None)
    from sistercities.post import effects

    assert effects.run(Effect.objects.get(key=f"seal:{entry.number}:1").pk)
    assert SealedPdf.objects.get(entry=entry) == first
    assert len(sealed_files(settings, entry)) == 1
