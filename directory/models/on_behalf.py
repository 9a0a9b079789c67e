import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory.choices import AskedHow
from directory.querysets_on_behalf import OnBehalfQuerySet

from .committees import Committee


@pghistory.track()
class OnBehalf(models.Model):
    """A committee asked for something that staff do for it: who asked, how, when, and the sheet that came.

    While it is open, what that member of staff does on the pages of the committee is noted under it.
    """

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="requests", verbose_name=_("committee"))
    asked_by = models.CharField(_("who asked"), max_length=200)
    asked_how = models.CharField(_("how"), max_length=10, choices=AskedHow)
    asked_on = models.DateField(_("on which day"))
    sheet = models.CharField(_("sheet"), max_length=200, blank=True)
    sheet_name = models.CharField(_("file name"), max_length=255, blank=True)
    sheet_type = models.CharField(_("media type"), max_length=100, blank=True)
    sheet_sha256 = models.CharField(_("file fingerprint"), max_length=64, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("done by"))
    opened_at = models.DateTimeField(_("begun at"))
    closed_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = OnBehalfQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("requests")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(asked_how__in=AskedHow.values), name="onbehalf_how_known"),
            models.CheckConstraint(condition=~Q(asked_by=""), name="onbehalf_somebody_asked"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")), name="onbehalf_ends_after_begin"
            ),
            models.UniqueConstraint(
                fields=["committee", "opened_by"], condition=Q(closed_at=None), name="onbehalf_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.committee}: {self.asked_by}, {self.asked_on}"


@pghistory.track()
class OnBehalfDeed(models.Model):
    """One thing that was done for a committee, in words."""

    request = models.ForeignKey(OnBehalf, models.PROTECT, related_name="deeds")
    what = models.CharField(_("what"), max_length=300)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("deed on behalf")
        verbose_name_plural = _("deeds on behalf")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.what
