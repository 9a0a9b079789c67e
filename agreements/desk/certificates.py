"""How far the PDFs of recorded entries are, read from the promised effects and the sealed files."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from agreements.models import RegistryEntry, SealedPdf
from sistercities.post.models import Effect
from sistercities.post.querysets import EffectQuerySet

TASK = "agreements.seal_entry"
WAITING, RUNNING, FAILED, DONE = "waiting", "running", "failed", "done"
# By state of the list; "running" is shown with what waits.
PARTS: dict[str, Q] = {
    FAILED: Q(done_at=None) & ~Q(error=""),
    WAITING: Q(done_at=None, error=""),
    DONE: Q(done_at__isnull=False),
}


@dataclass(frozen=True)
class PdfState:
    """One version of one entry's PDF. `pdf` is there once it is sealed and stored."""

    entry: RegistryEntry
    version: int
    effect: Effect | None
    pdf: SealedPdf | None

    @property
    def state(self) -> str:
        """One of waiting, running, failed, done."""
        if self.pdf:
            return DONE
        if self.effect is None:
            return WAITING
        if self.effect.lease_until and self.effect.lease_until > timezone.now():
            return RUNNING
        return FAILED if self.effect.error else WAITING

    @property
    def is_settled(self) -> bool:
        """Whether nothing will change by itself in the next seconds."""
        return self.state in (DONE, FAILED)


def promised() -> EffectQuerySet:
    """Every promised rendering, newest first."""
    return Effect.objects.filter(task=TASK).order_by("-pk")


def counts(effects: QuerySet[Effect]) -> dict[str, int]:
    """How many are failing, waiting and done: one query."""
    return effects.order_by().aggregate(**{name: Count("pk", filter=part) for name, part in PARTS.items()})


def states_of(effects: Sequence[Effect]) -> list[PdfState]:
    """The states of these renderings, at two queries whatever their number."""
    asked = [(int(effect.arguments[0]), int(effect.arguments[1]), effect) for effect in effects]
    entries = RegistryEntry.objects.for_list().in_bulk([entry_id for entry_id, _version, _effect in asked])
    sealed = {(pdf.entry_id, pdf.version): pdf for pdf in SealedPdf.objects.filter(entry__in=entries)}
    return [
        PdfState(entries[entry_id], version, effect, sealed.get((entry_id, version)))
        for entry_id, version, effect in asked
    ]


def state_of(entry: RegistryEntry) -> PdfState:
    """The state of the first version of an entry's PDF."""
    effect = Effect.objects.filter(key=f"seal:{entry.number}:1").first()
    return PdfState(entry, 1, effect, entry.sealed_pdfs.filter(version=1).first())
