"""One page of a filtered list, as every public list shows it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

from .filtersets import FacetedFilterSet

ROWS_A_PAGE = 25


def list_context(request: HttpRequest, filterset: FacetedFilterSet) -> dict[str, Any]:
    """Page, facets, chips, orders and, where nothing was found, the filters to drop. A fixed number of queries."""
    page = Paginator(filterset.qs, ROWS_A_PAGE).get_page(request.GET.get("page"))
    total = page.paginator.count
    return {
        "filter": filterset,
        "page": page,
        "total": total,
        "query": filterset.query(),
        "kept": filterset.kept,
        "choices": filterset.choices,
        "chips": filterset.chips,
        "chips_to_drop": [] if total else filterset.chips_to_drop(),
        "sorts": [
            {
                "value": value,
                "label": label,
                "is_chosen": value == filterset.sorted_by,
                "query": filterset.query(sort=value),
            }
            for value, label in filterset.sorts.items()
        ],
    }
