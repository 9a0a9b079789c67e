"""Every component with long, empty, wrong and right-to-left samples. Not routed in production."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from . import styleguide_kinds as kinds
from . import styleguide_samples as samples
from .styleguide_forms import LetterForm, filled_wrong


def _components(request: HttpRequest) -> dict[str, Any]:
    return {
        **samples.everything(),
        "sample_pages": [name for name in PAGES if name],
        "form": LetterForm(),
        "wrong_form": filled_wrong(),
        "page": Paginator(range(600), 25).page(9),
        "navigation": samples.navigation("Queue"),
    }


def _work(request: HttpRequest) -> dict[str, Any]:
    return {**samples.work(), "navigation": samples.navigation("Queue"), "navigation_label": "Desk"}


PAGES: dict[str, tuple[str, Callable[[HttpRequest], dict[str, Any]]]] = {
    "": ("styleguide/index.html", _components),
    "longest": ("styleguide/kinds.html", lambda request: kinds.longest()),
    "least": ("styleguide/kinds.html", lambda request: kinds.least()),
    "right-to-left": ("styleguide/kinds.html", lambda request: kinds.right_to_left()),
    "partnership": ("styleguide/partnership.html", lambda request: samples.everything()),
    "entry": ("styleguide/entry.html", lambda request: samples.everything()),
    "directory": ("styleguide/directory.html", lambda request: samples.listing()),
    "home": ("styleguide/home.html", lambda request: samples.home()),
    "work": ("styleguide/work.html", _work),
    "queue": ("styleguide/queue.html", _work),
    "review": ("styleguide/review.html", _work),
}


@require_safe
@login_not_required
def styleguide(request: HttpRequest, name: str = "") -> HttpResponse:
    """The component page, or a sample page made of them (`name`); 404 for another name."""
    if name not in PAGES:
        raise Http404
    template, context = PAGES[name]
    return render(request, template, context(request))
