from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q

from sistercities.common.visitors import Visitor


class EffectQuerySet(models.QuerySet):
    def waiting(self) -> EffectQuerySet:
        return self.filter(done_at=None)

    def claimable(self, now: dt.datetime) -> EffectQuerySet:
        """Due, not done and under no live lease."""
        return self.waiting().filter(Q(lease_until=None) | Q(lease_until__lt=now), due__lte=now)

    def failing(self) -> EffectQuerySet:
        return self.waiting().exclude(error="")


class MailQuerySet(models.QuerySet):
    def on_paper_to_post(self) -> MailQuerySet:
        """Letters on paper of which nobody has said that they were posted."""
        return self.exclude(post_address="").filter(sent_at=None)

    def visible_to(self, user: Visitor) -> MailQuerySet:
        """Staff read the log; nobody else does (the demonstration has its own page)."""
        return self.filter(is_secret=False) if user.is_authenticated and user.is_staff else self.none()
