"""Workers that are killed or take too long: exactly one PDF in the end, and staff see what hinders it."""

import datetime as dt
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from celery import current_app
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.models import RegistryEntry, SealedPdf
from benchmarks.documents import entry_of_scans
from sistercities.accounts.models import User
from sistercities.common.servers.commands import beat_command, worker_command
from sistercities.common.servers.processes import Processes
from sistercities.common.servers.programs import wait_until
from sistercities.post import effects
from sistercities.post.models import Effect
from tests.desk_pages import text_of
from tests.factories import StaffFactory
from tests.served import database_url_of_test, processes_of_test

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.worker]

QUICKLY = {"EFFECT_SWEEP_SECONDS": "2", "EFFECT_LEASE_SECONDS": "5"}


@pytest.fixture
def real_queue(settings: LazySettings) -> None:
    """Promises of this process go to the queue instead of being kept at once."""
    settings.CELERY_TASK_ALWAYS_EAGER = False


@contextmanager
def no_new_rows() -> Iterator[None]:
    """Whoever writes a sealed PDF waits at its row, the file being there already, until this block is left."""
    with psycopg.connect(database_url_of_test()) as other:
        other.execute("LOCK TABLE agreements_sealedpdf IN SHARE MODE")
        yield
        other.rollback()


@contextmanager
def row_of(entry: RegistryEntry) -> Iterator[None]:
    """Whoever wants to render the entry waits before its first step until this block is left."""
    with psycopg.connect(database_url_of_test()) as other:
        other.execute("SELECT 1 FROM agreements_registryentry WHERE id = %s FOR UPDATE", [entry.pk])
        yield
        other.rollback()


def sealed_files(settings: LazySettings, entry: RegistryEntry) -> list[Path]:
    return sorted((Path(settings.MEDIA_ROOT) / "sealed" / entry.number).glob("*"))


def promise_of(entry: RegistryEntry) -> Effect:
    return Effect.objects.get(key=f"seal:{entry.number}:1")


def is_rendering(entry: RegistryEntry) -> bool:
    """Whether a worker holds the entry's row, as it does from just before rendering until the PDF is kept."""
    with psycopg.connect(database_url_of_test()) as other:
        try:
            other.execute("SELECT 1 FROM agreements_registryentry WHERE id = %s FOR UPDATE NOWAIT", [entry.pk])
        except psycopg.errors.LockNotAvailable:
            return True
    return False


def kill_worker(processes: Processes, *, once: Callable[[], bool]) -> None:
    """Start a worker and kill it, children and all, as soon as `once` is true."""
    worker = processes.start("worker", worker_command())
    assert wait_until(once, 60, pause=0.01)
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


def start_another(processes: Processes, entry: RegistryEntry, settings: LazySettings) -> None:
    """A worker and nothing else: it makes the PDF, and one file is there."""
    processes.start("worker", worker_command())
    done: Any = Effect.objects.filter(pk=promise_of(entry).pk, done_at__isnull=False)
    assert wait_until(done.exists, 90, pause=0.2)
    pdf = SealedPdf.objects.get(entry=entry)
    assert [path.name for path in sealed_files(settings, entry)] == [f"{pdf.sha256}.pdf"]
    assert promise_of(entry).attempts == 2


def test_a_worker_killed_while_it_renders_leads_to_one_pdf(
    real_queue: None, settings: LazySettings, tmp_path: Path
) -> None:
    entry = entry_of_scans(8)
    with processes_of_test(tmp_path, **QUICKLY) as processes:
        beat = processes.start("beat", beat_command(tmp_path / "schedule"))
        kill_worker(processes, once=lambda: is_rendering(entry))
        assert (sealed_files(settings, entry), promise_of(entry).attempts) == ([], 1)
        start_another(processes, entry, settings)
        assert beat.poll() is None


def test_a_worker_killed_after_it_wrote_the_file_leads_to_one_pdf(
    real_queue: None, settings: LazySettings, tmp_path: Path
) -> None:
    entry = entry_of_scans(1)
    with processes_of_test(tmp_path, **QUICKLY) as processes:
        processes.start("beat", beat_command(tmp_path / "schedule"))
        with no_new_rows():
            kill_worker(processes, once=lambda: sealed_files(settings, entry) != [])
        assert wait_until(lambda: not is_rendering(entry), 30)
        assert len(sealed_files(settings, entry)) == 1
        assert not SealedPdf.objects.exists()
        start_another(processes, entry, settings)


def test_what_is_killed_twice_is_stuck_on_the_desk_and_waits_longer(
    real_queue: None, settings: LazySettings, tmp_path: Path, client_of: Callable[[User], Client]
) -> None:
    entry = entry_of_scans(1)
    with processes_of_test(tmp_path, **QUICKLY) as processes, no_new_rows():
        processes.start("beat", beat_command(tmp_path / "schedule"))
        for attempt in (1, 2):
            kill_worker(processes, once=lambda n=attempt: promise_of(entry).attempts == n)
    promised = promise_of(entry)
    assert (promised.state, promised.error) == ("stuck", "")
    assert promised.due - timezone.now() > dt.timedelta(seconds=30)
    desk = client_of(StaffFactory())
    for query in ("", "?state=stuck"):
        words = text_of(desk.get(reverse("desk_certificates") + query))
        assert "Stuck 1" in words
        assert "It was cut off before it was done" in words
        assert entry.number in words
    words = text_of(desk.get(reverse("handin_recorded", args=[entry.hand_in_id])))
    assert "It was cut off before it was done, and is tried again by itself." in words


def test_what_takes_too_long_says_so_and_waits(real_queue: None, tmp_path: Path) -> None:
    entry = entry_of_scans(1)
    # A message carries the limits of whoever sent it: here the worker's own sweep does.
    current_app.control.purge()
    # The time is up while the task waits for the row: in the midst of rendering a library may swallow the signal.
    with processes_of_test(tmp_path, TASK_SOFT_TIME_LIMIT="5", EFFECT_SWEEP_SECONDS="2") as processes, row_of(entry):
        processes.start("worker", worker_command())
        processes.start("beat", beat_command(tmp_path / "schedule"))
        assert wait_until(lambda: promise_of(entry).error != "", 120, pause=0.2)
    promised = promise_of(entry)
    assert promised.error.startswith("SoftTimeLimitExceeded")
    assert (promised.state, promised.attempts, promised.lease_until) == ("failing", 1, None)
    assert dt.timedelta(seconds=40) < promised.due - timezone.now() < dt.timedelta(seconds=60)


def test_a_task_is_asked_to_stop_before_it_is_ended_and_ended_before_another_worker_may_take_it(
    settings: LazySettings,
) -> None:
    assert settings.CELERY_TASK_SOFT_TIME_LIMIT < settings.CELERY_TASK_TIME_LIMIT < settings.EFFECT_LEASE_SECONDS


def test_a_second_run_writes_nothing(settings: LazySettings) -> None:
    entry = entry_of_scans(1)
    first = SealedPdf.objects.get(entry=entry)
    Effect.objects.filter(key=f"seal:{entry.number}:1").update(done_at=None)
    assert effects.run(promise_of(entry).pk)
    assert SealedPdf.objects.get(entry=entry) == first
    assert len(sealed_files(settings, entry)) == 1
