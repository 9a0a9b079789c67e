"""What a document still needs: sentences for the summary, the review page and the services alike."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partnerships.models import Party
from sistercities.accounts.models import User
from sistercities.association.selectors import current_policy
from sistercities.common.dates import PartialDate
from sistercities.common.fonts import describe, missing_glyphs

from . import authority, canonical, sense
from .choices import BY_ASSOCIATION, ONE_SIDE, Act, DocumentKind, FileRole
from .designees import letter_fault
from .models import HandIn, Instrument, PageImage, RegistryEntry, Scan, Signature
from .returned import came_later


@dataclass(frozen=True)
class Problem:
    """`step` is the step of the form where it is mended; `sentence` says what is wrong and what to do."""

    step: str
    sentence: str | Promise


def problems(hand_in: HandIn) -> list[Problem]:
    """What stops handing in. A side that has not signed yet does not (see `unsigned_sides`)."""
    if hand_in.partnership_id is None:
        return [Problem("partnership", _("Choose which partnership this document is about."))]
    found = [Problem(step, sentence) for step, sentence in sense.missing(hand_in)]
    found += [problem for paper in papers_here(hand_in) for problem in _paper_problems(paper)]
    if hand_in.on_behalf and not hand_in.received_on:
        found.append(Problem("arrival", _("Say on which day the document arrived.")))
    signatures = Signature.objects.filter(instrument__hand_in=hand_in).order_by("party__side", "pk")
    found += _signature_problems(hand_in, list(signatures.select_related("party__community", "authority")))
    found += _council_problems(hand_in)
    found += _glyph_problems(hand_in)
    found += (
        Problem(step, _("You left a step before it was complete. Complete it, or take out what you do not need."))
        for step in hand_in.unfinished
    )
    return found


def papers_here(hand_in: HandIn) -> list[Instrument]:
    """The papers of which anything is known; one at least. The paper of a side that has not signed may come later."""
    papers = list(hand_in.instruments.select_related("party__community"))
    here = [paper for paper in papers if paper.kind or paper.scans.exists() or paper.signatures.exists()]
    return here or papers[:1]


def step_of(side: int | None) -> str:
    """The step of the form about the paper of a side: the first side's has the one of a paper of all (None)."""
    return f"paper-{side}" if side and side > 1 else "document"


def _paper_problems(paper: Instrument) -> Iterable[Problem]:
    step = step_of(paper.party.side if paper.party else None)
    if not paper.kind:
        yield Problem(step, _of(paper, _("Say what kind of document it is.")))
    if not paper.languages:
        yield Problem(step, _of(paper, _("Say in which languages the document is written.")))
    if paper.kind == DocumentKind.DECISION:
        if not paper.hand_in.scans.in_document().filter(role=FileRole.DECISION).exists():
            yield Problem("files", _("Add the paper on which the decision rests."))
    elif not paper.scans.in_document().filter(role=FileRole.SIGNED_DOCUMENT).exists():
        yield Problem("files", _of(paper, _("Add a scan or photo of the signed document.")))


def _of(paper: Instrument, sentence: str | Promise) -> str | Promise:
    """The sentence, with the side in front where each side has a paper of its own."""
    if paper.party is None:
        return sentence
    return _("The paper of %(side)s: %(sentence)s") % {"side": paper.party.community.name, "sentence": sentence}


def unsigned_sides(hand_in: HandIn) -> list[Party]:
    """The sides whose signature the document still waits for: every side, the acting one, or none, by its act."""
    if hand_in.partnership_id is None or hand_in.act in BY_ASSOCIATION:
        return []
    signed = Signature.objects.filter(instrument__hand_in=hand_in).values("party")
    parties = Party.objects.filter(partnership=hand_in.partnership_id).exclude(pk__in=signed)
    if hand_in.act in ONE_SIDE:
        parties = parties.filter(pk=hand_in.acting_party_id or 0)
    return list(parties.select_related("community").order_by("side"))


def signed_by(hand_in: HandIn) -> str:
    """How many sides have signed a document that waits for others: "Signed by one"; of three, "Signed by 2 of 3"."""
    sides = Party.objects.filter(partnership=hand_in.partnership_id).count()
    if sides <= 2:
        return gettext("Signed by one")
    return gettext("Signed by %(n)d of %(sides)d") % {"n": sides - len(unsigned_sides(hand_in)), "sides": sides}


def obstacles(hand_in: HandIn, *, on_date: dt.date | None = None) -> list[str | Promise]:
    """What stops reviewing and recording, beside `problems`: a missing side, an earlier entry, an act that makes no
    sense, unmade page images.

    And what `authority` asks for on that day (default: today).
    """
    found: list[str | Promise] = [problem.sentence for problem in problems(hand_in)]
    waits = _("%(signed)s: the signature of %(side)s is missing.")
    waits = _("The signature of %(side)s is missing.") if hand_in.act in ONE_SIDE else waits
    if unsigned := unsigned_sides(hand_in):
        signed = signed_by(hand_in)
        found += [waits % {"signed": signed, "side": party.community.name} for party in unsigned]
    found += [
        _(
            "The paper of %(side)s does not name every other side. Papers of each side become one record when each of "
            "them names all the others."
        )
        % {"side": paper.party.community.name}
        for paper in papers_here(hand_in)
        if paper.party and not paper.names_others
    ]
    found += [problem.sentence for problem in act_problems(hand_in)]
    unreadable = [scan for scan in hand_in.scans.in_document() if scan.unreadable_page]
    found += [
        _("Page %(page)s of “%(file)s” cannot be shown. Send the document back and ask for a new scan of this file.")
        % {"page": scan.unreadable_page, "file": scan.original_name}
        for scan in unreadable
    ]
    if pages_missing(hand_in) and not unreadable:
        found.append(_("The pages are still being prepared. Try again in a minute."))
    found += authority.sentences(hand_in, on_date=on_date)
    return found


def act_problems(hand_in: HandIn) -> list[Problem]:
    """Why what the document does cannot be recorded: a second beginning, or an act that makes no sense."""
    if hand_in.act == Act.FOUNDING and (recorded := entry_of(hand_in.partnership_id)):
        sentence = _("This partnership is already on the register as %(number)s.") % {"number": recorded.number}
        return [Problem("act", sentence)]
    steps: dict[str, str] = {Act.PUBLIC_COPY: sense.COPY, **dict.fromkeys(ONE_SIDE, sense.TERMS)}
    step = steps.get(hand_in.act, "act")
    return [Problem(step, sentence) for sentence in sense.objections(hand_in)]


def entry_of(partnership_id: int | None) -> RegistryEntry | None:
    """The founding entry of a partnership to which later papers belong; None if it is not on the register."""
    return RegistryEntry.objects.founding().not_void().filter(partnership=partnership_id).first()


def pages_missing(hand_in: HandIn) -> int:
    """How many pages of the files have no image yet."""
    wanted = sum(scan.pages for scan in hand_in.scans.in_document())
    return wanted - PageImage.objects.filter(scan__hand_in=hand_in, scan__is_left_out=False).count()


def seen_elsewhere(hand_in: HandIn, *, by: User) -> dict[str, list[HandIn]]:
    """By fingerprint: the other hand-ins with the same file, as far as this person may see them, newest first."""
    found: dict[str, list[HandIn]] = {}
    files = Scan.objects.filter(
        sha256__in=hand_in.scans.values("sha256"), hand_in__in=HandIn.objects.visible_to(by).exclude(pk=hand_in.pk)
    )
    rows = files.select_related("hand_in").prefetch_related("hand_in__partnership__parties__community")
    for scan in rows.order_by("-pk"):
        found.setdefault(scan.sha256, []).append(scan.hand_in)
    return found


def _signature_problems(hand_in: HandIn, rows: list[Signature]) -> Iterable[Problem]:
    letters_since = current_policy().designee_letters_since
    if not rows and hand_in.act not in BY_ASSOCIATION:
        side = hand_in.acting_party.side if hand_in.acting_party else 1
        yield Problem(f"signers-{side}", _("Say who signed, for at least one side."))
    for row in rows:
        step = f"signers-{row.party.side}"
        if fault := letter_fault(row, hand_in, letters_since=letters_since):
            yield Problem(step, fault)
        if _is_after_receipt(row.signed_on, hand_in):
            yield Problem(
                step,
                _("%(name)s cannot have signed after the day on which the document was received. Check the date.")
                % _names(row),
            )


def last_receipt(hand_in: HandIn) -> dt.date | None:
    """The day on which the last paper was received; None before, and while a committee has put one more with it."""
    if came_later(hand_in) and not hand_in.on_behalf:
        return None
    return hand_in.completed_on or hand_in.received_on


def _council_problems(hand_in: HandIn) -> Iterable[Problem]:
    for row in hand_in.council_acts.select_related("party__community").order_by("party__side"):
        if _is_after_receipt(row.decided_on, hand_in):
            yield Problem(
                "council",
                _("The council of %(side)s cannot have decided after the day on which the document was received.")
                % {"side": row.party.community.name},
            )


def _is_after_receipt(date: PartialDate | None, hand_in: HandIn) -> bool:
    """Whether a date on a paper certainly lies after the day on which the last paper was received."""
    last = last_receipt(hand_in)
    return date is not None and last is not None and date.earliest > last


def _names(row: Signature) -> dict[str, str]:
    return {"name": row.name, "side": row.party.community.name}


def _glyph_problems(hand_in: HandIn) -> Iterable[Problem]:
    """A character that no allowed font can print is named before anything is printed, at the step that holds it."""
    content = canonical.parsed(canonical.as_text(canonical.draft(hand_in)))
    if not missing_glyphs(canonical.printed(canonical.as_text(content))):
        return
    named: set[int] = set()
    for step, part in _parts(content):
        for code_point in missing_glyphs(canonical.printed(canonical.as_text({"part": part}))):
            if code_point not in named:
                named.add(code_point)
                yield Problem(
                    step,
                    _("The character %(character)s cannot be printed. Replace it, or ask us how to write it.")
                    % {"character": describe(code_point)},
                )


def _parts(content: canonical.Canonical) -> Iterable[tuple[str, object]]:
    """The steps of the form with what each of them put into the canonical text."""
    yield "partnership", content["parties"]
    for paper in content["instruments"]:
        yield step_of(paper["side"]), paper
    for row in content["signatures"]:
        yield f"signers-{row['side']}", row
    yield "council", content["council_acts"]
    yield "text", content["transcriptions"]
    yield "files", content["files"]
    yield "summary", content
