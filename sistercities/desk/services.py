"""Open, take, give back, put off and finish tasks."""

import datetime as dt
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import kinds
from .models import Task

if TYPE_CHECKING:
    from sistercities.accounts.models import User


class TaskTaken(ValidationError):
    """Somebody else has this task."""


def open_task(*, kind: str, subject_id: int, title: str, now: dt.datetime) -> Task:
    """Open a task, or return the open one about the same subject. KeyError for a kind that nobody registered."""
    kinds.kind(kind)
    task, _created = Task.objects.get_or_create(
        kind=kind, subject_id=subject_id, resolved_at=None, defaults={"title": title, "opened_at": now}
    )
    return task


def claim_task(*, task_id: int, by: "User", now: dt.datetime) -> Task:
    """Take a task. Of two who take it at once one wins; the other gets TaskTaken with the winner's name."""
    claimed = (
        Task.objects.open()
        .filter(Q(claimed_by=None) | Q(claimed_by=by), pk=task_id)
        .update(claimed_by=by, claimed_at=now)
    )
    task = Task.objects.select_related("claimed_by").get(pk=task_id)
    if claimed:
        return task
    if task.resolved_at:
        raise TaskTaken(_("This is already done."))
    raise TaskTaken(_("%(name)s has already taken this.") % {"name": task.claimed_by})


def release_task(*, task_id: int, by: "User") -> None:
    """Give a task back to the queue. Only the one who has it can."""
    if not Task.objects.open().filter(pk=task_id, claimed_by=by).update(claimed_by=None, claimed_at=None):
        raise TaskTaken(_("You do not have this task, so you cannot give it back."))


def defer_task(*, task_id: int, by: "User", until: dt.date, today: dt.date) -> None:
    """Put a task off to a later day; it leaves the queue until then and nobody has it."""
    if until <= today:
        raise ValidationError(_("Choose a day after today."))
    updated = (
        Task.objects.open()
        .filter(Q(claimed_by=None) | Q(claimed_by=by), pk=task_id)
        .update(deferred_until=until, claimed_by=None, claimed_at=None)
    )
    if not updated:
        raise TaskTaken(_("Somebody else has this task."))


@transaction.atomic
def resolve_tasks(*, kind: str, subject_id: int, by: "User | None", outcome: str) -> int:
    """Close every open task of that kind about that subject; returns how many there were."""
    return (
        Task.objects.open()
        .filter(kind=kind, subject_id=subject_id)
        .update(resolved_at=timezone.now(), resolved_by=by, outcome=outcome)
    )
