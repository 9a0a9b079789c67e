"""What is promised in a transaction happens after it, once, and is tried again until it does."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from celery import current_app, shared_task
from django.db import transaction
from django.utils import timezone

from sistercities.post import effects, tasks
from sistercities.post.effects import promise, retry_now, sweep
from sistercities.post.models import Effect
from tests.factories import EffectFactory
from tests.parallel import at_once

RUNS: list[tuple[Any, ...]] = []


@shared_task(name="tests.note")
def note(*arguments: Any) -> None:
    RUNS.append(arguments)


@shared_task(name="tests.fail")
def fail(*arguments: Any) -> None:
    RUNS.append(arguments)
    raise OSError("the printer is out of paper")


@pytest.fixture(autouse=True)
def no_runs_yet() -> Iterator[None]:
    RUNS.clear()
    yield
    RUNS.clear()


@pytest.mark.django_db
def test_it_happens_after_commit_and_not_before(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        effect = promise("tests.note", 1, "two")
        assert RUNS == []
        assert effect.state == "waiting"
    effect.refresh_from_db()
    assert (RUNS, effect.state, effect.attempts, effect.lease_until) == ([(1, "two")], "done", 1, None)


@pytest.mark.django_db
def test_a_transaction_that_fails_promises_nothing(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        promise("tests.note", 1)
        transaction.set_rollback(True)
    assert (RUNS, Effect.objects.count()) == ([], 0)


@pytest.mark.django_db
def test_the_same_key_is_the_same_promise(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        first = promise("tests.note", 1, key="once")
        assert promise("tests.note", 1, key="once") == first
    assert promise("tests.note", 1, key="once") == first
    assert RUNS == [(1,)]


@pytest.mark.django_db
def test_what_is_due_later_waits_for_the_sweep(django_capture_on_commit_callbacks: Any) -> None:
    due = timezone.now() + dt.timedelta(hours=1)
    with django_capture_on_commit_callbacks(execute=True):
        promise("tests.note", 1, due=due)
    assert RUNS == []
    assert sweep(now=due - dt.timedelta(seconds=1)) == 0
    assert sweep(now=due + dt.timedelta(seconds=1)) == 1


@pytest.mark.django_db
def test_a_failure_is_written_down_and_the_next_try_waits_twice_as_long() -> None:
    effect = EffectFactory(task="tests.fail", arguments=[1])
    waits = []
    for attempt in (1, 2, 3):
        Effect.objects.update(due=timezone.now())
        assert effects.run(effect.pk) is False
        effect.refresh_from_db()
        assert (effect.state, effect.attempts, effect.lease_until) == ("failing", attempt, None)
        assert effect.error == "OSError: the printer is out of paper"
        waits.append(round((effect.due - timezone.now()).total_seconds()))
    assert waits == [60, 120, 240]
    Effect.objects.update(due=timezone.now(), attempts=40)
    effects.run(effect.pk)
    effect.refresh_from_db()
    assert round((effect.due - timezone.now()).total_seconds()) == 3600


@pytest.mark.django_db
def test_a_task_that_nobody_knows_fails_like_any_other() -> None:
    effect = EffectFactory(task="tests.no_such_task")
    assert effects.run(effect.pk) is False
    effect.refresh_from_db()
    assert effect.state == "failing"


@pytest.mark.django_db
def test_done_and_leased_effects_are_not_run_again() -> None:
    now = timezone.now()
    EffectFactory(task="tests.note", done_at=now)
    EffectFactory(task="tests.note", lease_until=now + dt.timedelta(minutes=5))
    before = now - dt.timedelta(seconds=1)
    lost = EffectFactory(task="tests.note", promised_at=before, lease_until=before, attempts=1)
    assert sweep(now=now) == 1
    lost.refresh_from_db()
    assert (len(RUNS), lost.state, lost.attempts) == (1, "done", 2)
    assert [effects.run(effect.pk) for effect in Effect.objects.all()] == [False] * 3


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_runs_it() -> None:
    effect = EffectFactory(task="tests.note", arguments=[1])
    assert sorted(at_once(lambda _worker: effects.run(effect.pk), [1, 2])) == [False, True]
    assert RUNS == [(1,)]


@pytest.mark.django_db
def test_staff_ask_for_another_try_at_once(django_capture_on_commit_callbacks: Any) -> None:
    later = timezone.now() + dt.timedelta(hours=1)
    effect = EffectFactory(task="tests.note", arguments=[1], error="OSError", attempts=7, due=later)
    with django_capture_on_commit_callbacks(execute=True):
        retry_now(effect)
    effect.refresh_from_db()
    assert (RUNS, effect.state) == ([(1,)], "done")


@pytest.mark.django_db
def test_the_tasks_of_the_queue_can_run_twice() -> None:
    effect = EffectFactory(task="tests.note", arguments=[1])
    for _time in range(2):
        tasks.run_effect(effect.pk)
        tasks.sweep_effects()
    assert RUNS == [(1,)]


def test_beat_sends_again_what_is_due(settings: Any) -> None:
    (entry,) = (e for e in settings.CELERY_BEAT_SCHEDULE.values() if e["task"] == "post.sweep_effects")
    assert entry["schedule"] == settings.EFFECT_SWEEP_SECONDS
    assert "post.sweep_effects" in current_app.tasks
