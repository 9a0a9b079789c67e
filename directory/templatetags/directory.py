"""Communities and dates in words."""

import datetime as dt

from django import template
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.choices import Level
from directory.models import Community, Place

register = template.Library()


@register.filter
def kind_and_place(community: Community | Place) -> str:
    """What tells homonyms apart: "City in Oregon, United States"."""
    return _("%(kind)s in %(place)s") % {"kind": community.get_level_display(), "place": community.place}


@register.filter
def people(community: Community | Place) -> str:
    """ "652,503 people (2020)"; "" where the number is not known."""
    if community.population is None:
        return ""
    number = number_format(community.population, use_l10n=True, force_grouping=True)
    text = ngettext("%(number)s person", "%(number)s people", community.population) % {"number": number}
    year = getattr(community, "population_year", None)
    return f"{text} ({year})" if year else text


@register.filter
def result_line(community: Community | Place) -> str:
    """Kind, place and people, as far as they are known; the gazetteer does not tell a city from a village."""
    has_kind = isinstance(community, Community) or community.level != Level.CITY
    where = kind_and_place(community) if has_kind else community.place
    return " · ".join(part for part in (where, people(community)) if part)


@register.filter
def period_in_words(period: object) -> str:
    """ "1 January 2020 to 31 December 2020", "since 1 January 2021"; the range ends before its upper day."""
    lower: dt.date | None = getattr(period, "lower", None)
    upper: dt.date | None = getattr(period, "upper", None)
    start = date_format(lower, "j F Y") if lower else ""
    end = date_format(upper - dt.timedelta(days=1), "j F Y") if upper else ""
    if start and end:
        return _("%(start)s to %(end)s") % {"start": start, "end": end}
    if start:
        return _("since %(start)s") % {"start": start}
    return _("until %(end)s") % {"end": end} if end else ""
