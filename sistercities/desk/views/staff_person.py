"""One person of the staff: rights, days away, a lost second step, and the end of their time here."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from sistercities.accounts import second_step
from sistercities.accounts.absences import end_absence, say_away
from sistercities.accounts.models import Absence, SecondStepRequest, User
from sistercities.desk.forms import AwayForm, LeaveForm, SecondStepForm
from sistercities.desk.handovers import left_behind
from sistercities.desk.leaving import heirs, let_leave, outlook
from sistercities.desk.models import Task


@require_http_methods(["GET", "HEAD", "POST"])
def staff_own(request: HttpRequest) -> HttpResponse:
    """One's own page, for staff and for whoever was lent the right to record."""
    return staff_detail(request, request.user.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def staff_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Rights, days away and what they have taken; a post says that they are away."""
    person = _person(request, pk)
    form = AwayForm(request.POST if request.method == "POST" else None, initial={"starts_on": timezone.localdate()})
    if request.method == "POST" and not person.is_active:
        raise Http404
    if request.method == "POST" and form.is_valid():
        facts = {"user": person, "by": request.user, "now": timezone.now(), **form.cleaned_data}
        if absence := _tried(form, lambda: say_away(**facts)):
            days = {"first": date_format(absence.starts_on, "j F"), "last": date_format(absence.ends_on, "j F Y")}
            messages.success(request, _("Kept: away from %(first)s until %(last)s.") % days)
            return _back_to(request, person)
    return _page(request, person, away=form)


@require_POST
def absence_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody is back, or does not go."""
    now = timezone.now()
    absence = get_object_or_404(Absence.objects.changeable_by(request.user, timezone.localdate(now)), pk=pk)
    end_absence(absence_id=absence.pk, by=request.user, now=now)
    messages.success(request, _("These days away are ended. Tasks that became free meanwhile stay free."))
    return _back_to(request, absence.user)


@require_http_methods(["GET", "HEAD", "POST"])
def staff_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """What happens when this person leaves, and the button that does it."""
    person, now = _person(request, pk), timezone.now()
    if not request.user.is_superuser or not (person.is_active and person.is_staff):
        raise Http404
    form = LeaveForm(
        request.POST if request.method == "POST" else None, heirs=heirs(person, on_date=timezone.localdate(now))
    )
    if request.method == "POST" and form.is_valid():
        heir = form.cleaned_data["heir"]
        given = _tried(form, lambda: let_leave(person=person, by=request.user, now=now, heir=heir))
        if given is not None:
            messages.success(request, _("%(person)s can no longer sign in.") % {"person": person})
            if given:
                number = {"n": len(given), "heir": heir}
                told = ngettext("%(heir)s got %(n)d task.", "%(heir)s got %(n)d tasks.", len(given))
                messages.success(request, told % number)
            return redirect("staff_list")
    context = {"person": person, "form": form, "outlook": outlook(person, by=request.user, now=now)}
    return render(request, "desk/staff_leave.html", context, status=422 if form.errors else 200)


@require_POST
def second_step_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that a colleague's lost second step is removed."""
    person = _person(request, pk)
    if not request.user.is_staff or person == request.user:
        raise Http404
    form = SecondStepForm(request.POST)
    if form.is_valid():
        page = reverse("staff_detail", args=[person.pk])
        facts = {"user": person, "by": request.user, "now": timezone.now(), "page": page, **form.cleaned_data}
        if _tried(form, lambda: second_step.ask_to_remove(**facts)):
            messages.success(request, _("The other administrators were written to. One of them confirms within a day."))
            return _back_to(request, person)
    return _page(request, person, lost=form)


@require_POST
def second_step_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm what a colleague asked."""
    wanted = get_object_or_404(SecondStepRequest.objects.confirmable_by(request.user, timezone.now()), pk=pk)
    second_step.confirm_removal(request_id=wanted.pk, by=request.user, now=timezone.now())
    facts = {"person": wanted.user}
    messages.success(
        request, _("The second step of %(person)s is removed. They set up a new one when they sign in.") % facts
    )
    return _back_to(request, wanted.user)


@require_POST
def second_step_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a request back, or close one that should not have been made."""
    wanted = get_object_or_404(SecondStepRequest.objects.closable_by(request.user, timezone.now()), pk=pk)
    second_step.close_request(request_id=wanted.pk, by=request.user, now=timezone.now())
    messages.success(request, _("The request is closed. Nothing was removed."))
    return _back_to(request, wanted.user)


def _person(request: HttpRequest, pk: int) -> User:
    return get_object_or_404(User.objects.with_page_for(request.user, timezone.localdate()), pk=pk)


def _back_to(request: HttpRequest, person: User) -> HttpResponse:
    return redirect("staff_own") if person == request.user else redirect("staff_detail", person.pk)


def _tried(form: Form, act: Callable[[], Any]) -> Any:
    """What the service gives back; None, and the sentence at the form, if it refuses."""
    try:
        return act()
    except ValidationError as refused:
        form.add_error(None, refused)
        return None


def _page(
    request: HttpRequest, person: User, *, away: AwayForm | None = None, lost: SecondStepForm | None = None
) -> HttpResponse:
    now, is_own = timezone.now(), person == request.user
    asked = SecondStepRequest.objects.open(now).filter(user=person).select_related("asked_by").first()
    context = {
        "person": person,
        "is_own": is_own,
        "today": timezone.localdate(now),
        "tasks": Task.objects.visible_to(request.user).held_by(person, now).for_list(now),
        "left": left_behind(person) if request.user.is_staff else [],
        "away": away or AwayForm(initial={"starts_on": timezone.localdate(now)}),
        "lost": lost or SecondStepForm(),
        "has_second_step": Authenticator.objects.filter(user=person).exists(),
        "asked": None if is_own else asked,
        "may_confirm": SecondStepRequest.objects.confirmable_by(request.user, now).filter(user=person).exists(),
        "may_close": SecondStepRequest.objects.closable_by(request.user, now).filter(user=person).exists(),
    }
    has_errors = any(form.errors for form in (away, lost) if form)
    return render(request, "desk/staff_detail.html", context, status=422 if has_errors else 200)
