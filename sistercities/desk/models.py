"""The staff queue: typed tasks that one person at a time takes."""

import datetime as dt
from typing import TYPE_CHECKING, Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sistercities.post.models import Mail
from sistercities.post.querysets import MailQuerySet

from .querysets import HOLDS_FOR, MistakeReportQuerySet, TaskQuerySet, free
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


@pghistory.track()
class PrintBatch(models.Model):
    """Letters on paper that are printed together as one PDF, and by whom and when they were posted."""

    class Paper(models.TextChoices):
        US = "us", _("US Letter, window envelope No. 10")
        ISO = "iso", _("A4, window envelope DL")

    paper = models.CharField(_("paper and envelope"), max_length=3, choices=Paper)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    printed = models.PositiveIntegerField(_("letters printed so far"), default=0)
    pdf = models.CharField(_("file"), max_length=200, blank=True)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    posted_on = models.DateField(_("posted on"), null=True, blank=True)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("posted by")
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = _("print batches")
        constraints = [
            models.CheckConstraint(condition=Q(paper__in=["us", "iso"]), name="printbatch_paper_known"),
            models.CheckConstraint(
                condition=Q(posted_on=None, posted_by=None) | Q(posted_on__isnull=False, posted_by__isnull=False),
                name="printbatch_posted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d} ({self.pk})"

    @property
    def letters(self) -> MailQuerySet:
        """What is printed, in its order."""
        return Mail.objects.filter(pk__in=self.lines.values("mail")).order_by("post_name", "post_address", "pk")

    @property
    def key(self) -> str:
        """Under which the PDF of this edition is promised."""
        return f"letters:{self.pk}:{self.edition}"

    def pdf_name(self, edition: int) -> str:
        """Under which the PDF of an edition is stored."""
        return f"letters/{self.pk}-{edition}.pdf"


class BatchLetter(models.Model):
    """A letter that is in a batch; no letter is in two."""

    batch = models.ForeignKey(PrintBatch, models.CASCADE, related_name="lines")
    mail = models.OneToOneField(Mail, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.mail)


class MistakeReport(models.Model):
    """What a visitor says is wrong on a public record. The address is erased with the answer."""

    about = models.CharField(_("page"), max_length=300)
    title = models.CharField(_("what the page is called"), max_length=300)
    text = models.TextField(_("what is wrong"))
    source = models.CharField(_("where they have it from"), max_length=500, blank=True)
    email = models.EmailField(_("e-mail for the answer"), blank=True)
    reported_at = models.DateTimeField(_("reported at"))
    answer = models.TextField(_("what was done"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = MistakeReportQuerySet.as_manager()

    class Meta:
        ordering = ["-reported_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False, email="") & ~Q(answer=""),
                name="mistakereport_answered_whole",
            )
        ]
        indexes = [models.Index(fields=["about"], name="mistakereport_by_page")]

    def __str__(self) -> str:
        return self.title
