"""Say that an advisory about a law was read with a document at hand."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements import authority
from agreements.choices import WITH_STAFF
from agreements.models import AdvisorySeen
from sistercities.accounts.models import User
from sistercities.common.history import because

from .changing import HandInRefused, lock


@transaction.atomic
def see_advisory(*, hand_in_id: int, advisory_id: int, by: User, now: dt.datetime) -> AdvisorySeen:
    """Keep that `by` has read it; who was first stays. It changes nothing in the document and forbids nothing.

    Refused (HandInRefused): not staff, the document is not with the association now, or the law does not concern it.
    """
    hand_in = lock(hand_in_id)
    if not by.is_staff or hand_in.status not in WITH_STAFF:
        raise HandInRefused(_("This document is not with the association now."), code="status")
    concerning = [law.advisory.pk for law in authority.laws(hand_in, on_date=timezone.localdate(now))]
    if advisory_id not in concerning:
        raise HandInRefused(_("This law does not concern the document."), code="other")
    because("advisory_seen")
    row, _created = AdvisorySeen.objects.get_or_create(
        hand_in=hand_in, advisory_id=advisory_id, defaults={"by": by, "at": now}
    )
    return row
