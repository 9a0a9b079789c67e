"""The letter of a reason before it is in use, about real documents, as it will arrive."""

from dataclasses import dataclass

from django.db.models import Max
from django.db.models.functions import Length

from agreements import letters
from agreements.choices import ActionKind, Status
from agreements.models import HandIn, HandInAction
from sistercities.association.models import ReasonCode
from sistercities.post.models import Mail

OUTCOMES = {ReasonCode.Use.RETURN: ActionKind.RETURNED, ReasonCode.Use.REFUSE: ActionKind.REFUSED}


@dataclass(frozen=True)
class Example:
    """A letter about a real document, nothing of it written: the newest, or the one with the longest names."""

    hand_in: HandIn
    is_longest: bool
    mail: Mail


def examples(*, use: str, label: str, letter: str, note: str) -> list[Example]:
    """The letter about the newest document that was sent back or refused, and about the one with the longest name.

    Where none was yet, about the newest that was handed in; where that is the one with the longest names too, it
    stands alone; before the first document there is no example.
    """
    reason = ReasonCode(use=use, labels={"en": label}, letters={"en": letter})
    arrived = HandIn.objects.exclude(status__in=[Status.DRAFT, Status.WITHDRAWN]).for_list()
    decided = HandInAction.objects.filter(kind=OUTCOMES[ReasonCode.Use(use)]).values("hand_in")
    newest = arrived.filter(pk__in=decided).first() or arrived.first()
    longest = arrived.alias(longest=Max(Length("partnership__parties__community__name"))).order_by("-longest", "-pk")
    rows = [row for row in (newest, longest.first()) if row]
    if len(rows) == 2 and rows[0] == rows[1]:
        rows.pop()
    return [
        Example(row, is_longest=n == 1, mail=letters.letter_about(row, reason, note=note)) for n, row in enumerate(rows)
    ]
