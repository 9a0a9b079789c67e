from django.db.models import F
from django.utils.translation import gettext_lazy as _

from sistercities.common.filtersets import FacetedFilterSet

from .querysets import CommunityQuerySet


class DirectoryFilter(FacetedFilterSet):
    """The directory: by words, country, state or region, kind and membership."""

    list_name = "directory"
    sorts = {"name": _("Name"), "people": _("Most people first")}

    def search(self, rows: CommunityQuerySet, name: str, value: str) -> CommunityQuerySet:
        return rows.search(value)

    def order(self, rows: CommunityQuerySet, sort: str, text: str) -> CommunityQuerySet:
        if sort == "people":
            return rows.order_by(F("population").desc(nulls_last=True), "sort_key", "pk")
        return rows.by_closeness(text) if text else rows
