"""Nobody of a committee answers: notice to everybody, a time to wait, then somebody new, never before."""

import datetime as dt

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directory.choices import Role, SilenceEnd
from directory.models import Committee, Invitation, Seat, Silence
from sistercities.accounts.models import User
from sistercities.association.selectors import current_policy
from sistercities.common.history import because
from sistercities.desk.services import defer_task, open_task, resolve_tasks
from sistercities.post.recipients import PostalAddress, by_post
from sistercities.post.services import write_mail

from .seats import refuse_dissolved
from .sending import person_at

SILENCE_TASK = "committee_silent"
SALT = "directory.silence"


class SilenceRefused(ValidationError):
    """This cannot be done with the notice to this committee; the sentence says why."""


@transaction.atomic
def open_silence(*, committee: Committee, reason: str, by: User, now: dt.datetime) -> Silence:
    """Say that nobody of a committee answers, and write to all its addresses: everybody with a seat, and its own.

    The notice runs for `Policy.notice_days`; in that time nobody new can be main contact. Refused (SilenceRefused):
    `by` is not of the staff, no reason, it is open already; SeatRefused: the committee is dissolved. Side effects: the
    letters, each with a link of its own that answers, and one on paper where the postal address is known; what staff
    had written to somebody who was to be main contact stops working; a desk task that comes back when the notice has
    run out.
    """
    _refuse_others(by)
    Committee.objects.select_for_update().get(pk=committee.pk)
    refuse_dissolved(committee)
    if not reason.strip():
        raise SilenceRefused({"reason": _("Say how you know that nobody answers.")}, code="reason")
    if Silence.objects.open().filter(committee=committee).exists():
        raise SilenceRefused(_("The committee was written to already."), code="open")
    today = timezone.localdate(now)
    because("silence_opened", reason.strip())
    silence = Silence.objects.create(
        committee=committee,
        reason=reason.strip(),
        written_to=addresses_of(committee),
        opened_by=by,
        opened_at=now,
        runs_until=today + dt.timedelta(days=current_policy().notice_days),
    )
    invited = Invitation.objects.filter(committee=committee, role=Role.COORDINATOR, invited_by__is_staff=True)
    invited.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
    for email in silence.written_to:
        link = f"{settings.PUBLIC_URL}{reverse('still_here', args=[token_for(silence, email)])}"
        context = {"silence": silence, "committee": committee, "link": link}
        write_mail(to=email, template="accounts/committee_silent", context=context, is_secret=True)
    for place in _postal_addresses(committee, silence.written_to):
        context = {"silence": silence, "committee": committee}
        write_mail(to=place, template="accounts/committee_silent", context=context)
    task = open_task(kind=SILENCE_TASK, subject_id=committee.pk, title=str(committee), now=now)
    if silence.runs_until > today:
        defer_task(task_id=task.pk, by=by, until=silence.runs_until, today=today)
    return silence


def addresses_of(committee: Committee) -> list[str]:
    """Where a committee is written to: everybody who has a seat today, and its own address."""
    seats = Seat.objects.current().filter(committee=committee, user__is_active=True).order_by("pk")
    found = [*seats.values_list("user__email", flat=True), committee.email.lower()]
    return list(dict.fromkeys(email for email in found if email))


def _postal_addresses(committee: Committee, emails: list[str]) -> list[PostalAddress]:
    """Where the notice goes on paper: to the committee, and to everybody there who wants letters by post."""
    own = [committee.postal] if committee.post_address else []
    theirs = filter(None, (by_post(email) for email in emails))
    return list(dict.fromkeys([*own, *theirs]))


def silence_by_token(token: str) -> tuple[Silence, str] | None:
    """The notice behind the link in a letter, and the address that the letter went to."""
    try:
        pk, place = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    silence = Silence.objects.select_related("committee").filter(pk=pk).first()
    return (silence, silence.written_to[place]) if silence else None


@transaction.atomic
def answer_by_link(*, token: str, now: dt.datetime) -> Silence:
    """Whoever reads one of the letters says: we are still here. Refused (SilenceRefused): unknown, or it has ended."""
    found = silence_by_token(token)
    if found is None:
        raise SilenceRefused(_("This link does not work."), code="unknown")
    silence, email = found
    return _answered(
        silence.pk, by=person_at(email), answer=gettext("%(email)s, by the link") % {"email": email}, now=now
    )


@transaction.atomic
def answer_by_seat(*, committee: Committee, by: User, now: dt.datetime) -> Silence:
    """Somebody with a seat says so on their own pages. Refused (SilenceRefused): no seat there, or nothing is open."""
    if not Committee.objects.seated_by(by).filter(pk=committee.pk).exists():
        raise SilenceRefused(_("Only somebody of this committee says that."), code="person")
    open_row = Silence.objects.open().filter(committee=committee).first()
    return _answered(
        open_row.pk if open_row else 0, by=by, answer=gettext("%(name)s, on this site") % {"name": by}, now=now
    )


@transaction.atomic
def note_answer(*, committee: Committee, answer: str, by: User, now: dt.datetime) -> Silence:
    """Staff note that somebody answered by phone or post. Refused (SilenceRefused): not staff, no word, none open."""
    _refuse_others(by)
    if not answer.strip():
        raise SilenceRefused({"answer": _("Say who answered, how and when.")}, code="answer")
    open_row = Silence.objects.open().filter(committee=committee).first()
    return _answered(open_row.pk if open_row else 0, by=by, answer=answer.strip(), now=now)


def end_by_seating(committee: Committee, *, successor: User, now: dt.datetime) -> None:
    """A new main contact has accepted: the notice to the committee is over."""
    silence = Silence.objects.open().select_for_update().filter(committee=committee).first()
    if silence:
        _end(silence, end=SilenceEnd.SEATED, by=successor, answer="", now=now)


def end_by_dissolution(committee: Committee, *, by: User, now: dt.datetime) -> None:
    """There is no committee left that could answer."""
    silence = Silence.objects.open().select_for_update().filter(committee=committee).first()
    if silence:
        _end(silence, end=SilenceEnd.DISSOLVED, by=by, answer="", now=now)


def _answered(silence_id: int, *, by: User | None, answer: str, now: dt.datetime) -> Silence:
    """Somebody is there: the notice ends, a letter to somebody new stops working, the one who opened it is told."""
    rows = Silence.objects.open().select_for_update(of=("self",)).select_related("committee", "opened_by")
    silence = rows.filter(pk=silence_id).first()
    if silence is None:
        raise SilenceRefused(_("This is over: the committee has answered, or somebody new has the seat."), code="over")
    _end(silence, end=SilenceEnd.ANSWERED, by=by, answer=answer, now=now)
    # One that has expired could be sent anew, so it stops working too.
    invited = silence.committee.invitations.filter(accepted_at=None, withdrawn_at=None)
    theirs = {"invited_by__is_staff": True, "role": Role.COORDINATOR, "handover": None}
    invited.filter(created_at__gte=silence.opened_at, **theirs).update(withdrawn_at=now)
    if silence.opened_by != by and silence.opened_by.is_active:
        write_mail(to=silence.opened_by.email, template="accounts/committee_answered", context={"silence": silence})
    return silence


def _end(silence: Silence, *, end: SilenceEnd, by: User | None, answer: str, now: dt.datetime) -> None:
    because("silence_ended", f"{end}: {answer or by}")
    silence.end, silence.ended_at, silence.ended_by, silence.answer = end, now, by, answer[:300]
    silence.save(update_fields=["end", "ended_at", "ended_by", "answer"])
    staff = by if by and by.is_staff else None
    resolve_tasks(
        kind=SILENCE_TASK, subject_id=silence.committee_id, by=staff, outcome=answer or str(end.label), now=now
    )


def token_for(silence: Silence, email: str) -> str:
    """The end of the link in the letter to this address, which it does not give away."""
    return signing.dumps([silence.pk, silence.written_to.index(email)], salt=SALT)


def _refuse_others(by: User) -> None:
    if not (by.is_active and by.is_staff):
        raise SilenceRefused(_("Only the association does this."), code="person")
