from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone


class UserQuerySet(models.QuerySet):
    def staff(self) -> UserQuerySet:
        return self.filter(is_staff=True, is_active=True)

    def recorders(self, on_date: dt.date) -> UserQuerySet:
        """Staff, or officers of the board who were lent the right, who may record on that day."""
        from .models import RecordingGrant

        return self.filter(Exists(RecordingGrant.objects.on(on_date).filter(user=OuterRef("pk"))), is_active=True)


class RecordingGrantQuerySet(models.QuerySet):
    def on(self, date: dt.date) -> RecordingGrantQuerySet:
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=date), starts_on__lte=date)
