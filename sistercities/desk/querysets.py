from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q

from sistercities.common.visitors import Visitor


class TaskQuerySet(models.QuerySet):
    def visible_to(self, user: Visitor) -> TaskQuerySet:
        """Staff see the queue; nobody else does."""
        return self if user.is_authenticated and user.is_staff else self.none()

    def open(self) -> TaskQuerySet:
        return self.filter(resolved_at=None)

    def due(self, on_date: dt.date) -> TaskQuerySet:
        """Open and not put off to a later day."""
        return self.open().filter(Q(deferred_until=None) | Q(deferred_until__lte=on_date))

    def for_list(self) -> TaskQuerySet:
        return self.select_related("claimed_by").order_by("opened_at", "pk")
