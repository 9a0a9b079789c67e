"""A committee that began a document itself asks staff to go on with it."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.choices import Arrival, Change
from agreements.models import HandIn
from directory.choices import AskedHow
from directory.models import OnBehalf
from directory.services.on_behalf import begin_on_behalf, name_both, note_deed
from sistercities.accounts.models import User

from .changing import HandInRefused, lock, note_change

ARRIVED = {AskedHow.POST: Arrival.POST, AskedHow.MAIL: Arrival.MAIL}


@transaction.atomic
def type_for_committee(*, hand_in_id: int, by: User, now: dt.datetime, **asked: Any) -> OnBehalf:
    """From now on staff type this document for its committee, which asked for it; `asked` as for `begin_on_behalf`.

    A day of receipt that is known stays; else it is the day on which the committee asked. Refused (HandInRefused):
    recorded, refused, withdrawn or reviewed, without a committee, or typed by staff already. Side effects: the history
    of the document and the page of the committee name who asked and who did it.
    """
    hand_in = lock(hand_in_id)
    if hand_in.committee is None or not HandIn.objects.takeable_by(by).filter(pk=hand_in_id).exists():
        raise HandInRefused(_("This document cannot be taken over now."), code="status")
    request = begin_on_behalf(committee=hand_in.committee, by=by, now=now, **asked)
    name_both(request)
    facts = {"who": request.asked_by, "how": request.get_asked_how_display(), "day": f"{request.asked_on:%Y-%m-%d}"}
    said = gettext("%(who)s asked %(how)s on %(day)s that the association types it.") % facts
    note_change(hand_in, Change.ARRIVAL, by=by, text=said)
    hand_in.on_behalf = True
    hand_in.arrival = ARRIVED.get(AskedHow(request.asked_how), hand_in.arrival)
    hand_in.arrived_from = request.asked_by
    hand_in.received_on = hand_in.received_on or request.asked_on
    hand_in.revision += 1
    hand_in.save()
    note_deed(request, gettext("Types the document %(title)s") % {"title": hand_in.partnership or hand_in.pk}, now=now)
    return request
