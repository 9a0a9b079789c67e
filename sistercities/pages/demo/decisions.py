"""What the association of the demonstration decides about records. What is invented says so in its reason."""

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from agreements.blackout import Area
from agreements.choices import Act, FileRole, Visibility
from agreements.completeness import entry_of
from agreements.models import RegistryEntry, Scan
from agreements.services.deciding import Decision, decide
from agreements.services.public_copies import make_copy_of_decision
from partnerships.models import Partnership

from .acts import INVENTED, People, make_recorded
from .papers import drawn_copy
from .places import Pairs

# Where the names of the signers stand on a demonstration copy.
SIGNERS = Area(page=1, top=560, bottom=720, left=80, right=920)
BLACK = "The names of those who signed, so that a public copy can be seen in this demonstration"


def decide_about_records(pairs: Pairs, people: People, *, now: dt.datetime) -> None:
    """An erratum, a record that is void, one that another stands in place of, a public copy, a file withheld."""
    correct_a_record(pairs["Los Angeles", "Nagoya"], people, now=now)
    declare_void(pairs["Anaheim", "Pudong"], people, now=now)
    put_another_in_its_place(pairs["Boring", "Dull"], pairs["Boring", "Dull, Bland Shire"], people, now=now)
    black_out_names(pairs["San Antonio", "Querétaro"], people, now=now)
    withhold_a_file(pairs["Fort Worth", "Reggio Emilia"], people, now=now)


def correct_a_record(partnership: Partnership, people: People, *, now: dt.datetime) -> RegistryEntry:
    """An erratum to the record of a partnership."""
    words = {
        "wrong_words": "Demonstration: the title of the signer for Nagoya is given as Mayor.",
        "right_words": "Demonstration: the title on the paper is Mayor of the City of Nagoya.",
    }
    return _decided(partnership, Act.ERRATUM, people, now=now, says=list(words.values()), **words)


def declare_void(partnership: Partnership, people: People, *, now: dt.datetime) -> RegistryEntry:
    """A record that rests on a resolution which only supports looking into a partnership."""
    reason = (
        "The resolution of 2013 supports exploring a partnership; it founds none. Demonstration: the record and this "
        "decision are invented."
    )
    return _decided(partnership, Act.VOID, people, now=now, reason=reason)


def put_another_in_its_place(
    partnership: Partnership, successor: Partnership, people: People, *, now: dt.datetime
) -> RegistryEntry:
    """Two were joined by a third one."""
    reason = "Bland Shire joined the two. Demonstration: the agreement of all three and this decision are invented."
    return _decided(partnership, Act.SUPERSESSION, people, now=now, reason=reason, successor=_entry(successor))


def black_out_names(partnership: Partnership, people: People, *, now: dt.datetime) -> RegistryEntry:
    """A public copy after recording."""
    scan = _signed_paper(partnership)
    return _decided(partnership, Act.PUBLIC_COPY, people, now=now, about=scan, areas=[SIGNERS])


def withhold_a_file(partnership: Partnership, people: People, *, now: dt.datetime) -> RegistryEntry:
    """The signed paper is kept by the association alone."""
    return _decided(partnership, Act.WITHHOLDING, people, now=now, about=_signed_paper(partnership))


def _decided(
    partnership: Partnership,
    act: Act,
    people: People,
    *,
    now: dt.datetime,
    reason: str = INVENTED,
    says: Sequence[str] = (),
    areas: Sequence[Area] = (),
    **said: Any,
) -> RegistryEntry:
    """A decision of four days ago, with a paper for everybody to see, reviewed by one and recorded by another."""
    at, entry = now - dt.timedelta(days=4), _entry(partnership)
    parties = list(partnership.parties.select_related("community").order_by("side"))
    paper = drawn_copy(parties, kind=str(act.label), says=says or [f"{entry.number}. {reason}"])
    hand_in = decide(
        entry=entry,
        act=act,
        decision=Decision(reason=reason, decided_on=timezone.localdate(at), **said),
        paper=io.BytesIO(paper),
        name=f"{partnership.slug}-{act.value}.pdf",
        by=people["reviewer"],
        now=at,
        visibility=Visibility.PUBLIC,
    )
    if areas:
        make_copy_of_decision(hand_in_id=hand_in.pk, areas=areas, reason=BLACK, by=people["reviewer"], now=at)
    return make_recorded(hand_in, people, at=at)


def _entry(partnership: Partnership) -> RegistryEntry:
    entry = entry_of(partnership.pk)
    if entry is None:
        raise LookupError(partnership.slug)
    return entry


def _signed_paper(partnership: Partnership) -> Scan:
    papers = Scan.objects.filter(hand_in__entries=_entry(partnership), role=FileRole.SIGNED_DOCUMENT)
    return papers.earliest("position")
