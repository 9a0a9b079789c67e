"""A side on which nobody has a seat, and no committee wants paper, still gets its letter: staff see to it."""

import datetime as dt
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partnerships.models import Party, SideLetter
from sistercities.accounts.models import User
from sistercities.common.history import because
from sistercities.desk.models import Task
from sistercities.desk.services import open_task, resolve_tasks
from sistercities.post.models import Mail
from sistercities.post.recipients import PostalAddress
from sistercities.post.services import address_letter, note_handed_over

TELL_TASK = "side_tell"
Listener = Callable[[SideLetter], None]
_listeners: list[Listener] = []


class TellRefused(ValidationError):
    """The letter stays as it is."""


def tell_me(listener: Listener) -> None:
    """Call `listener` in the same transaction once staff have seen to a letter. For apps that know what it is about."""
    _listeners.append(listener)


def open_side_letter(*, party: Party, mail: Mail, now: dt.datetime) -> Task:
    """Give a letter that was kept for a side (`keep_letter`) to staff: a task to find a way for it."""
    letter = SideLetter.objects.create(party=party, mail=mail)
    title = _("%(side)s: %(subject)s") % {"side": party.community.name, "subject": mail.subject}
    return open_task(kind=TELL_TASK, subject_id=letter.pk, title=title, now=now)


@transaction.atomic
def send_side_letter(*, letter_id: int, to: str | PostalAddress, by: User, now: dt.datetime) -> SideLetter:
    """Send the letter by e-mail, or put it with the letters by post; its task is done.

    Refused (TellRefused): not staff, or somebody has seen to it.
    """
    letter = _waiting(letter_id, by)
    address_letter(mail_id=letter.mail_id, to=to)
    return _seen_to(letter, by=by, now=now)


@transaction.atomic
def hand_over(*, letter_id: int, how: str, on: dt.date, by: User, now: dt.datetime) -> SideLetter:
    """Note that the printed letter was handed over: where and to whom, on which day; its task is done.

    Refused (TellRefused): not staff, somebody has seen to it, or a day to come or before the letter was written.
    """
    letter = _waiting(letter_id, by)
    if not timezone.localdate(letter.mail.written_at) <= on <= timezone.localdate(now):
        raise TellRefused(_("Enter a day between the writing of the letter and today."), code="on")
    note_handed_over(mail_id=letter.mail_id, on=on)
    letter.how = how.strip()
    return _seen_to(letter, by=by, now=now)


def _waiting(letter_id: int, by: User) -> SideLetter:
    letter = SideLetter.objects.select_for_update().get(pk=letter_id)
    if not (by.is_authenticated and by.is_active and by.is_staff) or letter.told_at:
        raise TellRefused(_("This side has been told already: %(how)s.") % {"how": letter.way_in_words}, code="told")
    return letter


def _seen_to(letter: SideLetter, *, by: User, now: dt.datetime) -> SideLetter:
    because(TELL_TASK)
    letter.told_by, letter.told_at = by, now
    letter.save()
    letter = SideLetter.objects.for_list().get(pk=letter.pk)
    resolve_tasks(kind=TELL_TASK, subject_id=letter.pk, by=by, outcome=letter.way_in_words, now=now)
    for listener in _listeners:
        listener(letter)
    return letter
