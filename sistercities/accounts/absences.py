"""Days away: said by the person or by a colleague, kept as one row for each stretch of days."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sistercities.common.history import because
from sistercities.post.services import write_mail

from .models import Absence, User

DAY = dt.timedelta(days=1)
LONGEST = dt.timedelta(days=366)


class AwayRefused(ValidationError):
    """The days were not kept or changed; the sentence says why."""


@transaction.atomic
def say_away(*, user: User, starts_on: dt.date, ends_on: dt.date, by: User, now: dt.datetime) -> Absence:
    """Keep that a person is away from one day until and including another.

    Days that meet or follow others of the person become one stretch with them. Refused (AwayRefused): days of
    somebody else, unless `by` is staff; an end before the beginning; days that are over; more than a year. Side
    effects: the change history; a letter to the person if somebody else said it. What the person has taken is free
    from the first of these days on, see `sistercities.desk.querysets.free`.
    """
    today = timezone.localdate(now)
    _refuse_strangers(user, by)
    if ends_on < starts_on:
        raise AwayRefused(_("The last day lies before the first one."), code="order")
    if ends_on < today:
        raise AwayRefused(_("These days are over. Choose a last day that is today or later."), code="over")
    if ends_on - starts_on >= LONGEST or ends_on - today >= 2 * LONGEST:
        raise AwayRefused(_("That is more than a year. Check the year."), code="long")
    User.objects.select_for_update().get(pk=user.pk)
    because("away")
    absence = _joined(user, starts_on, ends_on, by)
    if by != user:
        write_mail(to=user.email, template="accounts/away", context={"absence": absence, "by": by})
    return absence


@transaction.atomic
def end_absence(*, absence_id: int, by: User, now: dt.datetime) -> Absence:
    """The person is back, or does not go: yesterday was the last day away, or there is none.

    Refused (AwayRefused): somebody else's days, unless `by` is staff. Days that are over stay as they are. What was
    free because of these days stays free. Side effects: the change history; a letter to the person if somebody else
    said it.
    """
    today = timezone.localdate(now)
    absence = Absence.objects.select_for_update(of=("self",)).select_related("user").get(pk=absence_id)
    _refuse_strangers(absence.user, by)
    if absence.ends_on < today:
        return absence
    because("back")
    if absence.starts_on >= today:
        Absence.objects.filter(pk=absence.pk).delete()
    else:
        absence.ends_on = today - DAY
        absence.save(update_fields=["ends_on"])
    if by != absence.user:
        write_mail(to=absence.user.email, template="accounts/back", context={"absence": absence, "by": by})
    return absence


def _joined(user: User, starts_on: dt.date, ends_on: dt.date, by: User) -> Absence:
    """One row for these days and all those of the person that meet them or lie next to them."""
    met = list(user.absences.filter(starts_on__lte=ends_on + DAY, ends_on__gte=starts_on - DAY).order_by("starts_on"))
    if not met:
        return Absence.objects.create(user=user, starts_on=starts_on, ends_on=ends_on, entered_by=by)
    first, *rest = met
    Absence.objects.filter(pk__in=[row.pk for row in rest]).delete()
    first.starts_on = min(starts_on, first.starts_on)
    first.ends_on = max(ends_on, met[-1].ends_on)
    first.entered_by = by
    first.save()
    return first


def _refuse_strangers(user: User, by: User) -> None:
    if not by.is_active or (by != user and not by.is_staff):
        raise AwayRefused(_("Only the person and the staff of the association say this."), code="person")
