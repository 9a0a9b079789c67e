"""What a document still needs: sentences for the summary, the review page and the services alike."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partnerships.models import Party
from sistercities.common.fonts import describe, missing_glyphs

from . import canonical
from .choices import BOTH_SIDES, Capacity, DateReading, FileRole
from .models import HandIn, PageImage, RegistryEntry, Scan, Signature


@dataclass(frozen=True)
class Problem:
    """`step` is the step of the form where it is mended; `sentence` says what is wrong and what to do."""

    step: str
    sentence: str | Promise


def problems(hand_in: HandIn) -> list[Problem]:
    """What stops handing in. A side that has not signed yet does not (see `unsigned_sides`)."""
    if hand_in.partnership_id is None:
        return [Problem("partnership", _("Choose which partnership this document is about."))]
    paper = hand_in.instruments.get()
    found: list[Problem] = []
    if not paper.kind:
        found.append(Problem("document", _("Say what kind of document it is.")))
    if not paper.languages:
        found.append(Problem("document", _("Say in which languages the document is written.")))
    if not hand_in.scans.filter(role=FileRole.SIGNED_DOCUMENT).exists():
        found.append(Problem("files", _("Add a scan or photo of the signed document.")))
    if hand_in.on_behalf and not hand_in.received_on:
        found.append(Problem("arrival", _("Say on which day the document arrived.")))
    found += _signature_problems(hand_in, list(paper.signatures.select_related("party__community")))
    found += _glyph_problems(hand_in)
    return found


def unsigned_sides(hand_in: HandIn) -> list[Party]:
    """The sides whose signature the document still waits for; empty for acts that need none of theirs."""
    if hand_in.act not in BOTH_SIDES or hand_in.partnership_id is None:
        return []
    signed = Signature.objects.filter(instrument__hand_in=hand_in).values("party")
    parties = Party.objects.filter(partnership=hand_in.partnership_id).exclude(pk__in=signed)
    return list(parties.select_related("community").order_by("side"))


def obstacles(hand_in: HandIn) -> list[str | Promise]:
    """What stops reviewing and recording, beside `problems`: a missing side, an earlier entry, unmade page images."""
    found: list[str | Promise] = [problem.sentence for problem in problems(hand_in)]
    found += [
        _("Signed by one: the signature of %(side)s is missing.") % {"side": party.community.name}
        for party in unsigned_sides(hand_in)
    ]
    recorded = RegistryEntry.objects.founding().not_void().filter(partnership=hand_in.partnership_id).first()
    if recorded:
        found.append(_("This partnership is already on the register as %(number)s.") % {"number": recorded.number})
    if pages_missing(hand_in):
        found.append(_("The pages are still being prepared. Try again in a minute."))
    return found


def pages_missing(hand_in: HandIn) -> int:
    """How many pages of the files have no image yet."""
    wanted = sum(scan.pages for scan in hand_in.scans.all())
    return wanted - PageImage.objects.filter(scan__hand_in=hand_in).count()


def seen_before(scan: Scan) -> list[Scan]:
    """The same file (by fingerprint) in other hand-ins, newest first."""
    others = Scan.objects.filter(sha256=scan.sha256).exclude(hand_in=scan.hand_in_id)
    return list(others.select_related("hand_in__partnership").order_by("-pk"))


def _signature_problems(hand_in: HandIn, rows: list[Signature]) -> Iterable[Problem]:
    if not rows:
        yield Problem("signers", _("Say who signed, for at least one side."))
    for row in rows:
        step = f"signers-{row.party.side}"
        if row.capacity == Capacity.DESIGNEE and row.authority_id is None:
            yield Problem(step, _("Add the letter that allows %(name)s to sign for %(side)s.") % _names(row))
        if row.date_reading == DateReading.AS_WRITTEN and row.signed_on and hand_in.received_on:
            if row.signed_on.earliest > hand_in.received_on:
                yield Problem(
                    step,
                    _("%(name)s cannot have signed after the day on which the document was received. Check the date.")
                    % _names(row),
                )


def _names(row: Signature) -> dict[str, str]:
    return {"name": row.name, "side": row.party.community.name}


def _glyph_problems(hand_in: HandIn) -> Iterable[Problem]:
    """A character that no allowed font can print is named before anything is printed."""
    for code_point in missing_glyphs(canonical.as_text(canonical.draft(hand_in))):
        yield Problem(
            "summary",
            _("The character %(character)s cannot be printed. Replace it, or ask us how to write it.")
            % {"character": describe(code_point)},
        )
