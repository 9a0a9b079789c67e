"""The right to record signed documents: lent and ended by administrators, from one day until another."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sistercities.common.history import because
from sistercities.post.services import write_mail

from .models import RecordingGrant, User


class RightRefused(ValidationError):
    """The right was not given or ended; the sentence says why."""


@transaction.atomic
def grant_recording(
    *, user: User, starts_on: dt.date, by: User, now: dt.datetime, ends_on: dt.date | None = None, reason: str = ""
) -> RecordingGrant:
    """Give a person the right to record from a day on, until and including `ends_on` if there is one.

    Refused (RightRefused): `by` is no administrator, a day that is over, an end before the beginning, a right that
    the person has in that time already. Side effects: the change history; a letter to the person.
    """
    _refuse_others(by)
    User.objects.select_for_update().get(pk=user.pk)
    if starts_on < timezone.localdate(now):
        raise RightRefused(_("Choose today or a later day."), code="past")
    if ends_on and ends_on < starts_on:
        raise RightRefused(_("The last day lies before the first one."), code="order")
    meets = Q(ends_on=None) | Q(ends_on__gte=starts_on)
    until = Q(starts_on__lte=ends_on) if ends_on else Q()
    if user.recording_grants.filter(meets & until).exists():
        raise RightRefused(_("%(person)s has the right in that time already."), code="held", params={"person": user})
    because("recording_granted", reason)
    grant = RecordingGrant.objects.create(
        user=user, starts_on=starts_on, ends_on=ends_on, granted_by=by, reason=reason.strip()
    )
    write_mail(
        to=user.email, template="accounts/recording_granted", context={"grant": grant, "by": by}, on_paper_too=False
    )
    return grant


@transaction.atomic
def end_recording(*, grant_id: int, by: User, now: dt.datetime) -> RecordingGrant:
    """End a right at once: its last day was yesterday, or is its first day where that has not passed.

    Refused (RightRefused): `by` is no administrator. A right that is over stays as it is. Side effects: the change
    history; a letter to the person.
    """
    _refuse_others(by)
    grant = RecordingGrant.objects.select_for_update(of=("self",)).select_related("user").get(pk=grant_id)
    last = max(timezone.localdate(now) - dt.timedelta(days=1), grant.starts_on)
    if grant.ends_on and grant.ends_on <= last:
        return grant
    because("recording_ended")
    grant.ends_on = last
    grant.save(update_fields=["ends_on"])
    write_mail(
        to=grant.user.email, template="accounts/recording_ended", context={"grant": grant, "by": by}, on_paper_too=False
    )
    return grant


def _refuse_others(by: User) -> None:
    if not (by.is_active and by.is_superuser):
        raise RightRefused(_("Only administrators give and end the right to record."), code="person")
