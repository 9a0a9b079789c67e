from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest

from sistercities.common.admin_site import CorrectionsAdmin, ReadOnlyAdmin, site

from .leaving import LAST_ADMINISTRATOR, is_last_administrator
from .models import Absence, RecordingGrant, SecondStepRequest, User
from .services import add_person


class UserForm(ModelForm):
    """Somebody stays who can administer the site."""

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        stays = facts.get("is_superuser") and facts.get("is_active")
        if self.instance.pk and not stays and is_last_administrator(self.instance):
            raise ValidationError(LAST_ADMINISTRATOR % {"name": self.instance})
        return facts


@admin.register(User, site=site)
class UserAdmin(CorrectionsAdmin):
    """People; passwords and addresses are their own, and nobody types them here."""

    form = UserForm
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


@admin.register(Absence, site=site)
class AbsenceAdmin(ReadOnlyAdmin):
    """Who is away when."""

    list_display = ["user", "starts_on", "ends_on", "entered_by"]
    list_select_related = ["user", "entered_by"]


@admin.register(SecondStepRequest, site=site)
class SecondStepRequestAdmin(ReadOnlyAdmin):
    """Who asked to remove a lost second step, and who confirmed it."""

    list_display = ["user", "asked_by", "asked_at", "confirmed_by", "confirmed_at", "closed_at"]
    list_select_related = ["user", "asked_by", "confirmed_by"]
