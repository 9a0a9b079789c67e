from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Case, DateTimeField, Exists, ExpressionWrapper, OuterRef, Prefetch, Q, Subquery, When
from django.db.models.functions import Greatest, TruncDate
from django.utils import timezone

from sistercities.accounts.models import Absence, User
from sistercities.common.visitors import Visitor

from . import kinds
from .working_days import working_day_before

# A task about which its holder does nothing is free again after so many working days.
HOLDS_FOR = 2


def free(now: dt.datetime) -> Q:
    """Nobody has it: never taken, or its holder left, was away since, or did nothing about it for two working days.

    A condition on the row itself, so that an UPDATE that had to wait for another one asks again, and no job has to
    run for it. Whoever was away has lost what they had for good; whoever did nothing has it again as soon as they
    work on it, if nobody else took it before.
    """
    return Q(claimed_by=None) | ~Q(claimed_by__in=User.objects.staff()) | Q(Exists(_days_away(now))) | _idle(now)


def _days_away(now: dt.datetime) -> models.QuerySet[Absence]:
    """Of the holder of a task, since they took it."""
    return Absence.objects.filter(
        user=OuterRef("claimed_by"), starts_on__lte=timezone.localdate(now), ends_on__gte=_taken_on()
    )


def _taken_on() -> TruncDate:
    """The day on which the task of the outer query was taken."""
    return TruncDate(ExpressionWrapper(OuterRef("claimed_at"), DateTimeField()))


def _idle(now: dt.datetime) -> Q:
    """Taken before the last two working days, in which the holder did nothing about the subject."""
    first = working_day_before(timezone.localdate(now), HOLDS_FOR)
    since = timezone.make_aware(dt.datetime.combine(first, dt.time.min))
    idle = Q(claimed_at__lt=since)
    for kind in kinds.all_kinds():
        if kind.acts is not None:
            idle &= ~Q(Exists(kind.acts().filter(at__gte=since)), kind=kind.name)
    return idle


def _last_act() -> Case:
    """When the holder last did something about the subject; nothing where the kind keeps no acts."""
    known = [(kind.name, kind.acts()) for kind in kinds.all_kinds() if kind.acts is not None]
    cases = [When(kind=name, then=Subquery(acts.order_by("-at").values("at")[:1])) for name, acts in known]
    return Case(*cases, default=None, output_field=DateTimeField())


class TaskQuerySet(models.QuerySet):
    def visible_to(self, user: Visitor) -> TaskQuerySet:
        """Staff see the queue; nobody else does."""
        return self if user.is_authenticated and user.is_staff else self.none()

    def open(self) -> TaskQuerySet:
        return self.filter(resolved_at=None)

    def free_for(self, user: User, now: dt.datetime | None = None) -> TaskQuerySet:
        """Open, and nobody else has it."""
        return self.open().filter(free(now or timezone.now()) | Q(claimed_by=user))

    def held_by_others(self, user: User, now: dt.datetime | None = None) -> TaskQuerySet:
        """Open, and a colleague has it."""
        return self.open().exclude(free(now or timezone.now())).exclude(claimed_by=user)

    def held_by(self, user: User, now: dt.datetime) -> TaskQuerySet:
        """Open, and this person has it."""
        return self.open().exclude(free(now)).filter(claimed_by=user)

    def due(self, on_date: dt.date) -> TaskQuerySet:
        """Open and not put off to a later day."""
        return self.open().filter(Q(deferred_until=None) | Q(deferred_until__lte=on_date))

    def for_list(self, now: dt.datetime | None = None) -> TaskQuerySet:
        """Oldest first, each with who has or had it: `is_free`, `away_since`, `acted_at`, the holder's `days_away`."""
        now = now or timezone.now()
        away = Greatest("starts_on", _taken_on())
        ahead = Absence.objects.not_over(timezone.localdate(now)).order_by("starts_on")
        return (
            self.select_related("claimed_by")
            .prefetch_related(Prefetch("claimed_by__absences", ahead, to_attr="days_away"))
            .annotate(
                is_free=ExpressionWrapper(free(now), models.BooleanField()),
                away_since=Subquery(_days_away(now).order_by("starts_on").values_list(away)[:1]),
                acted_at=Greatest("claimed_at", _last_act()),
            )
            .order_by("opened_at", "pk")
        )


class MistakeReportQuerySet(models.QuerySet):
    def visible_to(self, user: Visitor) -> MistakeReportQuerySet:
        """Reports are read by the staff alone."""
        return self.select_related("answered_by") if user.is_authenticated and user.is_staff else self.none()

    def about_page(self, address: str) -> MistakeReportQuerySet:
        """Reports about the page at this address."""
        return self.filter(about=address)
