from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sistercities.common.admin_site import ReadOnlyAdmin, site

from .effects import retry_now
from .models import Effect, Mail


@admin.register(Effect, site=site)
class EffectAdmin(ReadOnlyAdmin):
    """What was promised, and what hinders it."""

    list_display = ["key", "task", "state", "attempts", "due", "done_at"]
    list_filter = ["task", ("done_at", admin.EmptyFieldListFilter)]
    search_fields = ["key", "error"]
    actions = ["try_again"]

    @admin.action(description=_("Try the chosen ones again now"))
    def try_again(self, request: HttpRequest, chosen: QuerySet[Effect]) -> None:
        for effect in chosen:
            retry_now(effect)
        messages.success(request, _("They are tried again."))


@admin.register(Mail, site=site)
class MailAdmin(ReadOnlyAdmin):
    """The mail log without the mails that hold a code or a link."""

    list_display = ["subject", "to", "kind", "written_at", "sent_at"]
    list_filter = ["kind", ("sent_at", admin.EmptyFieldListFilter)]
    search_fields = ["subject", "to"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).visible_to(request.user)
