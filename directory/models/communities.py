import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from directory.choices import Level, NameKind
from directory.querysets import CommunityQuerySet
from sistercities.common.countries import country_name


@pghistory.track()
class Community(models.Model):
    """A real sub-national government: a city, county, state, prefecture and so on."""

    name = models.CharField(_("name"), max_length=200, help_text=_("As English readers know it."))
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    sort_key = models.CharField(_("sort key"), max_length=220, help_text=_("The folded name; lists are ordered by it."))
    native_name = models.CharField(_("name in its own language"), max_length=200, blank=True)
    native_language = models.CharField(_("that language"), max_length=35, blank=True, help_text=_("A tag such as ja."))
    level = models.CharField(_("kind"), max_length=20, choices=Level, default=Level.CITY)
    country = CountryField(_("country"))
    subdivision_code = models.CharField(_("state or region, ISO 3166-2"), max_length=10, blank=True)
    subdivision_name = models.CharField(_("state or region"), max_length=120, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    population = models.PositiveIntegerField(_("people"), null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(_("year of that figure"), null=True, blank=True)
    population_source = models.CharField(_("source of that figure"), max_length=300, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    geonames_id = models.PositiveBigIntegerField(_("GeoNames id"), null=True, blank=True, unique=True)
    wikidata_id = models.CharField(_("Wikidata id"), max_length=20, blank=True)
    website = models.URLField(_("official website"), blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    is_proposed = models.BooleanField(
        _("typed into a document"),
        default=False,
        help_text=_(
            "The public does not see it before it has a public partnership or a membership. "
            "Take the mark away to show it now."
        ),
    )

    objects = CommunityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("communities")
        ordering = ["sort_key", "country", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(level__in=Level.values), name="community_level_known"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")), name="community_not_merged_into_itself"
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="community_place_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["sort_key", "country", "id"], name="community_by_name"),
            models.Index(fields=["country", "subdivision_name"], name="community_by_country"),
            models.Index(fields=["level"], name="community_by_level"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("community_detail", args=[self.slug])

    @property
    def place(self) -> str:
        """What tells homonyms apart: "Oregon, United States"."""
        return ", ".join(part for part in (self.subdivision_name, str(country_name(str(self.country)))) if part)

    @property
    def full_name(self) -> str:
        """ "Portland, Oregon, United States"."""
        return f"{self.name}, {self.place}"


class CommunityName(models.Model):
    """Every name under which a community is found, folded for search."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="names", verbose_name=_("community"))
    name = models.CharField(_("name"), max_length=200)
    folded = models.CharField(_("folded name"), max_length=220)
    language = models.CharField(_("language"), max_length=35, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=NameKind, default=NameKind.OTHER)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "name", "language"], name="communityname_once"),
            models.UniqueConstraint(
                fields=["community", "kind"], condition=~Q(kind=NameKind.OTHER), name="communityname_one_main"
            ),
        ]
        indexes = [
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="communityname_by_trigram"),
            models.Index(fields=["folded"], opclasses=["varchar_pattern_ops"], name="communityname_by_folded"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class OfficeHolder(models.Model):
    """Who held an office, from when until when. Signed records never depend on these rows."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="office_holders")
    title = models.CharField(_("title"), max_length=120)
    position = models.CharField(
        _("which one"), max_length=60, blank=True, help_text=_("Where several share a title, for instance District 2.")
    )
    name = models.CharField(_("name"), max_length=200)
    own_script_name = models.CharField(_("name in own script"), max_length=200, blank=True)
    own_script_language = models.CharField(_("language of that script"), max_length=35, blank=True)
    is_head = models.BooleanField(_("head of the community"), default=True)
    term = DateRangeField(_("term"))
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        ordering = ["community", "-term"]
        constraints = [
            ExclusionConstraint(
                name="officeholder_terms_apart",
                expressions=[
                    ("community", RangeOperators.EQUAL),
                    ("title", RangeOperators.EQUAL),
                    ("position", RangeOperators.EQUAL),
                    ("term", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.name}"
