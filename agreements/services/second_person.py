"""Who may be the second person: everything here asks `HandInQuerySet.with_bars`."""

import datetime as dt
from collections.abc import Sequence

from django.utils.functional import Promise

from agreements.choices import BARS
from agreements.models import HandIn
from sistercities.accounts.models import User


def objections(hand_in: HandIn, *, by: User, on_date: dt.date) -> list[str | Promise]:
    """Why this person may not record this document; empty if they may."""
    found = HandIn.objects.with_bars(by, on_date=on_date).values(*BARS).get(pk=hand_in.pk)
    return [sentence for bar, sentence in BARS.items() if found[bar]]


def who_may_record(hand_ins: Sequence[HandIn], *, on_date: dt.date) -> dict[int, list[User]]:
    """Who could record each of these documents: by hand-in, the people against whom `objections` has nothing.

    The number of queries grows with the people who may record, never with the documents.
    """
    found: dict[int, list[User]] = {hand_in.pk: [] for hand_in in hand_ins}
    rows = HandIn.objects.filter(pk__in=found)
    for person in User.objects.recorders(on_date).order_by("full_name", "pk"):
        for hand_in_id in rows.recordable_by(person, on_date=on_date).values_list("pk", flat=True):
            found[hand_in_id].append(person)
    return found
