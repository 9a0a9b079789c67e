"""The agreement PDF: a certificate, the typed text, the pictures of the paper, the originals inside."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import PurePosixPath

import weasyprint
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import slugify

from agreements.documents.certificate import (
    Association,
    AttachedFile,
    Certificate,
    Chain,
    LaterFile,
    PageImage,
    RenderRefused,
)
from agreements.documents.contents import certificate_contents
from agreements.documents.renderer import refuse_missing_glyphs, render_pdf

__all__ = [
    "Association",
    "AttachedFile",
    "Certificate",
    "Chain",
    "LaterFile",
    "PageImage",
    "RenderRefused",
    "certificate_html",
    "refuse_missing_glyphs",
    "render_certificate",
]

JSON = "application/json"


def render_certificate(certificate: Certificate) -> bytes:
    """The certificate as PDF/A-3a, not yet sealed. RenderRefused if any part of it could not be drawn."""
    return render_pdf(
        certificate_html(certificate), pictures=pictures(certificate), attachments=attachments(certificate)
    )


def certificate_html(certificate: Certificate) -> str:
    """The HTML that is rendered; pictures and style sheets in it have `portal:` addresses."""
    with translation.override(certificate.language):
        return render_to_string("pdf/certificate.html", certificate_contents(certificate))


def pictures(certificate: Certificate) -> dict[str, tuple[bytes, str]]:
    """The address of each page picture with its bytes and media type."""
    return {f"portal:page-{page.file}-{page.page}": (page.data, page.media_type) for page in certificate.pages}


def attachments(certificate: Certificate) -> list[weasyprint.Attachment]:
    """The originals, the canonical text and the place in the chain; a preview carries none."""
    if certificate.is_preview:
        return []
    files = [*certificate.originals, AttachedFile(
        name="canonical.json", data=certificate.canonical_text.encode(), media_type=JSON,
        description="The entry of the register, as its fingerprint was taken", relationship="Data",
    )]  # fmt: skip
    if chain := certificate.chain:
        place = {"number": chain.number, "previous_hash": chain.previous_hash, "hash": chain.hash}
        files.append(AttachedFile(
            name="chain.json", data=json.dumps(place).encode(), media_type=JSON,
            description="The place of the entry in the chain of the register", relationship="Data",
        ))  # fmt: skip
    made_at = certificate.made_at.astimezone(dt.UTC)
    return [
        weasyprint.Attachment(
            string=file.data, name=_plain_name(file.name), description=file.description,
            relationship=file.relationship, created=made_at, modified=made_at,
        )
        for file in files
    ]  # fmt: skip


def _plain_name(name: str) -> str:
    """A file name that every reader can write to disk; the description says in words what the file is."""
    path = PurePosixPath(name)
    return f"{slugify(path.stem) or 'file'}{path.suffix.lower()}"
