"""Who holds seats where, and who is invited."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from .models import Committee, Community, Invitation, Seat


@dataclass(frozen=True)
class People:
    """Seats held today, seats that have ended, and invitations that nobody has answered (expired ones too)."""

    current: QuerySet[Seat]
    past: QuerySet[Seat]
    invitations: QuerySet[Invitation]


def people_of(place: Committee | Community, now: dt.datetime) -> People:
    """The people of a committee, or the guests of a community, in three queries."""
    here = {"committee": place} if isinstance(place, Committee) else {"community": place}
    seats = Seat.objects.filter(**here).for_list()
    return People(
        current=seats.current(),
        past=seats.ended().order_by("-ends_on", "pk"),
        invitations=Invitation.objects.filter(**here, accepted_at=None, withdrawn_at=None).select_related("invited_by"),
    )
