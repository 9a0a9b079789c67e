"""Working days of the association: Monday to Friday without the federal holidays of its country."""

import datetime as dt
from functools import lru_cache

import holidays
from django.conf import settings

# Within so many working days the association reviews and records what arrived; letters of receipt promise it.
ANSWER_WITHIN = 5


@lru_cache(maxsize=4096)
def working_days_since(start: dt.date, *, today: dt.date) -> int:
    """How many working days have begun after `start`, today included; 0 on the day itself."""
    if today <= start:
        return 0
    calendar = holidays.country_holidays(settings.ASSOCIATION_COUNTRY)
    return calendar.get_working_days_count(start + dt.timedelta(days=1), today)


@lru_cache(maxsize=4096)
def working_day_after(day: dt.date, days: int = 1) -> dt.date:
    """The working day that comes `days` working days after `day`."""
    return holidays.country_holidays(settings.ASSOCIATION_COUNTRY).get_nth_working_day(day, days)


@lru_cache(maxsize=4096)
def working_day_before(day: dt.date, days: int = 1) -> dt.date:
    """The working day that lies `days` working days before `day`."""
    return holidays.country_holidays(settings.ASSOCIATION_COUNTRY).get_nth_working_day(day, -days)
