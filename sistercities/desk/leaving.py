"""Somebody of the staff leaves: what that means is seen first, then done in one step."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sistercities.accounts.leaving import end_login, why_not
from sistercities.accounts.models import RecordingGrant, User
from sistercities.accounts.querysets import UserQuerySet
from sistercities.common.history import because
from sistercities.post.services import write_mail

from . import kinds, services
from .handovers import LeftBehind, left_behind
from .models import Task


@dataclass(frozen=True)
class Outlook:
    """What happens when a person leaves.

    `refusal`: why they cannot be let go, "" if nothing is in the way; `stops`: what nobody can do any more, in
    sentences; `rights`: those that end; `tasks`: what they have taken; `left`: what they began and did not finish.
    """

    refusal: str
    stops: list[str]
    rights: list[RecordingGrant]
    tasks: list[Task]
    left: list[LeftBehind]


def outlook(person: User, *, by: User, now: dt.datetime) -> Outlook:
    """What would happen if `by` let this person go now. Changes nothing."""
    today = timezone.localdate(now)
    return Outlook(
        refusal=why_not(person, by=by),
        stops=_stops(person, today),
        rights=list(person.recording_grants.not_over(today)),
        tasks=list(Task.objects.held_by(person, now).for_list(now)),
        left=left_behind(person),
    )


def heirs(person: User, *, on_date: dt.date) -> UserQuerySet:
    """Colleagues who are here on that day and can take over what the person has taken."""
    staff: UserQuerySet = User.objects.staff()
    return staff.present(on_date).exclude(pk=person.pk).order_by("full_name", "pk")


@transaction.atomic
def let_leave(*, person: User, by: User, now: dt.datetime, heir: User | None = None) -> list[Task]:
    """End the login of a person who leaves, and give what they have taken to `heir`, or back to everybody.

    What `heir` may not do, because of the kind of task, goes back to everybody too. Returns what `heir` got. Refused
    (ValidationError): what `end_login` refuses; an heir who leaves too, is away, or is no staff. Side effects: those
    of `end_login`; the history of each task says from whom it came; a letter to `heir` with the tasks, and with what
    the person had begun.
    """
    today = timezone.localdate(now)
    if heir and not heirs(person, on_date=today).filter(pk=heir.pk).exists():
        raise ValidationError({"heir": _("Choose a colleague who is here.")})
    left = left_behind(person)
    held = list(Task.objects.held_by(person, now).select_for_update(of=("self",)).order_by("opened_at", "pk"))
    end_login(user=person, by=by, now=now)
    because("left", str(person))
    given = [task for task in held if heir and services.may_take(task, heir, on_date=today)]
    Task.objects.open().filter(claimed_by=person).update(claimed_by=None, claimed_at=None)
    Task.objects.filter(pk__in=[task.pk for task in given]).update(claimed_by=heir, claimed_at=now)
    if heir and (given or left):
        context = {"person": person, "by": by, "tasks": [_as_link(task) for task in given], "left": left}
        write_mail(to=heir.email, template="desk/handed_over", context=context)
    return given


def _as_link(task: Task) -> dict[str, str]:
    return {
        "title": task.title,
        "url": settings.PUBLIC_URL + kinds.kind(task.kind).address(task.subject_id),
    }


def _stops(person: User, today: dt.date) -> list[str]:
    """What nobody can do any more once this person has left."""
    recorders = list(User.objects.recorders(today).order_by("full_name", "pk"))
    others = [str(other) for other in recorders if other != person]
    found = []
    if not User.objects.administrators().exclude(pk=person.pk).exists():
        found.append(gettext("Nobody could add people, or give and end the right to record: no administrator is left."))
    if person in recorders and not others:
        found.append(gettext("Nobody could record signed documents."))
    elif person in recorders and len(others) == 1:
        found.append(gettext("Nobody could record what %(other)s has reviewed or typed.") % {"other": others[0]})
    return found
