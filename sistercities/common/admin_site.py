"""The administrators' site: inspection and small corrections, never the back office.

Only superusers enter; for every other signed-in person it does not exist, and visitors are asked to sign in on the
site's own page. What a service decides (stages, states, seats, mails, effects, the register) is read-only here.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _


class PortalAdminSite(admin.AdminSite):
    site_title = site_header = _("Administration of the portal")
    index_title = _("Everything that is stored")
    site_url = "/"

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Callable[..., HttpResponse]:
        """As Django's, but whoever may not enter finds nothing."""
        checked = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.has_permission(request):
                raise Http404
            return checked(request, *args, **kwargs)

        return inner

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Without the way by content type and number: rows link to their own page directly."""
        return [route for route in super().get_urls() if getattr(route, "name", "") != "view_on_site"]

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one sign-in page."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.GET.get("next", "/admin/"), settings.LOGIN_URL)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("account_change_password")


site = PortalAdminSite(name="admin")


class CorrectionsAdmin(admin.ModelAdmin):
    """Rows can be added and corrected, never deleted."""

    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def view_on_site(self, obj: Any) -> str | None:
        return obj.get_absolute_url() if hasattr(obj, "get_absolute_url") else None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(CorrectionsAdmin):
    """Rows are looked at; a service writes them."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
