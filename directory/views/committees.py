"""The desk's page for a committee that joins."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from directory.forms_committees import CommitteeForm
from directory.models import Community
from directory.services import add_committee

FOUND_AT_MOST = 25


@require_http_methods(["GET", "HEAD", "POST"])
def committee_new(request: HttpRequest) -> HttpResponse:
    """Search for the community, then name the committee; the main contact is invited on the page after it."""
    if not request.user.is_staff:
        raise Http404
    text = request.GET.get("q", "").strip()
    at_home = Community.objects.current().filter(country=settings.ASSOCIATION_COUNTRY)
    found = list(at_home.search(text).by_closeness(text)[:FOUND_AT_MOST]) if text else []
    initial = {"new_name": "" if found else text, "communities": [found[0].pk] if len(found) == 1 else []}
    form = CommitteeForm(request.POST if request.method == "POST" else None, found=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            committee = add_committee(by=request.user, **form.facts())
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(request, _("%(name)s is here. Invite its main contact now.") % {"name": committee})
            return redirect("desk_committee_people", committee.pk)
    context = {"form": form, "text": text, "found": found, "trail": [(_("People"), reverse("people_search"))]}
    return render(request, "directory/committee_new.html", context, status=422 if form.errors else 200)
