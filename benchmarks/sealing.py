"""A sealed agreement PDF against bare WeasyPrint with the same HTML, fonts, variant and attachments."""

import statistics
import time
from collections.abc import Callable, Mapping

import weasyprint
from django.utils import timezone
from weasyprint.urls import URLFetcher, URLFetcherResponse

from agreements.certificates import certificate_of_entry
from agreements.documents import attachments, certificate_html, pictures, render_certificate
from agreements.documents.renderer import STATIC_FILES, font_configuration
from agreements.seal import Sealer, seal_pdf

from .documents import entry_of_scans
from .results import Result

ROUNDS = 7
TARGET = 1.25


class OpenFetcher(URLFetcher):
    """Hands WeasyPrint the same pictures and style sheets, and nothing more is done."""

    def __init__(self, given: Mapping[str, tuple[bytes, str]]) -> None:
        super().__init__()
        self.given = given

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        if url in self.given:
            data, media_type = self.given[url]
            return URLFetcherResponse(url, data, {"Content-Type": media_type})
        return super().fetch(url, headers)


def run() -> list[Result]:
    """Both render the same three scanned pages, in turns; medians are compared."""
    entry = entry_of_scans(3)
    now = timezone.now()
    sealer = Sealer.from_settings()
    certificate = certificate_of_entry(entry, version=1, made_at=now)

    def ours() -> object:
        return seal_pdf(render_certificate(certificate), sealer, now=now)

    styles = {address: (path.read_bytes(), kind) for address, (path, kind) in STATIC_FILES.items()}
    given = {**styles, **pictures(certificate)}

    def bare() -> object:
        page = weasyprint.HTML(
            string=certificate_html(certificate), base_url="portal:document", url_fetcher=OpenFetcher(given)
        )
        return page.write_pdf(
            font_config=font_configuration(), pdf_variant="pdf/a-3a", attachments=attachments(certificate)
        )

    ours(), bare()
    value, limit = _in_turns(ours, bare)
    return [Result("sealed PDF, 3 scanned pages", value, limit, "s", value / limit, TARGET, "lower")]


def _in_turns(one: Callable[[], object], other: Callable[[], object]) -> tuple[float, float]:
    times: tuple[list[float], list[float]] = ([], [])
    for _round in range(ROUNDS):
        for kept, call in zip(times, (one, other), strict=True):
            start = time.perf_counter()
            call()
            kept.append(time.perf_counter() - start)
    return statistics.median(times[0]), statistics.median(times[1])
