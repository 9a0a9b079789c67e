"""The answers of the register to gate names, and the states that its acts make."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Exists, OuterRef

from partnerships.answers import gate
from partnerships.models import Partnership
from partnerships.services import register_state_source
from partnerships.services.states import RANK_ACT, StateEvent
from partnerships.stages import Basis, State

from .canonical import day_in_force, last_signed, parsed
from .models import RegistryEntry


@gate("agreement_recorded")
def agreement_recorded() -> Exists:
    """A founding entry that is not void."""
    return Exists(RegistryEntry.objects.founding().not_void().filter(partnership=OuterRef("pk")))


@register_state_source
def acts(partnership: Partnership) -> Iterable[StateEvent]:
    """A founding act makes the partnership active from the day of the last known signature on.

    Where no signature has a date, from the day in force on, unless that one comes after the receipt. Whether the
    agreement is in force by then is another question (`status.answer_for`).
    """
    for entry in RegistryEntry.objects.founding().filter(partnership=partnership):
        content = parsed(entry.canonical)
        since, named = last_signed(content), day_in_force(content)
        if since is None and named and named.earliest <= entry.received_on:
            since = named
        yield StateEvent(
            on=since.earliest if since else entry.received_on,
            state=State.ACTIVE,
            basis=Basis.ACT,
            rank=RANK_ACT,
            since=since,
            number=entry.number,
            source=entry.number,
            source_url=settings.PUBLIC_URL + entry.get_absolute_url(),
        )
