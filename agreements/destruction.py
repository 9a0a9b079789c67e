"""Files that were destroyed by order: what is stored of each, and has to go. Rows, fingerprints and sizes stay."""

from collections.abc import Iterable, Iterator

from sistercities.desk.print_batches import replaced_pdfs

from . import canonical
from .models import PageImage, PublicCopy, QuestionFile, RegistryEntry, Scan, SealedPdf
from .pdf_versions import acts_about


def names_to_remove(orders: Iterable[RegistryEntry]) -> dict[str, RegistryEntry]:
    """Where everything is stored that these acts order to be destroyed, each with its act, whether it is there or not.

    The file itself wherever it was handed in or shown, the pictures of its pages, its public copies, the versions of
    agreement PDFs that can hold it, and the letters that were printed with one of these behind them.
    """
    return {name: order for order in orders for name in _names(about_file(order))}


def about_file(order: RegistryEntry) -> str:
    """The fingerprint of the file that an act is about."""
    return str(canonical.parsed(order.canonical)["about_file"])


def _names(sha256: str) -> Iterator[str]:
    for scan in Scan.objects.filter(sha256=sha256):
        yield str(scan.file.name)
    for asked in QuestionFile.objects.filter(sha256=sha256):
        yield str(asked.file.name)
    for page in PageImage.objects.filter(scan__sha256=sha256):
        yield str(page.file.name)
    for copy in PublicCopy.objects.filter(scan__sha256=sha256):
        yield from copy.file_names()
    for pdf in _pdfs_holding(sha256):
        yield str(pdf.file.name)
    numbers = RegistryEntry.objects.showing_file(sha256).values_list("number", flat=True)
    yield from replaced_pdfs(enclosures=list(numbers))


def _pdfs_holding(sha256: str) -> Iterator[SealedPdf]:
    """The versions made before the act that withheld the file: they show it or a copy, and carry it inside."""
    first = RegistryEntry.objects.withholdings().about_files([sha256])[0]
    for entry in RegistryEntry.objects.showing_file(sha256):
        versions = sum(act.seq <= first.seq for act in acts_about(entry))
        yield from entry.sealed_pdfs.filter(version__lte=versions)
