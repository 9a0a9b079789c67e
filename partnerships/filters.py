from django.db.models import F
from django.utils.translation import gettext_lazy as _

from sistercities.common.filtersets import FacetedFilterSet

from .querysets import PartnershipQuerySet


class PartnershipFilter(FacetedFilterSet):
    """Partnerships: by words, country of any side, state of the day, kind and recognition."""

    list_name = "partnerships"
    sorts = {"name": _("Name"), "changed": _("Latest change first")}

    def search(self, rows: PartnershipQuerySet, name: str, value: str) -> PartnershipQuerySet:
        return rows.search(value)

    def order(self, rows: PartnershipQuerySet, sort: str, text: str) -> PartnershipQuerySet:
        if sort == "changed":
            return rows.order_by(F("state_since").desc(nulls_last=True), "sort_key", "pk")
        return rows
