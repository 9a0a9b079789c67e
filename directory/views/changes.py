"""Handing a committee over; notice to one of which nobody answers; a committee that is no more."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.choices import Role
from directory.forms_changes import AnswerForm, DissolveForm, HandoverForm, HandoverForThemForm, SilenceForm
from directory.forms_people import EmailForm
from directory.models import Committee, Seat, Silence
from directory.selectors_people import sheet_of
from directory.services import (
    answer_by_link,
    answer_by_seat,
    dissolve_committee,
    invite,
    note_answer,
    open_silence,
    start_handover,
)
from directory.services.silences import addresses_of, silence_by_token
from sistercities.association.selectors import current_policy

from .people import BASES


@require_http_methods(["GET", "HEAD", "POST"])
def committee_handover(request: HttpRequest, pk: int) -> HttpResponse:
    """A main contact hands over their own seat in one step."""
    seat = get_object_or_404(Seat.objects.handed_over_by(request.user).select_related("committee"), committee=pk)
    form = HandoverForm(request.POST if request.method == "POST" else None)
    return _handover_page(request, seat.committee, form, seat=seat)


@require_http_methods(["GET", "HEAD", "POST"])
def desk_committee_handover(request: HttpRequest, pk: int) -> HttpResponse:
    """Staff enter that a main contact hands over, as they were asked by post, phone or mail."""
    committee = _of_staff(request, pk)
    seats = list(Seat.objects.current().filter(committee=committee, role=Role.COORDINATOR).select_related("user"))
    if not seats:
        messages.info(request, _("There is nobody who could hand over. Invite a main contact."))
        return redirect("desk_committee_people", pk)
    data = request.POST if request.method == "POST" else None
    form = HandoverForThemForm(data, seats=seats, today=timezone.localdate())
    return _handover_page(request, committee, form)


@require_safe
def committee_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that somebody new has to know, on paper: for its main contacts and staff."""
    committee = get_object_or_404(Committee.objects.coordinated_by(request.user), pk=pk)
    context = {"committee": committee, "sheet": sheet_of(committee, timezone.now()), "today": timezone.localdate()}
    context |= {"base": BASES[request.user.is_staff], "trail": _trail(request, committee)}
    context["public_url"] = settings.PUBLIC_URL
    return render(request, "directory/committee_sheet.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def committee_silence(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody answers: say so, see how long the notice runs, then seat somebody new."""
    committee = _of_staff(request, pk)
    form = SilenceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            silence = open_silence(committee=committee, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            day = {"day": date_format(silence.runs_until, "j F Y")}
            messages.success(request, _("The letters are on their way. The notice runs until %(day)s.") % day)
            return redirect(request.path)
    return _silence_page(request, committee, form=form)


@require_POST
def silence_answered(request: HttpRequest, pk: int) -> HttpResponse:
    """Staff note an answer by phone or post."""
    committee = _of_staff(request, pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            note_answer(committee=committee, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as refused:
            form.add_error("answer", refused.messages)
        else:
            messages.success(request, _("Noted. The committee is there, and the notice is over."))
            return redirect("desk_committee_people", pk)
    return _silence_page(request, committee, answer=form)


@require_POST
def silence_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice has run out: invite a new main contact."""
    committee = _of_staff(request, pk)
    form = EmailForm(request.POST)
    if form.is_valid():
        try:
            facts = {"committee": committee, "role": Role.COORDINATOR, "by": request.user, "now": timezone.now()}
            invite(**form.cleaned_data, **facts)
        except ValidationError as refused:
            form.add_error("email", refused.messages)
        else:
            messages.success(request, _("A letter with a link is on its way. The notice ends when it is accepted."))
            return redirect("desk_committee_people", pk)
    return _silence_page(request, committee, seat=form)


@require_http_methods(["GET", "HEAD", "POST"])
def committee_dissolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a committee as dissolved, with day and source."""
    committee = _of_staff(request, pk)
    today = timezone.localdate()
    form = DissolveForm(request.POST if request.method == "POST" else None, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            dissolve_committee(committee_id=pk, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(request, _("%(name)s is marked as dissolved. Its seats have ended.") % {"name": committee})
            return redirect("desk_committee_people", pk)
    held = Seat.objects.current().filter(committee=committee).for_list()
    context = {"committee": committee, "form": form, "seats": held, "trail": _trail(request, committee)}
    return render(request, "directory/committee_dissolve.html", context, status=422 if form.errors else 200)


@require_POST
def committee_still_here(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody with a seat answers with one click on their own pages."""
    committee = get_object_or_404(Committee.objects.seated_by(request.user), pk=pk)
    try:
        answer_by_seat(committee=committee, by=request.user, now=timezone.now())
        messages.success(request, _("Thank you. The association knows now that you are there; nothing changes."))
    except ValidationError as refused:
        messages.info(request, " ".join(refused.messages))
    return redirect("committee_people", pk)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def still_here(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link in a letter of notice. Reading it changes nothing: mail scanners open links too."""
    found = silence_by_token(token)
    if found is None:
        return render(request, "directory/still_here.html", {"state": "unknown"}, status=404)
    silence, _email = found
    if silence.ended_at:
        return render(request, "directory/still_here.html", {"state": "over", "silence": silence}, status=410)
    state = "open"
    if request.method == "POST":
        try:
            silence, state = answer_by_link(token=token, now=timezone.now()), "answered"
        except ValidationError:
            silence.refresh_from_db()
            state = "over"
    return render(request, "directory/still_here.html", {"state": state, "silence": silence})


def _of_staff(request: HttpRequest, pk: int) -> Committee:
    if not request.user.is_staff:
        raise Http404
    return get_object_or_404(Committee, pk=pk)


def _trail(request: HttpRequest, committee: Committee) -> list[tuple[str, str]]:
    route = "desk_committee_people" if request.user.is_staff else "committee_people"
    return [(_("People of %(place)s") % {"place": committee}, reverse(route, args=[committee.pk]))]


def _handover_page(
    request: HttpRequest, committee: Committee, form: HandoverForm, *, seat: Seat | None = None
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        facts = form.facts() | ({"seat_id": seat.pk} if seat else {})
        try:
            handover = start_handover(by=request.user, now=timezone.now(), **facts)
        except ValidationError as refused:
            form.add_error("email", refused.messages)
        else:
            email = {"email": handover.invitation.email}
            sentence = _("A letter is on its way to %(email)s. Nothing changes before it is accepted.") % email
            messages.success(request, sentence)
            return redirect(_trail(request, committee)[0][1])
    context = {"committee": committee, "form": form, "is_own": seat is not None, "trail": _trail(request, committee)}
    context["base"] = BASES[request.user.is_staff]
    return render(request, "directory/committee_handover.html", context, status=422 if form.errors else 200)


def _silence_page(request: HttpRequest, committee: Committee, **forms: Form) -> HttpResponse:
    today = timezone.localdate()
    silence = Silence.objects.open().select_related("opened_by").filter(committee=committee).first()
    given: dict[str, Any] = {"form": SilenceForm(), "answer": AnswerForm(), "seat": EmailForm(), **forms}
    context = {
        **given,
        "committee": committee,
        "silence": silence,
        "has_run_out": bool(silence and silence.runs_until <= today),
        "addresses": addresses_of(committee),
        "policy": current_policy(),
        "earlier": Silence.objects.filter(committee=committee, ended_at__isnull=False).select_related("opened_by"),
        "trail": _trail(request, committee),
    }
    wrong = any(form.errors for form in forms.values())
    return render(request, "directory/committee_silence.html", context, status=422 if wrong else 200)
