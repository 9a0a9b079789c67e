from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from sistercities.common.visitors import Visitor


class UserQuerySet(models.QuerySet):
    def staff(self) -> UserQuerySet:
        return self.filter(is_staff=True, is_active=True)

    def administrators(self) -> UserQuerySet:
        return self.filter(is_superuser=True, is_active=True)

    def former_staff(self) -> UserQuerySet:
        """Those who worked for the association, and no longer do."""
        from .models import User

        once = User.objects.filter(pk=OuterRef("pk"), events__is_staff=True)
        return self.exclude(is_staff=True, is_active=True).filter(Exists(once))

    def with_rights(self, on_date: dt.date) -> UserQuerySet:
        """Staff, and others who have or will have the right to record.

        Each with `rights` and `days_away`: those that are not over on that day.
        """
        listed = self.filter(Q(is_staff=True, is_active=True) | Q(self._have_a_right(on_date), is_active=True))
        return listed._with_days(on_date).order_by("full_name", "pk")

    def with_page_for(self, user: Visitor, on_date: dt.date) -> UserQuerySet:
        """Those whose page under the desk this person may open, with `rights` and `days_away`.

        Staff open the pages of colleagues, of whoever was lent the right to record, and of those who left; whoever
        was lent the right opens their own.
        """
        from .models import User

        if not user.is_authenticated:
            return self.none()
        holders = Q(self._have_a_right(on_date), is_active=True)
        if not user.is_staff:
            return self.filter(holders, pk=user.pk)._with_days(on_date)
        gone = Q(pk__in=User.objects.former_staff().values("pk"))
        return self.filter(Q(is_staff=True, is_active=True) | holders | gone)._with_days(on_date)

    def recorders(self, on_date: dt.date) -> UserQuerySet:
        """Staff, or officers of the board who were lent the right, who may record on that day."""
        from .models import RecordingGrant

        return self.filter(Exists(RecordingGrant.objects.on(on_date).filter(user=OuterRef("pk"))), is_active=True)

    def present(self, on_date: dt.date) -> UserQuerySet:
        """Those who are not away on that day, as far as anybody said."""
        from .models import Absence

        return self.exclude(Exists(Absence.objects.on(on_date).filter(user=OuterRef("pk"))))

    def _have_a_right(self, on_date: dt.date) -> Exists:
        from .models import RecordingGrant

        return Exists(RecordingGrant.objects.not_over(on_date).filter(user=OuterRef("pk")))

    def _with_days(self, on_date: dt.date) -> UserQuerySet:
        from .models import Absence, RecordingGrant

        rights = RecordingGrant.objects.not_over(on_date).order_by("starts_on")
        away = Absence.objects.not_over(on_date).select_related("entered_by").order_by("starts_on")
        return self.prefetch_related(
            Prefetch("recording_grants", rights, to_attr="rights"), Prefetch("absences", away, to_attr="days_away")
        )


class RecordingGrantQuerySet(models.QuerySet):
    def not_over(self, on_date: dt.date) -> RecordingGrantQuerySet:
        """Those that hold on that day or will hold later."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on_date))

    def on(self, date: dt.date) -> RecordingGrantQuerySet:
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=date), starts_on__lte=date)


class AbsenceQuerySet(models.QuerySet):
    def on(self, date: dt.date) -> AbsenceQuerySet:
        """Those that hold on that day."""
        return self.filter(starts_on__lte=date, ends_on__gte=date)

    def not_over(self, on_date: dt.date) -> AbsenceQuerySet:
        """Those that hold on that day or will hold later."""
        return self.filter(ends_on__gte=on_date)

    def changeable_by(self, user: Visitor, on_date: dt.date) -> AbsenceQuerySet:
        """What is not over: one's own, and for staff everybody's."""
        if not user.is_authenticated:
            return self.none()
        return self.not_over(on_date) if user.is_staff else self.not_over(on_date).filter(user=user)


class SecondStepRequestQuerySet(models.QuerySet):
    def open(self, now: dt.datetime) -> SecondStepRequestQuerySet:
        """Those that can still be confirmed."""
        from .models import ANSWER_WITHIN

        return self.filter(confirmed_at=None, closed_at=None, asked_at__gte=now - ANSWER_WITHIN)

    def confirmable_by(self, user: Visitor, now: dt.datetime) -> SecondStepRequestQuerySet:
        """Administrators confirm what another person asked for somebody else."""
        if not user.is_authenticated or not user.is_superuser:
            return self.none()
        return self.open(now).exclude(Q(asked_by=user) | Q(user=user))

    def closable_by(self, user: Visitor, now: dt.datetime) -> SecondStepRequestQuerySet:
        """The one who asked takes it back; an administrator closes what should not have been asked."""
        if not user.is_authenticated:
            return self.none()
        return self.open(now) if user.is_superuser else self.open(now).filter(asked_by=user)
