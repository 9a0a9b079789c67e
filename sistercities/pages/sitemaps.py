"""Which public pages crawlers are told of: every community, partnership and entry of the register, and the lists."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Model, QuerySet
from django.urls import reverse

from agreements.models import RegistryEntry
from directory.models import Community
from partnerships.models import Partnership

LISTS = ("home", "directory", "partnership_list", "registry", "verify", "how_it_works", "faq", "statistics", "join")


class PublicSitemap(Sitemap):
    """Addresses begin with PUBLIC_URL, as in certificates and mails."""

    limit = 10_000

    @property
    def protocol(self) -> str:
        return urlsplit(settings.PUBLIC_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.PUBLIC_URL).netloc


class PageSitemap(PublicSitemap):
    """The lists, and the pages that everybody begins with."""

    def items(self) -> list[str]:
        return list(LISTS)

    def location(self, item: str) -> str:
        return reverse(item)


class RecordSitemap(PublicSitemap):
    """The pages of rows, given as a query."""

    def __init__(self, rows: QuerySet[Model]) -> None:
        self.rows = rows

    def items(self) -> QuerySet[Model]:
        return self.rows.all()


SITEMAPS = {
    "pages": PageSitemap(),
    "communities": RecordSitemap(Community.objects.public().current().order_by("pk")),
    "partnerships": RecordSitemap(Partnership.objects.public().order_by("pk")),
    "register": RecordSitemap(RegistryEntry.objects.order_by("pk")),
}


def pieces() -> Iterator[dict[str, str]]:
    """The address of every piece of every sitemap."""
    for section, sitemap in SITEMAPS.items():
        address = settings.PUBLIC_URL + reverse("sitemap_section", args=[section])
        for n in sitemap.paginator.page_range:
            yield {"location": f"{address}?p={n}" if n > 1 else address}
