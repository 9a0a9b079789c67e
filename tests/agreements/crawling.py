"""A visitor who opens everything that can be reached by links, and reads it to the last attachment."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pikepdf
from django.conf import settings
from django.test import Client
from lxml import html

from tests.agreements.reading import text_of


@dataclass
class Crawl:
    """A visitor who opens everything: by address the answer in plain words."""

    client: Client
    read: dict[str, str] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)

    def from_here(self, *addresses: str) -> None:
        waiting = list(addresses)
        while waiting:
            address = waiting.pop()
            if address in self.read:
                continue
            answer = self.client.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            kind = answer.get("Content-Type", "").partition(";")[0]
            self.kinds.add(kind)
            self.read[address] = f"{answer.headers} " + " ".join(words_in(body, kind))
            if answer.status_code in (301, 302):
                continue
            waiting += links_in(body) if kind == "text/html" else []

    def saying(self, text: str) -> list[str]:
        """The addresses whose answers say it."""
        return [address for address, said in self.read.items() if text in said]


def links_in(page: bytes) -> list[str]:
    """Where its links, pictures and scripts lead on this site, what is only for signing in left aside.

    Forms that begin with the address of the page that led there are one form.
    """
    found = html.fromstring(page).xpath("//@href | //@src")
    paths = [urlsplit(str(link).removeprefix(settings.PUBLIC_URL)) for link in found]
    own = [path for path in paths if not path.netloc and not path.scheme and path.path.startswith("/")]
    skipped = ("/accounts/", "/static/", "/admin/")
    return [
        f"{path.path}?{path.query}" if path.query and not path.query.startswith("page=%2F") else path.path
        for path in own
        if not path.path.startswith(skipped)
    ]


def words_in(body: bytes, kind: str) -> Iterator[str]:
    """The answer as it is and, of a PDF, its text, its parts unpacked, and everything attached to it."""
    yield body.decode("utf-8", "replace")
    if kind != "application/pdf":
        return
    yield text_of(body)
    with pikepdf.open(io.BytesIO(body)) as document:
        for name, spec in document.attachments.items():
            yield f"{name} {spec.description}"
            data = spec.get_file().read_bytes()
            yield from words_in(data, "application/pdf" if data.startswith(b"%PDF") else "")
        for part in document.objects:
            if isinstance(part, pikepdf.Stream) and part.get("/Subtype") != "/Image":
                yield part.read_bytes().decode("latin-1")
