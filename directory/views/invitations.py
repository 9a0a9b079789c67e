"""The page behind an invitation's link. Reading it changes nothing: mail scanners open links too."""

import datetime as dt

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_ratelimit.decorators import ratelimit

from directory.forms_people import ROLE_HELP, JoinForm
from directory.models import Invitation, Seat
from directory.services import InvitationRefused, SeatRefused, accept_invitation, join_by_invitation, renew_invitation
from directory.services.invitations import OPEN, invitation_by_token, invitation_state, person_at

CODE_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
UNKNOWN = "unknown"
STATUS = {UNKNOWN: 404, "renewed": 200, "limited": 429}


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Who opens the link decides what the page asks: a name, one button, to sign in first, or to sign out."""
    now = timezone.now()
    invitation = invitation_by_token(token)
    state = invitation_state(invitation, now) if invitation else UNKNOWN
    if invitation is None or state != OPEN:
        return _closed(request, token, state, invitation)
    person = person_at(invitation.email)
    if request.user.is_authenticated and request.user == person:
        return _as_member(request, token, invitation, now)
    if request.user.is_authenticated or person:
        return _page(request, invitation, reader="other" if request.user.is_authenticated else "signed_out")
    return _as_newcomer(request, token, invitation, now)


@login_not_required
@require_POST
@ratelimit(key="ip", rate="10/h", block=False)
def invitation_renew(request: HttpRequest, token: str) -> HttpResponse:
    """Send an expired invitation again, to the address that it was for."""
    if request.limited:
        return _closed(request, token, "limited")
    try:
        invitation = renew_invitation(token=token, now=timezone.now())
    except InvitationRefused:
        return redirect("invitation_accept", token=token)
    return _closed(request, token, "renewed", invitation)


def _as_member(request: HttpRequest, token: str, invitation: Invitation, now: dt.datetime) -> HttpResponse:
    if request.method != "POST":
        return _page(request, invitation, reader="member")
    try:
        return _seated(request, accept_invitation(token=token, user=request.user, now=now))
    except (InvitationRefused, SeatRefused) as refused:
        return _page(request, invitation, reader="member", refusals=refused.messages)


def _as_newcomer(request: HttpRequest, token: str, invitation: Invitation, now: dt.datetime) -> HttpResponse:
    form = JoinForm(request.POST or None, email=invitation.email)
    if request.method == "POST" and form.is_valid():
        try:
            seat = join_by_invitation(token=token, now=now, **form.cleaned_data)
            login(request, seat.user, backend=CODE_BACKEND)
            return _seated(request, seat)
        except (InvitationRefused, SeatRefused) as refused:
            form.add_error(None, refused)
    return _page(request, invitation, reader="newcomer", form=form, refusals=form.errors)


def _seated(request: HttpRequest, seat: Seat) -> HttpResponse:
    place = seat.committee or seat.community
    messages.success(request, _("Welcome. You now have a seat at %(place)s.") % {"place": place})
    return redirect("/workspace/")


def _page(request: HttpRequest, invitation: Invitation, *, refusals: object = None, **context: object) -> HttpResponse:
    place = invitation.committee or invitation.community
    context = {"invitation": invitation, "place": place, "role_help": ROLE_HELP[invitation.role], **context}
    context["refusals"] = refusals
    return render(request, "directory/invitation_accept.html", context, status=422 if refusals else 200)


def _closed(request: HttpRequest, token: str, state: str, invitation: Invitation | None = None) -> HttpResponse:
    context = {"state": state, "token": token, "invitation": invitation}
    return render(request, "directory/invitation_closed.html", context, status=STATUS.get(state, 410))
