"""A committee is no more: its seats end, and nothing else does."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import Committee, Invitation, Seat
from sistercities.accounts.models import User
from sistercities.common.history import because
from sistercities.post.services import write_mail

from .silences import end_by_dissolution


class DissolutionRefused(ValidationError):
    """The committee was not marked; the sentence says why."""


@transaction.atomic
def dissolve_committee(*, committee_id: int, on: dt.date, source: str, by: User, now: dt.datetime) -> Committee:
    """Mark a committee as dissolved on that day, as that source says.

    Its seats end today and their holders are written to, open invitations stop working, a notice that runs ends. Its
    partnerships, records, memberships and history stay as they are; pages say that no committee looks after them at
    present. Refused (DissolutionRefused): `by` is not of the staff, a day that is still to come, no source, it is
    marked already.
    """
    if not (by.is_active and by.is_staff):
        raise DissolutionRefused(_("Only the association does this."), code="person")
    if on > timezone.localdate(now):
        raise DissolutionRefused({"on": _("This day is still to come.")}, code="later")
    if not source.strip():
        raise DissolutionRefused({"source": _("Say where that is written, or who said so.")}, code="source")
    committee = Committee.objects.select_for_update().get(pk=committee_id)
    if committee.dissolved_on:
        raise DissolutionRefused(_("It is marked as dissolved already."), code="twice")
    because("committee_dissolved", source.strip())
    committee.dissolved_on, committee.dissolved_source = on, source.strip()
    committee.save(update_fields=["dissolved_on", "dissolved_source"])
    for seat in Seat.objects.filter(committee=committee, ends_on=None).select_related("user"):
        seat.ends_on = timezone.localdate(now)
        seat.save(update_fields=["ends_on"])
        if seat.user.is_active:
            context = {"seat": seat, "committee": committee, "by": by}
            write_mail(to=seat.user.email, template="accounts/committee_dissolved", context=context)
    Invitation.objects.filter(committee=committee, accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
    end_by_dissolution(committee, by=by, now=now)
    return committee
