"""What people with a seat see: their partnerships, and each partnership's file."""

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.models import Committee, Community, Seat, Silence
from partnerships.models import Partnership, SideLetter, StageChange
from partnerships.selectors import partnership_facts, stage_rail, today_sentence
from partnerships.services import can_state
from partnerships.stages import Stage
from partnerships.wording import MEANINGS, STAGES
from sistercities.common.names import sides_in_line


@require_safe
def workspace_home(request: HttpRequest) -> HttpResponse:
    """My partnerships: those on which this person has a seat, their committees, and the one next thing to do."""
    today = timezone.localdate()
    partnerships = list(Partnership.objects.seated_by(request.user).for_list(today))
    mine = Partnership.objects.seated_by(request.user).editable_by(request.user)
    editable = set(mine.values_list("pk", flat=True))
    notices = Prefetch("silences", Silence.objects.open(), to_attr="notices")
    committees = list(Committee.objects.seated_by(request.user).prefetch_related("communities", notices))
    guest_seats = Seat.objects.current().held_by(request.user).exclude(community=None)
    guest_communities = list(Community.objects.filter(pk__in=guest_seats.values("community")))
    context = {
        "partnerships": partnerships,
        "editable": editable,
        "carry_on": next((row for row in partnerships if row.pk in editable and _is_under_way(row)), None),
        "committees": committees,
        "guest_communities": guest_communities,
        "has_seat": bool(committees or guest_communities),
        "today": today,
    }
    return render(request, "partnerships/workspace_home.html", context)


@require_safe
def workspace_partnership(request: HttpRequest, slug: str) -> HttpResponse:
    """The file of one partnership, for people with a seat on a side and for staff."""
    today = timezone.localdate()
    user = request.user
    rows = Partnership.objects.all() if user.is_staff else Partnership.objects.seated_by(user)
    partnership = get_object_or_404(rows.visible_to(user).for_list(today), slug=slug)
    prefetch_related_objects([party.community for party in partnership.sides], "committees")
    facts = partnership_facts(partnership, on_date=today)
    rail = stage_rail(partnership)
    context = {
        "partnership": partnership,
        "title": sides_in_line(party.community.name for party in partnership.sides),
        "is_public": Partnership.objects.public().filter(pk=partnership.pk).exists(),
        "is_open_to_sides": Partnership.objects.open_to_sides().filter(pk=partnership.pk).exists(),
        "can_edit": Partnership.objects.editable_by(user).filter(pk=partnership.pk).exists(),
        "can_state": can_state(partnership.state),
        "facts": facts,
        "sentence": today_sentence(partnership, facts),
        "meaning": MEANINGS.get(partnership.state, ""),
        "purpose": STAGES[Stage(partnership.stage)] if partnership.stage else "",
        "unkept": [stop.code for stop in rail if stop.position == "not_kept"],
        "changes": StageChange.objects.filter(partnership=partnership).select_related("by"),
        "side_letters": SideLetter.objects.visible_to(user).filter(party__partnership=partnership).for_list(),
        "trail": [(_("My partnerships"), reverse("workspace"))],
        "today": today,
    }
    return render(request, "partnerships/workspace_partnership.html", context)


def _is_under_way(partnership: Partnership) -> bool:
    """A file that is open here and has not reached its programs."""
    return partnership.stage is not None and partnership.stage != Stage.PROGRAMS
