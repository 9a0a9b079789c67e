from django.contrib import admin
from django.http import HttpRequest

from sistercities.common.admin_site import CorrectionsAdmin, ReadOnlyAdmin, site

from .models import AssociationSettings, EditedPage, Policy, ReasonCode


@admin.register(AssociationSettings, site=site)
class AssociationSettingsAdmin(CorrectionsAdmin):
    """The one row."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return not AssociationSettings.objects.exists()


@admin.register(EditedPage, site=site)
class EditedPageAdmin(CorrectionsAdmin):
    list_display = ["slug", "title", "changed_at"]


@admin.register(ReasonCode, site=site)
class ReasonCodeAdmin(CorrectionsAdmin):
    list_display = ["code", "use", "label", "is_current"]
    list_filter = ["use", "is_current"]


@admin.register(Policy, site=site)
class PolicyAdmin(ReadOnlyAdmin):
    """Kept on the desk."""

    list_display = ["standing_asked_of", "standing_grace_days", "designee_letters_since"]
