"""A request id for logs and for the change history."""

import contextvars
import logging
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="-")


def current_request_id() -> str:
    """The id of the request that is being answered, "-" outside a request."""
    return _request_id.get()


def request_id(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give every request a new random id; it never comes from outside, so a visitor cannot forge log lines."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = _request_id.set(uuid.uuid4().hex)
        try:
            return get_response(request)
        finally:
            _request_id.reset(token)

    return middleware


class RequestIdFilter(logging.Filter):
    """Put the request id on each log record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id()
        return True
