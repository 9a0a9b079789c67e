"""Whether a document is recorded: asked of the service, and of the database past the service. Nothing stays."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from agreements import canonical
from agreements.choices import Status
from agreements.models import HandIn, RegistryEntry
from agreements.services.recording import RecordRefused, record_hand_in
from sistercities.accounts.models import User
from tests.factories import RecorderFactory, StaffFactory
from tests.register_rows import insert_entry


def marked_as_reviewed(hand_in: HandIn, *, reviewer: User | None = None) -> HandIn:
    """Reviewed past the service, which might have stopped it."""
    hand_in.refresh_from_db()
    hand_in.status, hand_in.reviewed_by = Status.REVIEWED, reviewer or StaffFactory()
    hand_in.reviewed_at = timezone.now()
    hand_in.snapshot_sha256 = canonical.sha256(canonical.as_text(canonical.draft(hand_in)))
    hand_in.save()
    return hand_in


def verdicts(hand_in: HandIn, entry: RegistryEntry | None, *, by: User | None = None) -> dict[str, bool]:
    """What service and database say of a document about that entry, for a second person unless `by` is named."""
    by = by or RecorderFactory()
    return {"service": by_service(hand_in, by), "database": by_database(hand_in, entry, by)}


def by_service(hand_in: HandIn, by: User) -> bool:
    """Whether the service records it; undone at once."""
    try:
        with transaction.atomic():
            facts = {"by": by, "preview_sha256": hand_in.snapshot_sha256, "now": timezone.now()}
            record_hand_in(hand_in_id=hand_in.pk, **facts)
            transaction.set_rollback(True)
    except RecordRefused:
        return False
    return True


def by_database(hand_in: HandIn, entry: RegistryEntry | None, by: User) -> bool:
    """Whether the database takes the entry past the service; undone at once."""
    facts = {}
    if entry:
        number = f"{entry.number}-{RegistryEntry.objects.filter(founding=entry).count() + 1}"
        facts = {"act": hand_in.act, "founding_id": entry.pk, "number": number}
    try:
        with transaction.atomic():
            insert_entry(hand_in, recorder=by, **facts)
            transaction.set_rollback(True)
    except IntegrityError:
        return False
    return True
