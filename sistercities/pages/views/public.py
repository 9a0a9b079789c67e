"""Home, statistics and staff-edited pages: the same for everyone."""

import datetime as dt
from typing import Any, NoReturn

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.views.decorators.http import require_safe

from partnerships.maps import newest_links
from partnerships.stages import Stage
from partnerships.wording import STAGES
from sistercities.association.markdown import to_html
from sistercities.association.models import EditedPage
from sistercities.association.sentences import SISTER_CITY
from sistercities.common.figures import counted_figures

# The map of the home page shows this many partnerships; more would be a tangle.
ARCS = 60
# Pages on which the one sentence about recognition stands.
WITH_RECOGNITION = {"faq", "how-it-works"}


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, the search, the headline figures, the newest records, how to start."""
    today = timezone.localdate()
    context = {
        "sister_city": SISTER_CITY,
        "figures": shown_figures(today)[:3],
        "links": newest_links(ARCS),
        "stages": [(n, stage.label, STAGES[stage]) for n, stage in enumerate(Stage, start=1)],
        "today": today,
    }
    return render(request, "pages/home.html", context)


@login_not_required
@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """Every headline figure with what it counts and the day of counting."""
    today = timezone.localdate()
    return render(request, "pages/statistics.html", {"figures": shown_figures(today), "today": today})


@login_not_required
@require_safe
def edited_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A page whose text the association's staff edit."""
    page = get_object_or_404(EditedPage, slug=slug)
    context = {
        "page": page,
        "text": to_html(page.text),
        "says_recognition": slug in WITH_RECOGNITION,
        "section": "how" if slug == "how-it-works" else "",
    }
    return render(request, "pages/edited_page.html", context)


def shown_figures(on_date: dt.date) -> list[dict[str, Any]]:
    """The headline figures as the component wants them."""
    return [
        {
            "number": number_format(counted.number, use_l10n=True, force_grouping=True),
            "label": counted.figure.label,
            "meaning": counted.figure.definition,
            "day": date_format(counted.as_of, "j F Y"),
            "url": counted.address,
        }
        for counted in counted_figures(on_date)
    ]


def closed_and_missing(request: HttpRequest, *args: object) -> NoReturn:
    """An address under a closed prefix that leads nowhere; signed-out visitors never get this far."""
    raise Http404
