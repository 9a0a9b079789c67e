from django.contrib import admin

from sistercities.common.admin_site import ReadOnlyAdmin, site

from .models import Task


@admin.register(Task, site=site)
class TaskAdmin(ReadOnlyAdmin):
    list_display = ["title", "kind", "opened_at", "claimed_by", "resolved_at", "outcome"]
    list_filter = ["kind", ("resolved_at", admin.EmptyFieldListFilter)]
    list_select_related = ["claimed_by"]
    search_fields = ["title"]
