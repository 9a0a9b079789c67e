"""The staff queue: typed tasks that one person at a time takes."""

from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .querysets import TaskQuerySet

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
        """Who has the task; nobody if the one who took it is no longer active staff."""
        person = self.claimed_by
        return person if person and person.is_active and person.is_staff else None
