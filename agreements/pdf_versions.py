"""Which version of an entry's PDF is handed out. Every version stays and can be checked; only the newest is served.

Recording promises version 1. Each later act about one of its public files promises the next one, and from its commit
no older version is served: they show or carry that file.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .choices import Visibility
from .models import RegistryEntry, Scan, SealedPdf


@dataclass(frozen=True)
class PdfVersions:
    """`sealed`: what is made so far, oldest first; `acts`: since the entry, about its public files, in their order."""

    sealed: Sequence[SealedPdf]
    acts: Sequence[RegistryEntry]

    @property
    def needed(self) -> int:
        """The first version that may be served."""
        return 1 + len(self.acts)

    @property
    def newest(self) -> SealedPdf | None:
        return self.sealed[-1] if self.sealed else None

    @property
    def served(self) -> SealedPdf | None:
        """The version that is handed out; None until it is made."""
        newest = self.newest
        return newest if newest and newest.version >= self.needed else None

    def is_replaced(self, pdf: SealedPdf) -> bool:
        """Whether this version is no longer handed out."""
        served = self.served
        return pdf.version < (served.version if served else self.needed)

    def acts_since(self, pdf: SealedPdf) -> Sequence[RegistryEntry]:
        """The acts for which this version was replaced."""
        return self.acts[pdf.version - 1 :]


def pdf_versions(entry: RegistryEntry) -> PdfVersions:
    """Two queries."""
    return PdfVersions(list(entry.sealed_pdfs.order_by("version")), acts_about(entry))


def acts_about(entry: RegistryEntry) -> list[RegistryEntry]:
    """The acts about public files of this entry that came after it."""
    files = Scan.objects.in_document().filter(
        visibility=Visibility.PUBLIC, hand_in__instruments__rested_on__entry=entry
    )
    later = RegistryEntry.objects.about_files(files.order_by().values("sha256"))
    return list(later.filter(seq__gt=entry.seq))
