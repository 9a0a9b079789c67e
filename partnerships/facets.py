"""The facets of partnerships and their figure. Loaded by `ready()`."""

import datetime as dt

from django.db.models import Case, Count, QuerySet, Value, When
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sistercities.common.countries import country_name
from sistercities.common.facets import Facet, grouped, register_facet
from sistercities.common.figures import Figure, register_figure

from .models import Partnership
from .stages import Kind, State
from .wording import ACTIVE_OR_NOT

RECORDED, BEFORE, NOT_HERE = "recorded", "before", "not_here"
RECOGNITION = {
    RECORDED: _("Recorded on this register"),
    BEFORE: _("Recognised before this register"),
    NOT_HERE: _("No signed document on this register"),
}


def _kind(value: str) -> str | Promise:
    return dict(Kind.choices).get(value, value)


def _state(value: str) -> str | Promise:
    return dict(State.choices).get(value, value)


def _recognition(value: str) -> str | Promise:
    return RECOGNITION.get(value, value)


def in_state(rows: QuerySet, value: str, on_date: dt.date) -> QuerySet:
    """Rows whose state that day is `value`; the rows carry `with_state(on_date)`."""
    if value == State.NOT_CONFIRMED:
        return rows.filter(state=value)
    return rows.filter(period__state=value)


def with_country(rows: QuerySet, value: str, on_date: dt.date) -> QuerySet:
    return rows.in_country(value)


def countries(rows: QuerySet, on_date: dt.date) -> dict[str, int]:
    """Partnerships by the country of any side; one with two sides in a country counts once there."""
    code = "parties__community__country"
    return dict(rows.order_by().values(code).annotate(n=Count("pk", distinct=True)).values_list(code, "n"))


def _with_recognition(rows: QuerySet, on_date: dt.date) -> QuerySet:
    return rows.annotate(
        recognition=Case(
            When(is_recorded=True, then=Value(RECORDED)),
            When(is_recognised_before=True, then=Value(BEFORE)),
            default=Value(NOT_HERE),
        )
    )


def with_recognition(rows: QuerySet, value: str, on_date: dt.date) -> QuerySet:
    """Rows of that recognition; they carry `with_recognition()`. Asked as conditions, which the database can index."""
    conditions = {
        RECORDED: {"is_recorded": True},
        BEFORE: {"is_recorded": False, "is_recognised_before": True},
        NOT_HERE: {"is_recorded": False, "is_recognised_before": False},
    }
    return rows.filter(**conditions[value]) if value in conditions else rows.none()


register_facet(
    "partnerships", Facet(name="country", label=_("Country"), text=country_name, filter=with_country, count=countries)
)
register_facet(
    "partnerships",
    Facet(
        name="state",
        label=_("State today"),
        text=_state,
        about=ACTIVE_OR_NOT,
        order=State.values,
        filter=in_state,
        count=grouped("state")["count"],
    ),
)
register_facet("partnerships", Facet(name="kind", label=_("Kind"), text=_kind, order=Kind.values, **grouped("kind")))
register_facet(
    "partnerships",
    Facet(
        name="recognition",
        label=_("Recognition"),
        text=_recognition,
        order=list(RECOGNITION),
        filter=with_recognition,
        count=grouped("recognition", _with_recognition)["count"],
    ),
)
register_figure(
    Figure(
        name="partnerships",
        label=_("Partnerships"),
        definition=_(
            "Every partnership that a source lists or a signed document shows, whatever its state today; those that "
            "are still being prepared are not counted. A partnership of three communities counts once."
        ),
        count=lambda on_date: Partnership.objects.public().count(),
        address=lambda: reverse("partnership_list"),
        order=20,
    )
)
