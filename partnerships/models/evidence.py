import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directory.choices import AskedHow
from partnerships.querysets_earlier import EarlierRecognitionQuerySet
from partnerships.stages import Basis, ClaimKind, SourceRank, State
from sistercities.common.dates import PartialDateField

from .partnerships import Partnership, Party


@pghistory.track()
class StateClaim(models.Model):
    """What a source, or one side (a statement), says about the state from a date on. StatePeriod is made from these."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="state_claims")
    state = models.CharField(_("state"), max_length=20, choices=State)
    since = PartialDateField(_("since"), null=True, blank=True, help_text=_("Empty: the source gives no date."))
    party = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The side that says so, if one does."),
    )
    source = models.CharField(_("source"), max_length=300)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    stated_on = models.DateField(_("said or read on"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    asked_by = models.CharField(_("who asked for it"), max_length=200, blank=True, help_text=_("Not public."))
    asked_how = models.CharField(_("how"), max_length=10, choices=AskedHow, blank=True)

    class Meta:
        ordering = ["partnership", "stated_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="stateclaim_state_known"),
            models.CheckConstraint(
                condition=Q(asked_by="", asked_how="") | (~Q(asked_by="") & Q(asked_how__in=AskedHow.values)),
                name="stateclaim_asked_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.source}"


class StatePeriod(models.Model):
    """The state over one stretch of time. Written by `rewrite_state_periods` alone; future ends are in it."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="state_periods")
    state = models.CharField(_("state"), max_length=20, choices=State)
    days = DateRangeField(_("days"))
    since = PartialDateField(_("since, as the basis gives it"), null=True, blank=True)
    basis = models.CharField(_("basis"), max_length=20, choices=Basis)
    number = models.CharField(_("register number"), max_length=30, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)

    class Meta:
        ordering = ["partnership", "days"]
        constraints = [
            ExclusionConstraint(
                name="stateperiod_apart",
                expressions=[("partnership", RangeOperators.EQUAL), ("days", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="stateperiod_state_known"),
        ]
        indexes = [
            GistIndex(fields=["days"], name="stateperiod_by_days"),
            models.Index(fields=["state", "partnership"], name="stateperiod_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.days}"


@pghistory.track()
class DateClaim(models.Model):
    """One date from the past with what it tells, how exact it is and who says so. Claims may disagree."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="date_claims")
    kind = models.CharField(_("what it tells"), max_length=20, choices=ClaimKind)
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("side"))
    value = PartialDateField(_("date"))
    rank = models.PositiveSmallIntegerField(_("kind of source"), choices=SourceRank)
    source = models.CharField(_("source"), max_length=300)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)

    class Meta:
        ordering = ["partnership", "kind", "rank", "value", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ClaimKind.values), name="dateclaim_kind_known"),
            models.CheckConstraint(condition=Q(rank__in=SourceRank.values), name="dateclaim_rank_known"),
            models.UniqueConstraint(
                fields=["partnership", "kind", "party", "value", "source"],
                name="dateclaim_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"


@pghistory.track()
class Confirmation(models.Model):
    """One side says that the partnership is alive."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="confirmations")
    confirmed_on = models.DateField(_("confirmed on"))
    how = models.CharField(_("how"), max_length=200, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    class Meta:
        ordering = ["-confirmed_on", "pk"]
        indexes = [models.Index(fields=["party", "confirmed_on"], name="confirmation_by_day")]

    def __str__(self) -> str:
        return f"{self.party}: {self.confirmed_on}"


@pghistory.track()
class EarlierRecognition(models.Model):
    """An earlier file or printed directory of the association lists it. Counts once a second person confirms."""

    partnership = models.OneToOneField(Partnership, models.CASCADE, related_name="earlier_recognition")
    source = models.CharField(_("source"), max_length=200)
    page = models.CharField(_("page"), max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(_("year of that source"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered at"))
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    objects = EarlierRecognitionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("entered_by")),
                name="earlierrecognition_two_people",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="earlierrecognition_confirmed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.year}"

    @property
    def in_words(self) -> str:
        """ "the printed directory, 2012, page 114"."""
        facts = {"source": self.source, "year": self.year, "page": self.page}
        return (gettext("%(source)s, %(year)s, page %(page)s") if self.page else "%(source)s, %(year)s") % facts
