"""The finished certificate before it is recorded: rendered, and its first pages as pictures."""

from dataclasses import dataclass
from itertools import islice

from django.core.cache import cache
from django.utils import timezone

from agreements import canonical
from agreements.certificates import preview_of_hand_in
from agreements.documents import RenderRefused, render_certificate
from agreements.models import HandIn
from agreements.page_images import PageImage, render_pages
from sistercities.common.fonts import describe

# The certificate's own pages come first; what follows are the pages of the papers, which stand beside them.
SHOWN_PAGES = 12
DPI = 120
KEPT_SECONDS = 15 * 60


@dataclass(frozen=True)
class Preview:
    """`fingerprint` of the draft canonical text that it shows. `refused`: why it cannot be printed, then no pages."""

    fingerprint: str
    pages: tuple[PageImage, ...] = ()
    refused: str = ""
    characters: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether every page is among `pages`."""
        return len(self.pages) < SHOWN_PAGES


def fingerprint_of(hand_in: HandIn) -> str:
    """What `Record` carries: SHA-256 of the draft canonical text."""
    return canonical.sha256(canonical.as_text(canonical.draft(hand_in)))


def preview(hand_in: HandIn) -> Preview:
    """The certificate as it would be now; kept for a quarter of an hour under its fingerprint."""
    fingerprint = fingerprint_of(hand_in)
    key = f"certificate-preview:{hand_in.pk}:{fingerprint}"
    made: Preview | None = cache.get(key)
    if made is None:
        made = _make(hand_in, fingerprint)
        cache.set(key, made, KEPT_SECONDS)
    return made


def preview_pdf(hand_in: HandIn) -> bytes:
    """The preview as PDF, made anew. RenderRefused if it cannot be printed."""
    return render_certificate(preview_of_hand_in(hand_in, made_at=timezone.now()))


def _make(hand_in: HandIn, fingerprint: str) -> Preview:
    try:
        pdf = preview_pdf(hand_in)
    except RenderRefused as refused:
        return Preview(fingerprint, refused=str(refused), characters=tuple(map(describe, refused.codepoints)))
    return Preview(fingerprint, tuple(islice(render_pages(pdf, "application/pdf", dpi_max=DPI), SHOWN_PAGES)))
