"""The facets of the directory and its figure. Loaded by `ready()`."""

import datetime as dt

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sistercities.common.countries import country_name
from sistercities.common.facets import Facet, grouped, register_facet
from sistercities.common.figures import Figure, register_figure

from .choices import Level
from .models import Community

MEMBER, NOT_MEMBER = "member", "not_member"
STANDING = {MEMBER: _("Member at present"), NOT_MEMBER: _("Not a member at present")}


def _level(value: str) -> str | Promise:
    return dict(Level.choices).get(value, value)


def _standing(value: str) -> str | Promise:
    return STANDING.get(value, value)


def with_standing(rows: QuerySet, value: str, on_date: dt.date) -> QuerySet:
    if value not in STANDING:
        return rows.none()
    return rows.with_standing(on_date).filter(is_member=value == MEMBER)


def standings(rows: QuerySet, on_date: dt.date) -> dict[str, int]:
    counted = grouped("is_member", lambda found, day: found.with_standing(day))["count"](rows, on_date)
    return {MEMBER if is_member else NOT_MEMBER: n for is_member, n in counted.items()}


register_facet(
    "directory", Facet(name="country", is_open=True, label=_("Country"), text=country_name, **grouped("country"))
)
register_facet(
    "directory",
    Facet(
        name="subdivision", is_open=True, label=_("State or region"), within="country", **grouped("subdivision_name")
    ),
)
register_facet(
    "directory", Facet(name="kind", is_open=True, label=_("Kind"), text=_level, order=Level.values, **grouped("level"))
)
register_facet(
    "directory",
    Facet(
        name="standing",
        label=_("Membership"),
        text=_standing,
        order=list(STANDING),
        filter=with_standing,
        count=standings,
    ),
)
register_figure(
    Figure(
        name="communities",
        label=_("Communities in the directory"),
        definition=_(
            "Every city, town, county, state or other community in the directory, members or not. A community that was "
            "merged into another counts once; one that a committee has typed counts from its first public partnership "
            "or membership on."
        ),
        count=lambda on_date: Community.objects.public().current().count(),
        address=lambda: reverse("directory"),
        order=10,
    )
)
