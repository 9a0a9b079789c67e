"""What an act of the register orders to be destroyed is removed from the storage, once two people have recorded it."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agreements.destruction import about_file, names_to_remove
from agreements.models import RegistryEntry, Scan
from agreements.shown import order_of

from .previews import forget_preview


@transaction.atomic
def destroy_file(*, entry_id: int) -> Collection[str]:
    """Remove from the storage what this act orders to be destroyed; returns the names of what was still there.

    Rows stay, with fingerprint and size, and what stands in the text of the register. Nothing is removed for an act
    that names no order (RegistryEntry.DoesNotExist). A second run finds nothing. Whoever seals a PDF that can hold the
    file, or draws a page of it, is waited for: what they still wrote goes too, and they write nothing after.
    """
    order = RegistryEntry.objects.ordering_destruction().get(pk=entry_id)
    sha256 = about_file(order)
    showing = RegistryEntry.objects.showing_file(sha256).values("pk")
    list(RegistryEntry.objects.filter(pk__in=showing).order_by("pk").select_for_update())
    scans = list(Scan.objects.filter(sha256=sha256).order_by("pk").select_for_update())
    found = [name for name in names_to_remove([order]) if default_storage.exists(name)]
    for name in found:
        default_storage.delete(name)
    for scan in scans:
        forget_preview(hand_in_id=scan.hand_in_id)
    return found


def refuse_destroyed(sha256: str) -> None:
    """ValidationError for a file that was destroyed by order: it does not come back."""
    if order := RegistryEntry.objects.ordering_destruction().about_files([sha256]).first():
        raise ValidationError(
            _("This file was destroyed by order of %(order)s (%(number)s), so it cannot be kept here."),
            code="destroyed",
            params={"order": order_of(order), "number": order.number},
        )
