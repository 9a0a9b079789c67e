"""Forms on paper: the questions of any form as they are printed, and the registry of the sheets that apps offer.

A sheet is made from the very forms of the pages, so a field that is added to a form stands on its sheet by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .date_forms import BOXES, DateBoxes

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField

# More answers than that are a list to choose from on a screen; on paper one writes.
MOST_BOXES = 16
CHOICES, TICK, DATE, FILE, LINES = "choices", "tick", "date", "file", "lines"


@dataclass(frozen=True)
class Box:
    """One answer to tick."""

    label: str | Promise
    is_ticked: bool


@dataclass(frozen=True)
class Question:
    """A field on paper. `kind`: choices, tick, date, file or lines; `value` is what is filled in, "" where blank."""

    name: str
    label: str | Promise
    help_text: str | Promise
    kind: str
    is_optional: bool = False
    value: str = ""
    boxes: Sequence[Box] = ()
    parts: Sequence[tuple[str, str]] = ()
    lines: range = range(1)


@dataclass(frozen=True)
class Part:
    """A heading and its forms; `asks`: what only paper has to ask, for instance whose seat it is."""

    heading: str | Promise
    forms: Sequence[Any] = ()
    asks: Sequence[str | Promise] = ()
    note: str | Promise = ""

    @property
    def questions(self) -> list[Question]:
        return [*map(written, self.asks), *(question for form in self.forms for question in questions(form))]


@dataclass(frozen=True)
class Filled:
    """A sheet about a row: what it is about, its parts, and a letter that belongs to it ("" if there is none)."""

    about: str
    parts: Sequence[Part]
    letter: str = ""


@dataclass(frozen=True)
class SheetKind:
    """One sheet. `mark` begins its reference: "D-12" is the sheet about row 12.

    `blank` makes its parts without anything filled in. `fill` makes it about a row for the person who asks, None if
    that person may not see the row; `record` is the address at which staff work on the row, "" if there is none.
    """

    name: str
    mark: str
    title: str | Promise
    intro: str | Promise
    blank: Callable[[], Sequence[Part]]
    fill: Callable[[HttpRequest, int], Filled | None]
    record: Callable[[int], str]


@dataclass
class _Registry:
    kinds: dict[str, SheetKind] = field(default_factory=dict)


_registry = _Registry()


def register_sheet(kind: SheetKind) -> None:
    """Called from an app's `ready()`. A second sheet of a name or mark is a programming error."""
    if kind.name in _registry.kinds or kind.mark in {other.mark for other in all_sheets()}:
        raise ValueError(f"Sheet {kind.name!r} is registered twice.")
    _registry.kinds[kind.name] = kind


def sheet(name: str) -> SheetKind | None:
    return _registry.kinds.get(name)


def all_sheets() -> list[SheetKind]:
    return list(_registry.kinds.values())


def by_reference(text: str) -> tuple[SheetKind, int] | None:
    """The sheet and the row that a reference such as "D-12" names; None for anything else."""
    mark, _dash, number = text.strip().upper().partition("-")
    found = next((kind for kind in all_sheets() if kind.mark == mark), None)
    return (found, int(number)) if found and number.isascii() and number.isdecimal() and len(number) < 10 else None


def written(label: str | Promise) -> Question:
    """A question that only paper asks."""
    return Question(name="", label=label, help_text="", kind=LINES)


def questions(form: forms.BaseForm) -> list[Question]:
    """Every field of a form that people see, in its order.

    What the form calls `only_on_screen` is left out: choosing among what a search found. What a screen suggests
    before anybody said anything is not filled in.
    """
    skipped = getattr(form, "only_on_screen", ())
    return [_question(bound) for bound in form if not bound.is_hidden and bound.name not in skipped]


def _question(bound: BoundField) -> Question:
    facts: dict[str, Any] = {
        "name": bound.name,
        "label": bound.label,
        "help_text": bound.help_text,
        "is_optional": not bound.field.required,
    }
    widget, value = bound.field.widget, bound.value() if bound.form.is_bound else bound.form.initial.get(bound.name)
    if isinstance(widget, DateBoxes):
        names = zip(BOXES, (_("Day"), _("Month"), _("Year")), strict=True)
        typed = value if isinstance(value, list) else widget.decompress(value)
        parts = [(label, str(part or "")) for (_box, label), part in zip(names, typed, strict=True)]
        return Question(kind=DATE, parts=parts, **facts)
    if isinstance(widget, forms.FileInput):
        return Question(kind=FILE, **facts)
    if isinstance(widget, forms.CheckboxInput):
        return Question(kind=TICK, boxes=[Box(bound.label, bool(value))], **facts)
    if isinstance(widget, forms.Select | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return _with_choices(bound.field, value, facts)
    lines = 6 if isinstance(widget, forms.Textarea) else 1
    return Question(kind=LINES, value=str(value or ""), lines=range(lines), **facts)


def _with_choices(asked: Any, value: Any, facts: dict[str, Any]) -> Question:
    chosen = {str(each) for each in (value if isinstance(value, list | tuple) else [value]) if each is not None}
    is_list = not isinstance(asked.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    offered = [(str(key), label) for key, label in _flat(asked.choices)]
    # The empty line of a list is a word for "choose"; an empty radio button is an answer.
    boxes = [Box(label, key in chosen) for key, label in offered if key or not is_list]
    if 0 < len(boxes) <= MOST_BOXES:
        return Question(kind=CHOICES, boxes=boxes, **facts)
    return Question(kind=LINES, value=", ".join(str(box.label) for box in boxes if box.is_ticked), **facts)


def _flat(choices: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label
