"""Public partnerships: the same page for everyone."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.linked_data import described
from partnerships.counting import count_list
from partnerships.exports import PARTNERSHIPS
from partnerships.filters import PartnershipFilter
from partnerships.models import Partnership
from partnerships.selectors import partnership_facts, today_sentence
from partnerships.wording import MEANINGS
from sistercities.common.asked_day import asked_day
from sistercities.common.exports import export_response
from sistercities.common.lists import list_context
from sistercities.common.names import sides_in_line
from sistercities.common.shortcuts import shortcut_for


def filtered(request: HttpRequest) -> PartnershipFilter:
    """Public partnerships as this address filters them today: for the page and for its exports."""
    today = timezone.localdate()
    return PartnershipFilter(request.GET, Partnership.objects.public().for_list(today), on_date=today)


@login_not_required
@require_safe
def partnership_list(request: HttpRequest) -> HttpResponse:
    """Partnerships, 25 a page; filters and order in the address. A search that names one record leads to it."""
    if address := shortcut_for(request.GET.get("q", "")):
        return redirect(address)
    filterset = filtered(request)
    context = {**list_context(request, filterset), "sentence": count_list(filterset)}
    return render(
        request,
        "partnerships/partnership_list.html",
        {**context, "today": filterset.on_date, "section": "partnerships"},
    )


@login_not_required
@require_safe
def partnership_export(request: HttpRequest, form: str) -> StreamingHttpResponse:
    """Exactly the rows of the page with the same filter, as a file."""
    return export_response(PARTNERSHIPS, filtered(request), form, on_date=timezone.localdate())


@login_not_required
@require_safe
def partnership_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One partnership. Those in development lead people with a seat to its file and do not exist for others.

    `?as_of=`: what held on that day.
    """
    today = asked_day(request)
    partnership = (
        Partnership.objects.public().for_list(today).select_related("lead_committee").filter(slug=slug).first()
    )
    if partnership is None:
        if Partnership.objects.visible_to(request.user).filter(slug=slug).exists():
            return redirect("workspace_partnership", slug=slug)
        raise Http404
    facts = partnership_facts(partnership, on_date=today)
    context = {
        "partnership": partnership,
        "title": sides_in_line(party.community.name for party in partnership.sides),
        "facts": facts,
        "linked": {"@type": "WebPage", "about": [described(party.community) for party in partnership.sides]},
        "sentence": today_sentence(partnership, facts),
        "meaning": MEANINGS.get(partnership.state, ""),
        "trail": [(_("Partnerships"), reverse("partnership_list"))],
        "section": "partnerships",
        "today": today,
        "as_of": today if today != timezone.localdate() else None,
    }
    return render(request, "partnerships/partnership_detail.html", context)
