from collections.abc import Sequence
from typing import Any

from django.db.models import Case, F, QuerySet, When
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from sistercities.common.filtersets import FacetedFilterSet

from .models import Place
from .querysets import CommunityQuerySet
from .querysets_gazetteer import PlaceQuerySet
from .searching import Wanted

# How many places of the gazetteer stand below what the directory has.
PLACES_SHOWN = 5


class DirectoryFilter(FacetedFilterSet):
    """The directory: by words, country, state or region, kind and membership."""

    list_name = "directory"
    sorts = {"name": _("Name"), "people": _("Most people first")}

    @cached_property
    def wanted(self) -> Wanted:
        return Wanted(self.values.get("q", ""))

    @cached_property
    def is_named(self) -> bool:
        """Whether any community of the directory has the name that was typed, whatever the other filters say."""
        return self.queryset.search(self.wanted).exists()

    @cached_property
    def nearly(self) -> Sequence[int]:
        """Where none has: those whose names are written nearly so, nearest first."""
        if "q" not in self.values or self.is_named:
            return []
        return list(self.queryset.similar(self.wanted).values_list("pk", flat=True))

    def search(self, rows: CommunityQuerySet, name: str, value: str) -> QuerySet[Any, Any]:
        return rows.filter(pk__in=self.nearly) if self.nearly else rows.search(self.wanted)

    def order(self, rows: CommunityQuerySet, sort: str, text: str) -> QuerySet[Any, Any]:
        if sort == "people":
            return rows.order_by(F("population").desc(nulls_last=True), "sort_key", "pk")
        if self.nearly:
            return rows.order_by(Case(*(When(pk=pk, then=n) for n, pk in enumerate(self.nearly))))
        return rows.by_closeness(self.wanted) if text else rows

    @cached_property
    def places(self) -> list[Place]:
        """Places of the gazetteer of that name that are not in the directory; where nothing has it, those nearly so."""
        if "q" not in self.values:
            return []
        others: PlaceQuerySet = Place.objects.not_in_directory()
        found = list(others.search(self.wanted).by_closeness(self.wanted)[:PLACES_SHOWN])
        if found or self.is_named or self.nearly:
            return found
        return list(others.similar(self.wanted)[:PLACES_SHOWN])
