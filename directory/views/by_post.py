"""The desk's pages where letters of a committee, or of a person with a seat, are set to come by post."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from directory.models import Committee, Seat
from directory.services import direct_committee_letters
from sistercities.accounts.by_post import direct_letters
from sistercities.accounts.forms import ByPostForm, post_initial
from sistercities.accounts.models import User

from .deeds import deed


@require_http_methods(["GET", "HEAD", "POST"])
def committee_post(request: HttpRequest, pk: int) -> HttpResponse:
    """How a committee's letters come."""
    if not request.user.is_staff:
        raise Http404
    committee = get_object_or_404(Committee, pk=pk)
    form = ByPostForm(request.POST if request.method == "POST" else None, initial=post_initial(committee))
    people = reverse("desk_committee_people", args=[pk])
    if request.method == "POST" and form.is_valid():
        with deed(request, committee) as done:
            direct_committee_letters(committee_id=pk, by=request.user, **form.cleaned_data)
            done(_("How letters to the committee come"))
        messages.success(request, _("Saved."))
        return redirect(people)
    return _page(request, committee, form, (_("People of %(place)s") % {"place": committee}, people))


@require_http_methods(["GET", "HEAD", "POST"])
def seat_post(request: HttpRequest, pk: int) -> HttpResponse:
    """How the letters of the person with this seat come."""
    if not request.user.is_staff:
        raise Http404
    seats = Seat.objects.managed_by(request.user).current().filter(user__is_staff=False).select_related("user")
    held = get_object_or_404(seats.select_related("committee"), pk=pk)
    person: User = held.user
    form = ByPostForm(request.POST if request.method == "POST" else None, initial=post_initial(person))
    seat = reverse("seat_detail", args=[pk])
    if request.method == "POST" and form.is_valid():
        with deed(request, held.committee) as done:
            direct_letters(user=person, by=request.user, **form.cleaned_data)
            done(_("How letters to %(person)s come") % {"person": person})
        messages.success(request, _("Saved."))
        return redirect(seat)
    return _page(request, person, form, (_("Seat of %(person)s") % {"person": person}, seat))


def _page(request: HttpRequest, whose: Any, form: ByPostForm, back: tuple[str, str]) -> HttpResponse:
    context = {"whose": whose, "form": form, "trail": [back], "is_committee": isinstance(whose, Committee)}
    return render(request, "directory/by_post.html", context, status=422 if form.errors else 200)
