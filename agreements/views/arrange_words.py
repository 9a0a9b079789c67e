"""The files of a document as somebody puts them in order: page after page, each with its buttons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from agreements.choices import NAMED_ELSEWHERE
from agreements.file_names import document_of
from agreements.models import Scan

EARLIER, LATER, TURN, LEAVE_OUT, TAKE_IN = "earlier", "later", "turn", "leave", "take"


@dataclass(frozen=True)
class Button:
    """`number` says what the page is to become, its place or its turn, so that pressing twice does it once."""

    verb: str
    label: str
    scan: int
    number: int | None = None
    has_focus: bool = False

    @property
    def value(self) -> str:
        """What is posted: "later-12-3"."""
        return "-".join(str(part) for part in (self.verb, self.scan, self.number) if part is not None)


def arranged(rows: Iterable[dict[str, Any]], *, pressed: str = "") -> list[dict[str, Any]]:
    """Rows of `file_rows`, document by document in the order of their pages, what is left out last in each.

    Adds to each `buttons`; the one that `pressed` names ("later-12") has the focus again, or the first beside it.
    """
    rows = list(rows)
    documents = list(dict.fromkeys(document_of(row["scan"]) for row in rows))
    ordered = sorted(rows, key=lambda row: (documents.index(document_of(row["scan"])), row["scan"].is_left_out))
    pages = [row["scan"] for row in ordered if not row["scan"].is_left_out]
    for row in ordered:
        scan = row["scan"]
        own = [page for page in pages if document_of(page) == document_of(scan)]
        place = own.index(scan) + 1 if scan in own else 0
        row["buttons"] = _with_focus(_buttons(scan, place, len(own)), scan, pressed)
    return ordered


def _buttons(scan: Scan, place: int, of: int) -> list[Button]:
    if scan.is_left_out:
        return [Button(TAKE_IN, _("Take back in"), scan.pk)]
    found = []
    if place > 1:
        found.append(Button(EARLIER, _("Earlier"), scan.pk, place - 1))
    if place < of:
        found.append(Button(LATER, _("Later"), scan.pk, place + 1))
    turn = _("Turn") if scan.pages == 1 else _("Turn all pages")
    found.append(Button(TURN, turn, scan.pk, (scan.turned + 90) % 360))
    if of > 1 and scan.role not in NAMED_ELSEWHERE:
        found.append(Button(LEAVE_OUT, _("Leave out"), scan.pk))
    return found


def _with_focus(buttons: Sequence[Button], scan: Scan, pressed: str) -> list[Button]:
    """The button that was pressed, or the first one where it is no longer there."""
    verb, _dash, pk = pressed.rpartition("-")
    if pk != str(scan.pk):
        return list(buttons)
    verbs = [button.verb for button in buttons]
    focus = verb if verb in verbs else verbs[0]
    return [replace(button, has_focus=button.verb == focus) for button in buttons]
