"""The facets of partnerships about their sides. Loaded by `ready()`; the values stand in addresses."""

import datetime as dt
from collections.abc import Mapping

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.models import Community
from sistercities.common.countries import country_name
from sistercities.common.facets import Facet, register_facet

from .models import Party

CITIES, REGIONS = "cities", "regions"
BETWEEN = {CITIES: _("Cities and towns"), REGIONS: _("Counties, states, prefectures")}
COUNTRY, STATE = "parties__community__country", "parties__community__subdivision_name"


def _by(rows: QuerySet, path: str) -> Mapping[str, int]:
    """Partnerships by a fact of any side; one with two sides of one value counts once there."""
    return dict(rows.order_by().values(path).annotate(n=Count("pk", distinct=True)).values_list(path, "n"))


def _in_country(rows: QuerySet, value: str, on_date: dt.date) -> QuerySet:
    return rows.in_country(value)


def _countries(rows: QuerySet, on_date: dt.date) -> Mapping[str, int]:
    return _by(rows, COUNTRY)


def _in_state(rows: QuerySet, value: str, on_date: dt.date) -> QuerySet:
    country, _colon, name = value.partition(":")
    return rows.in_state(country, name)


def _states(rows: QuerySet, on_date: dt.date) -> Mapping[str, int]:
    found = rows.order_by().values(COUNTRY, STATE).annotate(n=Count("pk", distinct=True))
    return {f"{row[COUNTRY]}:{row[STATE]}": row["n"] for row in found if row[STATE]}


def _state_name(value: str) -> str:
    country, _colon, name = value.partition(":")
    return f"{name}, {country_name(country)}" if name else value


def _of_community(rows: QuerySet, value: str, on_date: dt.date) -> QuerySet:
    return rows.filter(Exists(Party.objects.filter(partnership=OuterRef("pk"), community__slug=value)))


def _no_counts(rows: QuerySet, on_date: dt.date) -> Mapping[str, int]:
    """Never offered: a community's own page leads here."""
    return {}


def _community_name(value: str) -> str:
    return Community.objects.public().filter(slug=value).values_list("name", flat=True).first() or value


def _between(rows: QuerySet, value: str, on_date: dt.date) -> QuerySet:
    return rows.with_regional().filter(is_regional=value == REGIONS) if value in BETWEEN else rows.none()


def _betweens(rows: QuerySet, on_date: dt.date) -> Mapping[str, int]:
    found = rows.with_regional().order_by().values("is_regional").annotate(n=Count("pk"))
    return {REGIONS if row["is_regional"] else CITIES: row["n"] for row in found}


def _between_words(value: str) -> str | Promise:
    return BETWEEN.get(value, value)


register_facet(
    "partnerships",
    Facet(name="country", is_open=True, label=_("Country"), text=country_name, filter=_in_country, count=_countries),
)
register_facet(
    "partnerships",
    Facet(
        name="place",
        is_open=True,
        label=_("State or region"),
        text=_state_name,
        filter=_in_state,
        count=_states,
        within="country",
    ),
)
register_facet(
    "partnerships",
    Facet(
        name="between",
        label=_("Between"),
        about=_("A partnership counts with counties, states and prefectures if one of its sides is one."),
        text=_between_words,
        order=list(BETWEEN),
        filter=_between,
        count=_betweens,
    ),
)
register_facet(
    "partnerships",
    Facet(name="community", label=_("Community"), text=_community_name, filter=_of_community, count=_no_counts),
)
