"""Who may pass: sign-in first, a second factor for staff and recorders, and whose name stands in the change history."""

from collections.abc import Callable
from typing import Any, cast

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from pghistory.middleware import HistoryMiddleware

from sistercities.common.middleware import current_request_id

from .models import User

ALWAYS_OPEN = {"account_logout", "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}


class LoginRequired(LoginRequiredMiddleware):
    """Everything is closed unless a view says `@login_not_required`; there is one sign-in page for all of it.

    Public pages are answered without asking who looks, so that caches may keep them; closed ones are never kept.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = cast("HttpResponseBase", super().__call__(request))
        if getattr(request, "is_closed_page", False) and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        request.is_closed_page = True  # type: ignore[attr-defined]
        return super().process_view(request, view_func, view_args, view_kwargs)

    def get_login_url(self, view_func: Callable[..., HttpResponseBase]) -> str:
        return resolve_url(settings.LOGIN_URL)


class StaffSecondFactor:
    """Staff, and whoever may record today, reach nothing closed until this session has passed a second factor.

    Until then they are visitors. Whoever has a second factor passes it; whoever has none sets one up, after the
    password. A code sent by mail is no second factor and does not let anybody set one up. Whoever removes the last
    one starts again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not settings.STAFF_NEED_SECOND_FACTOR:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not getattr(view, "login_required", True):
            if not name.startswith(("account_", "mfa_")):
                person = request.user
                shown: Any = SimpleLazyObject(lambda: AnonymousUser() if self._is_short(request, person) else person)
                request.user = shown
            return None
        if name in ALWAYS_OPEN or not self._is_short(request, request.user):
            return None
        step = self._next_step(request)
        if step == name or (step == "mfa_index" and name.startswith("mfa_")):
            return None
        way_back = {REDIRECT_FIELD_NAME: request.get_full_path()} if request.method == "GET" else {}
        return redirect(f"{reverse(step)}?{urlencode(way_back)}" if way_back else reverse(step))

    def _is_short(self, request: HttpRequest, user: Any) -> bool:
        """One of those who need it has not passed it in this session, or has removed the last one since."""
        if not user.is_authenticated or ("mfa" in self._methods(request, user) and is_mfa_enabled(user)):
            return False
        return user.is_staff or User.objects.recorders(timezone.localdate()).filter(pk=user.pk).exists()

    def _methods(self, request: HttpRequest, user: Any) -> set[str]:
        """How this person has shown who they are in this session."""
        return {record["method"] for record in get_authentication_records(request, user)}

    def _next_step(self, request: HttpRequest) -> str:
        """The page that comes next for somebody who has not passed yet."""
        if is_mfa_enabled(request.user):
            return "mfa_reauthenticate"
        if request.user.is_authenticated and not request.user.has_usable_password():
            return "account_set_password"
        return "mfa_index" if "password" in self._methods(request, request.user) else "account_reauthenticate"


class History(HistoryMiddleware):
    """User, address and request id of each change."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().get_context(request), "request_id": current_request_id()}
