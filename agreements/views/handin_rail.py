"""The steps of the guided hand-in, in order, each with its address and whether it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from agreements.choices import ONE_SIDE, Act, FileRole, Status
from agreements.completeness import entry_of, step_of
from agreements.models import HandIn, Instrument, Signature, Transcription
from agreements.returned import step_to_look_at
from partnerships.models import Party

DONE, OPEN, UNFINISHED, OPTIONAL, NAMED = "done", "open", "unfinished", "optional", "named"
# Pages that belong to a step.
_BELOW = {"pair": "partnership"}


@dataclass(frozen=True)
class Step:
    """`key` is what problems and unfinished answers are filed under. `side` is 0 for steps of no side."""

    key: str
    label: str | Promise
    url: str
    state: str
    side: int = 0


def parties_of(hand_in: HandIn) -> Sequence[Party]:
    """The sides in order, from what `for_list` fetched; none before a partnership is chosen."""
    if hand_in.partnership is None:
        return ()
    return sorted(hand_in.partnership.parties.all(), key=lambda party: party.side)


def steps_of(hand_in: HandIn) -> list[Step]:
    """Every step. The sides have names once the partnership is chosen; one that acts alone comes first.

    What the letter of a document that came back names is not done before it was changed.
    """
    first, *others = papers = list(hand_in.instruments.select_related("party__community"))
    signed = set(Signature.objects.filter(instrument__in=papers).values_list("party", flat=True))
    council = hand_in.council_acts.exists()
    has_scan = hand_in.scans.in_document().filter(role=FileRole.SIGNED_DOCUMENT).exists()
    has_text = Transcription.objects.filter(instrument__in=papers).exists()
    named = step_to_look_at(hand_in)

    def step(key: str, label: str, route: str, state: str, *args: int, side: int = 0) -> Step:
        is_named = named and named in (key, key.partition("-")[0])
        state = UNFINISHED if key in hand_in.unfinished else NAMED if is_named else state
        return Step(key, label, reverse(route, args=[hand_in.pk, *args]), state, side)

    arrival = [step("arrival", _("How it arrived"), "handin_arrival", DONE)] if hand_in.on_behalf else []
    route = "handin_pair" if "pair" in hand_in.unfinished else "handin_partnership"
    chosen = UNFINISHED if "pair" in hand_in.unfinished else DONE if hand_in.partnership_id else OPEN
    unnamed = [
        step("signers-1", _("Signed at home"), "handin_signers", OPEN, 1, side=1),
        step("signers-2", _("Signed abroad"), "handin_signers", OPEN, 2, side=2),
    ]
    of_act = []
    if entry := hand_in.founding or entry_of(hand_in.partnership_id):
        is_said = hand_in.act != Act.FOUNDING
        of_act = [
            step("act", _("What it does to %(number)s") % {"number": entry}, "handin_act", DONE if is_said else OPEN)
        ]
    if hand_in.act in ONE_SIDE:
        has_terms = bool(hand_in.effective_on or hand_in.reason or hand_in.condition)
        is_open = hand_in.act == Act.TERMINATION and not hand_in.effective_on
        state = OPEN if is_open else DONE if has_terms else OPTIONAL
        of_act.append(step("terms", _("From when, and why"), "handin_terms", state))
    waits = OPTIONAL if hand_in.act in ONE_SIDE else OPEN
    sides = [
        step(
            f"signers-{party.side}",
            _("Signed for %(side)s") % {"side": party.community.name},
            "handin_signers",
            DONE if party.pk in signed else OPEN if party.pk == hand_in.acting_party_id else waits,
            party.side,
            side=party.side,
        )
        for party in sorted(parties_of(hand_in), key=lambda party: party.pk != hand_in.acting_party_id)
    ] or unnamed
    own = [
        step(step_of(paper.party.side), _label(paper), "handin_paper", _said(paper, OPTIONAL), paper.party.side)
        for paper in others
        if paper.party
    ]
    return [
        *arrival,
        step("partnership", _("Partnership"), route, chosen),
        *of_act,
        step("document", _label(first), "handin_document", _said(first, OPEN)),
        *own,
        *sides,
        step("council", _("Council decisions"), "handin_council", DONE if council else OPTIONAL),
        step("files", _("Files"), "handin_files", DONE if has_scan else OPEN),
        step("text", _("Text of the document"), "handin_text", DONE if has_text else OPTIONAL),
        step("summary", _("Check and hand in"), "handin_summary", OPEN),
    ]


def _label(paper: Instrument) -> str:
    """What the step about a paper is called: by its side where each side has a paper of its own."""
    return _("The paper of %(side)s") % {"side": paper.party.community.name} if paper.party else _("The document")


def _said(paper: Instrument, otherwise: str) -> str:
    return DONE if paper.kind and paper.languages else otherwise


def url_of(steps: Sequence[Step], key: str) -> str:
    """The address of a step; the summary's for a key that has no step of its own."""
    return next((step.url for step in steps if step.key == _BELOW.get(key, key)), steps[-1].url)


def place_of(steps: Sequence[Step], key: str) -> int:
    """The place of a step, counted from 0; a page below a step has the place of the step."""
    return next((n for n, step in enumerate(steps) if step.key == _BELOW.get(key, key)), 0)


def checklist_of(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """The steps for the component `checklist`, without the last one, which is handing in."""
    why = {
        OPTIONAL: _("Optional"),
        UNFINISHED: _("Begun and kept, not complete yet"),
        NAMED: _("The letter asks you to look at this"),
    }
    return [
        {
            "label": step.label,
            "is_met": step.state == DONE,
            "url": step.url,
            "action": _("Change") if step.state in (DONE, NAMED) else _("Fill in"),
            "why": why.get(step.state, ""),
        }
        for step in steps[:-1]
    ]


def next_url(hand_in: HandIn, steps: Sequence[Step]) -> str:
    """Where to go on: the first step that is not done; the check of everything for what was sent back."""
    waiting = (step.url for step in steps if step.state in (OPEN, UNFINISHED))
    return steps[-1].url if hand_in.status == Status.RETURNED else next(waiting)
