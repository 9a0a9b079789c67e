from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q

from sistercities.accounts.models import User
from sistercities.common.visitors import Visitor


def free() -> Q:
    """Nobody has it: what was taken by somebody who is no longer active staff counts as free.

    A condition on the row itself, so that an UPDATE that had to wait for another one asks again.
    """
    return Q(claimed_by=None) | ~Q(claimed_by__in=User.objects.staff())


class TaskQuerySet(models.QuerySet):
    def visible_to(self, user: Visitor) -> TaskQuerySet:
        """Staff see the queue; nobody else does."""
        return self if user.is_authenticated and user.is_staff else self.none()

    def open(self) -> TaskQuerySet:
        return self.filter(resolved_at=None)

    def free_for(self, user: User) -> TaskQuerySet:
        """Open, and nobody else has it."""
        return self.open().filter(free() | Q(claimed_by=user))

    def held_by_others(self, user: User) -> TaskQuerySet:
        """Open, and a colleague has it."""
        return self.open().exclude(free()).exclude(claimed_by=user)

    def due(self, on_date: dt.date) -> TaskQuerySet:
        """Open and not put off to a later day."""
        return self.open().filter(Q(deferred_until=None) | Q(deferred_until__lte=on_date))

    def for_list(self) -> TaskQuerySet:
        return self.select_related("claimed_by").order_by("opened_at", "pk")
