"""How the care for a committee passes on: in one step, or after notice where nobody answers."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory.choices import COMMITTEE_ROLES, AskedHow, Role, SilenceEnd
from directory.querysets_changes import HandoverQuerySet, SilenceQuerySet

from .committees import Committee, Invitation, Seat

STAYING_ROLES = tuple(role for role in COMMITTEE_ROLES if role != Role.COORDINATOR)


@pghistory.track()
class Handover(models.Model):
    """A main contact hands over to whoever accepts the invitation. Nothing changes before that.

    It waits while the invitation does; withdrawing the invitation takes it back. `asked_*`: who asked for it, where
    staff enter it for the committee.
    """

    invitation = models.OneToOneField(Invitation, models.CASCADE, related_name="handover")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="handovers", verbose_name=_("seat that is handed over"))
    role_after = models.CharField(
        _("stays as"), max_length=20, choices=Role, blank=True, help_text=_("Empty: leaves the committee.")
    )
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_by = models.CharField(_("who asked for it"), max_length=200, blank=True)
    asked_how = models.CharField(_("how"), max_length=10, choices=AskedHow, blank=True)
    asked_on = models.DateField(_("on which day"), null=True, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(role_after__in=["", *STAYING_ROLES]), name="handover_role_known"),
            models.CheckConstraint(
                condition=Q(asked_by="", asked_how="", asked_on=None)
                | (~Q(asked_by="") & Q(asked_how__in=AskedHow.values, asked_on__isnull=False)),
                name="handover_asked_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat.user} → {self.invitation.email}"


@pghistory.track()
class Silence(models.Model):
    """Nobody of a committee answers. Letters of notice went out; from `runs_until` on staff may seat somebody new."""

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="silences")
    reason = models.CharField(_("how you know that nobody answers"), max_length=500)
    written_to = models.JSONField(_("written to"), default=list)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened at"))
    runs_until = models.DateField(_("notice until"), help_text=_("The first day on which somebody new can be seated."))
    end = models.CharField(_("how it ended"), max_length=20, choices=SilenceEnd, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    answer = models.CharField(_("who answered, and how"), max_length=300, blank=True)

    objects = SilenceQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["committee"], condition=Q(ended_at=None), name="silence_one_open"),
            models.CheckConstraint(
                condition=Q(end="", ended_at=None) | Q(end__in=SilenceEnd.values, ended_at__gte=F("opened_at")),
                name="silence_ended_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.committee}: {self.runs_until}"
