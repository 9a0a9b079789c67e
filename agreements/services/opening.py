"""Take back what a draft opened, once nothing speaks of it any more."""

from django.db import transaction

from agreements.choices import Status
from agreements.models import CouncilAct, HandIn, Scan, Signature
from partnerships.models import Partnership
from partnerships.services import remove_proposed_partnership

from .papers import join_papers


def forget_opened(partnership: Partnership | None) -> None:
    """Remove a partnership that a draft opened, and the communities typed for it, unless anything refers to them.

    Drafts that were withdrawn before they were handed in do not count: they lose their partnership and what they say
    about its sides; their files and history stay. Call it inside the transaction that made the partnership needless.
    """
    if partnership is None or not partnership.is_proposed:
        return
    about = HandIn.objects.filter(partnership=partnership)
    never_sent = list(about.filter(status=Status.WITHDRAWN, handed_in_at=None).values_list("pk", flat=True))
    if about.exclude(pk__in=never_sent).exists():
        return
    with transaction.atomic():
        Signature.objects.filter(instrument__hand_in__in=never_sent).delete()
        CouncilAct.objects.filter(hand_in__in=never_sent).delete()
        Scan.objects.filter(hand_in__in=never_sent).update(party=None)
        for hand_in in about.filter(pk__in=never_sent):
            join_papers(hand_in)
        HandIn.objects.filter(pk__in=never_sent).update(partnership=None)
        if not remove_proposed_partnership(partnership_id=partnership.pk):
            transaction.set_rollback(True)
