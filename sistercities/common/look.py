"""Words, shapes and geometry of the look; pure data, without templates and without models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Side 1 is home, side 2 the partner, and so on; shape and hue stay with a side on every page.
SIDE_SHAPES = ("disc", "ring", "diamond", "square")
SIDES = len(SIDE_SHAPES)


@dataclass(frozen=True)
class Badge:
    """A state as word, shape and tint; never by colour alone."""

    word: str | Promise
    shape: str
    tone: str


STATES = {
    "in_development": Badge(_("In development"), "dashed", "calm"),
    "not_confirmed": Badge(_("Not confirmed"), "open", "calm"),
    "active": Badge(_("Active"), "full", "good"),
    "dormant": Badge(_("Dormant"), "half", "warn"),
    "suspended": Badge(_("Suspended"), "pause", "warn"),
    "term_ended": Badge(_("Term ended"), "bar", "calm"),
    "ended": Badge(_("Ended"), "square", "calm"),
    "void": Badge(_("Void"), "cross", "stop"),
    "superseded": Badge(_("Superseded"), "onward", "calm"),
}
# Where a hand-in or a job stands, and the answers of "is it in force today?".
PROGRESS = {
    "draft": Badge(_("Draft"), "dashed", "calm"),
    "handed_in": Badge(_("Waiting for review"), "open", "warn"),
    "returned": Badge(_("Sent back to you"), "back", "stop"),
    "reviewed": Badge(_("Waiting for the second person"), "half", "warn"),
    "recorded": Badge(_("Recorded"), "full", "good"),
    "withdrawn": Badge(_("Withdrawn"), "bar", "calm"),
    "refused": Badge(_("Refused"), "cross", "stop"),
    "waiting": Badge(_("Waiting"), "open", "calm"),
    "running": Badge(_("Being made"), "half", "warn"),
    "done": Badge(_("Done"), "full", "good"),
    "stuck": Badge(_("Stuck"), "pause", "stop"),
    "failed": Badge(_("Failed"), "cross", "stop"),
    "not_yet_in_force": Badge(_("Not yet in force"), "dashed", "calm"),
    "in_force": Badge(_("In force"), "full", "good"),
    "notice_given": Badge(_("In force, notice given"), "half", "warn"),
}
UNKNOWN = Badge("", "open", "calm")

# What the association has on file of a partnership: word, and the sentence below it.
RECOGNITION = {
    "recorded": (_("Recorded"), _("The association has received and recorded the signed document.")),
    "before": (
        _("Recognised before this register"),
        _("The association's own earlier files list it. It has no number and no agreement PDF."),
    ),
    "not_here": (
        _("Not on this register"),
        _(
            "No signed document is on this register. "
            "That says nothing about whether the partnership exists or is valid."
        ),
    ),
}

STAGES = (
    ("research", pgettext_lazy("stage", "Research")),
    ("communication", pgettext_lazy("stage", "Communication")),
    ("agreement", pgettext_lazy("stage", "Agreement")),
    ("ceremony", pgettext_lazy("stage", "Ceremony")),
    ("programs", pgettext_lazy("stage", "Programs")),
)


def badge_for(code: str) -> Badge:
    """The badge of a state, of a hand-in's place or of an answer; an open shape without a word if unknown."""
    return STATES.get(code) or PROGRESS.get(code) or UNKNOWN


def shape_of_side(side: int) -> str:
    """disc, ring, diamond or square; beyond the fourth they begin again."""
    return SIDE_SHAPES[(side - 1) % SIDES]


def side_number(side: int) -> int:
    """1 to 4, for the class name of a side."""
    return (side - 1) % SIDES + 1


@dataclass(frozen=True)
class HalfArc:
    """Half of an arc, from a side's point up to the crown, in a drawing of 100 by 100 that stretches."""

    path: str
    side: int


def arcs(sides: int) -> list[HalfArc]:
    """The great arc from the first side to the last; with three or more, a lower one between neighbours too."""
    at = [_place(n, sides) for n in range(sides)]
    spans = [(0, sides - 1, 100.0)]
    if sides > 2:
        spans += [(n, n + 1, 52.0) for n in range(sides - 1)]
    halves: list[HalfArc] = []
    for first, last, height in spans:
        halves += _halves(at[first], at[last], height, side_number(first + 1), side_number(last + 1))
    return halves


def _place(index: int, sides: int) -> float:
    """Where a side's point stands, in percent: at the two ends and in the middle of the columns between."""
    if index == 0:
        return 0
    return 100 if index == sides - 1 else 100 * (index + 0.5) / sides


def _halves(left: float, right: float, height: float, first: int, last: int) -> Sequence[HalfArc]:
    middle, width, crown = (left + right) / 2, right - left, 100 - height
    lean, flat = 0.09 * width, 0.27 * width
    # Each half is a cubic that leaves its point steeply and lies flat at the crown.
    rise = crown + 0.33 * height
    return (
        HalfArc(f"M{left:g} 100C{left + lean:g} {rise:g} {middle - flat:g} {crown:g} {middle:g} {crown:g}", first),
        HalfArc(f"M{right:g} 100C{right - lean:g} {rise:g} {middle + flat:g} {crown:g} {middle:g} {crown:g}", last),
    )
