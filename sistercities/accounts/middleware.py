"""Who may pass: sign-in first, a second factor for staff, and whose name stands in the change history."""

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from pghistory.middleware import HistoryMiddleware

from sistercities.common.middleware import current_request_id


class LoginRequired(LoginRequiredMiddleware):
    """Everything is closed unless a view says `@login_not_required`."""


class StaffSecondFactor:
    """Staff reach nothing but their account pages until this session has passed a second factor.

    A code sent by mail is no second factor, and it does not let anybody set one up either: for that the
    password is asked for first.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not (settings.STAFF_NEED_SECOND_FACTOR and request.user.is_authenticated and request.user.is_staff):
            return None
        if not getattr(view, "login_required", True):
            return None
        methods = {record["method"] for record in get_authentication_records(request, request.user)}
        if "mfa" in methods:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in ALWAYS_OPEN:
            return None
        if is_mfa_enabled(request.user):
            return redirect("mfa_reauthenticate")
        if "password" not in methods:
            return redirect("account_reauthenticate")
        return None if name.startswith("mfa_") else redirect("mfa_index")


ALWAYS_OPEN = {"account_logout", "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}


class History(HistoryMiddleware):
    """User, address and request id of each change."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().get_context(request), "request_id": current_request_id()}
