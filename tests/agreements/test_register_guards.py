"""What is tried against the guards of the register with a database shell: false tables, old snapshots, other days."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import psycopg
import pytest
from django.conf import LazySettings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from agreements.models import HandIn, HandInAction, PageImage, RegistryEntry, Scan, Signature
from agreements.services.chain import verify_register
from tests.factories import RecorderFactory, StaffFactory
from tests.factories_agreements import record
from tests.register_rows import (
    check_all,
    insert_entry,
    plain_role,
    quickly_handed_in,
    quickly_recorded,
    quickly_reviewed,
    run,
)
from tests.served import database_url_of_test


@contextmanager
def refused(match: str) -> Iterator[None]:
    """What the database must refuse as a breach of its integrity; nothing of it stays."""
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        yield


# False tables

SHADOWS = {
    "a temporary table": "CREATE TEMP TABLE {table} (LIKE public.{table})",
    "a schema put first": (
        "CREATE SCHEMA evil; CREATE TABLE evil.{table} (LIKE public.{table}); SET LOCAL search_path = evil, public"
    ),
    "the public schema left out": "CREATE TEMP TABLE {table} (LIKE public.{table}); SET LOCAL search_path = pg_temp",
}


@pytest.mark.django_db
@pytest.mark.parametrize("shadow", SHADOWS)
@pytest.mark.parametrize("table", ["agreements_entryinstrument", "agreements_instrument", "agreements_registryentry"])
def test_a_false_table_does_not_open_the_papers_of_an_entry(shadow: str, table: str) -> None:
    entry = quickly_recorded()
    signature = Signature.objects.filter(instrument__entries=entry).first()
    page = PageImage.objects.filter(scan__hand_in=entry.hand_in).first()
    check_all()
    for attempt, row in (
        ("UPDATE public.agreements_signature SET name = 'Forged' WHERE id = %s", signature.pk),
        ("DELETE FROM public.agreements_pageimage WHERE id = %s", page.pk),
    ):
        with refused("A register entry rests on this row"):
            run(SHADOWS[shadow].format(table=table))
            run(attempt, row)


@pytest.mark.django_db
def test_a_false_table_does_not_give_the_right_to_record() -> None:
    hand_in, somebody = quickly_reviewed(), StaffFactory()
    check_all()
    with refused("must be recorded by a second person"):
        run("CREATE TEMP TABLE accounts_recordinggrant (LIKE public.accounts_recordinggrant)")
        run(
            "INSERT INTO accounts_recordinggrant (id, user_id, starts_on, reason) VALUES (1, %s, '1900-01-01', '')",
            somebody.pk,
        )
        insert_entry(hand_in, recorder=somebody)


@pytest.mark.django_db
def test_a_false_table_does_not_hide_who_changed_something() -> None:
    hand_in, recorder = quickly_reviewed(), RecorderFactory()
    HandInAction.objects.create(hand_in=hand_in, kind="changed", what="paper", by=recorder, at=timezone.now())
    check_all()
    with refused("must be recorded by a second person"):
        run("CREATE TEMP TABLE agreements_handinaction (LIKE public.agreements_handinaction)")
        insert_entry(hand_in, recorder=recorder)


@pytest.mark.django_db
def test_every_function_of_the_register_looks_into_public_only() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname, proconfig FROM pg_proc WHERE proname LIKE 'agreements_%%'")
        found = dict(cursor.fetchall())
        cursor.execute(
            "SELECT DISTINCT proname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
            r"WHERE tgrelid::regclass::text LIKE 'agreements_%%' AND NOT tgisinternal "
            "AND proname NOT LIKE 'pgtrigger%%'"
        )
        triggers = {name for (name,) in cursor.fetchall()}
    assert len(triggers) == 8
    assert triggers < set(found)
    assert {
        name: config for name, config in found.items() if config != ["search_path=pg_catalog, public, pg_temp"]
    } == {}


# Old snapshots


@contextmanager
def earlier(level: str) -> Iterator[psycopg.Connection]:
    """Another connection, in a transaction of that level whose first query is already over."""
    with psycopg.connect(database_url_of_test()) as other:
        other.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
        other.execute("SELECT count(*) FROM agreements_entryinstrument")
        yield other
        other.rollback()


def by_the_portal(hand_in: HandIn) -> RegistryEntry:
    return record(hand_in, recorder=RecorderFactory())


def by_hand(hand_in: HandIn) -> RegistryEntry:
    """With a row of the document that the other transaction saw as it is: the status was set before."""
    with transaction.atomic():
        return RegistryEntry.objects.get(pk=insert_entry(hand_in, recorder=RecorderFactory(), is_recorded=False))


LATE = {
    "a signature": "UPDATE agreements_signature SET name = 'Changed after recording'",
    "a text more": (
        "INSERT INTO agreements_transcription (instrument_id, language, text) "
        "SELECT id, 'en', '' FROM agreements_instrument"
    ),
    "a page": "DELETE FROM agreements_pageimage",
    "a fact of the hand-in": "UPDATE agreements_handin SET received_on = '1999-01-01'",
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", [by_the_portal, by_hand])
@pytest.mark.parametrize("level", ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"])
def test_a_transaction_from_before_the_recording_changes_nothing_after_it(
    level: str, way: Callable[[HandIn], RegistryEntry], settings: LazySettings
) -> None:
    settings.CELERY_TASK_ALWAYS_EAGER = False
    hand_in = quickly_reviewed()
    if way is by_hand:
        HandIn.objects.filter(pk=hand_in.pk).update(status="recorded")
    passed = []
    with ExitStack() as stack:
        others = {name: stack.enter_context(earlier(level)) for name in LATE}
        way(hand_in)
        for name, other in others.items():
            try:
                other.execute(LATE[name])
                other.commit()
                passed.append(name)
            except (psycopg.IntegrityError, psycopg.errors.SerializationFailure):
                other.rollback()
    assert passed == []
    assert verify_register().is_sound


@pytest.mark.django_db(transaction=True)
def test_an_entry_is_not_made_from_an_old_snapshot(settings: LazySettings) -> None:
    settings.CELERY_TASK_ALWAYS_EAGER = False
    hand_in, recorder = quickly_reviewed(), RecorderFactory()
    with refused("under READ COMMITTED, not REPEATABLE READ"):
        run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        insert_entry(hand_in, recorder=recorder)


@pytest.mark.django_db
def test_a_paper_stays_with_its_hand_in() -> None:
    """Moved to another one, a change of it would wait for the wrong lock."""
    here, there = quickly_handed_in(), quickly_handed_in()
    with refused("stays with its hand-in"):
        Scan.objects.filter(hand_in=here).update(hand_in=there)
    with refused("stays with its hand-in"):
        Signature.objects.filter(instrument__hand_in=here).update(instrument=there.instruments.get())


# The moment, and one founding entry


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "seconds"), [(-9000, 0), (-1, 0), (0, -330), (0, 330), (9000, 0)], ids=str)
def test_the_portals_role_records_now_and_at_no_other_time(days: int, seconds: int) -> None:
    hand_in, recorder = quickly_reviewed(), RecorderFactory()
    check_all()
    moment = timezone.now() + dt.timedelta(days=days, seconds=seconds)
    with refused("is recorded now, not at"), plain_role():
        insert_entry(hand_in, recorder=recorder, recorded_at=moment)


@pytest.mark.django_db
def test_the_portals_role_records() -> None:
    hand_in, recorder = quickly_reviewed(), RecorderFactory()
    check_all()
    with plain_role():
        record(hand_in, recorder=recorder)
        check_all()
    assert RegistryEntry.objects.get(hand_in=hand_in).seq == 1


@pytest.mark.django_db
def test_no_entry_is_older_than_the_one_before_it() -> None:
    first = quickly_recorded()
    hand_in, recorder = quickly_reviewed(), RecorderFactory()
    with refused("is recorded now, not at"):
        insert_entry(hand_in, recorder=recorder, recorded_at=first.recorded_at - dt.timedelta(seconds=1))


@pytest.mark.django_db
def test_of_two_at_once_the_later_entry_does_not_say_an_earlier_time() -> None:
    """Both began; the one that began first got the register's lock second."""
    hand_ins, began = [quickly_reviewed(), quickly_reviewed()], timezone.now()
    first = record(hand_ins[0], now=began + dt.timedelta(seconds=2))
    second = record(hand_ins[1], now=began)
    assert (second.seq, second.recorded_at) == (2, first.recorded_at)


@pytest.mark.django_db
def test_a_hand_in_founds_once_and_a_partnership_once_unless_that_is_void() -> None:
    entry, recorder = quickly_recorded(), RecorderFactory()
    again = quickly_handed_in(partnership=entry.partnership)
    HandIn.objects.filter(pk=again.pk).update(reviewed_by=StaffFactory())
    again.refresh_from_db()
    year, sentence = entry.number[3:7], "There is a founding entry"
    with refused(sentence):
        insert_entry(entry.hand_in, recorder=recorder)
    with refused(sentence):
        insert_entry(again, recorder=recorder)
    void = quickly_handed_in(partnership=entry.partnership)
    HandIn.objects.filter(pk=void.pk).update(reviewed_by=StaffFactory())
    void.refresh_from_db()
    insert_entry(void, recorder=recorder, act="void", founding_id=entry.pk, number=f"{entry.number}-1")
    with refused(sentence):
        insert_entry(entry.hand_in, recorder=recorder, number=f"SC-{year}-00002")
    assert insert_entry(again, recorder=recorder)


# The facts of the hand-in

FACTS = {
    "received_on": "'1999-01-01'",
    "relationship": "'friendship'",
    "reason": "'Forged'",
    "term_ends_on": "'2030'",
    "partnership_id": "NULL",
    "true_copy_text": "'Forged'",
    "true_copy_at": "now() - interval '1 year'",
    "handed_in_at": "handed_in_at + interval '1 hour'",
    "reviewed_at": "NULL",
    "snapshot_sha256": "''",
    "arrival": "'hand'",
    "revision": "9",
    "status": "'returned'",
}


@pytest.mark.django_db
@pytest.mark.parametrize("column", FACTS)
def test_a_fact_of_a_recorded_hand_in_does_not_change(column: str) -> None:
    entry, other = quickly_recorded(), quickly_reviewed()
    check_all()
    change = f"UPDATE agreements_handin SET {column} = {FACTS[column]} WHERE id = %s"  # noqa: S608
    with refused("its facts do not change"):
        run(change, entry.hand_in_id)
    before = HandIn.objects.filter(pk=other.pk).values_list(column).get()
    if column not in ("partnership_id", "reviewed_at", "snapshot_sha256"):  # a reviewed one is whole
        run(change, other.pk)
        assert HandIn.objects.filter(pk=other.pk).values_list(column).get() != before


@pytest.mark.django_db
def test_who_had_a_hand_in_it_may_be_forgotten() -> None:
    entry, nobody = quickly_recorded(), StaffFactory(full_name="A person who left")
    check_all()
    people = {"started_by": nobody, "handed_in_by": nobody, "true_copy_by": nobody, "reviewed_by": None}
    HandIn.objects.filter(pk=entry.hand_in_id).update(**people, arrived_from="", original_kept_at="New binder")
    check_all()
    assert HandIn.objects.filter(pk=entry.hand_in_id, **people, original_kept_at="New binder").exists()
    assert verify_register().is_sound
