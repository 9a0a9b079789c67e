"""How far the PDFs of recorded entries are, read from the promised effects and the sealed files."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from agreements.models import RegistryEntry, SealedPdf
from sistercities.post.models import Effect
from sistercities.post.querysets import EffectQuerySet

TASK = "agreements.seal_entry"
WAITING, RUNNING, STUCK, FAILED, DONE = "waiting", "running", "stuck", "failed", "done"
# By state of the list; "running" is shown with what waits. Stuck: tries were cut off and could not say why.
PARTS: dict[str, Q] = {
    FAILED: Q(done_at=None) & ~Q(error=""),
    STUCK: Q(done_at=None, error="", attempts__gt=1),
    WAITING: Q(done_at=None, error="", attempts__lte=1),
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
        """One of waiting, running, stuck, failed, done."""
        return DONE if self.pdf else state_of_promise(self.effect)

    @property
    def is_settled(self) -> bool:
        """Whether nothing will change by itself in the next seconds."""
        return self.state in (DONE, FAILED)


def state_of_promise(effect: Effect | None) -> str:
    """How far something is that is not there yet: waiting, running, stuck or failed.

    What was cut off before stays stuck while it is tried again: it spends most of its time under a worker's lease.
    """
    if effect is None:
        return WAITING
    if effect.state == "stuck":
        return STUCK
    if effect.lease_until and effect.lease_until > timezone.now():
        return RUNNING
    return FAILED if effect.error else WAITING


def promised() -> EffectQuerySet:
    """Every promised rendering, newest first."""
    return Effect.objects.filter(task=TASK).order_by("-pk")


def counts(effects: QuerySet[Effect]) -> dict[str, int]:
    """How many are failing, stuck, waiting and done: one query."""
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


def destruction_of(entry: RegistryEntry) -> Effect | None:
    """The promise to remove the file that this act orders to be destroyed."""
    return Effect.objects.filter(key=f"destroy:{entry.number}").first()


def state_of(entry: RegistryEntry) -> PdfState:
    """The state of the first version of an entry's PDF."""
    effect = Effect.objects.filter(key=f"seal:{entry.number}:1").first()
    return PdfState(entry, 1, effect, entry.sealed_pdfs.filter(version=1).first())
