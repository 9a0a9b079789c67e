"""How far the preview of a certificate is, for the second person's page."""

from dataclasses import dataclass

from agreements.models import HandIn
from agreements.services.previews import SHOWN_PAGES, KeptPreview, fingerprint_of, kept_preview, promise_preview
from sistercities.post.models import Effect

from .certificates import DONE, FAILED, state_of_promise


@dataclass(frozen=True)
class Preview:
    """`fingerprint` of the draft canonical text that it shows. `kept` is there once it is made or refused."""

    fingerprint: str
    kept: KeptPreview | None
    effect: Effect | None = None

    @property
    def state(self) -> str:
        """One of waiting, running, stuck, failed, done."""
        return DONE if self.kept else state_of_promise(self.effect)

    @property
    def is_settled(self) -> bool:
        """Whether nothing will change by itself in the next seconds."""
        return self.state in (DONE, FAILED)

    @property
    def is_shown(self) -> bool:
        """Whether there are pages to look at."""
        return bool(self.kept and self.kept.pages)

    @property
    def is_whole(self) -> bool:
        """Whether every page is among those shown."""
        return bool(self.kept and len(self.kept.pages) < SHOWN_PAGES)


def preview(hand_in: HandIn) -> Preview:
    """The certificate as it would be now. Promised here where that has not been done for this text: a name that
    stands on the certificate can change after the review."""
    fingerprint = fingerprint_of(hand_in)
    kept = kept_preview(hand_in_id=hand_in.pk, fingerprint=fingerprint)
    effect = None if kept else promise_preview(hand_in_id=hand_in.pk, fingerprint=fingerprint)
    return Preview(fingerprint, kept, effect)
