"""The staff queue: typed tasks that one person at a time takes."""

import datetime as dt
from typing import TYPE_CHECKING, Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .querysets import HOLDS_FOR, TaskQuerySet, free
from .working_days import working_day_after

if TYPE_CHECKING:
    from sistercities.accounts.models import User


@pghistory.track()
class Task(models.Model):
    """Something that staff must do about one subject. Kinds are registered by the apps that open them."""

    kind = models.CharField(_("kind"), max_length=60)
    subject_id = models.BigIntegerField(_("subject"))
    title = models.CharField(_("title"), max_length=300)
    opened_at = models.DateTimeField(_("waiting since"))
    deferred_until = models.DateField(_("put off until"), null=True, blank=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken by"),
    )
    claimed_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("done at"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("done by")
    )
    outcome = models.CharField(_("outcome"), max_length=300, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"], condition=Q(resolved_at=None), name="task_one_open_per_subject"
            ),
            models.CheckConstraint(
                condition=Q(claimed_by=None) | Q(claimed_at__isnull=False), name="task_claim_has_time"
            ),
            models.CheckConstraint(
                condition=Q(resolved_at=None) | Q(resolved_at__gte=F("opened_at")), name="task_resolved_after_opened"
            ),
        ]
        indexes = [
            models.Index(fields=["opened_at"], condition=Q(resolved_at=None), name="task_open_by_age"),
            models.Index(fields=["kind", "subject_id"], name="task_by_subject"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def holder(self) -> "User | None":
        """Who has the task now; nobody if the claim of the one who took it has ended, see `querysets.free`.

        Rows of `for_list` know it; others ask the database.
        """
        return None if self.claimed_by is None or self._is_free_now() else self.claimed_by

    @property
    def former_holder(self) -> "User | None":
        """Who took the task and has it no longer, while nobody else took it."""
        return self.claimed_by if self.claimed_by and self._is_free_now() else None

    def free_since(self, today: dt.date) -> dt.date | None:
        """Of a row of `for_list`: the first day on which the claim of `former_holder` was over; None if they left."""
        if not self.former_holder:
            return None
        row: Any = self
        idle = working_day_after(timezone.localdate(row.acted_at), HOLDS_FOR) + dt.timedelta(days=1)
        ends = [day for day in (row.away_since, idle) if day and day <= today]
        return min(ends, default=None)

    def _is_free_now(self) -> bool:
        known: bool | None = getattr(self, "is_free", None)
        return Task.objects.filter(free(timezone.now()), pk=self.pk).exists() if known is None else known
