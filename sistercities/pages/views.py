from typing import NoReturn

from django.http import Http404, HttpRequest


def closed_and_missing(request: HttpRequest, *args: object) -> NoReturn:
    """An address under a closed prefix that leads nowhere; signed-out visitors never get this far."""
    raise Http404
