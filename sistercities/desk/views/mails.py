"""The mail log: what was written to people, for staff; in the demonstration for everybody."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sistercities.desk.mail_log import mails, searched
from sistercities.post.models import Mail

ROWS_A_PAGE = 25
# A mail is a document of its own: nothing in it runs or is fetched, and it is no part of this site.
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"


def in_demo_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open to everybody in the demonstration; elsewhere the page does not exist."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.IS_DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return login_not_required(checked)


@require_safe
def mail_log(request: HttpRequest) -> HttpResponse:
    if not request.user.is_staff:
        raise Http404
    return _list(request, mails(Mail.objects.visible_to(request.user)), "desk/mail_log.html")


@require_safe
def mail_detail(request: HttpRequest, pk: int) -> HttpResponse:
    mail = get_object_or_404(mails(Mail.objects.visible_to(request.user)), pk=pk)
    return render(request, "desk/mail_detail.html", {"mail": mail})


@require_safe
def mail_html(request: HttpRequest, pk: int) -> HttpResponse:
    return _html(get_object_or_404(Mail.objects.visible_to(request.user), pk=pk))


@in_demo_only
@require_safe
def demo_mail_log(request: HttpRequest) -> HttpResponse:
    """Every mail of the demonstration, sign-in codes too."""
    return _list(request, mails(Mail.objects.all()), "desk/demo_mail_log.html")


@in_demo_only
@require_safe
def demo_mail_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "desk/demo_mail_detail.html", {"mail": get_object_or_404(mails(Mail.objects.all()), pk=pk)})


@in_demo_only
@require_safe
def demo_mail_html(request: HttpRequest, pk: int) -> HttpResponse:
    return _html(get_object_or_404(Mail, pk=pk))


def _list(request: HttpRequest, rows: Any, template: str) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:200]
    page = Paginator(searched(rows, text), ROWS_A_PAGE).get_page(request.GET.get("page"))
    query = f"?{urlencode({'q': text})}" if text else "?"
    return render(request, template, {"page": page, "q": text, "query": query})


def _html(mail: Mail) -> HttpResponse:
    return page_of_html(mail.html)


def page_of_html(html: str) -> HttpResponse:
    """The HTML of a mail as a page of its own, closed off from this site."""
    return HttpResponse(html, headers={"Content-Security-Policy": SANDBOX, "X-Content-Type-Options": "nosniff"})
