from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from directory.choices import Level
from directory.querysets_gazetteer import PlaceQuerySet
from sistercities.common.countries import country_name


class Place(models.Model):
    """A place of the gazetteer (GeoNames), from which a community is made when someone needs it.

    Rows come from `load_gazetteer` only and are no record of the association: without change history, and nothing
    refers to them but their names. A community holds the same `geonames_id` and facts of its own.
    """

    geonames_id = models.PositiveBigIntegerField(_("GeoNames id"), primary_key=True)
    name = models.CharField(_("name"), max_length=200)
    sort_key = models.CharField(_("sort key"), max_length=220)
    level = models.CharField(_("kind"), max_length=20, choices=Level, default=Level.CITY)
    country = CountryField(_("country"))
    subdivision_code = models.CharField(_("state or region, ISO 3166-2"), max_length=10, blank=True)
    subdivision_name = models.CharField(_("state or region"), max_length=120, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    population = models.PositiveIntegerField(_("people"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["country", "subdivision_code"], name="place_by_subdivision")]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """What tells homonyms apart: "Oregon, United States"."""
        return ", ".join(part for part in (self.subdivision_name, str(country_name(str(self.country)))) if part)


class PlaceName(models.Model):
    """A name under which a place of the gazetteer is found."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="names", verbose_name=_("place"))
    name = models.CharField(_("name"), max_length=200)
    folded = models.CharField(_("folded name"), max_length=220)
    is_main = models.BooleanField(_("the name used here"), default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "folded"], name="placename_once")]
        indexes = [
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="placename_by_trigram"),
            models.Index(fields=["folded"], opclasses=["varchar_pattern_ops"], name="placename_by_folded"),
        ]

    def __str__(self) -> str:
        return self.name
