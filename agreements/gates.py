"""The answers of the register to gate names, and the states that its acts make."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Exists, OuterRef

from partnerships.answers import gate
from partnerships.models import Partnership
from partnerships.services import register_state_source
from partnerships.services.states import RANK_ACT, StateEvent
from partnerships.stages import Basis, State

from .canonical import first_day_in_force, parsed
from .models import RegistryEntry


@gate("agreement_recorded")
def agreement_recorded() -> Exists:
    """A founding entry that is not void."""
    return Exists(RegistryEntry.objects.founding().not_void().filter(partnership=OuterRef("pk")))


@register_state_source
def acts(partnership: Partnership) -> Iterable[StateEvent]:
    """A founding act makes the partnership active from the day of the last known signature."""
    for entry in RegistryEntry.objects.founding().filter(partnership=partnership):
        since = first_day_in_force(parsed(entry.canonical))
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
