"""Where a request comes from, for limits; words that come with it outside a form."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest, QueryDict

UNKNOWN = "0.0.0.0"  # noqa: S104 nothing is bound to it


def client_address(request: HttpRequest) -> str:
    """The visitor's address; behind N trusted proxies it is the N-th entry from the right of X-Forwarded-For."""
    proxies = settings.TRUSTED_PROXIES
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if proxies and len(forwarded) >= proxies:
        return _plain(forwarded[-proxies])
    return _plain(request.META.get("REMOTE_ADDR", ""))


def typed(answers: QueryDict, name: str) -> str:
    """What somebody typed into a field that no form of ours reads: stripped, without U+0000; "" if it is missing."""
    return answers.get(name, "").replace("\0", "").strip()


def _plain(written: str) -> str:
    """An IP address without port and brackets; one fixed address for whatever is none, as a socket has."""
    host, colon, _port = written.rpartition(":")
    for address in (written, host if colon else "", host.strip("[]"), written.strip("[]")):
        try:
            return str(ipaddress.ip_address(address))
        except ValueError:
            continue
    return UNKNOWN
