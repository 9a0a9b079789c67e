"""The FilterSet of the register, shared by its page and exports."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sistercities.common.filtersets import FacetedFilterSet

from .models import RegistryEntry


class RegistryFilterSet(FacetedFilterSet):
    """Founding entries by number or community, country, year of recording and kind of document."""

    list_name = "registry"
    sorts = {"newest": _("Newest first"), "oldest": _("Oldest first"), "name": _("By name")}
    orders = {"newest": ["-seq"], "oldest": ["seq"], "name": ["partnership__sort_key", "seq"]}

    class Meta:
        model = RegistryEntry
        fields: list[str] = []

    def search(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.search(value)

    def order(self, rows: QuerySet, sort: str, text: str) -> QuerySet:
        return rows.order_by(*self.orders[sort])
