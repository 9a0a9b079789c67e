"""The sealed PDF of an entry: rendered, sealed and stored once."""

import datetime as dt
import hashlib

from django.core.files.base import ContentFile
from django.db import transaction

from agreements import letters
from agreements.certificates import certificate_of_entry
from agreements.documents import render_certificate
from agreements.models import RegistryEntry, SealedPdf
from agreements.seal import Sealer, seal_pdf
from sistercities.common.storage import files_in

from .senders import forget_sender


def seal_entry(*, entry_id: int, version: int, now: dt.datetime) -> SealedPdf:
    """Make one version of an entry's PDF, or return it if it is there.

    The entry's row is locked meanwhile, so two workers cannot make it twice; files of a run that was cut off are
    removed first, so that there is one row and one file. Every side is written to when the first version
    is there; with this last letter the address of the sender goes. Raises RenderRefused when the document cannot be
    printed.
    """
    with transaction.atomic():
        entry = RegistryEntry.objects.select_for_update().get(pk=entry_id)
        if made := SealedPdf.objects.filter(entry=entry, version=version).first():
            return made
        _remove_strays(entry)
        rendered = render_certificate(certificate_of_entry(entry, version=version, made_at=now))
        sealed = seal_pdf(rendered, Sealer.from_settings(), now=now)
        pdf = SealedPdf(
            entry=entry,
            version=version,
            sha256=hashlib.sha256(sealed).hexdigest(),
            size=len(sealed),
            sealed_at=now,
        )
        pdf.file.save("agreement.pdf", ContentFile(sealed), save=False)
        pdf.save()
        if version == 1:
            letters.write_pdf_ready(entry)
            if entry.hand_in:
                forget_sender(entry.hand_in)
    return pdf


def _remove_strays(entry: RegistryEntry) -> None:
    """Files under the entry's folder that no row names: what a killed worker left."""
    storage = SealedPdf._meta.get_field("file").storage
    folder = f"sealed/{entry.number}"
    named = set(SealedPdf.objects.filter(entry=entry).values_list("file", flat=True))
    for name in files_in(storage, folder):
        if f"{folder}/{name}" not in named:
            storage.delete(f"{folder}/{name}")
