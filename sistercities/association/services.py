"""Change the texts and particulars of the association, never over somebody else's change unseen."""

import hashlib
import json
from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from .models import AssociationSettings, EditedPage, Policy

PAGE_FIELDS = ("titles", "summaries", "texts")
SETTINGS_FIELDS = (
    "name",
    "motto",
    "email",
    "phone",
    "post_address",
    "website",
    "membership_url",
    "donate_url",
    "social_links",
)
Row = TypeVar("Row", bound=models.Model)
POLICY_FIELDS = ("standing_asked_of", "standing_grace_days", "designee_letters_since", "notice_days")


class StaleForm(ValidationError):
    """Somebody else saved the same thing while this form was open. `version` is that of what stands now."""

    def __init__(self, message: Any, version: str) -> None:
        super().__init__(message, code="stale")
        self.version = version


def version_of(row: models.Model, fields: tuple[str, ...]) -> str:
    """A short fingerprint of what stands in these fields: a form carries it from opening to saving."""
    values = {field: getattr(row, field) for field in fields}
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()[:16]


@transaction.atomic
def save_page(*, slug: str, title: str, summary: str, text: str, version: str, language: str = "en") -> EditedPage:
    """Replace the text of a page in one language.

    `version` is `version_of` the page when the form was opened. StaleForm, with who changed it and when, if it was
    changed since; the caller shows both texts. EditedPage.DoesNotExist for an unknown page.
    """
    page = EditedPage.objects.select_for_update().get(slug=slug)
    refuse_stale(page, PAGE_FIELDS, version)
    page.titles = {**page.titles, language: title}
    page.summaries = {**page.summaries, language: summary}
    page.texts = {**page.texts, language: text}
    page.full_clean()
    page.save()
    return page


@transaction.atomic
def save_association(*, values: dict[str, Any], version: str) -> AssociationSettings:
    """Fill in the one row. `values` are its fields; `version` and StaleForm as in `save_page`."""
    return _save_one_row(AssociationSettings, SETTINGS_FIELDS, values, version)


@transaction.atomic
def save_policy(*, values: dict[str, Any], version: str) -> Policy:
    """Change what the association asks for. `values`, `version` and StaleForm as in `save_association`."""
    return _save_one_row(Policy, POLICY_FIELDS, values, version)


def _save_one_row(model: type[Row], fields: tuple[str, ...], values: dict[str, Any], version: str) -> Row:
    model._default_manager.get_or_create(pk=1)
    row = model._default_manager.select_for_update().get(pk=1)
    refuse_stale(row, fields, version)
    for field, value in values.items():
        setattr(row, field, value)
    row.full_clean()
    row.save()
    return row


def refuse_stale(row: models.Model, fields: tuple[str, ...], version: str) -> None:
    """StaleForm if these fields of the locked row are not as they were when the form was opened."""
    now = version_of(row, fields)
    if version == now:
        return
    sentence = _("%(who)s changed this on %(when)s, while you were writing. Your text is kept in the form below.")
    raise StaleForm(sentence % _last_change(row), now)


def _last_change(row: models.Model) -> dict[str, Any]:
    """Who changed a row last and when, from the change history."""
    # `events` is made by pghistory's decorator at run time.
    event = row.events.select_related("pgh_context").order_by("-pk").first()  # type: ignore[attr-defined]
    user_id = event.pgh_context.metadata.get("user") if event and event.pgh_context else None
    who = get_user_model()._default_manager.filter(pk=user_id).first() if user_id else None
    when = date_format(localtime(event.pgh_created_at), "j F Y, H:i") if event else ""
    return {"who": who or _("Somebody else"), "when": when}
