"""Staff do for a committee what its main contact can do: who asked, how and when stands with what was done."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

import pghistory
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import Committee, OnBehalf, OnBehalfDeed
from sistercities.accounts.models import User
from sistercities.common.visitors import Visitor


@dataclass(frozen=True)
class Inspected:
    """What an inspection found out about a file that may be kept."""

    media_type: str
    sha256: str


# Looks at a file and refuses a harmful one with a ValidationError; given by the app that knows how.
_inspectors: list[Callable[[BinaryIO, str], Inspected]] = []


def inspect_sheets_with(inspector: Callable[[BinaryIO, str], Inspected]) -> None:
    """Called once from an app's `ready()`."""
    _inspectors[:] = [inspector]


class OnBehalfRefused(ValidationError):
    """This cannot be done on behalf of a committee; the sentence says why."""


@transaction.atomic
def begin_on_behalf(
    *,
    committee: Committee,
    asked_by: str,
    asked_how: str,
    asked_on: dt.date,
    by: User,
    now: dt.datetime,
    sheet: BinaryIO | None = None,
    sheet_name: str = "",
) -> OnBehalf:
    """Say who asked, how and on which day, with the sheet that came; what `by` does for the committee goes under it.

    One that `by` had open for this committee ends. Refused: `by` is not of the staff, nobody is named, a day that lies
    ahead (OnBehalfRefused); a file that the inspection refuses (its ValidationError), which leaves nothing.
    """
    if not (by.is_active and by.is_staff):
        raise OnBehalfRefused(_("Only the association does this."), code="person")
    if not asked_by.strip():
        raise OnBehalfRefused(_("Say who asked."), code="who")
    if asked_on > timezone.localdate(now):
        raise OnBehalfRefused(_("This day has not come yet."), code="day")
    Committee.objects.select_for_update().get(pk=committee.pk)
    OnBehalf.objects.filter(committee=committee, opened_by=by, closed_at=None).update(closed_at=now)
    row = OnBehalf(committee=committee, asked_by=asked_by.strip(), asked_how=asked_how, asked_on=asked_on, opened_by=by)
    row.opened_at = now
    if sheet:
        found = _inspectors[0](sheet, sheet_name)
        row.sheet_name, row.sheet_type, row.sheet_sha256 = sheet_name[-255:], found.media_type, found.sha256
        row.sheet = f"sheets/{committee.pk}/{found.sha256}"
    row.full_clean()
    row.save()
    if sheet and not default_storage.exists(row.sheet):
        row.sheet = default_storage.save(row.sheet, File(sheet))
        row.save(update_fields=["sheet"])
    return row


@transaction.atomic
def end_on_behalf(*, request_id: int, by: User, now: dt.datetime) -> None:
    """What `by` does from now on for the committee is the association's own again. Twice changes nothing."""
    OnBehalf.objects.filter(pk=request_id, opened_by=by, closed_at=None).update(closed_at=now)


def acting_for(committee: Committee | None, user: Visitor, *, now: dt.datetime) -> OnBehalf | None:
    """The request under which this person acts for the committee now."""
    if committee is None:
        return None
    return OnBehalf.objects.open_for(user, now).filter(committee=committee).select_related("committee").first()


def name_both(request: OnBehalf | None) -> None:
    """Let the change history of what is saved after this name who asked, beside who did it."""
    if request:
        asked = f"{request.asked_by}, {request.get_asked_how_display()}, {request.asked_on:%Y-%m-%d}"
        pghistory.context(on_behalf=request.pk, asked_by=asked)


def note_deed(request: OnBehalf | None, what: str, *, now: dt.datetime) -> None:
    """Note what was done under a request; without one the association acted by itself."""
    if request:
        OnBehalfDeed.objects.create(request=request, what=what[:300], at=now)
