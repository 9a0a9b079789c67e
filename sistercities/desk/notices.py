"""What the desk says at its head: days on which nobody can be the second person, requests that wait for an answer."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext

from sistercities.accounts.models import SecondStepRequest, User
from sistercities.accounts.presence import Shortage, shortages


@dataclass(frozen=True)
class Notices:
    """`shortages` in sentences; `requests`: lost second steps that this person can confirm."""

    shortages: list[str]
    requests: list[SecondStepRequest]


def notices(*, to: User, now: dt.datetime) -> Notices:
    """What this member of staff should know now; a fixed number of queries."""
    return Notices(
        shortages=[in_words(shortage) for shortage in shortages(timezone.localdate(now))],
        requests=list(SecondStepRequest.objects.confirmable_by(to, now).select_related("user", "asked_by")),
    )


def in_words(shortage: Shortage) -> str:
    """The days, and who of those who may record is here on them."""
    facts = {
        "days": _days(shortage.first, shortage.last),
        "people": get_text_list([str(person) for person in shortage.people]),
    }
    if shortage.people:
        return gettext("%(days)s: only %(people)s") % facts
    return gettext("%(days)s: nobody") % facts


def _days(first: dt.date, last: dt.date) -> str:
    days = {"first": date_format(first, "j F"), "last": date_format(last, "j F")}
    return days["first"] if first == last else gettext("%(first)s to %(last)s") % days
