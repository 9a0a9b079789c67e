"""Slots on pages that other apps fill (docs/decisions/0006).

The app that has the page owns the slot and says so with `own_slot`; an app that knows something fills it with
`fill_slot`. Both happen in `ready()`. A slot that nobody fills shows nothing; a panel for a slot that nobody owns
stops start-up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model


@dataclass(frozen=True)
class Slot:
    """A place on a page. `subject` says in words what a selector is asked about; public slots know no viewer."""

    name: str
    owner: str
    subject: str
    is_public: bool = True


@dataclass(frozen=True)
class Asked:
    """What a selector is asked: about whom, on which day, and for whom (None on public pages)."""

    subject: Any
    on_date: dt.date
    viewer: Any = None


Selector = Callable[[Asked], Mapping[str, Any] | None]
Noter = Callable[[Sequence[Model], dt.date], Mapping[int, str]]


@dataclass(frozen=True)
class Panel:
    """A template and the selector that gives its context; None from the selector shows nothing."""

    slot: str
    template: str
    selector: Selector
    order: int


_slots: dict[str, Slot] = {}
_panels: list[Panel] = []
_noters: list[tuple[str, Noter]] = []


def own_slot(name: str, *, owner: str, subject: str, is_public: bool = True) -> None:
    """Declare a slot. A second owner is a programming error (ValueError)."""
    if name in _slots:
        raise ValueError(f"Slot {name!r} has two owners.")
    _slots[name] = Slot(name, owner, subject, is_public)


def fill_slot(name: str, *, template: str, selector: Selector, order: int = 50) -> None:
    """Show `template` in the slot, with the context that `selector` returns; lower `order` comes first."""
    _panels.append(Panel(name, template, selector, order))


def note_rows(name: str, noter: Noter) -> None:
    """Add a note to the rows of a list: `noter` gets the rows of one page and returns a text by primary key."""
    _noters.append((name, noter))


def slots() -> list[Slot]:
    """Every slot, by name."""
    return sorted(_slots.values(), key=lambda slot: slot.name)


def without_owner() -> list[str]:
    """Names of slots that are filled and that nobody owns."""
    return sorted(({panel.slot for panel in _panels} | {name for name, _noter in _noters}) - _slots.keys())


def require_owners() -> None:
    """Raise ImproperlyConfigured for a panel without a page. Called when all apps are ready."""
    if names := without_owner():
        raise ImproperlyConfigured(f"Panels for slots that no app owns: {', '.join(names)}.")


def panels_of(name: str, asked: Asked) -> list[tuple[str, Mapping[str, Any]]]:
    """Template and context of each panel that has something to show. KeyError for an unknown slot.

    On a public slot the viewer is taken away, so that no panel can show a page differently to different people.
    """
    if _slots[name].is_public:
        asked = Asked(asked.subject, asked.on_date)
    filled = sorted((panel for panel in _panels if panel.slot == name), key=lambda panel: panel.order)
    answers = ((panel.template, panel.selector(asked)) for panel in filled)
    return [(template, context) for template, context in answers if context is not None]


def notes_of(name: str, rows: Sequence[Model], on_date: dt.date) -> dict[int, list[str]]:
    """The notes on each of these rows, by primary key. KeyError for an unknown slot."""
    notes: dict[int, list[str]] = {row.pk: [] for row in rows if _slots[name]}
    for slot, noter in _noters:
        if slot == name and rows:
            for key, text in noter(rows, on_date).items():
                notes[key].append(text)
    return notes
