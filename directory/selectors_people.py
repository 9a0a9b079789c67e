"""Who holds seats where, and who is invited."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from .models import Committee, Community, Handover, Invitation, Seat, Silence


@dataclass(frozen=True)
class People:
    """Seats held today, seats that have ended, and invitations that nobody has answered (expired ones too).

    `handovers`: those that wait for the successor; `silence`: the notice that runs because nobody answers.
    """

    current: QuerySet[Seat]
    past: QuerySet[Seat]
    invitations: QuerySet[Invitation]
    handovers: list[Handover]
    silence: Silence | None


def people_of(place: Committee | Community, now: dt.datetime) -> People:
    """The people of a committee, or the guests of a community, in a fixed number of queries."""
    here = {"committee": place} if isinstance(place, Committee) else {"community": place}
    seats = Seat.objects.filter(**here).for_list()
    return People(
        current=seats.current(),
        past=seats.ended().order_by("-ends_on", "pk"),
        handovers=_handovers(place),
        silence=Silence.objects.open().filter(committee=place).first() if isinstance(place, Committee) else None,
        invitations=Invitation.objects.filter(**here, accepted_at=None, withdrawn_at=None).select_related(
            "invited_by", "handover"
        ),
    )


def _handovers(place: Committee | Community) -> list[Handover]:
    if not isinstance(place, Committee):
        return []
    rows = Handover.objects.waiting().filter(seat__committee=place)
    return list(rows.select_related("seat__user", "invitation", "entered_by"))


@dataclass(frozen=True)
class Sheet:
    """What somebody new finds on paper: the people of a committee with its communities."""

    people: People
    communities: list[Community]


def sheet_of(committee: Committee, now: dt.datetime) -> Sheet:
    """The directory's part of the sheet; partnerships and documents come from the slot `committee.sheet`."""
    return Sheet(people=people_of(committee, now), communities=list(committee.communities.for_list()))
