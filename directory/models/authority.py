import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.choices import Check, Outcome
from directory.querysets_authority import LawAdvisoryQuerySet
from sistercities.association.models import in_language
from sistercities.common.countries import country_name

from .communities import Community


@pghistory.track()
class RealityCheck(models.Model):
    """What staff found when they looked up one thing about a community; kept for every document about it."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="reality_checks")
    check_kind = models.CharField(_("what was looked up"), max_length=20, choices=Check)
    outcome = models.CharField(_("what it showed"), max_length=20, choices=Outcome)
    link = models.URLField(_("where it stands"), blank=True, max_length=500)
    note = models.TextField(_("note"), blank=True, max_length=1000)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(_("looked up at"))

    class Meta:
        ordering = ["community", "check_kind"]
        constraints = [
            models.UniqueConstraint(fields=["community", "check_kind"], name="realitycheck_once"),
            models.CheckConstraint(condition=Q(check_kind__in=Check.values), name="realitycheck_kind_known"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="realitycheck_outcome_known"),
            models.CheckConstraint(condition=~Q(link="") | ~Q(note=""), name="realitycheck_says_where"),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.OTHERWISE) | ~Q(note=""), name="realitycheck_otherwise_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community}: {self.get_check_kind_display()}, {self.get_outcome_display()}"


@pghistory.track()
class LawAdvisory(models.Model):
    """What a law at home says about partnerships with some countries, in own words. It forbids nothing here."""

    state = models.CharField(
        _("state, ISO 3166-2"),
        max_length=6,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{2}-[A-Z0-9]{1,3}$", _("Write the code of the state, for instance US-TX."))],
        help_text=_("For instance US-TX. Empty: the whole country."),
    )
    state_name = models.CharField(_("name of the state"), max_length=120, blank=True)
    countries = ArrayField(models.CharField(max_length=2), verbose_name=_("countries concerned"))
    titles = models.JSONField(_("title by language"), default=dict)
    texts = models.JSONField(_("text by language"), default=dict)
    source_url = models.URLField(_("where the law stands"), max_length=500)
    in_force_from = models.DateField(_("in force from"))
    in_force_until = models.DateField(_("in force until"), null=True, blank=True, help_text=_("The last day."))

    objects = LawAdvisoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("law advisories")
        ordering = ["state_name", "in_force_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(titles__has_key="en") & Q(texts__has_key="en"), name="lawadvisory_has_english"
            ),
            models.CheckConstraint(condition=Q(countries__len__gt=0), name="lawadvisory_names_countries"),
            models.CheckConstraint(
                condition=Q(state="", state_name="") | (~Q(state="") & ~Q(state_name="")),
                name="lawadvisory_state_whole",
            ),
            models.CheckConstraint(
                condition=Q(in_force_until=None) | Q(in_force_until__gte=F("in_force_from")),
                name="lawadvisory_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("advisory_edit", args=[self.pk])

    @property
    def title(self) -> str:
        return in_language(self.titles)

    @property
    def text(self) -> str:
        return in_language(self.texts)

    @property
    def country_names(self) -> list[str]:
        """In the current language, in order."""
        return sorted(str(country_name(code)) for code in self.countries)
