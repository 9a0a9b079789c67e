"""The facets of partnerships and their figure. Loaded by `ready()`."""

import datetime as dt
import re

from django.db.models import Case, Count, QuerySet, Value, When
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sistercities.common.facets import Facet, grouped, register_facet
from sistercities.common.figures import Figure, register_figure

from . import facets_sides  # noqa: F401 - what is asked about the sides stands first
from .models import Partnership
from .stages import Kind, State
from .wording import ACTIVE_OR_NOT

RECORDED, BEFORE, NOT_HERE = "recorded", "before", "not_here"
RECENT, OLDER = "recent", "older"
CONFIRMED = {RECENT: _("In the last 12 months"), OLDER: _("Not in the last 12 months")}
DECADE = re.compile(r"[12]\d{2}0s")
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


def _confirmed(value: str) -> str | Promise:
    return CONFIRMED.get(value, value)


def with_confirmation(rows: QuerySet, value: str, on_date: dt.date) -> QuerySet:
    """Rows that a side has confirmed within 12 months, or not; they carry `with_state(on_date)`."""
    return rows.filter(is_confirmed=value == RECENT) if value in CONFIRMED else rows.none()


def confirmations(rows: QuerySet, on_date: dt.date) -> dict[str, int]:
    counted = rows.order_by().values("is_confirmed").annotate(n=Count("pk"))
    return {RECENT if row["is_confirmed"] else OLDER: row["n"] for row in counted}


def _confirmed_subject(value: str) -> str | Promise:
    said = {RECENT: _("Confirmed in the last 12 months"), OLDER: _("Not confirmed in the last 12 months")}
    return said.get(value, value)


def _decade(value: str) -> str:
    return gettext("the %(years)s") % {"years": value}


def _decade_subject(value: str) -> str:
    return gettext("Begun in the %(years)s") % {"years": value}


def in_decade(rows: QuerySet, value: str, on_date: dt.date) -> QuerySet:
    return rows.with_decade().filter(decade=value[:3]) if DECADE.fullmatch(value) else rows.none()


def decades(rows: QuerySet, on_date: dt.date) -> dict[str, int]:
    counted = rows.with_decade().order_by().values("decade").annotate(n=Count("pk"))
    return {f"{row['decade']}0s": row["n"] for row in counted if row["decade"]}


def in_recognition_words(rows: QuerySet, on_date: dt.date) -> QuerySet:
    """Annotate `recognition`, one value of RECOGNITION; the rows carry `with_recognition()`."""
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
    "partnerships",
    Facet(
        name="state",
        is_open=True,
        label=_("State today"),
        text=_state,
        about=ACTIVE_OR_NOT,
        order=State.values,
        filter=in_state,
        count=grouped("state")["count"],
    ),
)
register_facet(
    "partnerships", Facet(name="kind", is_open=True, label=_("Kind"), text=_kind, order=Kind.values, **grouped("kind"))
)
register_facet(
    "partnerships",
    Facet(
        name="recognition",
        label=_("Recognition"),
        text=_recognition,
        order=list(RECOGNITION),
        filter=with_recognition,
        count=grouped("recognition", in_recognition_words)["count"],
    ),
)
register_facet(
    "partnerships",
    Facet(
        name="confirmed",
        label=_("Confirmed by a side"),
        text=_confirmed,
        subject=_confirmed_subject,
        order=list(CONFIRMED),
        filter=with_confirmation,
        count=confirmations,
    ),
)
register_facet(
    "partnerships",
    Facet(name="decade", label=_("Began in"), text=_decade, subject=_decade_subject, filter=in_decade, count=decades),
)
register_figure(
    Figure(
        name="partnerships",
        label=_("Partnerships"),
        definition=_(
            "Every partnership that a source lists or a signed document shows, whatever its state today; those that "
            "are still being prepared, and ties within one country, are not counted. A partnership of three "
            "communities counts once."
        ),
        count=lambda on_date: Partnership.objects.public().across_countries().count(),
        address=lambda: reverse("partnership_list"),
        order=20,
    )
)
