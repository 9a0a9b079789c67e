"""The state of the PDFs, for staff: what waits, what fails and why, what is done."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from agreements.desk.certificates import DONE, FAILED, PARTS, STUCK, WAITING, counts, promised, states_of
from sistercities.post.effects import retry_now

ROWS_A_PAGE = 25
LABELS = {
    "": gettext_lazy("All"),
    FAILED: gettext_lazy("Failed"),
    STUCK: gettext_lazy("Stuck"),
    WAITING: gettext_lazy("Waiting"),
    DONE: gettext_lazy("Done"),
}


@never_cache
@require_safe
def desk_certificates(request: HttpRequest) -> HttpResponse:
    """Every rendering, newest first, or those in one state."""
    if not request.user.is_staff:
        raise Http404
    chosen = request.GET.get("state", "")
    chosen = chosen if chosen in PARTS else ""
    effects = promised()
    numbers = counts(effects)
    shown = effects.filter(PARTS[chosen]) if chosen else effects
    page = Paginator(shown, ROWS_A_PAGE).get_page(request.GET.get("page"))
    parts = [
        {
            "label": label,
            "query": f"?state={name}" if name else "?",
            "count": numbers[name] if name else sum(numbers.values()),
            "is_chosen": name == chosen,
        }
        for name, label in LABELS.items()
    ]
    query = f"?state={chosen}" if chosen else "?"
    context = {"page": page, "rows": states_of(list(page.object_list)), "parts": parts, "query": query}
    return render(request, "agreements/desk_certificates.html", context)


@require_POST
def certificate_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a failing or waiting one again at once."""
    if not request.user.is_staff:
        raise Http404
    retry_now(get_object_or_404(promised().waiting(), pk=pk))
    messages.success(request, _("Being tried again now. Look at the page again in a moment."))
    return redirect("desk_certificates")
