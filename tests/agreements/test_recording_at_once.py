"""Recording in parallel, in a race, and with a database that fails: nothing half done, nothing twice."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from agreements.choices import Status
from agreements.models import HandIn, RegistryEntry
from agreements.services.chain import verify_register
from agreements.services.handing_in import withdraw_hand_in
from agreements.services.papers import save_paper
from agreements.services.recording import record_hand_in
from agreements.services.reviewing import correct_hand_in
from partnerships.models import Partnership
from sistercities.post.models import Effect, Mail
from tests.factories import (
    RecorderFactory,
    StaffFactory,
)
from tests.register_rows import quickly_reviewed


def attempt(hand_in: HandIn, by, **facts):
    facts = {"preview_sha256": hand_in.snapshot_sha256, "now": timezone.now(), **facts}
    return record_hand_in(hand_in_id=hand_in.pk, by=by, **facts)


@pytest.mark.django_db(transaction=True)
def test_a_database_error_during_recording_uses_no_number(settings):
    settings.CELERY_TASK_ALWAYS_EAGER = False
    first, second = quickly_reviewed(), quickly_reviewed()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.fail_at_commit() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the disk is full' USING ERRCODE = 'integrity_constraint_violation'; END $$;"
            "CREATE CONSTRAINT TRIGGER fails_at_commit AFTER INSERT ON agreements_registryentry "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pg_temp.fail_at_commit()"
        )
        try:
            with pytest.raises(IntegrityError, match="the disk is full"):
                attempt(first, RecorderFactory())
        finally:
            cursor.execute("DROP TRIGGER fails_at_commit ON agreements_registryentry")
    assert RegistryEntry.objects.count() == 0
    assert HandIn.objects.get(pk=first.pk).status == Status.REVIEWED
    assert not Effect.objects.filter(task="agreements.seal_entry").exists()
    assert not Mail.objects.filter(kind="agreements/recorded").exists()
    assert not Partnership.objects.with_recognition().get(pk=first.partnership_id).is_recorded
    with transaction.atomic():
        entry = attempt(second, RecorderFactory())
        transaction.set_rollback(True)
    assert (entry.seq, entry.number[-5:]) == (1, "00001")


def in_threads(count: int, work: Callable[[int], object]) -> list[object]:
    """Run `work(n)` in that many threads that start together; an exception is a result."""
    start = threading.Barrier(count)

    def run(n: int) -> object:
        try:
            start.wait(60)
            return work(n)
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_leave_no_gap_and_no_double(settings, capsys):
    settings.CELERY_TASK_ALWAYS_EAGER = False
    reviewer, recorder = StaffFactory(), RecorderFactory()
    hand_ins = [quickly_reviewed(reviewer=reviewer) for _n in range(50)]
    began = time.monotonic()
    results = in_threads(50, lambda n: attempt(hand_ins[n], recorder))
    seconds = time.monotonic() - began
    assert [error for error in results if isinstance(error, Exception)] == []
    year = timezone.localdate().year
    entries = RegistryEntry.objects.order_by("seq")
    assert [entry.number for entry in entries] == [f"SC-{year}-{n:05d}" for n in range(1, 51)]
    assert [entry.seq for entry in entries] == list(range(1, 51))
    assert {entry.hand_in_id for entry in entries} == {hand_in.pk for hand_in in hand_ins}
    assert verify_register().is_sound
    with capsys.disabled():
        print(f"\n50 recordings at once: {50 / seconds:.0f} a second")  # noqa: T201


@pytest.mark.django_db(transaction=True)
def test_of_two_who_record_the_same_document_at_once_one_does(settings):
    settings.CELERY_TASK_ALWAYS_EAGER = False
    hand_in, people = quickly_reviewed(), [RecorderFactory(), RecorderFactory()]
    results = in_threads(2, lambda n: attempt(hand_in, people[n]))
    assert sorted(type(result).__name__ for result in results) == ["RecordRefused", "RegistryEntry"]
    assert RegistryEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_correction_that_races_with_the_recording_is_in_it_or_refused(settings):
    settings.CELERY_TASK_ALWAYS_EAGER = False
    hand_in, recorder, corrector = quickly_reviewed(), RecorderFactory(), StaffFactory()

    def work(n: int) -> object:
        if n == 0:
            return attempt(hand_in, recorder)
        return correct_hand_in(
            hand_in_id=hand_in.pk,
            by=corrector,
            now=timezone.now(),
            save=save_paper,
            kind="resolution",
            relationship="sister",
            languages=["en"],
        )

    recorded, corrected = in_threads(2, work)
    assert isinstance(recorded, RegistryEntry) != isinstance(corrected, HandIn)
    kind = hand_in.instruments.get().kind
    assert kind == ("memorandum_of_understanding" if isinstance(recorded, RegistryEntry) else "resolution")


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_that_races_with_the_recording_leaves_one_of_them(settings):
    settings.CELERY_TASK_ALWAYS_EAGER = False
    hand_in, recorder = quickly_reviewed(), RecorderFactory()

    def work(n: int) -> object:
        if n == 0:
            return attempt(hand_in, recorder)
        return withdraw_hand_in(hand_in_id=hand_in.pk, by=hand_in.handed_in_by, now=timezone.now())

    recorded, withdrawn = in_threads(2, work)
    assert isinstance(recorded, RegistryEntry) != isinstance(withdrawn, HandIn)
    assert RegistryEntry.objects.count() == int(isinstance(recorded, RegistryEntry))
