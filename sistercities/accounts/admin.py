from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from sistercities.common.admin_site import CorrectionsAdmin, site

from .models import RecordingGrant, User
from .services import add_person


@admin.register(User, site=site)
class UserAdmin(CorrectionsAdmin):
    """People; passwords and addresses are their own, and nobody types them here."""

    list_display = ["full_name", "email", "is_staff", "is_superuser", "is_active"]
    list_filter = ["is_staff", "is_superuser", "is_active"]
    search_fields = ["full_name", "own_script_name", "email"]
    fields = [
        "email",
        "full_name",
        "own_script_name",
        "own_script_language",
        "is_staff",
        "is_superuser",
        "is_active",
        "date_joined",
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        return ["email", "date_joined"] if obj else ["date_joined"]

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        if change:
            obj.save()
            return
        made = add_person(**{name: form.cleaned_data[name] for name in form.cleaned_data})
        obj.pk = made.pk


@admin.register(RecordingGrant, site=site)
class RecordingGrantAdmin(CorrectionsAdmin):
    """Who may record, from when until when."""

    list_display = ["user", "starts_on", "ends_on", "granted_by", "reason"]
    list_select_related = ["user", "granted_by"]
    autocomplete_fields = ["user"]
    fields = ["user", "starts_on", "ends_on", "reason", "granted_by"]

    def get_readonly_fields(self, request: HttpRequest, obj: RecordingGrant | None = None) -> list[str]:
        return ["granted_by", "user", "starts_on"] if obj else ["granted_by"]

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        if not change:
            obj.granted_by = request.user
        obj.save()
