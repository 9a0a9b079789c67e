"""What partnerships show on the pages of the directory. Loaded by `ready()`."""

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import Count, Model
from django.utils.translation import ngettext

from sistercities.common.panels import Asked, fill_slot, note_rows

from .counting import count_community
from .maps import links_of
from .models import Partnership
from .stages import State

# How many partnerships a search for a community offers.
MOST_NAMED = 5
# States in which somebody is asked each year whether it is alive.
LIVING = (State.ACTIVE, State.DORMANT, State.NOT_CONFIRMED)
# Partnerships that live come first; what is over stands at the end.
ORDER = (
    State.ACTIVE,
    State.DORMANT,
    State.SUSPENDED,
    State.NOT_CONFIRMED,
    State.IN_DEVELOPMENT,
    State.TERM_ENDED,
    State.SUPERSEDED,
    State.ENDED,
    State.VOID,
)


def partnerships_of_community(asked: Asked) -> Mapping[str, Any]:
    """The public partnerships of a community, grouped by their state that day."""
    rows = Partnership.objects.public().with_community(asked.subject).for_list(asked.on_date)
    ordered = sorted(rows, key=lambda row: (ORDER.index(row.state), row.sort_key))
    groups = [(State(state), list(found)) for state, found in groupby(ordered, key=lambda row: row.state)]
    address = settings.PUBLIC_URL + asked.subject.get_absolute_url()
    counted = count_community(asked.subject, rows, on_date=asked.on_date)
    return {
        "community": asked.subject,
        "groups": groups,
        "links": links_of(asked.subject, ordered),
        "counted": counted,
        "address": address,
    }


def partnerships_named(asked: Asked) -> Mapping[str, Any] | None:
    """The partnerships of two communities that the words of a search name; None where they name no pair."""
    found = list(Partnership.objects.public().naming(asked.subject).for_list(asked.on_date)[:MOST_NAMED])
    return {"partnerships": found} if found else None


def partnerships_of_committee(asked: Asked) -> Mapping[str, Any]:
    """The partnerships of a committee, and those of them that nobody has confirmed for a year."""
    rows = list(Partnership.objects.visible_to(asked.viewer).of_committee(asked.subject).for_list(asked.on_date))
    return {"partnerships": rows, "due": [row for row in rows if row.state in LIVING and not row.is_confirmed]}


def partnership_counts(rows: Sequence[Model], on_date: dt.date) -> dict[int, str]:
    """ "4 partnerships" for each community of a page that has any, whatever their state."""
    public = Partnership.objects.public().filter(parties__community__in=[row.pk for row in rows])
    counted = public.order_by().values("parties__community").annotate(n=Count("pk"))
    return {
        row["parties__community"]: ngettext("%(n)d partnership", "%(n)d partnerships", row["n"]) % {"n": row["n"]}
        for row in counted
    }


fill_slot(
    "community.partnerships", template="partnerships/_of_community.html", selector=partnerships_of_community, order=10
)
fill_slot("committee.sheet", template="partnerships/_sheet.html", selector=partnerships_of_committee, order=10)
fill_slot("directory.search", template="partnerships/_named_pair.html", selector=partnerships_named)
note_rows("directory.notes", partnership_counts)
