"""Who may be the second person: everything here asks `HandInQuerySet.with_bars`."""

import datetime as dt
from collections.abc import Sequence
from operator import itemgetter

from django.db.models import Value
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

    Two queries at the most, whatever the number of documents and of people: the second asks for everybody at once.
    """
    found: dict[int, list[User]] = {hand_in.pk: [] for hand_in in hand_ins}
    rows = HandIn.objects.filter(pk__in=found)
    people = list(User.objects.recorders(on_date).order_by("full_name", "pk"))
    theirs = [
        rows.recordable_by(person, on_date=on_date).order_by().values_list("pk", Value(place))
        for place, person in enumerate(people)
    ]
    pairs = theirs[0].union(*theirs[1:], all=True) if theirs else []
    for hand_in_id, place in sorted(pairs, key=itemgetter(1)):
        found[hand_in_id].append(people[place])
    return found
