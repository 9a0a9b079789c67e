from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q


class UserQuerySet(models.QuerySet):
    def staff(self) -> UserQuerySet:
        return self.filter(is_staff=True, is_active=True)

    def with_rights(self, on_date: dt.date) -> UserQuerySet:
        """Staff, and others who have or will have the right to record, each with `rights`: those not over that day."""
        from .models import RecordingGrant

        rights = RecordingGrant.objects.not_over(on_date).order_by("starts_on")
        lent = Q(Exists(rights.filter(user=OuterRef("pk"))), is_active=True)
        listed = self.filter(Q(is_staff=True, is_active=True) | lent)
        return listed.prefetch_related(Prefetch("recording_grants", rights, to_attr="rights")).order_by(
            "full_name", "pk"
        )

    def recorders(self, on_date: dt.date) -> UserQuerySet:
        """Staff, or officers of the board who were lent the right, who may record on that day."""
        from .models import RecordingGrant

        return self.filter(Exists(RecordingGrant.objects.on(on_date).filter(user=OuterRef("pk"))), is_active=True)


class RecordingGrantQuerySet(models.QuerySet):
    def not_over(self, on_date: dt.date) -> RecordingGrantQuerySet:
        """Those that hold on that day or will hold later."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on_date))

    def on(self, date: dt.date) -> RecordingGrantQuerySet:
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=date), starts_on__lte=date)
