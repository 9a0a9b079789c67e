"""Read what the association says about itself."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model

from .models import AssociationSettings, EditedPage, Policy, ReasonCode

KEPT_TEXTS_SHOWN = 50


def current_association() -> AssociationSettings:
    """The one row; an unsaved row with a plain name while staff have not filled it in."""
    return AssociationSettings.objects.filter(pk=1).first() or AssociationSettings(name="Sister Cities Association")


def current_policy() -> Policy:
    """The one row; an unsaved row with what holds by default where there is none."""
    return Policy.objects.filter(pk=1).first() or Policy()


def association_context() -> dict[str, Any]:
    """What every page, mail and document may show of the association."""
    return {"association": current_association(), "is_demo": settings.IS_DEMO}


@dataclass(frozen=True)
class EarlierText:
    """What stood on a page from a moment on. `by` is empty for what came with the installation."""

    at: dt.datetime
    by: str
    title: str
    summary: str
    text: str


def texts_of_page(page: EditedPage, *, language: str = "en") -> list[EarlierText]:
    """What has stood on a page, newest first, the present text included; three queries whatever their number."""
    # `events` is made by pghistory's decorator at run time.
    events = page.events.select_related("pgh_context").order_by("-pk")  # type: ignore[attr-defined]
    rows = list(events[:KEPT_TEXTS_SHOWN])
    people = get_user_model()._default_manager.in_bulk([key for key in map(_author, rows) if key])
    return list(_texts(rows, people, language))


@dataclass(frozen=True)
class EarlierLetter:
    """Label and letter of a reason from a moment on, and whether it could be chosen. `by` as in EarlierText."""

    at: dt.datetime
    by: str
    label: str
    letter: str
    is_current: bool


def letters_of_reason(reason: ReasonCode, *, language: str = "en") -> list[EarlierLetter]:
    """What a reason has said, newest first, the present letter included; a change of its place alone is left out."""
    # `events` is made by pghistory's decorator at run time.
    events = reason.events.select_related("pgh_context").order_by("-pk")  # type: ignore[attr-defined]
    rows = list(events[:KEPT_TEXTS_SHOWN])
    people = get_user_model()._default_manager.in_bulk([key for key in map(_author, rows) if key])
    kept: list[EarlierLetter] = []
    for event in reversed(rows):
        said = (event.labels.get(language, ""), event.letters.get(language, ""), event.is_current)
        if not kept or (kept[-1].label, kept[-1].letter, kept[-1].is_current) != said:
            kept.append(EarlierLetter(event.pgh_created_at, str(people.get(_author(event)) or ""), *said))
    return kept[::-1]


def _author(event: Any) -> int | None:
    return event.pgh_context.metadata.get("user") if event.pgh_context else None


def _texts(rows: list[Any], people: dict[Any, Any], language: str) -> Iterator[EarlierText]:
    for event in rows:
        parts = (values.get(language, "") for values in (event.titles, event.summaries, event.texts))
        yield EarlierText(event.pgh_created_at, str(people.get(_author(event)) or ""), *parts)
