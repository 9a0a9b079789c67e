"""How the files of one document are told apart, alike on review page, record page and certificate."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from .choices import FileRole
from .inspection.kinds import file_name
from .models import Scan


@dataclass(frozen=True)
class FileName:
    """`label` names the file among all of them, `title` is what its pages are captioned with.

    Photos of one document are numbered through: the second photo begins with page 2 of 2. `first`: number of the
    file's first page, `of`: how many pages are counted together.
    """

    label: str
    title: str
    first: int
    of: int

    def number(self, page: int) -> int:
        """The number under which a page of this file is shown."""
        return self.first + page - 1

    def page(self, page: int) -> str:
        """ "Signed document, page 2 of 3"."""
        return _("%(title)s, page %(n)d of %(of)d") % {"title": self.title, "n": self.number(page), "of": self.of}


@dataclass(frozen=True)
class _Listed:
    document: Hashable
    title: str
    is_photo: bool
    pages: int


def names_of_scans(scans: Iterable[Scan]) -> dict[int, FileName]:
    """The names of all files of a hand-in, by primary key."""
    scans = sorted(scans, key=lambda scan: (scan.position, scan.pk))
    rows = [scan for scan in scans if not scan.is_left_out]
    listed = [_Listed(document_of(scan), _title(scan), scan.is_picture, scan.pages) for scan in rows]
    names = dict(zip((scan.pk for scan in rows), _named(listed), strict=True))
    return names | {scan.pk: _left_out(scan) for scan in scans if scan.is_left_out}


def document_of(scan: Scan) -> tuple[str, int | None, int | None]:
    """What the files of one document have in common: several photos with the same answer are its pages."""
    return scan.role, scan.instrument_id, scan.party_id


def copy_name(scan: Scan) -> str:
    """The name under which the public copy of a file is given away."""
    stem = PurePath(file_name(scan.original_name, scan.media_type)).stem
    return f"{stem}-public-copy.pdf"


def page_address(scan: Scan, number: int) -> str:
    """Where the picture of a page is. Turned, it is another picture: browsers keep pictures by their address."""
    turned = f"?turned={scan.turned}" if scan.turned else ""
    return reverse("scan_page", args=[scan.pk, number]) + turned


def _left_out(scan: Scan) -> FileName:
    title = _("%(title)s, left out") % {"title": _title(scan)}
    return FileName(title, title, 1, scan.pages)


def _title(scan: Scan) -> str:
    """What the file is, and of which side: "Council act (Seattle)"."""
    role = str(FileRole(scan.role).label)
    return f"{role} ({scan.party.community.name})" if scan.party else role


def names_in_entry(files: Sequence[Mapping[str, Any]], titles: Sequence[str]) -> list[FileName]:
    """The names of the files of a canonical entry, in its order; `titles` say what each is."""
    return _named(
        [
            _Listed(
                (file["role"], file["instrument"], file["side"]),
                title,
                file["media_type"].startswith("image/"),
                file["pages"] or 0,
            )
            for file, title in zip(files, titles, strict=True)
        ]
    )


def _named(files: list[_Listed]) -> list[FileName]:
    names = []
    for n, file in enumerate(files):
        same = [other for other in files if other.document == file.document]
        before = [other for other in files[:n] if other.document == file.document]
        if len(same) > 1 and all(other.is_photo for other in same):
            first, of = 1 + sum(other.pages for other in before), sum(other.pages for other in same)
            name = FileName("", file.title, first, of)
            names.append(FileName(name.page(1), file.title, first, of))
            continue
        title = file.title
        if len(same) > 1:
            counted = {"title": title, "n": len(before) + 1, "of": len(same)}
            title = _("%(title)s, file %(n)d of %(of)d") % counted
        names.append(FileName(title, title, 1, file.pages))
    return names
