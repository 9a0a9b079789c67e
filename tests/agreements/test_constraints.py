"""What the database itself refuses, whoever asks and whichever way: raw SQL of the application's role, ORM, admin."""

import datetime as dt
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from agreements import canonical
from agreements.models import (
    AdvisorySeen,
    CouncilAct,
    EntryInstrument,
    HandInAction,
    Instrument,
    PageImage,
    RegistryEntry,
    Scan,
    SealedPdf,
    Signature,
    Transcription,
)
from agreements.services.files import make_page_images
from agreements.services.handing_in import submit_hand_in
from agreements.services.papers import save_council_act, save_transcriptions
from agreements.services.reviewing import review_hand_in
from directory.choices import Role
from tests.factories import (
    AdministratorFactory,
    LawAdvisoryFactory,
    RecorderFactory,
    RecordingGrantFactory,
    SeatFactory,
    StaffFactory,
)
from tests.factories_agreements import complete_hand_in, handed_in, record
from tests.register_rows import (
    check_all,
    entry_row,
    insert,
    insert_entry,
    quickly_handed_in,
    quickly_recorded,
    quickly_reviewed,
    run,
)

pytestmark = pytest.mark.django_db
ALWAYS_FROZEN = (RegistryEntry, EntryInstrument, SealedPdf, HandInAction)
FROZEN_ONCE_RECORDED = (Instrument, Signature, Scan, PageImage, CouncilAct, Transcription, AdvisorySeen)


@pytest.fixture
def refused():
    """Run something that the database must refuse as a breach of its integrity; nothing of it stays."""

    def check(act, match: str) -> None:
        with pytest.raises(IntegrityError, match=match), transaction.atomic():
            act()

    return check


@pytest.fixture
def whole_entry():
    """An entry that rests on rows of every kind, with a sealed PDF."""
    hand_in = complete_hand_in()
    party = hand_in.partnership.parties.get(side=1)
    by = hand_in.started_by
    save_council_act(hand_in_id=hand_in.pk, party=party, by=by, kind="resolution", number="Res. 1")
    save_transcriptions(hand_in_id=hand_in.pk, texts={"en": "Whereas"}, by=by)
    submit_hand_in(hand_in_id=hand_in.pk, statement="True copies.", by=by, now=timezone.now())
    AdvisorySeen.objects.create(hand_in=hand_in, advisory=LawAdvisoryFactory(), by=StaffFactory(), at=timezone.now())
    make_page_images(scan_id=hand_in.scans.get().pk)
    entry = record(review_hand_in(hand_in_id=hand_in.pk, by=StaffFactory(), now=timezone.now()))
    SealedPdf.objects.create(
        entry=entry, version=1, sha256="a" * 64, file="sealed/x.pdf", size=1, sealed_at=timezone.now()
    )
    check_all()
    return entry


def rows_of(model, entry):
    """The rows of a model on which the entry rests, or that belong to it."""
    paths = {
        RegistryEntry: "pk",
        EntryInstrument: "entry",
        SealedPdf: "entry",
        HandInAction: "hand_in__entries",
        Instrument: "hand_in__entries",
        Scan: "hand_in__entries",
        PageImage: "scan__hand_in__entries",
        CouncilAct: "hand_in__entries",
        AdvisorySeen: "hand_in__entries",
        Signature: "instrument__hand_in__entries",
        Transcription: "instrument__hand_in__entries",
    }
    return model.objects.filter(**{paths[model]: entry.pk})


# Frozen rows


@pytest.mark.parametrize("model", [*ALWAYS_FROZEN, *FROZEN_ONCE_RECORDED])
def test_rows_of_an_entry_are_never_changed_deleted_or_emptied(model, whole_entry, refused):
    row, table = rows_of(model, whole_entry).first(), model._meta.db_table
    column = next(field for field in model._meta.concrete_fields if not field.primary_key)
    same = getattr(row, column.attname)
    ways = [
        row.save,
        row.delete,
        lambda: model.objects.filter(pk=row.pk).update(**{column.attname: same}),
        lambda: model.objects.bulk_update([row], [column.name]),
        lambda: model.objects.filter(pk=row.pk)._raw_delete(using="default"),
        lambda: run(f"UPDATE {table} SET {column.column} = {column.column} WHERE id = %s", row.pk),  # noqa: S608
        lambda: run(f"DELETE FROM {table} WHERE id = %s", row.pk),  # noqa: S608
        lambda: run(f"TRUNCATE {table} CASCADE"),
    ]
    before = model.objects.values().get(pk=row.pk)
    for way in ways:
        with (
            pytest.raises(Exception, match=r"append-only|rests on this row|protected foreign keys"),
            transaction.atomic(),
        ):
            way()
    assert model.objects.values().get(pk=row.pk) == before


@pytest.mark.parametrize(
    "table", ["agreements_handin", "partnerships_partnership", "directory_community", "accounts_user"]
)
def test_emptying_a_table_below_the_register_is_refused_with_it(table, whole_entry, refused):
    refused(lambda: run(f"TRUNCATE {table} CASCADE"), "append-only")


@pytest.mark.parametrize("model", FROZEN_ONCE_RECORDED)
def test_nothing_is_added_to_the_papers_of_an_entry(model, whole_entry, refused):
    row = rows_of(model, whole_entry).first()
    again = {
        field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields if not field.primary_key
    }
    refused(lambda: model(**again).save(), "A register entry rests on this row")


def test_a_paper_cannot_be_moved_into_the_papers_of_an_entry(whole_entry, refused):
    other = complete_hand_in()
    scan, hand_in = other.scans.get(), whole_entry.hand_in_id
    refused(lambda: run("UPDATE agreements_scan SET hand_in_id = %s WHERE id = %s", hand_in, scan.pk), "rests on this")


def test_papers_are_open_until_they_are_recorded():
    hand_in = handed_in(with_pages=False)
    Signature.objects.filter(instrument__hand_in=hand_in).update(place="Seattle")
    assert set(Signature.objects.filter(instrument__hand_in=hand_in).values_list("place", flat=True)) == {"Seattle"}


def test_a_later_paper_cannot_be_put_under_an_entry(whole_entry, refused):
    paper = complete_hand_in().instruments.get()
    row = {"entry_id": whole_entry.pk, "instrument_id": paper.pk}
    refused(lambda: insert("agreements_entryinstrument", {**row, "n": 2}), "does not name a paper 2")
    refused(lambda: insert("agreements_entryinstrument", {**row, "n": 0}), "does not name a paper 0")
    refused(lambda: insert("agreements_entryinstrument", {**row, "n": 1}), "entryinstrument_n_once")


# A new entry: chain, number, text


def test_a_row_as_the_service_writes_it_is_taken():
    quickly_recorded()
    hand_in = quickly_reviewed()
    entry = RegistryEntry.objects.get(pk=insert_entry(hand_in, recorder=RecorderFactory()))
    assert entry.seq == 2


WRONG = {
    "a place left out": ({"seq": 3}, "does not continue the chain"),
    "a place taken twice": ({"seq": 1}, "does not continue the chain"),
    "another previous hash": ({"previous_hash": "b" * 64}, "does not continue the chain"),
    "another hash": ({"hash": "c" * 64}, "hash of entry SC-.* is wrong"),
    "a number left out": ({"number": "SC-{year}-00003"}, "The next number is SC-{year}-00002"),
    "a number used twice": ({"number": "SC-{year}-00001"}, "The next number is SC-{year}-00002"),
    "a number of another year": ({"number": "SC-2031-00001"}, "The next number is SC-{year}-00002"),
    "a number of another shape": ({"number": "SC-{year}-2"}, "The next number is SC-{year}-00002"),
    "a later act without its founding entry": (
        {"act": "amendment", "number": "SC-{year}-00001-1"},
        "The next number is <NULL>",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_row_that_breaks_the_order_is_refused(case, refused):
    first = quickly_recorded()
    changes, sentence = WRONG[case]
    year = first.number[3:7]
    changes = {name: value.format(year=year) if isinstance(value, str) else value for name, value in changes.items()}
    hand_in, recorder = quickly_reviewed(), RecorderFactory()
    refused(lambda: insert_entry(hand_in, recorder=recorder, **changes), sentence.format(year=year))


@pytest.mark.parametrize("part", ["seq", "number", "act", "recorded_at"])
def test_a_text_that_says_something_else_than_its_columns_is_refused(part, refused):
    hand_in, recorder = quickly_reviewed(), RecorderFactory()
    row = entry_row(hand_in, recorder=recorder)
    other = {"seq": 7, "number": "SC-2020-00001", "act": "renewal", "recorded_at": "2020-01-01T00:00:00Z"}[part]
    text = canonical.as_text({**canonical.parsed(row["canonical"]), part: other})
    refused(lambda: insert_entry(hand_in, recorder=recorder, canonical=text), "says something else than its columns")


def test_a_day_of_recording_far_from_the_moment_is_refused(refused):
    hand_in, recorder = quickly_reviewed(), RecorderFactory()
    row = entry_row(hand_in, recorder=recorder)
    content = canonical.parsed(row["canonical"])
    content["dates"][-1]["value"] = "2001-01-01"
    text = canonical.as_text({**content, "number": "SC-2001-00001"})
    refused(
        lambda: insert_entry(hand_in, recorder=recorder, number="SC-2001-00001", canonical=text), "The next number is"
    )


def test_an_entry_must_rest_on_the_papers_that_it_names(refused):
    hand_in, recorder = quickly_reviewed(), RecorderFactory()
    refused(lambda: insert_entry(hand_in, recorder=recorder, papers=False), "does not rest on the papers")


@pytest.mark.parametrize("side", [1, 2])
def test_a_founding_entry_without_the_signature_of_a_side_is_refused(side, refused):
    hand_in, recorder = quickly_reviewed(), RecorderFactory()
    Signature.objects.filter(instrument__hand_in=hand_in, party__side=side).delete()
    refused(lambda: insert_entry(hand_in, recorder=recorder), "lacks the signature of a side")


@pytest.mark.parametrize("act", ["amendment", "renewal", "reaffirmation"])
def test_later_acts_of_both_sides_need_both_signatures_too(act, refused):
    entry, recorder = quickly_recorded(), RecorderFactory()
    hand_in = reviewed_for(entry)
    Signature.objects.filter(instrument__hand_in=hand_in, party__side=2).delete()
    facts = {"act": act, "founding_id": entry.pk, "number": f"{entry.number}-1"}
    refused(lambda: insert_entry(hand_in, recorder=recorder, **facts), "lacks the signature of a side")


@pytest.mark.parametrize("act", ["suspension", "lifting", "termination"])
def test_acts_of_one_side_need_that_sides_signature_alone(act, refused):
    entry, recorder = quickly_recorded(), RecorderFactory()
    hand_in = reviewed_for(entry)
    Signature.objects.filter(instrument__hand_in=hand_in, party__side=2).delete()
    facts = {"act": act, "founding_id": entry.pk, "number": f"{entry.number}-1"}
    with transaction.atomic():
        assert insert_entry(hand_in, recorder=recorder, **facts)
        transaction.set_rollback(True)
    Signature.objects.filter(instrument__hand_in=hand_in).delete()
    refused(lambda: insert_entry(hand_in, recorder=recorder, **facts), "lacks the signature of the acting side")


def reviewed_for(entry):
    """A second document of the same partnership, as if it had been reviewed."""
    hand_in = quickly_handed_in(partnership=entry.partnership)
    hand_in.status, hand_in.reviewed_by, hand_in.reviewed_at = "reviewed", StaffFactory(), timezone.now()
    hand_in.snapshot_sha256 = "d" * 64
    hand_in.save()
    return hand_in


# Two people


@pytest.mark.parametrize("hand", ["started_by", "handed_in_by", "true_copy_by", "changed"])
def test_whoever_had_a_hand_in_the_document_cannot_record_it_by_sql(hand, refused):
    hand_in, administrator = quickly_reviewed(), AdministratorFactory()
    RecordingGrantFactory(user=administrator)
    if hand == "changed":
        HandInAction.objects.create(hand_in=hand_in, kind="changed", what="paper", by=administrator, at=timezone.now())
    else:
        type(hand_in).objects.filter(pk=hand_in.pk).update(**{hand: administrator})
    refused(lambda: insert_entry(hand_in, recorder=administrator), "must be recorded by a second person")


def test_the_reviewer_cannot_record_by_sql(refused):
    administrator = AdministratorFactory()
    RecordingGrantFactory(user=administrator)
    hand_in = quickly_reviewed(reviewer=administrator)
    refused(lambda: insert_entry(hand_in, recorder=administrator), "registryentry_two_people")
    refused(lambda: insert_entry(hand_in, recorder=administrator, reviewer=StaffFactory()), "was not reviewed by")


@pytest.mark.parametrize("side", [1, 2])
def test_a_person_with_a_seat_on_a_side_cannot_record_by_sql(side, refused):
    hand_in, recorder = quickly_reviewed(), RecorderFactory()
    community = hand_in.partnership.parties.get(side=side).community
    if side == 1:
        SeatFactory(user=recorder, committee=community.committees.first(), role=Role.VIEWER)
    else:
        SeatFactory(user=recorder, guest=True, community=community)
    refused(lambda: insert_entry(hand_in, recorder=recorder), "must be recorded by a second person")


@pytest.mark.parametrize(
    ("starts", "ends"), [(None, None), (1, None), (-9, -1)], ids=["never granted", "from tomorrow", "until yesterday"]
)
def test_without_the_right_to_record_of_that_day_nobody_records_by_sql(starts, ends, refused):
    hand_in, administrator, today = quickly_reviewed(), AdministratorFactory(), timezone.localdate()
    if starts is not None:
        RecordingGrantFactory(
            user=administrator,
            starts_on=today + dt.timedelta(days=starts),
            ends_on=today + dt.timedelta(days=ends) if ends else None,
        )
    refused(lambda: insert_entry(hand_in, recorder=administrator), "second person who may record")


def test_what_nobody_reviewed_is_not_recorded_by_sql(refused):
    hand_in, recorder, reviewer = handed_in(with_pages=False), RecorderFactory(), StaffFactory()
    refused(lambda: insert_entry(hand_in, recorder=recorder, reviewer=reviewer), "was not reviewed by")


def test_an_entry_leaves_no_document_open_for_change(refused):
    hand_in, recorder = quickly_reviewed(), RecorderFactory()
    refused(lambda: insert_entry(hand_in, recorder=recorder, is_recorded=False), "was not reviewed by")


# What nobody may switch off


def test_no_code_of_the_application_passes_over_the_triggers():
    root = Path(__file__).parents[2]
    command = ["git", "grep", "-l", "--untracked", "-i", "session_replication_role", "--", ".", ":!tests", ":!docs"]
    found = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert (found.stdout, found.stderr) == ("", "")


def test_the_triggers_fire_for_everybody_who_connects_as_the_application():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
            "WHERE proname LIKE 'agreements_%%' AND tgenabled <> 'O'"
        )
        assert cursor.fetchall() == []
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)


def test_every_table_of_the_register_has_its_guards():
    """A table added to the papers must be frozen too: the list is made from the models."""
    guarded = {
        "agreements_registryentry",
        "agreements_entryinstrument",
        "agreements_sealedpdf",
        "agreements_handinaction",
    }
    guarded |= {model._meta.db_table for model in FROZEN_ONCE_RECORDED}
    open_until_recorded = {"agreements_handin"}
    frozen_with_its_decision = {"agreements_publiccopy"}
    never_recorded = {"agreements_question", "agreements_questionfile", "agreements_sender"}
    tables = {
        model._meta.db_table
        for model in apps.get_app_config("agreements").get_models()
        if not model.__name__.endswith("Event")
    }
    assert tables == guarded | open_until_recorded | frozen_with_its_decision | never_recorded
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
            "WHERE proname IN ('agreements_refuse_change', 'agreements_refuse_if_recorded') AND tgtype & 16 > 0"
        )
        assert {name for (name,) in cursor.fetchall()} == guarded
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
            "WHERE proname = 'agreements_refuse_change' AND tgtype & 32 > 0"
        )
        assert {name for (name,) in cursor.fetchall()} == guarded | frozen_with_its_decision
    check_all()
