"""The finished certificate before it is recorded: made by a worker, kept under the fingerprint of what it shows."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from agreements import canonical
from agreements.certificates import preview_of_hand_in
from agreements.choices import Status
from agreements.documents import RenderRefused, render_certificate
from agreements.models import HandIn
from agreements.page_images import render_pages
from sistercities.common.fonts import describe
from sistercities.common.storage import files_in, folders_in
from sistercities.post.effects import promise
from sistercities.post.models import Effect

ROOT, CONTENTS = "previews", "contents.json"
# The certificate's own pages come first; what follows are the pages of the papers, which stand beside them.
SHOWN_PAGES = 12
DPI = 120


@dataclass(frozen=True)
class PreviewPage:
    """One page as a picture; `file` is its name in the storage."""

    number: int
    file: str
    media_type: str
    width: int
    height: int


@dataclass(frozen=True)
class KeptPreview:
    """The PDF and its first pages. `refused`: why it cannot be printed, with the characters; then there is no file."""

    pdf: str = ""
    pages: tuple[PreviewPage, ...] = ()
    refused: str = ""
    characters: tuple[str, ...] = ()


def fingerprint_of(hand_in: HandIn) -> str:
    """What a preview is kept under and `Record` carries: SHA-256 of the draft canonical text."""
    return canonical.sha256(canonical.as_text(canonical.draft(hand_in)))


def kept_preview(*, hand_in_id: int, fingerprint: str) -> KeptPreview | None:
    """The finished preview with this fingerprint; None while there is none."""
    try:
        with default_storage.open(f"{_folder(hand_in_id, fingerprint)}/{CONTENTS}") as source:
            found: dict[str, Any] = json.loads(source.read())
    except FileNotFoundError:
        return None
    pages = tuple(PreviewPage(**page) for page in found.pop("pages"))
    return KeptPreview(**{**found, "pages": pages, "characters": tuple(found["characters"])})


@transaction.atomic
def promise_preview(*, hand_in_id: int, fingerprint: str) -> Effect:
    """Promise the preview with this fingerprint. One that is there stays; one that was refused or lost is made anew."""
    key = f"preview:{hand_in_id}:{fingerprint}"
    kept = kept_preview(hand_in_id=hand_in_id, fingerprint=fingerprint)
    if kept is None or kept.refused:
        Effect.objects.filter(key=key, done_at__isnull=False).delete()
    return promise("agreements.make_preview", hand_in_id, fingerprint, key=key)


def make_preview(*, hand_in_id: int, fingerprint: str, now: dt.datetime) -> None:
    """Render and keep the preview, unless it is there.

    Nothing is made of a document that does not wait for the second person any more, or whose text has another
    fingerprint by now. The list of contents is written last: a run that was cut off leaves no preview.
    """
    hand_in = HandIn.objects.filter(pk=hand_in_id, status=Status.REVIEWED).first()
    kept = kept_preview(hand_in_id=hand_in_id, fingerprint=fingerprint)
    if hand_in is None or (kept and not kept.refused):
        return
    certificate = preview_of_hand_in(hand_in, made_at=now)
    if canonical.sha256(certificate.canonical_text) != fingerprint:
        return
    folder = _folder(hand_in_id, fingerprint)
    _remove(folder)
    try:
        made = _keep(folder, render_certificate(certificate))
    except RenderRefused as refused:
        made = KeptPreview(refused=str(refused), characters=tuple(map(describe, refused.codepoints)))
    _save(f"{folder}/{CONTENTS}", json.dumps(asdict(made)).encode())


def sweep_previews() -> int:
    """Remove the previews of documents that do not wait for the second person any more; returns of how many."""
    here = {int(name) for name in folders_in(default_storage, ROOT) if name.isdecimal()}
    over = here - set(HandIn.objects.filter(pk__in=here, status=Status.REVIEWED).values_list("pk", flat=True))
    for hand_in_id in over:
        forget_preview(hand_in_id=hand_in_id)
    return len(over)


def forget_preview(*, hand_in_id: int) -> None:
    """Remove every preview of a document; the next one is made when it is promised again."""
    _remove(f"{ROOT}/{hand_in_id}")


def _folder(hand_in_id: int, fingerprint: str) -> str:
    return f"{ROOT}/{hand_in_id}/{fingerprint}"


def _keep(folder: str, pdf: bytes) -> KeptPreview:
    def pages() -> Iterator[PreviewPage]:
        for picture in render_pages(pdf, "application/pdf", last=SHOWN_PAGES, dpi_max=DPI):
            file = _save(f"{folder}/{picture.number}", picture.data)
            yield PreviewPage(picture.number, file, picture.media_type, picture.width, picture.height)

    return KeptPreview(pdf=_save(f"{folder}/preview.pdf", pdf), pages=tuple(pages()))


def _save(name: str, data: bytes) -> str:
    return default_storage.save(name, ContentFile(data))


def _remove(folder: str) -> None:
    """A folder and all that is in it, if it is there."""
    for inner in folders_in(default_storage, folder):
        _remove(f"{folder}/{inner}")
    for name in files_in(default_storage, folder):
        default_storage.delete(f"{folder}/{name}")
    default_storage.delete(folder)
