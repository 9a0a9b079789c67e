"""The letters that a decision sends, shown before exactly as they will be sent.

For the preview the decision is made to its end and taken back; for good it stands only if it wrote the letters that
were shown.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from django.db import transaction

from agreements.models import HandIn
from sistercities.post.models import Mail

Decision = Callable[[], Any]


def letters_of(decide: Decision, hand_in: HandIn) -> list[Mail]:
    """The letters about this document that `decide` would write; nothing stays done. Its refusals are raised."""
    with transaction.atomic():
        letters = _letters(decide, hand_in)
        transaction.set_rollback(True)
    return letters


def decide_as_shown(decide: Decision, hand_in: HandIn, *, shown: str) -> bool:
    """Run `decide` for good if its letters are those whose fingerprint is `shown`; else undo it and return False."""
    with transaction.atomic():
        is_same = fingerprint(_letters(decide, hand_in)) == shown
        transaction.set_rollback(not is_same)
    return is_same


def fingerprint(letters: list[Mail]) -> str:
    """Tells whether two lots of letters say the same to the same people."""
    said = ("to", "post_name", "post_address", "post_country", "subject", "text", "html")
    told = "\0".join(str(getattr(mail, field)) for mail in letters for field in said)
    return hashlib.sha256(told.encode()).hexdigest()


def _letters(decide: Decision, hand_in: HandIn) -> list[Mail]:
    """`decide` locks the document, so nobody else writes about it meanwhile; each letter has its address in it."""
    newest = Mail.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    decide()
    return list(Mail.objects.filter(pk__gt=newest, text__contains=hand_in.get_absolute_url()).order_by("pk"))
