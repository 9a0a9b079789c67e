"""A side says that its partnership is dormant, or active again."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from directory.models import Community
from partnerships.forms import StateForm
from partnerships.models import Partnership
from partnerships.services import StatementRefused, can_state, state_by_side
from partnerships.wording import MEANINGS
from sistercities.accounts.models import User
from sistercities.common.names import sides_in_line
from sistercities.common.templatetags.look import error_summary


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def partnership_state(request: HttpRequest, slug: str) -> HttpResponse:
    """Dormant or active again, whichever can be said today; committees for their own side, staff for each."""
    today = timezone.localdate()
    rows = Partnership.objects.editable_by(request.user).for_list(today)
    partnership = get_object_or_404(rows, slug=slug)
    person, state = cast("User", request.user), can_state(partnership.state)
    if not state and request.method != "POST":
        messages.info(request, _("Nothing of this kind can be said about it today."))
        return redirect("workspace_partnership", slug)
    own = None if person.is_staff else set(Community.objects.edited_by(person).values_list("pk", flat=True))
    parties = [party for party in partnership.sides if own is None or party.community_id in own]
    if not parties:
        raise Http404
    answers = request.POST if request.method == "POST" else None
    form = StateForm(answers, parties=parties, today=today, by_staff=person.is_staff)
    if form.is_valid():
        try:
            state_by_side(state=request.POST.get("state", ""), by=person, today=today, **form.cleaned_data)
        except StatementRefused as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(
                request, _("Kept. The public page says so. Every other side is told, by mail or by the association.")
            )
            return redirect("workspace_partnership", slug)
    context = {
        "partnership": partnership,
        "title": sides_in_line(party.community.name for party in partnership.sides),
        "state": state,
        "meaning": MEANINGS.get(state, ""),
        "form": form,
        "trail": [(_("My partnerships"), reverse("workspace"))],
        **error_summary(form),
    }
    return render(request, "partnerships/partnership_state.html", context, status=422 if form.errors else 200)
