"""Leaving the committee's hands: the day of receipt, the letter, the task on the desk; and taking it back."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements import completeness
from agreements.choices import ActionKind, Status
from agreements.models import HandIn
from agreements.services import handing_in, reviewing
from agreements.services.changing import HandInRefused
from directory.choices import Role
from sistercities.desk.models import Task
from sistercities.post.models import Effect, Mail
from tests.factories import (
    CommitteeFactory,
    CommunityFactory,
    PartnerCommunityFactory,
    PartnershipFactory,
    SeatFactory,
    StaffFactory,
)
from tests.factories_agreements import STATEMENT, ReasonCodeFactory, as_status, complete_hand_in, handed_in, returned

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 20, 17, 0, tzinfo=dt.UTC)


def submit(hand_in: HandIn, *, statement: str = STATEMENT, now: dt.datetime = NOW) -> HandIn:
    return handing_in.submit_hand_in(hand_in_id=hand_in.pk, statement=statement, by=hand_in.started_by, now=now)


def test_handing_in_fixes_the_day_opens_the_task_and_promises_pages(django_capture_on_commit_callbacks):
    hand_in = complete_hand_in(now=NOW)
    handing_in.keep_unfinished(hand_in_id=hand_in.pk, step="text", answers={}, by=hand_in.started_by)
    late_evening = dt.datetime(2026, 11, 21, 3, 0, tzinfo=dt.UTC)
    with django_capture_on_commit_callbacks(execute=True):
        submit(hand_in, now=late_evening)
    hand_in.refresh_from_db()
    assert (hand_in.status, hand_in.received_on) == (Status.HANDED_IN, dt.date(2026, 11, 20))
    assert (hand_in.true_copy_text, hand_in.true_copy_by, hand_in.true_copy_at) == (
        STATEMENT,
        hand_in.started_by,
        late_evening,
    )
    assert Task.objects.open().filter(kind="handin_review", subject_id=hand_in.pk).count() == 1
    scan = hand_in.scans.get()
    assert scan.page_images.count() == scan.pages
    assert set(Effect.objects.values_list("task", flat=True)) == {"agreements.render_pages", "post.send_mail"}
    assert not Effect.objects.filter(done_at=None).exists()


def test_the_receipt_goes_to_the_main_contacts_the_committee_and_the_one_who_handed_in():
    committee = CommitteeFactory(email="Office@Example.org")
    first = SeatFactory(committee=committee, role=Role.COORDINATOR).user
    editor = SeatFactory(committee=committee, role=Role.EDITOR).user
    SeatFactory(committee=committee, role=Role.VIEWER)
    hand_in = submit(complete_hand_in(committee=committee, by=editor, now=NOW))
    letters = Mail.objects.filter(kind="agreements/receipt")
    assert set(letters.values_list("to", flat=True)) == {first.email, editor.email, "office@example.org"}
    letter = letters.first()
    assert "The day of receipt is 20 November 2026." in letter.text
    assert "by Monday, 30 November 2026" in letter.text  # five working days, Thanksgiving between them
    assert f"/workspace/handins/{hand_in.pk}/" in letter.html


def test_names_stand_in_letters_as_they_are_written():
    partnership = PartnershipFactory(communities=[CommunityFactory(), PartnerCommunityFactory(name="L'Aquila")])
    submit(complete_hand_in(partnership=partnership, now=NOW))
    letter = Mail.objects.get(kind="agreements/receipt")
    assert letter.subject.endswith(" – L'Aquila")
    assert "L'Aquila" in letter.text
    assert "L&#x27;Aquila" in letter.html


def test_a_document_signed_by_one_is_received_and_waits():
    hand_in = submit(complete_hand_in(sides=(1,), now=NOW))
    partner = hand_in.partnership.parties.get(side=2).community.name
    assert [party.side for party in completeness.unsigned_sides(hand_in)] == [2]
    assert (
        f"the document waits for the signature of {partner}"
        in Mail.objects.filter(kind="agreements/receipt").first().text
    )
    with pytest.raises(HandInRefused, match="Signed by one"):
        reviewing.review_hand_in(hand_in_id=hand_in.pk, by=StaffFactory(), now=NOW)


def test_without_the_statement_nothing_is_handed_in():
    hand_in = complete_hand_in(now=NOW)
    with pytest.raises(ValidationError, match="true copies"):
        submit(hand_in, statement="  ")
    hand_in.refresh_from_db()
    assert (hand_in.status, hand_in.received_on) == (Status.DRAFT, None)
    assert not Mail.objects.exists()


def test_what_was_sent_back_keeps_its_day_and_comes_to_the_desk_again():
    hand_in = returned(now=dt.datetime(2026, 11, 2, 15, 0, tzinfo=dt.UTC))
    assert not Task.objects.open().exists()
    submit(hand_in)
    hand_in.refresh_from_db()
    assert (hand_in.status, hand_in.received_on) == (Status.HANDED_IN, dt.date(2026, 11, 2))
    assert Task.objects.open().get().kind == "handin_review"
    assert Mail.objects.filter(kind="agreements/receipt").count() == 2


def test_the_letter_that_sends_back_carries_reason_and_note():
    hand_in = returned(note="Page 2 is missing.", reason=ReasonCodeFactory(letters={"en": "Please scan again."}))
    letter = Mail.objects.get(kind="agreements/returned")
    assert letter.to == hand_in.started_by.email
    for sentence in ("Please scan again.", "Page 2 is missing.", "Change and hand in again"):
        assert sentence in letter.text
        assert sentence in letter.html


@pytest.mark.parametrize("status", [Status.DRAFT, Status.HANDED_IN, Status.RETURNED, Status.REVIEWED])
def test_a_document_can_be_withdrawn_at_any_time_before_recording(status):
    hand_in = as_status(status)
    handing_in.withdraw_hand_in(hand_in_id=hand_in.pk, by=hand_in.started_by, now=timezone.now(), reason="A mistake")
    hand_in.refresh_from_db()
    assert hand_in.status == Status.WITHDRAWN
    assert (hand_in.actions.last().kind, hand_in.actions.last().note) == (ActionKind.WITHDRAWN, "A mistake")
    assert hand_in.scans.count() == 1
    assert not Task.objects.open().exists()
    assert Mail.objects.filter(kind="agreements/withdrawn").exists() == (status != Status.DRAFT)


@pytest.mark.parametrize("status", [Status.RECORDED, Status.WITHDRAWN, Status.REFUSED])
def test_what_is_over_cannot_be_withdrawn(status):
    hand_in = as_status(status)
    with pytest.raises(HandInRefused, match="already recorded, refused or withdrawn"):
        handing_in.withdraw_hand_in(hand_in_id=hand_in.pk, by=hand_in.started_by, now=NOW)


def test_the_letter_says_who_withdrew_it_when_and_why():
    now = dt.datetime(2026, 11, 22, 15, 0, tzinfo=dt.UTC)
    hand_in = as_status(Status.HANDED_IN, now=now - dt.timedelta(hours=1))
    handing_in.withdraw_hand_in(hand_in_id=hand_in.pk, by=hand_in.started_by, now=now, reason="Page 2 was upside down.")
    for letter in Mail.objects.filter(kind="agreements/withdrawn"):
        for text in (letter.text, letter.html):
            assert f"{hand_in.started_by} withdrew the signed document" in text
            assert "on 22 November 2026" in text
            assert "Page 2 was upside down." in text


def test_two_who_hand_in_at_once_do_it_once():
    hand_in = handed_in(with_pages=False)
    with pytest.raises(HandInRefused, match="already handed in"):
        submit(hand_in)
    assert hand_in.actions.filter(kind=ActionKind.HANDED_IN).count() == 1
