"""A lost second step: a colleague asks and an administrator confirms; the last way is a command on the server."""

import datetime as dt

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sistercities.common.history import because
from sistercities.post.services import write_mail

from .models import SecondStepRequest, User


class SecondStepRefused(ValidationError):
    """Nothing was asked or removed; the sentence says why."""


@transaction.atomic
def ask_to_remove(*, user: User, reason: str, by: User, now: dt.datetime, page: str) -> SecondStepRequest:
    """Ask that a colleague's lost second step is removed. `reason`: how `by` knows that it is them.

    `page`: the address, on this site, where an administrator confirms. Refused (SecondStepRefused): `by` is no staff
    or is the person; the person has no second step, or no login; it was asked already; no other administrator is
    there to confirm it. Side effects: letters to those administrators and to the person.
    """
    User.objects.select_for_update().get(pk=user.pk)
    if not (by.is_active and by.is_staff) or by == user:
        raise SecondStepRefused(_("A colleague of the staff has to ask for this, not the person."), code="person")
    if not reason.strip():
        raise SecondStepRefused(_("Say how you know that it is them who ask."), code="reason")
    if not user.is_active or not Authenticator.objects.filter(user=user).exists():
        raise SecondStepRefused(_("%(name)s has no second step.") % {"name": user}, code="none")
    if SecondStepRequest.objects.open(now).filter(user=user).exists():
        raise SecondStepRefused(_("This was asked already and waits for an administrator."), code="asked")
    judges = list(User.objects.administrators().exclude(pk__in=[user.pk, by.pk]))
    if not judges:
        raise SecondStepRefused(
            _("No other administrator is there to confirm it. Whoever runs the server can remove the second step."),
            code="nobody",
        )
    SecondStepRequest.objects.filter(user=user, confirmed_at=None, closed_at=None).update(closed_at=now)
    because("second_step_asked", reason.strip())
    request = SecondStepRequest.objects.create(user=user, asked_by=by, asked_at=now, reason=reason.strip())
    context = {"asked": request, "link": settings.PUBLIC_URL + page}
    for judge in judges:
        write_mail(to=judge.email, template="accounts/second_step_asked", context=context, on_paper_too=False)
    write_mail(to=user.email, template="accounts/second_step_asked_for_you", context=context, on_paper_too=False)
    return request


@transaction.atomic
def confirm_removal(*, request_id: int, by: User, now: dt.datetime) -> SecondStepRequest:
    """Confirm what a colleague asked: the second step is removed, every session of the person ends.

    Refused (SecondStepRefused): `by` is no administrator, is the one who asked, or the person; a day has passed; it
    was confirmed or closed. Side effects: those of `remove`.
    """
    request = SecondStepRequest.objects.select_for_update(of=("self",)).select_related("user").get(pk=request_id)
    if not by.is_active or not by.is_superuser or by.pk in (request.asked_by_id, request.user_id):
        raise SecondStepRefused(_("Another administrator has to confirm this."), code="person")
    if not SecondStepRequest.objects.open(now).filter(pk=request.pk).exists():
        raise SecondStepRefused(_("This request is over. A colleague can ask again."), code="over")
    because("second_step_removed", request.reason)
    request.confirmed_by, request.confirmed_at = by, now
    request.save(update_fields=["confirmed_by", "confirmed_at"])
    remove(user=request.user, now=now)
    return request


@transaction.atomic
def close_request(*, request_id: int, by: User, now: dt.datetime) -> SecondStepRequest:
    """Take a request back, or close one that should not have been made. One that is over stays as it is.

    Refused (SecondStepRefused): `by` neither asked nor is an administrator.
    """
    request = SecondStepRequest.objects.select_for_update(of=("self",)).select_related("user").get(pk=request_id)
    if by.pk != request.asked_by_id and not (by.is_active and by.is_superuser):
        raise SecondStepRefused(_("Only the one who asked, or an administrator, takes this back."), code="person")
    if request.confirmed_at is None and request.closed_at is None:
        because("second_step_closed")
        request.closed_at = now
        request.save(update_fields=["closed_at"])
    return request


@transaction.atomic
def remove(*, user: User, now: dt.datetime) -> None:
    """Remove every second step of a person, printed codes too, and end all their sessions; tell them by mail.

    Whoever needs a second step sets up a new one at the next sign-in. The caller has seen to it that this may be
    done, and gives the reason for the change history.
    """
    sign_out_everywhere(user=user, now=now)
    write_mail(to=user.email, template="accounts/second_step_removed", context={"person": user}, on_paper_too=False)


@transaction.atomic
def remove_by_command(*, user: User, now: dt.datetime) -> list[User]:
    """The last way, for whoever runs the server, where no two people are there who could ask and confirm.

    Refused (SecondStepRefused): the person has no second step. Returns the other administrators, who are written to.
    Side effects: those of `remove`; requests about the person are closed.
    """
    if not Authenticator.objects.filter(user=user).exists():
        raise SecondStepRefused(_("%(name)s has no second step.") % {"name": user}, code="none")
    because("second_step_removed")
    SecondStepRequest.objects.filter(user=user, confirmed_at=None, closed_at=None).update(closed_at=now)
    remove(user=user, now=now)
    others = list(User.objects.administrators().exclude(pk=user.pk).order_by("full_name", "pk"))
    for other in others:
        write_mail(
            to=other.email,
            template="accounts/second_step_removed_on_server",
            context={"person": user},
            on_paper_too=False,
        )
    return others


def sign_out_everywhere(*, user: User, now: dt.datetime) -> None:
    """End every session of a person and remove every second step."""
    Authenticator.objects.filter(user=user).delete()
    user.signed_out_at = now
    user.save(update_fields=["signed_out_at"])
