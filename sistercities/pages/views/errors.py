"""The page of an accident."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template import loader


def broken(request: HttpRequest) -> HttpResponse:
    """Neither the database nor a context processor is asked: they may be what broke."""
    return HttpResponseServerError(loader.get_template("500.html").render({"is_demo": settings.IS_DEMO}))
