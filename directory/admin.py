from django.contrib import admin
from django.http import HttpRequest

from sistercities.common.admin_site import CorrectionsAdmin, ReadOnlyAdmin, site

from .models import (
    Committee,
    Community,
    CommunityName,
    Handover,
    Invitation,
    LawAdvisory,
    Membership,
    OfficeHolder,
    RealityCheck,
    Seat,
    Silence,
)


class CommunityNameInline(admin.TabularInline):
    """Names are written by the service that folds them for the search."""

    model = CommunityName
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Community | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Community | None = None) -> bool:
        return False


@admin.register(Community, site=site)
class CommunityAdmin(CorrectionsAdmin):
    """Facts can be corrected; name, address and merging belong to services."""

    list_display = ["name", "native_name", "level", "subdivision_name", "country"]
    list_filter = ["level", "country"]
    search_fields = ["sort_key", "native_name"]
    readonly_fields = ["name", "slug", "sort_key", "native_name", "native_language", "country", "merged_into"]
    inlines = [CommunityNameInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(OfficeHolder, site=site)
class OfficeHolderAdmin(CorrectionsAdmin):
    list_display = ["name", "title", "community", "term", "is_head"]
    list_select_related = ["community"]
    search_fields = ["name", "community__sort_key"]
    autocomplete_fields = ["community"]


@admin.register(Committee, site=site)
class CommitteeAdmin(CorrectionsAdmin):
    list_display = ["name", "kind", "website"]
    readonly_fields = ["dissolved_on", "dissolved_source"]
    list_filter = ["kind"]
    search_fields = ["name"]
    autocomplete_fields = ["communities"]


@admin.register(Membership, site=site)
class MembershipAdmin(CorrectionsAdmin):
    list_display = ["community", "committee", "period", "note"]
    list_select_related = ["community", "committee"]
    search_fields = ["community__sort_key", "committee__name"]
    autocomplete_fields = ["community", "committee"]


@admin.register(Seat, site=site)
class SeatAdmin(ReadOnlyAdmin):
    """Seats begin with an invitation and end on the committee's page; none is ever deleted."""

    list_display = ["user", "role", "committee", "community", "starts_on", "ends_on"]
    list_filter = ["role"]
    list_select_related = ["user", "committee", "community"]
    search_fields = ["user__full_name", "user__email", "committee__name"]


@admin.register(Invitation, site=site)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ["email", "role", "committee", "community", "expires_at", "accepted_at", "withdrawn_at"]
    list_select_related = ["committee", "community"]
    search_fields = ["email"]
    exclude = ["token_digest"]


@admin.register(RealityCheck, site=site)
class RealityCheckAdmin(ReadOnlyAdmin):
    """Made on the review page of a document."""

    list_display = ["community", "check_kind", "outcome", "checked_by", "checked_at"]
    list_filter = ["check_kind", "outcome"]
    list_select_related = ["community", "checked_by"]
    search_fields = ["community__sort_key"]


@admin.register(LawAdvisory, site=site)
class LawAdvisoryAdmin(ReadOnlyAdmin):
    """Kept on the desk."""

    list_display = ["title", "state_name", "in_force_from", "in_force_until"]


@admin.register(Handover, site=site)
class HandoverAdmin(ReadOnlyAdmin):
    """Begun on the page of the committee's people; done when its invitation is accepted."""

    list_display = ["seat", "invitation", "role_after", "entered_by", "asked_by"]
    list_select_related = ["seat__user", "seat__committee", "invitation", "entered_by"]


@admin.register(Silence, site=site)
class SilenceAdmin(ReadOnlyAdmin):
    """Opened and ended on the desk."""

    list_display = ["committee", "opened_by", "opened_at", "runs_until", "end"]
    list_select_related = ["committee", "opened_by"]
    search_fields = ["committee__name"]
