"""Promise an effect inside a transaction, send it after commit, run it under a lease."""

import datetime as dt
import logging
import uuid

from celery import Task, current_app
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from sistercities.common.history import by_task

from .models import Effect

logger = logging.getLogger(__name__)
LONGEST_WAIT = dt.timedelta(hours=1)


def promise(task: str, *arguments: int | str, key: str = "", due: dt.datetime | None = None) -> Effect:
    """Promise that `task` will run with `arguments` once the surrounding transaction commits.

    `arguments` are ids or short texts. `key` makes the promise unique: a second one with the same key is the
    first one. `due` (default: now) is the earliest moment. Returns the row. Side effect: after commit its id
    goes to Celery; if that fails, the sweep sends it.
    """
    now = timezone.now()
    effect, created = Effect.objects.get_or_create(
        key=key or f"{task}:{uuid.uuid4().hex}",
        defaults={"task": task, "arguments": list(arguments), "promised_at": now, "due": due or now},
    )
    if created and effect.due <= now:
        transaction.on_commit(lambda: send(effect.pk), robust=True)
    return effect


def send(effect_id: int) -> None:
    """Hand one effect to Celery. Raises what the broker raises; the sweep tries again."""
    current_app.send_task("post.run_effect", [effect_id]) if not settings.CELERY_TASK_ALWAYS_EAGER else run(effect_id)


def sweep(*, now: dt.datetime) -> int:
    """Send every effect that is due, not done and not under a live lease; returns how many."""
    ids = list(Effect.objects.claimable(now).order_by("due").values_list("pk", flat=True)[:500])
    for effect_id in ids:
        send(effect_id)
    return len(ids)


def run(effect_id: int) -> bool:
    """Claim an effect and run its task here. True if it ran to the end.

    An error is written to the row, the next try waits twice as long as the last (one minute to one hour). A task that
    takes too long is such an error: Celery raises SoftTimeLimitExceeded inside it.
    """
    effect = _claim(effect_id, now=timezone.now())
    if effect is None:
        return False
    try:
        with by_task(effect.task, key=effect.key):
            _task(effect.task).run(*effect.arguments)
    except Exception as error:
        logger.exception("Effect %s failed at attempt %s", effect.key, effect.attempts)
        Effect.objects.filter(pk=effect_id).update(
            error=f"{type(error).__name__}: {error}"[:2000],
            lease_until=None,
            due=timezone.now() + _wait_after(effect.attempts),
        )
        return False
    Effect.objects.filter(pk=effect_id).update(done_at=timezone.now(), error="", lease_until=None)
    return True


def _claim(effect_id: int, *, now: dt.datetime) -> Effect | None:
    """Take an effect under a lease; None if it is done, not due, or another worker has it.

    The claim is one UPDATE, so of two workers one wins. From the second try on the next one is set off as after an
    error, for this try may be cut off too and leave nothing behind.
    """
    found = Effect.objects.claimable(now).filter(pk=effect_id).first()
    if found is None:
        return None
    again = {"due": now + _wait_after(found.attempts)} if found.attempts else {}
    lease = now + dt.timedelta(seconds=settings.EFFECT_LEASE_SECONDS)
    mine = Effect.objects.claimable(now).filter(pk=effect_id, attempts=found.attempts)
    claimed = mine.update(lease_until=lease, attempts=found.attempts + 1, **again)
    return Effect.objects.get(pk=effect_id) if claimed else None


def _wait_after(attempts: int) -> dt.timedelta:
    """How long the next try waits after so many."""
    return min(dt.timedelta(seconds=30) * 2 ** min(attempts, 10), LONGEST_WAIT)


def _task(name: str) -> Task:
    """The task of that name; KeyError for an unknown one. Outside a worker the task modules may not be loaded yet."""
    if name not in current_app.tasks:
        current_app.loader.import_default_modules()
    return current_app.tasks[name]


def retry_now(effect: Effect) -> None:
    """Staff ask for another try of a failing effect at once."""
    Effect.objects.waiting().filter(pk=effect.pk).update(due=timezone.now(), lease_until=None)
    transaction.on_commit(lambda: send(effect.pk), robust=True)
