"""Who holds seats: main contacts see to their committee, staff to all of them and to the guests of the other side."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.choices import Role
from directory.forms_people import EmailForm, InviteForm, RoleForm
from directory.models import Committee, Community, Invitation, OnBehalf, Seat
from directory.selectors_people import people_of
from directory.services import change_role, end_seat, invite, withdraw_invitation
from directory.services.on_behalf import acting_for
from sistercities.common.lists import ROWS_A_PAGE

from .deeds import deed

FOUND_AT_MOST = 25
SHOWN_REQUESTS = 25
BASES = {True: "desk/base.html", False: "partnerships/workspace.html"}


@require_http_methods(["GET", "HEAD", "POST"])
def committee_people(request: HttpRequest, pk: int, *, at_desk: bool = False) -> HttpResponse:
    """Who has a seat on a committee. Its main contacts and staff also invite, change and end; the desk has it too."""
    if at_desk and not request.user.is_staff:
        raise Http404
    can_manage = Committee.objects.coordinated_by(request.user).filter(pk=pk).exists()
    seen = Committee.objects.coordinated_by if request.method == "POST" else Committee.objects.visible_to
    committee = get_object_or_404(seen(request.user), pk=pk)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _invited(request, form, committee=committee):
        return redirect(request.path)
    return _people_page(request, committee, form, at_desk=at_desk, can_manage=can_manage)


@require_http_methods(["GET", "HEAD", "POST"])
def community_guests(request: HttpRequest, slug: str) -> HttpResponse:
    """Guests of a community abroad: staff invite them, they read and change nothing."""
    community = get_object_or_404(Community.objects.guests_managed_by(request.user), slug=slug)
    form = EmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _invited(request, form, community=community, role=Role.GUEST):
        return redirect(request.path)
    return _people_page(request, community, form, at_desk=True, can_manage=True)


@require_safe
def people_search(request: HttpRequest) -> HttpResponse:
    """Staff find the committee or the community whose people they look after."""
    if not request.user.is_staff:
        raise Http404
    text = request.GET.get("q", "").strip()
    committees = Committee.objects.with_main_contacts()
    page = Paginator(committees.search(text) if text else committees, ROWS_A_PAGE).get_page(request.GET.get("page"))
    abroad = Community.objects.current().exclude(country=settings.ASSOCIATION_COUNTRY)
    context = {
        "text": text,
        "page": page,
        "query": f"?{urlencode({'q': text})}" if text else "?",
        "communities": list(abroad.search(text).for_list()[:FOUND_AT_MOST]) if text else [],
    }
    return render(request, "directory/people_search.html", context)


@require_safe
def seat_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _seat_page(request, _managed_seat(request, pk))


@require_POST
def seat_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a seat allow something else."""
    seat = _managed_seat(request, pk)
    form = RoleForm(request.POST)
    if form.is_valid():
        try:
            with deed(request, seat.committee) as done:
                changed = change_role(seat_id=seat.pk, by=request.user, now=timezone.now(), **form.cleaned_data)
                done(_("%(person)s: %(role)s") % {"person": seat.user, "role": changed.get_role_display()})
            messages.success(request, _("Saved. %(person)s was written to.") % {"person": seat.user})
            return redirect(_people_of_seat(request, seat))
        except ValidationError as refused:
            form.add_error("role", refused)
    return _seat_page(request, seat, form)


@require_POST
def seat_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a seat today."""
    seat = _managed_seat(request, pk)
    form = RoleForm(initial={"role": seat.role})
    try:
        with deed(request, seat.committee) as done:
            end_seat(seat_id=seat.pk, by=request.user, now=timezone.now())
            done(_("The seat of %(person)s ended") % {"person": seat.user})
    except ValidationError as refused:
        return _seat_page(request, seat, form, refusals=refused.messages)
    messages.success(request, _("The seat of %(person)s has ended.") % {"person": seat.user})
    return redirect(_people_of_seat(request, seat))


@require_POST
def invitation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an invitation's link useless."""
    invitation = get_object_or_404(Invitation.objects.managed_by(request.user), pk=pk)
    try:
        with deed(request, invitation.committee) as done:
            withdraw_invitation(invitation_id=invitation.pk, by=request.user, now=timezone.now())
            done(_("The invitation to %(email)s was withdrawn") % {"email": invitation.email})
        messages.success(request, _("The invitation to %(email)s no longer works.") % {"email": invitation.email})
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect(_people_of_seat(request, invitation))


def _invited(request: HttpRequest, form: EmailForm, **where: Any) -> bool:
    try:
        with deed(request, where.get("committee")) as done:
            invitation = invite(by=request.user, now=timezone.now(), **{**form.cleaned_data, **where})
            facts = {"email": invitation.email, "role": invitation.get_role_display()}
            done(_("Invited %(email)s: %(role)s") % facts)
    except ValidationError as refused:
        form.add_error("email", refused)
        return False
    messages.success(request, _("A letter with a link is on its way to %(email)s.") % {"email": invitation.email})
    return True


def _managed_seat(request: HttpRequest, pk: int) -> Seat:
    seats = Seat.objects.managed_by(request.user).current().select_related("user", "committee", "community")
    return get_object_or_404(seats, pk=pk)


def _people_of_seat(request: HttpRequest, held: Seat | Invitation) -> str:
    """The page from which a seat or an invitation is looked after."""
    if held.community:
        return reverse("community_guests", args=[held.community.slug])
    return reverse("desk_committee_people" if request.user.is_staff else "committee_people", args=[held.committee_id])


def _people_page(
    request: HttpRequest, place: Committee | Community, form: EmailForm, *, at_desk: bool, can_manage: bool
) -> HttpResponse:
    now = timezone.now()
    context = {"place": place, "people": people_of(place, now), "form": form, "now": now, "can_manage": can_manage}
    context |= {"base": BASES[at_desk], "is_guests": isinstance(place, Community)}
    if isinstance(place, Committee):
        context["acting"] = acting_for(place, request.user, now=now)
        context["requests"] = list(OnBehalf.objects.filter(committee=place).for_list()[:SHOWN_REQUESTS])
    return render(request, "directory/committee_people.html", context, status=422 if form.errors else 200)


def _seat_page(
    request: HttpRequest, seat: Seat, form: RoleForm | None = None, refusals: list[str] | None = None
) -> HttpResponse:
    form = form or RoleForm(initial={"role": seat.role})
    context = {"seat": seat, "form": form, "refusals": refusals, "base": BASES[request.user.is_staff]}
    context["acting"] = acting_for(seat.committee, request.user, now=timezone.now())
    people = _("People of %(place)s") % {"place": seat.committee or seat.community}
    context["trail"] = [(people, _people_of_seat(request, seat))]
    return render(request, "directory/seat_detail.html", context, status=422 if refusals or form.errors else 200)
