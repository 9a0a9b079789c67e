"""The day that a public page is asked about: `?as_of=2022-05-04`."""

import datetime as dt

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils import timezone

# Nothing here is older, and a year can be counted back from it.
FIRST_YEAR = 1000


def asked_day(request: HttpRequest) -> dt.date:
    """The day of `?as_of=`, today without it. BadRequest (400) for no day of the calendar or one too early."""
    text = request.GET.get("as_of", "")
    if not text:
        return timezone.localdate()
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise BadRequest("as_of takes a day as YYYY-MM-DD.") from error
    if day.year < FIRST_YEAR:
        raise BadRequest("as_of takes a day from the year 1000 on.")
    return day
