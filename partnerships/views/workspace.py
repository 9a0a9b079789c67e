"""What people with a seat see: their partnerships, and each partnership's file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from directory.models import Committee, Community, Seat
from partnerships.models import Partnership, StageChange
from partnerships.selectors import partnership_facts, stage_rail
from partnerships.wording import MEANINGS, names_in_line, state_sentence


@require_safe
def workspace_home(request: HttpRequest) -> HttpResponse:
    """My partnerships: those on which this person has a seat, their committees, and the one next thing to do."""
    today = timezone.localdate()
    partnerships = list(Partnership.objects.seated_by(request.user).for_list(today))
    editable = (
        set(Partnership.objects.editable_by(request.user).values_list("pk", flat=True)) if partnerships else set()
    )
    context = {
        "partnerships": [(row, state_sentence(row.state, row.state_since), row.pk in editable) for row in partnerships],
        "committees": Committee.objects.seated_by(request.user).prefetch_related("communities"),
        "guest_communities": Community.objects.filter(guest_seats__in=Seat.objects.current().held_by(request.user)),
        "today": today,
    }
    return render(request, "partnerships/workspace_home.html", context)


@require_safe
def workspace_partnership(request: HttpRequest, slug: str) -> HttpResponse:
    """The file of one partnership, for people with a seat on a side and for staff."""
    today = timezone.localdate()
    rows = Partnership.objects.visible_to(request.user)
    if not request.user.is_staff:
        rows = rows.seated_by(request.user)
    partnership = get_object_or_404(rows.for_list(today).select_related("lead_committee"), slug=slug)
    context = {
        "partnership": partnership,
        "title": names_in_line([party.community.name for party in partnership.sides]),
        "is_public": Partnership.objects.public().filter(pk=partnership.pk).exists(),
        "can_edit": Partnership.objects.editable_by(request.user).filter(pk=partnership.pk).exists(),
        "facts": partnership_facts(partnership, on_date=today),
        "state_sentence": state_sentence(partnership.state, partnership.state_since),
        "state_meaning": MEANINGS.get(partnership.state, ""),
        "stages": stage_rail(partnership),
        "changes": StageChange.objects.filter(partnership=partnership).select_related("by"),
        "today": today,
    }
    return render(request, "partnerships/workspace_partnership.html", context)
