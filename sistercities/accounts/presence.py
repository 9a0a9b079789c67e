"""Who of those who may record is present on the days to come."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from .models import Absence, RecordingGrant, User

NEEDED = 2
DAYS_AHEAD = 14
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Shortage:
    """Days in a row on which fewer than two of those who may record are present, and who they are."""

    first: dt.date
    last: dt.date
    people: tuple[User, ...]


def shortages(today: dt.date, *, without: User | None = None) -> list[Shortage]:
    """The days of the next two weeks, today the first, on which fewer than two are present who may record.

    `without` leaves out a person, as if they had left. Two queries, whatever the number of people.
    """
    last = today + (DAYS_AHEAD - 1) * DAY
    grants = RecordingGrant.objects.not_over(today).filter(starts_on__lte=last, user__is_active=True)
    rights = list(grants.select_related("user").order_by("user__full_name", "user"))
    absences = list(Absence.objects.not_over(today).filter(starts_on__lte=last, user__in=grants.values("user")))
    found: list[Shortage] = []
    for day in (today + n * DAY for n in range(DAYS_AHEAD)):
        away = {row.user_id for row in absences if row.starts_on <= day <= row.ends_on}
        people = _people(rights, day, away | ({without.pk} if without else set()))
        if len(people) >= NEEDED:
            continue
        if found and found[-1].last == day - DAY and found[-1].people == people:
            found[-1] = Shortage(found[-1].first, day, people)
        else:
            found.append(Shortage(day, day, people))
    return found


def _people(rights: Iterable[RecordingGrant], day: dt.date, left_out: set[int]) -> tuple[User, ...]:
    """Those who hold the right on that day, by name, without those who are left out."""
    held = (row.user for row in rights if row.starts_on <= day and (row.ends_on is None or row.ends_on >= day))
    return tuple(dict.fromkeys(person for person in held if person.pk not in left_out))
