"""The first person: every decision, every refusal, and who is told."""

import datetime as dt

import pytest
from django.utils import timezone

from agreements import canonical
from agreements.choices import ActionKind, Capacity, Change, Status, Visibility
from agreements.models import HandIn
from agreements.services.changing import HandInRefused
from agreements.services.files import describe_scan
from agreements.services.handing_in import RECORD_TASK, REVIEW_TASK
from agreements.services.papers import save_paper, save_signatures
from agreements.services.reviewing import (
    correct_hand_in,
    refuse_hand_in,
    return_hand_in,
    review_hand_in,
    send_back_to_reviewer,
)
from agreements.services.second_person import who_may_record
from sistercities.association.models import ReasonCode
from sistercities.desk.models import Task
from sistercities.desk.services import claim_task
from sistercities.post.models import Mail
from tests.factories import RecorderFactory, StaffFactory
from tests.factories_agreements import ReasonCodeFactory, as_status, handed_in, signer
from tests.register_rows import quickly_handed_in, quickly_recorded, quickly_reviewed

pytestmark = pytest.mark.django_db
NOT_WAITING = [status for status in Status if status not in (Status.HANDED_IN, Status.REVIEWED)]


def review(hand_in: HandIn, by, **facts) -> HandIn:
    return review_hand_in(hand_in_id=hand_in.pk, by=by, now=timezone.now(), **facts)


def open_tasks(hand_in: HandIn) -> list[str]:
    return sorted(Task.objects.open().filter(subject_id=hand_in.pk).values_list("kind", flat=True))


def last_action(hand_in: HandIn):
    return hand_in.actions.last()


def test_a_review_fixes_the_snapshot_and_hands_over_to_the_second_person():
    hand_in, reviewer, recorder = quickly_handed_in(), StaffFactory(), RecorderFactory()
    now = timezone.now()
    review_hand_in(hand_in_id=hand_in.pk, by=reviewer, now=now, text="All as on the paper.", revision=hand_in.revision)
    hand_in.refresh_from_db()
    assert (hand_in.status, hand_in.reviewed_by, hand_in.reviewed_at) == (Status.REVIEWED, reviewer, now)
    assert hand_in.snapshot_sha256 == canonical.sha256(canonical.as_text(canonical.draft(hand_in)))
    assert open_tasks(hand_in) == [RECORD_TASK]
    done = Task.objects.get(kind=REVIEW_TASK, subject_id=hand_in.pk)
    assert (done.resolved_by, done.resolved_at) == (reviewer, now)
    action = last_action(hand_in)
    assert (action.kind, action.by, action.note) == (ActionKind.REVIEWED, reviewer, "All as on the paper.")
    told = Mail.objects.filter(kind="agreements/ready_to_record")
    assert [mail.to for mail in told] == [recorder.email]
    assert f"/desk/handins/{hand_in.pk}/record/" in told.get().text


def test_the_reviewer_is_not_asked_to_be_the_second_person():
    reviewer = RecorderFactory()
    quickly_reviewed(reviewer=reviewer)
    assert not Mail.objects.filter(kind="agreements/ready_to_record", to=reviewer.email).exists()


@pytest.mark.parametrize("status", [*NOT_WAITING, Status.REVIEWED])
def test_only_what_waits_for_review_is_reviewed(status):
    hand_in = as_status(status)
    with pytest.raises(HandInRefused, match="does not wait for review"):
        review(hand_in, StaffFactory())
    assert HandIn.objects.get(pk=hand_in.pk).status == status


def test_only_staff_review():
    hand_in = quickly_handed_in()
    with pytest.raises(HandInRefused, match="does not wait for review"):
        review(hand_in, hand_in.handed_in_by)


def test_a_review_of_what_has_changed_since_is_refused():
    hand_in = quickly_handed_in()
    with pytest.raises(HandInRefused) as refusal:
        review(hand_in, StaffFactory(), revision=hand_in.revision - 1)
    assert refusal.value.code == "stale"


def test_what_a_colleague_has_taken_is_left_alone():
    hand_in, colleague, other = quickly_handed_in(), StaffFactory(full_name="Officer Blue"), StaffFactory()
    task = Task.objects.get(kind=REVIEW_TASK, subject_id=hand_in.pk)
    claim_task(task_id=task.pk, by=colleague, now=timezone.now())
    reason = ReasonCodeFactory()
    decisions = [
        lambda: review(hand_in, other),
        lambda: return_hand_in(hand_in_id=hand_in.pk, reason=reason, text="", by=other, now=timezone.now()),
        lambda: correct_hand_in(hand_in_id=hand_in.pk, by=other, now=timezone.now(), save=lambda **facts: None),
    ]
    for decide in decisions:
        with pytest.raises(HandInRefused, match="Officer Blue has taken this"):
            decide()
    assert open_tasks(hand_in) == [REVIEW_TASK]
    assert review(hand_in, colleague).status == Status.REVIEWED


def test_a_review_names_every_obstacle():
    hand_in = handed_in(sides=(1,), with_pages=False)
    with pytest.raises(HandInRefused) as refusal:
        review(hand_in, StaffFactory())
    partner = hand_in.partnership.parties.get(side=2).community.name
    assert refusal.value.messages == [
        f"Signed by one: the signature of {partner} is missing.",
        "The pages are still being prepared. Try again in a minute.",
    ]


def test_a_designee_without_a_letter_stops_the_review():
    hand_in = quickly_handed_in()
    party = hand_in.partnership.parties.get(side=1)
    save_signatures(
        hand_in_id=hand_in.pk, party=party, signers=[signer(party, capacity=Capacity.DESIGNEE)], by=StaffFactory()
    )
    with pytest.raises(HandInRefused, match="Add the letter that allows"):
        review(hand_in, StaffFactory())


def test_a_second_document_of_a_recorded_partnership_stops_at_the_review():
    second = quickly_handed_in()
    entry = quickly_recorded(partnership=second.partnership)
    with pytest.raises(HandInRefused, match=f"already on the register as {entry.number}"):
        review(second, StaffFactory())


@pytest.mark.parametrize("character", ["\ue123", "\U000323af", "\u0007"])
def test_a_character_that_no_font_has_stops_the_review_by_its_code_point(character):
    hand_in = quickly_handed_in()
    party = hand_in.partnership.parties.get(side=1)
    save_signatures(
        hand_in_id=hand_in.pk, party=party, signers=[signer(party, name=f"Mayor {character}")], by=StaffFactory()
    )
    with pytest.raises(HandInRefused, match=f"U\\+{ord(character):04X} cannot be printed"):
        review(hand_in, StaffFactory())


@pytest.mark.parametrize(
    ("decide", "use", "outcome"),
    [(return_hand_in, ReasonCode.Use.RETURN, "returned"), (refuse_hand_in, ReasonCode.Use.REFUSE, "refused")],
)
@pytest.mark.parametrize("before", [Status.HANDED_IN, Status.REVIEWED])
def test_sending_back_and_refusing_close_the_tasks_and_write_the_letter(decide, use, outcome, before):
    hand_in, by, now = as_status(before), StaffFactory(), timezone.now()
    reason = ReasonCodeFactory(use=use, letters={"en": "The fixed words of the letter."})
    revision = hand_in.revision
    decide(hand_in_id=hand_in.pk, reason=reason, text="Look at page 2.", by=by, now=now)
    hand_in.refresh_from_db()
    assert (hand_in.status, hand_in.reviewed_by, hand_in.snapshot_sha256) == (Status(outcome), None, "")
    assert hand_in.revision > revision
    assert open_tasks(hand_in) == []
    action = last_action(hand_in)
    assert (action.kind, action.by, action.at, action.reason_code) == (ActionKind(outcome), by, now, reason.code)
    assert action.note == "Look at page 2."
    mails = Mail.objects.filter(kind=f"agreements/{outcome}")
    assert [mail.to for mail in mails] == [hand_in.handed_in_by.email]
    for part in ("The fixed words of the letter.", "Look at page 2."):
        assert part in mails.get().text
        assert part in mails.get().html


@pytest.mark.parametrize("decide", [return_hand_in, refuse_hand_in])
@pytest.mark.parametrize("status", NOT_WAITING)
def test_only_what_is_with_the_association_is_sent_back_or_refused(decide, status):
    hand_in = as_status(status)
    use = ReasonCode.Use.RETURN if decide is return_hand_in else ReasonCode.Use.REFUSE
    mails = Mail.objects.count()
    with pytest.raises(HandInRefused, match="not with the association now"):
        decide(hand_in_id=hand_in.pk, reason=ReasonCodeFactory(use=use), text="", by=StaffFactory(), now=timezone.now())
    assert HandIn.objects.get(pk=hand_in.pk).status == status
    assert Mail.objects.count() == mails


@pytest.mark.parametrize(
    ("decide", "facts"),
    [
        (return_hand_in, {"use": ReasonCode.Use.REFUSE}),
        (refuse_hand_in, {"use": ReasonCode.Use.RETURN}),
        (return_hand_in, {"use": ReasonCode.Use.RETURN, "is_current": False}),
    ],
)
def test_a_reason_of_another_use_or_out_of_use_is_refused(decide, facts):
    hand_in = handed_in(with_pages=False)
    with pytest.raises(HandInRefused, match="Choose a reason from the list"):
        decide(hand_in_id=hand_in.pk, reason=ReasonCodeFactory(**facts), text="", by=StaffFactory(), now=timezone.now())
    assert open_tasks(hand_in) == [REVIEW_TASK]


def test_the_second_person_sends_back_to_the_reviewer_who_has_it_again():
    reviewer, recorder = StaffFactory(), RecorderFactory()
    hand_in = quickly_reviewed(reviewer=reviewer)
    now = timezone.now()
    send_back_to_reviewer(hand_in_id=hand_in.pk, text="Is the date right?", by=recorder, now=now)
    hand_in.refresh_from_db()
    assert (hand_in.status, hand_in.reviewed_by, hand_in.snapshot_sha256) == (Status.HANDED_IN, None, "")
    task = Task.objects.open().get(subject_id=hand_in.pk)
    assert (task.kind, task.claimed_by, task.claimed_at) == (REVIEW_TASK, reviewer, now)
    mail = Mail.objects.get(kind="agreements/back_to_reviewer")
    assert mail.to == reviewer.email
    assert "Is the date right?" in mail.text
    assert "Is the date right?" in mail.html
    action = last_action(hand_in)
    assert (action.kind, action.by, action.note) == (ActionKind.TO_REVIEWER, recorder, "Is the date right?")
    assert review(hand_in, reviewer).status == Status.REVIEWED


@pytest.mark.parametrize("status", [*NOT_WAITING, Status.HANDED_IN])
def test_only_what_waits_for_the_second_person_goes_back_to_the_reviewer(status):
    hand_in = as_status(status)
    with pytest.raises(HandInRefused, match="does not wait for the second person"):
        send_back_to_reviewer(hand_in_id=hand_in.pk, text="Look.", by=RecorderFactory(), now=timezone.now())


def test_without_a_note_nothing_goes_back_to_the_reviewer():
    hand_in = quickly_reviewed()
    with pytest.raises(HandInRefused, match="Write the reviewer a note"):
        send_back_to_reviewer(hand_in_id=hand_in.pk, text="  ", by=RecorderFactory(), now=timezone.now())
    assert open_tasks(hand_in) == [RECORD_TASK]


def test_a_correction_names_its_author_who_can_no_longer_record_it():
    corrector, other = RecorderFactory(), RecorderFactory()
    hand_in = quickly_handed_in()
    today = timezone.localdate()
    assert {corrector, other} <= set(who_may_record([hand_in], on_date=today)[hand_in.pk])
    correct_hand_in(
        hand_in_id=hand_in.pk,
        by=corrector,
        now=timezone.now(),
        save=save_paper,
        kind="resolution",
        relationship="friendship",
        languages=["en"],
        revision=hand_in.revision,
    )
    action = last_action(hand_in)
    assert (action.kind, action.by, action.what) == (ActionKind.CHANGED, corrector, Change.PAPER)
    assert hand_in.instruments.get().kind == "resolution"
    assert who_may_record([hand_in], on_date=today)[hand_in.pk] == [other]


def test_a_correction_of_what_was_reviewed_brings_it_back_to_review():
    hand_in = quickly_reviewed()
    scan = hand_in.scans.get()
    correct_hand_in(
        hand_in_id=hand_in.pk,
        by=StaffFactory(),
        now=timezone.now(),
        save=describe_scan,
        scan_id=scan.pk,
        visibility=Visibility.ASSOCIATION,
    )
    hand_in.refresh_from_db()
    assert (hand_in.status, hand_in.snapshot_sha256) == (Status.HANDED_IN, "")
    assert open_tasks(hand_in) == [REVIEW_TASK]


def test_a_correction_that_is_refused_leaves_the_review_as_it_was():
    hand_in = quickly_reviewed()
    with pytest.raises(HandInRefused) as refusal:
        correct_hand_in(
            hand_in_id=hand_in.pk,
            by=StaffFactory(),
            now=timezone.now(),
            save=save_paper,
            kind="resolution",
            relationship="sister",
            languages=["en"],
            revision=hand_in.revision - 1,
        )
    assert refusal.value.code == "stale"
    hand_in.refresh_from_db()
    assert hand_in.status == Status.REVIEWED
    assert open_tasks(hand_in) == [RECORD_TASK]


@pytest.mark.parametrize("status", NOT_WAITING)
def test_staff_correct_only_what_is_with_the_association(status):
    hand_in = as_status(status)
    with pytest.raises(HandInRefused, match="not with the association now"):
        correct_hand_in(hand_in_id=hand_in.pk, by=StaffFactory(), now=timezone.now(), save=lambda **facts: None)


def test_the_committee_corrects_nothing_while_it_is_with_the_association():
    hand_in = handed_in(with_pages=False)
    with pytest.raises(HandInRefused, match="not with the association now"):
        correct_hand_in(hand_in_id=hand_in.pk, by=hand_in.handed_in_by, now=timezone.now(), save=lambda **facts: None)


def test_the_task_to_record_waits_since_the_document_was_handed_in():
    before = timezone.now() - dt.timedelta(days=3)
    hand_in = quickly_handed_in(now=before)
    reviewer = StaffFactory()
    now = timezone.now()
    review_hand_in(hand_in_id=hand_in.pk, by=reviewer, now=now)
    assert Task.objects.get(kind=REVIEW_TASK, subject_id=hand_in.pk).opened_at == before
    assert Task.objects.get(kind=RECORD_TASK, subject_id=hand_in.pk).opened_at == before
    send_back_to_reviewer(hand_in_id=hand_in.pk, text="Look again.", by=reviewer, now=now)
    assert Task.objects.open().get(kind=REVIEW_TASK, subject_id=hand_in.pk).opened_at == before
