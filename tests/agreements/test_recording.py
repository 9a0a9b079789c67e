"""The second person: what recording does, and every refusal."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from agreements import canonical, letters
from agreements.choices import ActionKind, Change, Status
from agreements.models import HandIn, RegistryEntry, Signature
from agreements.services.chain import verify_register
from agreements.services.changing import HandInRefused
from agreements.services.handing_in import RECORD_TASK
from agreements.services.papers import save_paper
from agreements.services.recording import RecordRefused, record_hand_in
from agreements.services.reviewing import review_hand_in
from agreements.services.second_person import objections, who_may_record
from directory.choices import Role
from partnerships.models import DateClaim, Partnership, StateClaim
from partnerships.stages import Kind, Stage, State
from sistercities.desk.models import Task
from sistercities.desk.services import claim_task
from sistercities.post.models import Effect, Mail
from tests.factories import (
    AdministratorFactory,
    CommitteeFactory,
    CommunityFactory,
    PartnerCommunityFactory,
    PartnershipFactory,
    RecorderFactory,
    RecordingGrantFactory,
    SeatFactory,
    StaffFactory,
)
from tests.factories_agreements import as_status, record
from tests.register_rows import check_all, quickly_handed_in, quickly_recorded, quickly_reviewed

NEW_YORK = ZoneInfo("America/New_York")


def attempt(hand_in: HandIn, by, **facts):
    facts = {"preview_sha256": hand_in.snapshot_sha256, "now": timezone.now(), **facts}
    return record_hand_in(hand_in_id=hand_in.pk, by=by, **facts)


def refusal(hand_in: HandIn, by, **facts) -> list[str]:
    """The sentences with which recording is refused; nothing is written and no number used."""
    with pytest.raises(RecordRefused) as refused:
        attempt(hand_in, by, **facts)
    assert not RegistryEntry.objects.filter(hand_in=hand_in).exists()
    assert HandIn.objects.get(pk=hand_in.pk).status != Status.RECORDED
    return refused.value.messages


# What recording does


@pytest.mark.django_db
def test_recording_writes_the_entry_and_everything_that_follows():
    hand_in, recorder, now = quickly_reviewed(), RecorderFactory(), timezone.now()
    entry = attempt(hand_in, recorder, now=now)
    check_all()
    hand_in.refresh_from_db()
    year = timezone.localdate(now).year
    assert (entry.seq, entry.number, entry.act, entry.founding) == (1, f"SC-{year}-00001", "founding", None)
    assert (entry.previous_hash, entry.hash) == ("0" * 64, canonical.chained_hash("0" * 64, entry.canonical))
    assert (entry.reviewed_by, entry.recorded_by) == (hand_in.reviewed_by, recorder)
    assert entry.recorded_at == now.replace(microsecond=0)
    assert [(row.n, row.instrument) for row in entry.rests_on.all()] == [(1, hand_in.instruments.get())]
    said = canonical.parsed(entry.canonical)
    assert (said["seq"], said["number"], said["recorded_at"]) == (1, entry.number, canonical.stamp(now))
    action = hand_in.actions.last()
    assert (hand_in.status, action.kind, action.by, action.note) == (
        Status.RECORDED,
        ActionKind.RECORDED,
        recorder,
        entry.number,
    )
    task = Task.objects.get(kind=RECORD_TASK, subject_id=hand_in.pk)
    assert (task.resolved_by, task.outcome) == (recorder, entry.number)
    assert Effect.objects.get(key=f"seal:{entry.number}:1").arguments == [entry.pk, 1]
    assert hand_in.handed_in_by.email in Mail.objects.filter(kind="agreements/recorded").values_list("to", flat=True)


@pytest.mark.django_db
def test_everybody_of_both_sides_hears_of_the_record_and_of_its_pdf():
    hand_in = quickly_reviewed()
    ours, theirs = (party.community for party in hand_in.partnership.parties.order_by("side"))
    seats = [
        SeatFactory(committee=CommitteeFactory(communities=[ours]), role=Role.VIEWER),
        SeatFactory(committee=CommitteeFactory(communities=[theirs]), role=Role.COORDINATOR),
        SeatFactory(committee=None, community=theirs, role=Role.GUEST),
    ]
    over = SeatFactory(committee=None, community=theirs, role=Role.GUEST, ends_on=timezone.localdate())
    stranger = SeatFactory()
    letters.write_pdf_ready(attempt(hand_in, RecorderFactory()))
    for kind in ("agreements/recorded", "agreements/pdf_ready"):
        told = Mail.objects.filter(kind=kind).values_list("to", flat=True)
        wanted = {hand_in.handed_in_by.email, *(seat.user.email for seat in seats)}
        assert wanted <= set(told)
        assert len(told) == len(set(told))
        assert not {over.user.email, stranger.user.email} & set(told)


@pytest.mark.django_db
@pytest.mark.parametrize("stage", [None, *Stage])
def test_recording_moves_the_partnership_to_programs_from_any_stage(stage):
    communities = [CommunityFactory(), PartnerCommunityFactory()]
    partnership = PartnershipFactory(communities=communities, stage=stage, state="in_development", since=None)
    before = Partnership.objects.with_recognition().get(pk=partnership.pk)
    entry = quickly_recorded(partnership=partnership)
    after = Partnership.objects.with_recognition().with_state(timezone.localdate()).get(pk=partnership.pk)
    assert (before.is_recorded, after.is_recorded) == (False, True)
    assert (after.stage, after.state, str(after.state_since)) == (Stage.PROGRAMS, State.ACTIVE, "1957-10-10")
    changes = [(change.before, change.after, change.reason) for change in after.stage_changes.all()]
    assert changes == ([] if stage == Stage.PROGRAMS else [(stage, Stage.PROGRAMS, entry.number)])


@pytest.mark.django_db
def test_the_document_says_what_the_two_become():
    partnership = PartnershipFactory(kind=Kind.FRIENDSHIP)
    hand_in = quickly_handed_in(partnership=partnership)
    save_paper(
        hand_in_id=hand_in.pk, by=StaffFactory(), kind="proclamation", relationship=Kind.SISTER, languages=["en"]
    )
    record(review_hand_in(hand_in_id=hand_in.pk, by=StaffFactory(), now=timezone.now()))
    assert Partnership.objects.get(pk=partnership.pk).kind == Kind.SISTER


@pytest.mark.django_db
def test_the_dates_of_the_document_become_claims_apart():
    entry = quickly_recorded()
    claims = DateClaim.objects.filter(partnership=entry.partnership_id, source=entry.number)
    assert {(claim.kind, str(claim.value)) for claim in claims} == {
        ("signed", "1957-10-10"),
        ("received", str(entry.received_on)),
        ("recorded", str(timezone.localdate(entry.recorded_at))),
    }
    assert claims.filter(kind="signed").count() == 2


@pytest.mark.django_db
def test_entries_follow_each_other_in_one_chain():
    entries = [quickly_recorded() for _n in range(3)]
    assert [entry.seq for entry in entries] == [1, 2, 3]
    assert [entry.previous_hash for entry in entries[1:]] == [entry.hash for entry in entries[:2]]
    verdict = verify_register()
    assert (verdict.is_sound, verdict.entries, verdict.head) == (True, 3, entries[-1].hash)


@pytest.mark.django_db
def test_numbers_begin_again_in_a_new_year_of_the_associations_clock():
    year = timezone.localdate().year + 1
    moments = [
        dt.datetime(year, 12, 31, 9, 0, tzinfo=NEW_YORK),
        dt.datetime(year, 12, 31, 23, 30, tzinfo=NEW_YORK),
        dt.datetime(year + 1, 1, 1, 0, 0, tzinfo=NEW_YORK),
        dt.datetime(year + 1, 1, 1, 0, 5, tzinfo=NEW_YORK),
    ]
    assert moments[1].astimezone(dt.UTC).year == year + 1
    entries = []
    for moment in moments:
        entries.append(record(quickly_reviewed(), now=moment))
        check_all()
    assert [entry.number for entry in entries] == [
        f"SC-{year}-00001",
        f"SC-{year}-00002",
        f"SC-{year + 1}-00001",
        f"SC-{year + 1}-00002",
    ]
    assert [entry.seq for entry in entries] == [1, 2, 3, 4]
    assert canonical.parsed(entries[1].canonical)["recorded_at"] == f"{year + 1}-01-01T04:30:00Z"


# Refusals


@pytest.mark.django_db
@pytest.mark.parametrize("status", [status for status in Status if status not in (Status.REVIEWED, Status.RECORDED)])
def test_only_what_was_reviewed_is_recorded(status):
    hand_in = as_status(status)
    assert refusal(hand_in, RecorderFactory()) == ["This document has not been reviewed, or its review was cleared."]


@pytest.mark.django_db
def test_what_is_recorded_is_not_recorded_again():
    entry, recorder = quickly_recorded(), RecorderFactory()
    with pytest.raises(RecordRefused, match="has not been reviewed"):
        attempt(entry.hand_in, recorder)
    assert RegistryEntry.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("is_administrator", [False, True])
def test_without_the_right_to_record_nobody_records(is_administrator):
    hand_in = quickly_reviewed()
    person = AdministratorFactory() if is_administrator else StaffFactory()
    sentence = "You do not have the right to record today."
    assert refusal(hand_in, person) == [sentence]
    today = timezone.localdate()
    RecordingGrantFactory(user=person, starts_on=today - dt.timedelta(days=9), ends_on=today - dt.timedelta(days=1))
    RecordingGrantFactory(user=person, starts_on=today + dt.timedelta(days=1))
    assert refusal(hand_in, person) == [sentence]
    RecordingGrantFactory(user=person, starts_on=today, ends_on=today)
    assert attempt(hand_in, person).recorded_by == person


@pytest.mark.django_db
def test_an_officer_who_was_lent_the_right_records_without_being_staff():
    officer = RecorderFactory(is_staff=False)
    assert attempt(quickly_reviewed(), officer).recorded_by == officer


@pytest.mark.django_db
@pytest.mark.parametrize("is_administrator", [False, True])
def test_the_reviewer_does_not_record(is_administrator):
    reviewer = RecorderFactory(is_superuser=is_administrator)
    hand_in = quickly_reviewed(reviewer=reviewer)
    assert refusal(hand_in, reviewer) == ["You reviewed this document. A second person has to record it."]


@pytest.mark.django_db
@pytest.mark.parametrize("is_administrator", [False, True])
@pytest.mark.parametrize("hand", ["started_by", "handed_in_by", "true_copy_by", "changed"])
def test_whoever_typed_changed_or_handed_in_does_not_record(hand, is_administrator):
    person, hand_in = RecorderFactory(is_superuser=is_administrator), quickly_reviewed()
    if hand == "changed":
        hand_in.actions.create(kind=ActionKind.CHANGED, by=person, at=timezone.now(), what=Change.PAPER)
    else:
        HandIn.objects.filter(pk=hand_in.pk).update(**{hand: person})
    sentence = "You typed or changed something in this document. A second person has to record it."
    assert refusal(hand_in, person) == [sentence]


@pytest.mark.django_db
def test_what_staff_typed_by_themselves_another_records():
    typist, recorder = RecorderFactory(), RecorderFactory()
    hand_in = quickly_reviewed(by=typist, on_behalf=True, received_on=dt.date(2026, 1, 5), reviewer=typist)
    assert len(refusal(hand_in, typist)) == 2
    assert attempt(hand_in, recorder).received_on == dt.date(2026, 1, 5)


@pytest.mark.django_db
@pytest.mark.parametrize("side", [1, 2])
@pytest.mark.parametrize("is_administrator", [False, True])
def test_a_person_with_a_seat_on_a_side_does_not_record(side, is_administrator):
    person, hand_in = RecorderFactory(is_superuser=is_administrator), quickly_reviewed()
    community = hand_in.partnership.parties.get(side=side).community
    if side == 1:
        SeatFactory(user=person, committee=community.committees.first(), role=Role.VIEWER)
    else:
        SeatFactory(user=person, guest=True, community=community)
    sentence = "You have a seat on one of the sides. Somebody without a part in it has to record it."
    assert refusal(hand_in, person) == [sentence]


@pytest.mark.django_db
def test_another_preview_is_not_what_is_recorded():
    hand_in, sentence = quickly_reviewed(), "The document changed after the page was made. Look at the preview again."
    assert refusal(hand_in, RecorderFactory(), preview_sha256="f" * 64) == [sentence]
    assert refusal(hand_in, RecorderFactory(), preview_sha256="") == [sentence]


@pytest.mark.django_db
def test_a_name_that_changed_after_the_review_stops_it():
    hand_in = quickly_reviewed()
    community = hand_in.partnership.parties.get(side=2).community
    community.name = "Renamed"
    community.save()
    now_sha256 = canonical.sha256(canonical.as_text(canonical.draft(hand_in)))
    for shown in (hand_in.snapshot_sha256, now_sha256):
        assert "changed after the page was made" in refusal(hand_in, RecorderFactory(), preview_sha256=shown)[0]


@pytest.mark.django_db
def test_a_signature_that_is_gone_stops_it():
    hand_in = quickly_reviewed()
    Signature.objects.filter(instrument__hand_in=hand_in, party__side=2).delete()
    snapshot = canonical.sha256(canonical.as_text(canonical.draft(hand_in)))
    HandIn.objects.filter(pk=hand_in.pk).update(snapshot_sha256=snapshot)
    assert "the signature of" in refusal(hand_in, RecorderFactory(), preview_sha256=snapshot)[0]


@pytest.mark.django_db
def test_a_partnership_that_is_recorded_meanwhile_stops_it():
    first = quickly_reviewed()
    second = quickly_reviewed(partnership=first.partnership)
    entry = record(first)
    assert refusal(second, RecorderFactory()) == [f"This partnership is already on the register as {entry.number}."]


@pytest.mark.django_db
def test_what_a_colleague_has_taken_is_left_to_them():
    hand_in, colleague = quickly_reviewed(), RecorderFactory(full_name="Officer Green")
    task = Task.objects.get(kind=RECORD_TASK, subject_id=hand_in.pk)
    claim_task(task_id=task.pk, by=colleague, now=timezone.now())
    with pytest.raises(HandInRefused, match="Officer Green has taken this"):
        attempt(hand_in, RecorderFactory())
    assert attempt(hand_in, colleague).recorded_by == colleague


@pytest.mark.django_db
def test_the_list_of_who_may_record_agrees_with_the_objections(django_assert_num_queries):
    today = timezone.localdate()
    people = [RecorderFactory() for _n in range(4)]
    hand_ins = [quickly_reviewed(reviewer=people[0]), quickly_reviewed(), quickly_reviewed()]
    HandIn.objects.filter(pk=hand_ins[1].pk).update(started_by=people[1])
    community = hand_ins[2].partnership.parties.get(side=1).community
    SeatFactory(user=people[2], committee=community.committees.first())
    hand_ins = list(HandIn.objects.filter(pk__in=[row.pk for row in hand_ins]).order_by("pk"))
    found = who_may_record(hand_ins, on_date=today)
    for hand_in in hand_ins:
        allowed = [person for person in people if not objections(hand_in, by=person, on_date=today)]
        assert found[hand_in.pk] == allowed
        assert len(allowed) == 3
    for rows in (hand_ins[:1], hand_ins):
        with django_assert_num_queries(2):
            who_may_record(rows, on_date=today)


@pytest.mark.django_db
@pytest.mark.parametrize(("people", "queries"), [(0, 1), (1, 2), (3, 2)])
def test_the_list_of_who_may_record_costs_the_same_for_any_number_of_people(people, queries, django_assert_num_queries):
    hand_in, today = quickly_reviewed(), timezone.localdate()
    recorders = [RecorderFactory(full_name=f"Officer {n}") for n in range(people)]
    with django_assert_num_queries(queries):
        assert who_may_record([hand_in], on_date=today) == {hand_in.pk: recorders}


@pytest.mark.django_db
def test_what_another_source_said_about_the_state_stays_beside_the_act():
    entry = quickly_recorded(partnership=PartnershipFactory(state="active", since="1957"))
    assert StateClaim.objects.filter(partnership=entry.partnership_id).exists()
    state = Partnership.objects.with_state(timezone.localdate()).get(pk=entry.partnership_id)
    assert state.state == State.ACTIVE
