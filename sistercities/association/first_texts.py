"""The texts that a new installation starts with. Staff edit them afterwards; they are never written again."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import models

FOLDER = Path(__file__).parent / "texts"


@dataclass(frozen=True)
class FirstText:
    """A file of `texts/`: its name, the lines "Title:" and "Summary:" at its head, and the text below them."""

    name: str
    title: str
    summary: str
    text: str


def first_texts(folder: str) -> list[FirstText]:
    """The texts of one folder by name."""
    return [_read(path) for path in sorted((FOLDER / folder).glob("*.md"))]


def _read(path: Path) -> FirstText:
    head, _blank, text = path.read_text(encoding="utf-8").partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    return FirstText(path.stem, fields["Title"], fields.get("Summary", ""), text.strip() + "\n")


def load_first_texts(*, page_model: type[models.Model], reason_model: type[models.Model]) -> None:
    """Add the pages and reason codes that are missing; what is there stays as staff left it.

    The models are given, because a migration has its own.
    """
    for page in first_texts("pages"):
        values: dict[str, Any] = {"titles": {"en": page.title}, "summaries": {"en": page.summary}}
        page_model._default_manager.get_or_create(slug=page.name, defaults={**values, "texts": {"en": page.text}})
    for reason in first_texts("reasons"):
        use, _hyphen, code = reason.name.partition("-")
        reason_model._default_manager.get_or_create(
            code=code, defaults={"use": use, "labels": {"en": reason.title}, "letters": {"en": reason.text}}
        )


def renew_reasons(reason_model: type[models.Model], before: Mapping[str, str]) -> None:
    """Give letters of reasons that still read as they came the text of today; what staff changed stays.

    `before`: by the name of the file, the fingerprint (`fingerprint_of`) of the English text that it replaces.
    """
    for reason in first_texts("reasons"):
        rows = reason_model._default_manager.filter(code=reason.name.partition("-")[2])
        for row in rows if reason.name in before else ():
            _renew(row, "letters", reason.text, before[reason.name])


def renew_pages(page_model: type[models.Model], before: Mapping[str, str]) -> None:
    """The same for pages."""
    for page in first_texts("pages"):
        rows = page_model._default_manager.filter(slug=page.name)
        for row in rows if page.name in before else ():
            _renew(row, "texts", page.text, before[page.name])


def fingerprint_of(text: str) -> str:
    """SHA-256 of a text without the blank at its ends, which a form takes away."""
    return hashlib.sha256(text.strip().encode()).hexdigest()


def _renew(row: Any, field: str, text: str, before: str) -> None:
    texts = getattr(row, field)
    if fingerprint_of(texts["en"]) == before:
        setattr(row, field, {**texts, "en": text})
        row.save()
