"""Lists that were brought in: each run of an import is kept, line by line."""

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.choices import LineStatus, ListState
from directory.querysets_lists import ListImportQuerySet, ListLineQuerySet


@pghistory.track()
class ListImport(models.Model):
    """One list as it was brought in: by whom, from which file, with which choices, and how far it has come."""

    kind = models.CharField(_("what it lists"), max_length=30)
    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(_("fingerprint of the file"), max_length=64)
    source = models.CharField(_("source"), max_length=200, blank=True)
    options = models.JSONField(_("choices"), default=dict)
    state = models.CharField(_("state"), max_length=20, choices=ListState, default=ListState.CHECKING)
    rows = models.PositiveIntegerField(_("lines"), default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("by"))
    at = models.DateTimeField(_("brought in at"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("rolled back by")
    )
    taken_back_at = models.DateTimeField(_("rolled back at"), null=True, blank=True)

    objects = ListImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ListState.values), name="listimport_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.pk})"

    def get_absolute_url(self) -> str:
        return reverse("list_import", args=[self.pk])

    def key(self, work: str) -> str:
        """Under which a piece of work on it is promised."""
        return f"list:{self.pk}:{work}"


class ListLine(models.Model):
    """One line of a list as it was typed, what became of it, and what it added.

    `ends`: the places that it names, each with `id` (GeoNames) or `community`, `name`, `place`, `country`, `how` and
    `candidates`. `made`: keys of the rows that it added, by kind. `subject_id`: what the line is about, as the kind of
    list says. `is_settled`: what it asks for is done. Written in bulk, without change history: it is one.
    """

    list_import = models.ForeignKey(ListImport, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(_("line of the file"))
    row = models.JSONField(_("as typed"))
    status = models.CharField(_("status"), max_length=20, choices=LineStatus, default=LineStatus.READ)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    ends = models.JSONField(_("places"), default=list)
    subject_id = models.BigIntegerField(_("what it is about"), null=True)
    made = models.JSONField(_("what it added"), default=dict)
    is_settled = models.BooleanField(_("done"), default=False)
    left = models.CharField(_("why something stayed when it was rolled back"), max_length=300, blank=True)

    objects = ListLineQuerySet.as_manager()

    class Meta:
        ordering = ["list_import", "number"]
        constraints = [
            models.UniqueConstraint(fields=["list_import", "number"], name="listline_once"),
            models.CheckConstraint(condition=Q(status__in=LineStatus.values), name="listline_status_known"),
        ]
        indexes = [
            models.Index(fields=["list_import", "status", "number"], name="listline_by_status"),
            models.Index(fields=["subject_id"], name="listline_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.list_import_id}: {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("list_line", args=[self.list_import_id, self.number])

    @property
    def is_open(self) -> bool:
        """Whether a person still has to say which place is meant."""
        return self.status in (LineStatus.AMBIGUOUS, LineStatus.UNRESOLVED)

    @property
    def is_both_same(self) -> bool:
        """Whether its two ends were found to be one place, so that at least one of them is another."""
        return self.is_open and len(self.ends) > 1 and all("id" in end for end in self.ends)

    def end(self, n: int) -> dict[str, Any]:
        """The place at one end; empty where nothing was looked for."""
        return self.ends[n] if n < len(self.ends) else {}
