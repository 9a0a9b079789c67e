"""What balancers, crawlers and browsers ask without being asked."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import views
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sistercities.pages import health
from sistercities.pages.sitemaps import SITEMAPS, pieces

CLOSED = ("/accounts/", "/admin/", "/desk/", "/workspace/")


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process is up; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Database, broker and file store are there; 503 with the reason where one is not."""
    parts = health.answers()
    is_ready = all(answer == "ok" for answer in parts.values())
    return JsonResponse({"ready": is_ready, **parts}, status=200 if is_ready else 503)


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Public pages are open to crawlers; filtered lists and closed addresses are not worth their time."""
    closed = (f"Disallow: {prefix}" for prefix in CLOSED)
    lines = ["User-agent: *", *closed, "", f"Sitemap: {settings.PUBLIC_URL}{reverse('sitemap')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@login_not_required
@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The sitemaps that there are, each in pieces of 10,000 addresses."""
    return render(request, "sitemap_index.xml", {"sitemaps": pieces()}, content_type="application/xml")


@login_not_required
@require_safe
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    """The addresses of one kind of page, `?p=` for the next piece."""
    return views.sitemap(request, sitemaps=SITEMAPS, section=section)


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask here by themselves; pages name the picture."""
    return redirect(static("img/favicon.svg"))
