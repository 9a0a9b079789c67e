"""Which items of a stage's gate a partnership does not meet yet."""

from django.utils.functional import Promise

from .answers import answer
from .models import Partnership
from .stages import GATES


def unmet(partnership: Partnership, stage: str) -> list[str | Promise]:
    """The sentence of each item not met before `stage`. A crashing answer raises; nothing passes by accident."""
    sentences = GATES.get(stage, {})  # type: ignore[call-overload]
    facts = {name: answer(name) for name in sentences}
    row = Partnership.objects.filter(pk=partnership.pk).values(**facts).get() if facts else {}
    return [sentences[name] for name, met in row.items() if not met]
