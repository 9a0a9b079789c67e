"""A side that no letter about a record reaches hears of it too, and gets the agreement PDF: staff see to it."""

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from agreements import letters
from agreements.choices import ActionKind
from agreements.models import HandIn, RegistryEntry
from partnerships.models import Party, SideLetter
from partnerships.reach import unreached
from partnerships.services import open_side_letter
from sistercities.desk.models import Task

from .changing import note


def sides_to_tell(hand_in: HandIn) -> Sequence[Party]:
    """The sides of a document on which no letter finds a reader, whatever it does and whoever did it."""
    return unreached(Party.objects.filter(partnership=hand_in.partnership_id))


def ask_to_tell(hand_in: HandIn, entry: RegistryEntry, *, now: dt.datetime) -> list[Task]:
    """Keep a letter for each of these sides, with a task to find a way for it."""
    return [
        open_side_letter(party=party, mail=letters.keep_for_side(hand_in, entry, party), now=now)
        for party in sides_to_tell(hand_in)
    ]


def note_told(letter: SideLetter) -> None:
    """The history of the document says how the side was told. Letters that are about no record are left alone."""
    entry = RegistryEntry.objects.select_related("hand_in").filter(number=letter.mail.enclosure).first()
    if entry and entry.hand_in:
        text = f"{letter.party.community.name}: {letter.way_in_words}"
        note(entry.hand_in, ActionKind.TOLD, by=letter.told_by, at=letter.told_at or timezone.now(), text=text)
