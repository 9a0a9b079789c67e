from django.contrib import admin
from django.http import HttpRequest

from sistercities.common.admin_site import CorrectionsAdmin, ReadOnlyAdmin, site

from .models import (
    Confirmation,
    DateClaim,
    EarlierRecognition,
    Partnership,
    Party,
    SideLetter,
    StageChange,
    StateClaim,
    StatePeriod,
)


class PartyInline(admin.TabularInline):
    """Sides are fixed; what a side calls the partnership can be corrected."""

    model = Party
    extra = 0
    can_delete = False
    readonly_fields = ["community", "side"]

    def has_add_permission(self, request: HttpRequest, obj: Partnership | None = None) -> bool:
        return False


@admin.register(Partnership, site=site)
class PartnershipAdmin(CorrectionsAdmin):
    """Stage and kind move by services alone; lead committee and summary can be corrected."""

    list_display = ["sort_key", "kind", "stage", "lead_committee"]
    list_filter = ["kind", "stage"]
    list_select_related = ["lead_committee"]
    search_fields = ["sort_key"]
    readonly_fields = ["slug", "sort_key", "kind", "stage", "created_at"]
    autocomplete_fields = ["lead_committee"]
    inlines = [PartyInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(StageChange, StateClaim, StatePeriod, DateClaim, EarlierRecognition, site=site)
class EvidenceAdmin(ReadOnlyAdmin):
    """What is known about a partnership through time, each row written by its service."""

    list_display = ["__str__", "partnership__sort_key"]
    search_fields = ["partnership__sort_key"]


@admin.register(Confirmation, site=site)
class ConfirmationAdmin(ReadOnlyAdmin):
    list_display = ["party", "confirmed_on", "how", "entered_by"]
    list_select_related = ["party__community", "entered_by"]


@admin.register(SideLetter, site=site)
class SideLetterAdmin(ReadOnlyAdmin):
    list_display = ["party", "mail", "told_by", "told_at"]
    list_select_related = ["party__community", "mail", "told_by"]
