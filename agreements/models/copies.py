import uuid
from collections.abc import Iterator

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.querysets import PublicCopyQuerySet

from .handins import HandIn
from .papers import Scan


def copy_path(copy: "PublicCopy", filename: str) -> str:
    """A folder of its own for each copy, with its PDF and the pictures of its pages."""
    return f"copies/{copy.scan_id}/{uuid.uuid4().hex}/{filename}"


@pghistory.track()
class PublicCopy(models.Model):
    """A copy of a public file in which lines are blacked out: what everybody gets instead of the original.

    `decision` is empty for the one copy that was made before recording; the entry names it beside its original. After
    recording a decision of the association brings a copy of its own, which counts from the day on which that is
    recorded, and which its act names. The newest copy that counts is the one that is shown.
    `areas` are the fields of `blackout.Area`; `pictures` are those of its pages: file, media_type, width, height.
    """

    scan = models.ForeignKey(Scan, models.CASCADE, related_name="public_copies", verbose_name=_("original"))
    decision = models.ForeignKey(
        HandIn, models.PROTECT, null=True, blank=True, related_name="public_copies", verbose_name=_("decision")
    )
    reason = models.CharField(_("what is blacked out, and why"), max_length=300)
    areas = models.JSONField(_("what is blacked out"))
    file = models.FileField(_("file"), upload_to=copy_path, max_length=200)
    sha256 = models.CharField(_("file fingerprint"), max_length=64, db_index=True)
    size = models.PositiveIntegerField(_("bytes"))
    pictures = models.JSONField(_("pictures of its pages"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))

    objects = PublicCopyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("public copies")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scan", "decision"], name="publiccopy_one_per_decision", nulls_distinct=False
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="publiccopy_has_reason"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="publiccopy_sha256_shape"),
        ]

    def __str__(self) -> str:
        return f"{self.scan} (public copy)"

    def get_absolute_url(self) -> str:
        return reverse("copy_file", args=[self.pk])

    def page_address(self, number: int) -> str:
        """Where the picture of page `number`, counted from 1, is."""
        return reverse("copy_page", args=[self.pk, number])

    def file_names(self) -> Iterator[str]:
        """Everything that is stored of it."""
        yield str(self.file.name)
        yield from (picture["file"] for picture in self.pictures)
