"""Open, take, give back, put off and finish tasks."""

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sistercities.accounts.models import Absence
from sistercities.common.history import because
from sistercities.post.services import write_mail

from . import kinds
from .models import Task

if TYPE_CHECKING:
    from collections.abc import Collection

    from sistercities.accounts.models import User


class TaskTaken(ValidationError):
    """Somebody else has this task, it is done, or this person may not do its work."""


def open_task(*, kind: str, subject_id: int, title: str, now: dt.datetime) -> Task:
    """Open a task, or return the open one about the same subject. KeyError for a kind that nobody registered."""
    kinds.kind(kind)
    task, _created = Task.objects.get_or_create(
        kind=kind, subject_id=subject_id, resolved_at=None, defaults={"title": title[:300], "opened_at": now}
    )
    return task


def rename_task(*, kind: str, subject_id: int, title: str) -> None:
    """Give the open task about a subject another title."""
    Task.objects.open().filter(kind=kind, subject_id=subject_id).update(title=title[:300])


def move_task(*, kind: str, subject_ids: "Collection[int]", to: int) -> bool:
    """Let the open task about one of these subjects be about `to` from now on; whoever has it keeps it.

    Where two about the same thing were opened at once, the older one stays. False if there is none.
    """
    found = list(Task.objects.open().filter(kind=kind, subject_id__in={*subject_ids, to}).order_by("opened_at", "pk"))
    for double in found[1:]:
        resolve_tasks(kind=kind, subject_id=double.subject_id, by=None, outcome=str(_("The same as another task")))
    if found and found[0].subject_id != to:
        Task.objects.filter(pk=found[0].pk).update(subject_id=to)
    return bool(found)


def claim_task(*, task_id: int, by: "User", now: dt.datetime) -> Task:
    """Take a task. Of two who take it at once one wins; the other gets TaskTaken with the winner's name.

    Taking a task that was put off brings it back; taking one's own anew counts as work on it. Refused (TaskTaken):
    the kind of the task says that this person may not do its work, or they are away.
    """
    _refuse_what_others_must_do(Task.objects.get(pk=task_id), by, now)
    _refuse_the_absent(by, now)
    mine = {"claimed_by": by, "claimed_at": now, "deferred_until": None}
    if not Task.objects.free_for(by, now).filter(pk=task_id).update(**mine):
        raise _taken(task_id, now)
    return Task.objects.select_related("claimed_by").get(pk=task_id)


@transaction.atomic
def take_over_task(*, task_id: int, holder_id: int, by: "User", now: dt.datetime) -> Task:
    """Take a task from the colleague who has it, `holder_id`, and tell them by mail.

    Refused (TaskTaken): done, or somebody else than `holder_id` has it by now, so that of two who take it over at
    once one wins; the kind of the task says that `by` may not do its work; or `by` is away. Side effects: the history
    of the task says from whom it was taken over; the letter.
    """
    held = Task.objects.held_by_others(by, now).filter(pk=task_id, claimed_by=holder_id)
    former = held.select_related("claimed_by").first()
    if former is None:
        raise _taken(task_id, now)
    _refuse_what_others_must_do(former, by, now)
    _refuse_the_absent(by, now)
    because("taken_over", str(former.claimed_by))
    if not held.update(claimed_by=by, claimed_at=now, deferred_until=None):
        raise _taken(task_id, now)
    link = settings.PUBLIC_URL + kinds.kind(former.kind).address(former.subject_id)
    context = {"task": former, "by": by, "link": link}
    write_mail(to=former.claimed_by.email, template="desk/taken_over", context=context)
    return Task.objects.select_related("claimed_by").get(pk=task_id)


def release_task(*, task_id: int, by: "User") -> Task:
    """Give a task back to the queue. Only the one who has it can."""
    if not Task.objects.open().filter(pk=task_id, claimed_by=by).update(claimed_by=None, claimed_at=None):
        raise TaskTaken(_("You do not have this task, so you cannot give it back."))
    return Task.objects.get(pk=task_id)


def defer_task(*, task_id: int, by: "User", until: dt.date, today: dt.date) -> Task:
    """Put a task off to a later day; it leaves the queue until then and nobody has it."""
    if until <= today:
        raise ValidationError(_("Choose a day after today."))
    if not Task.objects.free_for(by).filter(pk=task_id).update(deferred_until=until, claimed_by=None, claimed_at=None):
        raise _taken(task_id, timezone.now())
    return Task.objects.get(pk=task_id)


@transaction.atomic
def resolve_tasks(
    *, kind: str, subject_id: int, by: "User | None", outcome: str, now: dt.datetime | None = None
) -> int:
    """Close every open task of that kind about that subject at `now`; returns how many there were."""
    return (
        Task.objects.open()
        .filter(kind=kind, subject_id=subject_id)
        .update(resolved_at=now or timezone.now(), resolved_by=by, outcome=outcome[:300])
    )


def may_take(task: Task, person: "User", *, on_date: dt.date) -> bool:
    """Whether this person may do the work of this task on that day."""
    return task.subject_id in kinds.kind(task.kind).work_of([task.subject_id], person, on_date)


def _refuse_what_others_must_do(task: Task, by: "User", now: dt.datetime) -> None:
    if task.resolved_at is None and not may_take(task, by, on_date=timezone.localdate(now)):
        raise TaskTaken(_("Somebody else has to do this: its page says why, and who can."))


def _refuse_the_absent(by: "User", now: dt.datetime) -> None:
    """What somebody takes while they are away would be free again at once."""
    today = timezone.localdate(now)
    if absence := Absence.objects.on(today).filter(user=by).first():
        raise TaskTaken(
            _("You are %(away)s, as was said here. Say on your own page that you are back, then take it.")
            % {"away": absence.in_words(today)}
        )


def _taken(task_id: int, now: dt.datetime) -> TaskTaken:
    task = Task.objects.for_list(now).get(pk=task_id)
    if task.resolved_at:
        return TaskTaken(_("This is already done."))
    return TaskTaken(_("%(name)s has already taken this.") % {"name": task.holder or _("Somebody else")})
