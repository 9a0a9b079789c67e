"""What stands on the papers of a hand-in: one paper of all sides or one of each, signatures, council acts, text."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agreements.choices import Capacity, Change, DateReading, FileRole, Method
from agreements.models import CouncilAct, HandIn, Instrument, Scan, Signature, Transcription
from partnerships.models import Party
from sistercities.accounts.models import User
from sistercities.common.dates import PartialDate

from .changing import HandInRefused, open_for_change
from .files import take_out_unnamed


@dataclass(frozen=True)
class SignatureFacts:
    """One signer as the paper shows it. `authority_id`: a file of this hand-in with that role."""

    name: str
    title: str
    own_script_name: str = ""
    own_script_language: str = ""
    capacity: str = Capacity.HEAD
    method: str = Method.INK
    signed_on: PartialDate | None = None
    date_reading: str = DateReading.AS_WRITTEN
    not_later_than: dt.date | None = None
    place: str = ""
    authority_id: int | None = None
    authority_reason: str = ""


@transaction.atomic
def arrange_papers(*, hand_in_id: int, each_has_its_own: bool, by: User, revision: int | None = None) -> HandIn:
    """One paper that every side signs, or a paper of each side: two resolutions, copies that crossed by post.

    Nothing is lost on the way: the paper that is there becomes the first side's, and signatures go to the paper of
    their side; back again, files, signatures and typed texts of all papers go to the one that stays. Refused
    (HandInRefused): papers of each side before the partnership is chosen.
    """
    hand_in = open_for_change(hand_in_id, by=by, revision=revision, what=Change.PAPER)
    parties = list(Party.objects.filter(partnership=hand_in.partnership_id).order_by("side"))
    first = hand_in.paper_of(None)
    if each_has_its_own and not parties:
        raise HandInRefused(_("Choose first which partnership this document is about."), code="side")
    if each_has_its_own == (first.party_id is not None):
        return hand_in
    if each_has_its_own:
        _give_to(first, parties[0])
        for party in parties[1:]:
            paper = Instrument.objects.create(hand_in=hand_in, party=party)
            first.signatures.filter(party=party).update(instrument=paper)
    else:
        join_papers(hand_in)
    return hand_in


def join_papers(hand_in: HandIn) -> None:
    """Make one paper of all sides of what there is; call it inside a change of the hand-in."""
    first, *others = hand_in.instruments.all()
    for paper in others:
        paper.signatures.update(instrument=first)
        paper.scans.update(instrument=first)
        _move_texts(paper, first)
        paper.delete()
    first.names_others = False
    _give_to(first, None)


@transaction.atomic
def save_paper(
    *,
    hand_in_id: int,
    by: User,
    kind: str,
    languages: list[str],
    relationship: str = "",
    title: str = "",
    in_force_on: PartialDate | None = None,
    names_others: bool = False,
    party: Party | None = None,
    revision: int | None = None,
) -> HandIn:
    """What a paper is: its kind, languages (tags such as "ja"), title and day in force.

    `party`: the side whose own paper it is; without it the paper of all sides, or of the first. `names_others` counts
    for papers of each side. `relationship`: what the sides become; "" leaves it.
    """
    hand_in = open_for_change(hand_in_id, by=by, revision=revision, what=Change.PAPER)
    if relationship:
        hand_in.relationship = relationship
        hand_in.save(update_fields=["relationship"])
    paper = hand_in.paper_of(party)
    paper.kind, paper.title, paper.languages, paper.in_force_on = kind, title, languages, in_force_on
    paper.names_others = names_others and paper.party_id is not None
    paper.full_clean(exclude=["hand_in", "party"])
    paper.save()
    return hand_in


@transaction.atomic
def save_signatures(
    *, hand_in_id: int, party: Party, signers: Sequence[SignatureFacts], by: User, revision: int | None = None
) -> HandIn:
    """Everybody who signed for one side; replaces what was there for that side.

    Letters of that side that nobody needs any more are taken out.
    """
    hand_in = open_for_change(hand_in_id, by=by, revision=revision, what=Change.SIGNATURES)
    _same_partnership(hand_in, party)
    paper = hand_in.paper_of(party)
    former = paper.signatures.filter(party=party)
    letters_before = list(former.values_list("authority", flat=True))
    former.delete()
    for signer in signers:
        row = Signature(instrument=paper, party=party, **asdict(signer) | {"signed_on": signer.signed_on})
        letters_here = hand_in.scans.filter(role=FileRole.AUTHORITY_PAPER)
        if row.authority_id and not letters_here.filter(pk=row.authority_id).exists():
            raise ValidationError({"authority": _("Choose one of the letters of this document.")}, code="authority")
        row.full_clean(exclude=["instrument", "party", "authority"])
        row.save()
    take_out_unnamed(hand_in, role=FileRole.AUTHORITY_PAPER, party=party, before=letters_before, by=by)
    return hand_in


@transaction.atomic
def save_council_act(
    *,
    hand_in_id: int,
    party: Party,
    by: User,
    kind: str = "",
    number: str = "",
    decided_on: PartialDate | None = None,
    vote: str = "",
    reason_none: str = "",
    scan: Scan | None = None,
    revision: int | None = None,
) -> HandIn:
    """One side's council act, or why there is none. All empty removes the row: it is asked for, never required.

    Council files of that side that are not `scan` are taken out.
    """
    hand_in = open_for_change(hand_in_id, by=by, revision=revision, what=Change.COUNCIL)
    _same_partnership(hand_in, party)
    former = hand_in.council_acts.filter(party=party)
    files_before = list(former.values_list("scan", flat=True))
    former.delete()
    if kind or number or decided_on or vote or reason_none or scan:
        row = CouncilAct(
            hand_in=hand_in,
            party=party,
            kind=kind,
            number=number,
            decided_on=decided_on,
            vote=vote,
            reason_none=reason_none,
            scan=scan,
        )
        row.full_clean(exclude=["hand_in", "party"])
        row.save()
    take_out_unnamed(hand_in, role=FileRole.COUNCIL_ACT, party=party, before=files_before, by=by)
    return hand_in


@transaction.atomic
def save_transcriptions(
    *, hand_in_id: int, texts: Mapping[str, str], by: User, party: Party | None = None, revision: int | None = None
) -> HandIn:
    """The texts as typed from one paper, by language tag; replaces what was there. Empty texts are left out.

    `party` says which paper, as for `save_paper`.
    """
    hand_in = open_for_change(hand_in_id, by=by, revision=revision, what=Change.TEXT)
    paper = hand_in.paper_of(party)
    paper.transcriptions.all().delete()
    Transcription.objects.bulk_create(
        Transcription(instrument=paper, language=language, text=text.strip())
        for language, text in texts.items()
        if text.strip()
    )
    return hand_in


def _give_to(paper: Instrument, party: Party | None) -> None:
    """The paper is this side's own from now on, or everybody's; its files say so too."""
    paper.party = party
    paper.save()
    paper.hand_in.scans.filter(role=FileRole.SIGNED_DOCUMENT, instrument=paper).update(party=party)


def _move_texts(paper: Instrument, other: Instrument) -> None:
    """Typed texts go to another paper; behind what is there in the same language."""
    here = {row.language: row for row in other.transcriptions.all()}
    for row in paper.transcriptions.all():
        if known := here.get(row.language):
            known.text = f"{known.text}\n\n{row.text}"
            known.save()
        else:
            row.instrument = other
            row.save()


def _same_partnership(hand_in: HandIn, party: Party) -> None:
    if party.partnership_id != hand_in.partnership_id:
        raise HandInRefused(_("That side does not belong to this partnership."), code="side")
