"""Staff correct which partnership a document is about, and take out a file that does not belong to it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.choices import ActionKind, Change, FileRole, Status
from agreements.models import HandIn
from agreements.services.handing_in import RECORD_TASK, REVIEW_TASK
from sistercities.desk.models import Task
from sistercities.desk.services import claim_task
from tests.desk_pages import address, hidden, text_of
from tests.factories import (
    CommunityFactory,
    PartnerCommunityFactory,
    PartnershipFactory,
    StaffFactory,
)
from tests.factories_agreements import add_pdf
from tests.register_rows import quickly_handed_in, quickly_recorded, quickly_reviewed

pytestmark = pytest.mark.django_db


@pytest.fixture
def other():
    """Another partnership, of communities with nothing to do with the document."""
    sides = [CommunityFactory(name="Tacoma"), PartnerCommunityFactory(name="Kitakyushu")]
    return PartnershipFactory(communities=sides, state="in_development", since=None)


def choose(client, hand_in: HandIn, partnership, *, query: str = "?q=Kitakyushu", **changes):
    page = address("handin_correct_partnership", hand_in) + query
    form = client.get(page)
    answers = {"seen": hidden(form, "seen"), "revision": hidden(form, "revision"), "partnership": partnership.pk}
    return client.post(page, {**answers, **changes})


def changes_of(hand_in: HandIn, what: Change) -> int:
    return hand_in.actions.filter(kind=ActionKind.CHANGED, what=what).count()


def test_the_review_page_leads_to_the_form_that_corrects_the_partnership(desk):
    hand_in = quickly_handed_in()
    form = address("handin_correct_partnership", hand_in)
    assert f'href="{form}"' in desk.get(address("handin_review", hand_in)).content.decode()
    text = text_of(desk.get(form))
    assert "Correct: Which partnership it is about" in text
    assert "A new one" not in text


def test_another_partnership_is_found_and_chosen_and_the_review_is_taken_back(desk, staff, other):
    hand_in = quickly_reviewed()
    response = choose(desk, hand_in, other)
    assert (response.status_code, response.url) == (302, address("handin_review", hand_in))
    hand_in.refresh_from_db()
    assert (hand_in.partnership, hand_in.status, hand_in.reviewed_by) == (other, Status.HANDED_IN, None)
    assert not hand_in.instruments.get().signatures.exists()
    assert hand_in.scans.count() == 1
    noted = hand_in.actions.get(kind=ActionKind.CHANGED)
    assert (noted.what, noted.by) == (Change.PARTNERSHIP, staff)
    assert hand_in.actions.filter(kind=ActionKind.REVIEW_CLEARED).exists()
    assert not Task.objects.open().filter(kind=RECORD_TASK).exists()
    assert Task.objects.open().get(kind=REVIEW_TASK).title == str(other)
    review = text_of(desk.get(address("handin_review", hand_in)))
    assert "Tacoma" in review
    assert "Say who signed, for at least one side." in review


def test_another_one_of_the_committees_is_offered_without_a_search(desk):
    hand_in = quickly_handed_in()
    home = hand_in.partnership.parties.get(side=1).community
    near = PartnershipFactory(
        communities=[home, PartnerCommunityFactory()], kind="friendship", state="in_development", since=None
    )
    assert choose(desk, hand_in, near, query="").status_code == 302
    hand_in.refresh_from_db()
    assert (hand_in.partnership, hand_in.relationship) == (near, "friendship")
    assert Task.objects.open().get(kind=REVIEW_TASK, subject_id=hand_in.pk).title == str(near)


def test_what_is_on_the_register_can_be_chosen_for_a_later_paper(desk):
    entry, hand_in = quickly_recorded(), quickly_handed_in()
    name = entry.partnership.parties.get(side=2).community.name
    page = desk.get(address("handin_correct_partnership", hand_in), {"q": name})
    assert "a later paper, the first one is on the register" in page.content.decode()
    assert choose(desk, hand_in, entry.partnership, query=f"?q={name}").status_code == 302
    assert HandIn.objects.get(pk=hand_in.pk).partnership == entry.partnership
    review = desk.get(address("handin_review", hand_in)).content.decode()
    assert f"already on the register as {entry.number}" in review


def test_choosing_the_same_partnership_changes_nothing(desk):
    hand_in = quickly_reviewed()
    assert choose(desk, hand_in, hand_in.partnership, query="").status_code == 302
    hand_in.refresh_from_db()
    assert hand_in.status == Status.REVIEWED
    assert changes_of(hand_in, Change.PARTNERSHIP) == 0
    assert hand_in.instruments.get().signatures.count() == 2


def test_signers_that_were_typed_meanwhile_are_not_dropped_unseen(desk, other):
    hand_in = quickly_handed_in()
    page = address("handin_correct_partnership", hand_in) + "?q=Kitakyushu"
    form = desk.get(page)
    answers = {"seen": hidden(form, "seen"), "revision": hidden(form, "revision"), "partnership": other.pk}
    hand_in.instruments.get().signatures.get(party__side=2).delete()
    assert desk.post(page, answers).status_code == 409
    assert HandIn.objects.get(pk=hand_in.pk).partnership == hand_in.partnership


def test_a_colleague_who_has_taken_it_is_asked_first(desk, other):
    hand_in = quickly_handed_in()
    task = Task.objects.open().get(subject_id=hand_in.pk)
    claim_task(task_id=task.pk, by=StaffFactory(full_name="Officer Green"), now=timezone.now())
    page = desk.get(address("handin_correct_partnership", hand_in), follow=True)
    assert "Officer Green has taken this. Ask for it to be given back, or take it over." in text_of(page)
    desk.post(reverse("task_take_over", args=[task.pk]), {"holder": Task.objects.get(pk=task.pk).claimed_by_id})
    assert choose(desk, hand_in, other).status_code == 302


# Files


def take_out(client, hand_in: HandIn, scan):
    page = address("handin_correct_file", hand_in, scan.pk)
    form = client.get(page)
    return client.post(page, {"seen": hidden(form, "seen"), "revision": hidden(form, "revision"), "remove": "1"})


def with_useless_file(by) -> tuple[HandIn, object]:
    hand_in = quickly_handed_in()
    return hand_in, add_pdf(hand_in, by=by, role=FileRole.OTHER, name="holiday.pdf")


def test_a_useless_file_is_taken_out_at_the_desk(desk, staff):
    hand_in, scan = with_useless_file(staff)
    response = take_out(desk, hand_in, scan)
    assert (response.status_code, response.url) == (302, address("handin_review", hand_in))
    assert list(hand_in.scans.values_list("original_name", flat=True)) == ["signed.pdf"]
    noted = hand_in.actions.get(what=Change.FILE_REMOVED)
    assert (noted.by, noted.note) == (staff, "holiday.pdf")
    text = text_of(desk.get(response.url))
    assert "“holiday.pdf” was taken out." in text
    assert "Changed: a file was taken out" in text


def test_taking_a_file_out_takes_the_review_back(desk):
    hand_in = quickly_reviewed()
    page = add_pdf(hand_in, by=StaffFactory(), name="page 2.pdf")
    HandIn.objects.filter(pk=hand_in.pk).update(
        status=Status.REVIEWED,
        reviewed_by=hand_in.reviewed_by,
        reviewed_at=hand_in.reviewed_at,
        snapshot_sha256=hand_in.snapshot_sha256,
    )
    assert take_out(desk, hand_in, page).status_code == 302
    assert HandIn.objects.get(pk=hand_in.pk).status == Status.HANDED_IN
    assert Task.objects.open().filter(kind=REVIEW_TASK, subject_id=hand_in.pk).exists()


def test_the_only_signed_document_stays_and_the_page_says_what_to_do(desk):
    hand_in = quickly_handed_in()
    response = take_out(desk, hand_in, hand_in.scans.get())
    assert "Send the document back to ask for another one." in text_of(desk.get(response.url))
    assert hand_in.scans.count() == 1
    assert changes_of(hand_in, Change.FILE_REMOVED) == 0


def test_a_file_that_somebody_changed_meanwhile_is_not_taken_out(desk, staff):
    hand_in, scan = with_useless_file(staff)
    page = address("handin_correct_file", hand_in, scan.pk)
    form = desk.get(page)
    scan.visibility = "association"
    scan.save()
    answers = {"seen": hidden(form, "seen"), "revision": hidden(form, "revision"), "remove": "1"}
    assert desk.post(page, answers).status_code == 409
    assert hand_in.scans.count() == 2
