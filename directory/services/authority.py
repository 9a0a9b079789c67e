"""What staff look up about the sides of a partnership: that they are real, and which laws concern them."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from directory.choices import Outcome
from directory.models import Community, LawAdvisory, RealityCheck
from sistercities.accounts.models import User
from sistercities.association.services import refuse_stale
from sistercities.common.history import because

ADVISORY_FIELDS = (
    "state",
    "state_name",
    "countries",
    "titles",
    "texts",
    "source_url",
    "in_force_from",
    "in_force_until",
)


@transaction.atomic
def note_check(
    *, community: Community, check: str, outcome: str, by: User, now: dt.datetime, link: str = "", note: str = ""
) -> RealityCheck:
    """Keep what a member of staff found out about a community; what was found before is replaced, its history stays.

    Refused (ValidationError): `by` is not of the staff; neither link nor note; "real all the same" without a note.
    """
    _refuse_others(by)
    if not link and not note.strip():
        raise ValidationError({"link": _("Say where you looked: give a link, or a note.")}, code="where")
    if outcome == Outcome.OTHERWISE and not note.strip():
        raise ValidationError({"note": _("Say in the note what shows that it is real.")}, code="why")
    Community.objects.select_for_update().get(pk=community.pk)
    row = RealityCheck.objects.filter(community=community, check_kind=check).first()
    row = row or RealityCheck(community=community, check_kind=check)
    row.outcome, row.link, row.note = outcome, link, note.strip()
    row.checked_by, row.checked_at = by, now
    row.full_clean()
    because("reality_check", f"{check}: {outcome}")
    row.save()
    return row


@transaction.atomic
def save_advisory(*, advisory_id: int | None, values: dict[str, Any], version: str, by: User) -> LawAdvisory:
    """Add an advisory (`advisory_id` None), or replace the facts of one.

    `values` are fields of the row. ValidationError: `by` is not of the staff, a wrong field; StaleForm: changed since
    the form was opened, `version` being `version_of` the row of then.
    """
    _refuse_others(by)
    row = LawAdvisory.objects.select_for_update().get(pk=advisory_id) if advisory_id else LawAdvisory()
    if advisory_id:
        refuse_stale(row, ADVISORY_FIELDS, version)
    for field, value in values.items():
        setattr(row, field, value)
    row.full_clean()
    row.save()
    return row


def _refuse_others(by: User) -> None:
    if not (by.is_active and by.is_staff):
        raise ValidationError(_("Only the association does this."), code="person")
