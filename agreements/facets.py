"""What can be asked of the register's list and of other lists about the register."""

import datetime as dt
from collections.abc import Mapping

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from sistercities.common.facets import Facet, grouped, register_facet
from sistercities.common.numbers import whole_number

from .choices import DocumentKind

FIRST_YEAR = 1900


def _in_country(rows: QuerySet, value: str, on_date: dt.date) -> QuerySet:
    return rows.in_country(value)


def _by_country(rows: QuerySet, on_date: dt.date) -> Mapping[str, int]:
    path = "partnership__parties__community__country"
    found = rows.order_by().values(path).annotate(n=Count("pk", distinct=True)).values_list(path, "n")
    return dict(found)


def _in_year(rows: QuerySet, value: str, on_date: dt.date) -> QuerySet:
    year = whole_number(value) or 0
    return rows.filter(recorded_at__year=year) if FIRST_YEAR <= year <= on_date.year else rows.none()


def _year_of_recording(rows: QuerySet, on_date: dt.date) -> QuerySet:
    return rows.annotate(recorded_year=ExtractYear("recorded_at"))


register_facet(
    "registry",
    Facet(
        name="country",
        is_open=True,
        label=_("Country"),
        filter=_in_country,
        count=_by_country,
        text=lambda code: countries.name(code) or code,
    ),
)
register_facet(
    "registry",
    Facet(
        name="year",
        is_open=True,
        label=_("Year of recording"),
        **grouped("recorded_year", _year_of_recording) | {"filter": _in_year},
    ),
)
register_facet(
    "registry",
    Facet(
        name="kind",
        is_open=True,
        label=_("Kind of document"),
        text=lambda value: dict(DocumentKind.choices).get(value, value),
        order=DocumentKind.values,
        **grouped("kind"),
    ),
)
