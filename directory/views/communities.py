"""The public directory: the same page for everyone."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.exports import DIRECTORY
from directory.filters import DirectoryFilter
from directory.linked_data import described
from directory.models import Community
from directory.selectors import community_facts, suggestions
from sistercities.common.countries import country_name
from sistercities.common.exports import export_response
from sistercities.common.lists import list_context
from sistercities.common.panels import notes_of
from sistercities.common.shortcuts import shortcut_for


def filtered(request: HttpRequest) -> DirectoryFilter:
    """The public directory as this address filters it today: for the page and for its exports."""
    today = timezone.localdate()
    rows = Community.objects.public().current().with_standing(today).for_list()
    return DirectoryFilter(request.GET, rows, on_date=today)


@login_not_required
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """Communities, 25 a page; filters and order in the address. A search that names one record leads to it."""
    if address := shortcut_for(request.GET.get("q", "")):
        return redirect(address)
    today = timezone.localdate()
    context = list_context(request, filtered(request))
    notes = notes_of("directory.notes", list(context["page"]), today)
    context["rows"] = [(community, notes[community.pk]) for community in context["page"]]
    return render(request, "directory/community_list.html", {**context, "today": today, "section": "directory"})


@login_not_required
@require_safe
def directory_export(request: HttpRequest, form: str) -> StreamingHttpResponse:
    """Exactly the rows of the page with the same filter, as a file."""
    return export_response(DIRECTORY, filtered(request), form, on_date=timezone.localdate())


@login_not_required
@require_safe
def directory_suggestions(request: HttpRequest) -> HttpResponse:
    """What the search of the directory offers while somebody types; a fragment."""
    offered = suggestions(request.GET.get("q", "")[:200])
    return render(request, "directory/_suggestions.html", {"offered": offered})


@login_not_required
@require_safe
def community_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One community; one that was merged into another answers with the other's address for good.

    One that is not public yet shows to those who see its document or its partnership, and does not exist for others.
    """
    today = timezone.localdate()
    rows = Community.objects.select_related("merged_into").with_standing(today).filter(slug=slug)
    public = rows.public().first()
    community = public or get_object_or_404(rows.visible_to(request.user))
    if community.merged_into:
        return redirect(community.merged_into, permanent=True)
    facts = community_facts(community, on_date=today)
    context = {
        "community": community,
        "is_public": public is not None,
        "facts": facts,
        "linked": described(community, [row.name for row in facts.other_names]),
        "trail": [
            (_("Directory"), reverse("directory")),
            (country_name(str(community.country)), f"{reverse('directory')}?country={community.country}"),
        ],
        "section": "directory",
        "today": today,
    }
    response = render(request, "directory/community_detail.html", context)
    if public is None:
        add_never_cache_headers(response)
    return response
