"""The answers of the register to gate names, and the states that its acts make."""

from collections.abc import Collection, Iterable

from django.db.models import Exists, OuterRef

from partnerships.answers import gate
from partnerships.services import register_state_source
from partnerships.services.states import StateEvent

from .course import events_of
from .models import RegistryEntry


@gate("agreement_recorded")
def agreement_recorded() -> Exists:
    """A founding entry that is not void."""
    return Exists(RegistryEntry.objects.founding().not_void().filter(partnership=OuterRef("pk")))


@register_state_source
def acts(partnership_ids: Collection[int]) -> Iterable[tuple[int, StateEvent]]:
    """What the acts on the register make of the state."""
    return events_of(partnership_ids)
