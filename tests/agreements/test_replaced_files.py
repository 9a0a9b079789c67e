"""Files after the document was handed in, and files that another one replaces."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from agreements.choices import ActionKind, Capacity, Change, FileRole, Status
from agreements.models import HandIn, Scan
from agreements.services import files, papers
from agreements.services.changing import HandInRefused
from agreements.services.reviewing import correct_hand_in, review_hand_in
from tests.desk_pages import address, hidden, text_of
from tests.factories import StaffFactory
from tests.factories_agreements import add_pdf, complete_hand_in, pdf_bytes, record, returned, signer
from tests.register_rows import quickly_handed_in

pytestmark = pytest.mark.django_db

COUNCIL = {"side-1-act": "yes", "side-1-number": "Res. 1", "side-1-visibility": "public", "side-2-act": "unknown"}


def names(hand_in: HandIn) -> list[str]:
    return list(hand_in.scans.order_by("pk").values_list("original_name", flat=True))


def add_council(client, hand_in: HandIn, name: str, *, route: str = "handin_correct_council", **answers):
    page = address(route, hand_in)
    upload = SimpleUploadedFile(name, pdf_bytes(2))
    seen = {"seen": hidden(client.get(page), "seen")}
    return client.post(page, {**COUNCIL, **seen, **answers, "side-1-file": upload})


def test_a_file_added_at_the_desk_is_drawn_and_the_document_goes_on_to_the_second_person(
    desk, staff, django_capture_on_commit_callbacks
):
    hand_in = quickly_handed_in()
    with django_capture_on_commit_callbacks(execute=True):
        assert add_council(desk, hand_in, "council.pdf").status_code == 302
    council = hand_in.scans.get(role=FileRole.COUNCIL_ACT)
    assert council.page_images.count() == council.pages == 2
    review_hand_in(hand_in_id=hand_in.pk, by=StaffFactory(), now=timezone.now())
    assert HandIn.objects.get(pk=hand_in.pk).status == Status.REVIEWED


def test_pages_are_promised_once_for_drafts_and_at_once_later(django_capture_on_commit_callbacks):
    draft = complete_hand_in(with_file=False)
    with django_capture_on_commit_callbacks(execute=True):
        add_pdf(draft, by=draft.started_by)
    assert not draft.scans.get().page_images.exists()
    with django_capture_on_commit_callbacks(execute=True):
        sent_back = returned()
        more = add_pdf(sent_back, by=sent_back.started_by, role=FileRole.OTHER)
    assert more.page_images.count() == 1


@pytest.mark.parametrize("at_desk", [False, True])
def test_a_council_file_that_another_replaces_is_taken_out(
    client_of, desk, at_desk, django_capture_on_commit_callbacks
):
    hand_in = quickly_handed_in() if at_desk else complete_hand_in()
    client = desk if at_desk else client_of(hand_in.started_by)
    route = "handin_correct_council" if at_desk else "handin_council"
    with django_capture_on_commit_callbacks(execute=True):
        add_council(client, hand_in, "c1.pdf", route=route)
    first = hand_in.scans.get(original_name="c1.pdf")
    bytes_at = first.file.name
    with django_capture_on_commit_callbacks(execute=True):
        response = add_council(client, hand_in, "c2.pdf", route=route)
    assert names(hand_in) == ["signed.pdf", "c2.pdf"]
    assert hand_in.council_acts.get().scan.original_name == "c2.pdf"
    assert not default_storage.exists(bytes_at)
    assert "“c1.pdf” was taken out: nothing needs it any more." in text_of(client.get(response.url))
    removed = hand_in.actions.filter(kind=ActionKind.CHANGED, what=Change.FILE_REMOVED)
    assert list(removed.values_list("note", flat=True)) == (["c1.pdf"] if at_desk else [])


def test_a_file_that_came_with_a_refused_form_does_not_stay_beside_the_next_one(client_of):
    hand_in = complete_hand_in()
    client = client_of(hand_in.started_by)
    wrong = {"side-1-decided_on_day": "40", "side-1-decided_on_month": "1", "side-1-decided_on_year": "1985"}
    assert add_council(client, hand_in, "c1.pdf", route="handin_council", **wrong).status_code == 422
    assert add_council(client, hand_in, "c2.pdf", route="handin_council").status_code == 302
    assert names(hand_in) == ["signed.pdf", "c2.pdf"]


def test_a_council_file_goes_when_no_decision_was_needed(client_of):
    hand_in = complete_hand_in()
    client = client_of(hand_in.started_by)
    add_council(client, hand_in, "c1.pdf", route="handin_council")
    page = address("handin_council", hand_in)
    answers = {"side-1-act": "none", "side-1-reason_none": "Charter", "side-2-act": "unknown"}
    assert client.post(page, {**answers, "seen": hidden(client.get(page), "seen")}).status_code == 302
    assert names(hand_in) == ["signed.pdf"]


def with_letter(hand_in: HandIn, letter: Scan | None, *, side: int = 2, by=None) -> None:
    party = hand_in.partnership.parties.get(side=side)
    facts = {"capacity": Capacity.DESIGNEE, "authority_id": letter.pk} if letter else {}
    papers.save_signatures(
        hand_in_id=hand_in.pk, party=party, signers=[signer(party, **facts)], by=by or hand_in.started_by
    )


def letter_of(hand_in: HandIn, name: str, *, side: int = 2) -> Scan:
    party = hand_in.partnership.parties.get(side=side)
    return add_pdf(hand_in, by=hand_in.started_by, role=FileRole.AUTHORITY_PAPER, party=party, name=name)


def test_a_letter_that_another_replaces_is_taken_out():
    hand_in = complete_hand_in()
    for name in ("first.pdf", "second.pdf"):
        with_letter(hand_in, letter_of(hand_in, name))
    assert names(hand_in) == ["signed.pdf", "second.pdf"]
    with_letter(hand_in, None)
    assert names(hand_in) == ["signed.pdf"]


def test_a_letter_that_the_other_side_names_and_other_files_stay():
    hand_in = complete_hand_in()
    shared, theirs = letter_of(hand_in, "shared.pdf"), letter_of(hand_in, "theirs.pdf", side=1)
    council = add_pdf(hand_in, by=hand_in.started_by, role=FileRole.COUNCIL_ACT, name="council.pdf")
    with_letter(hand_in, shared, side=1)
    with_letter(hand_in, shared)
    with_letter(hand_in, letter_of(hand_in, "own.pdf"))
    assert names(hand_in) == ["signed.pdf", "shared.pdf", council.original_name, "own.pdf"]
    assert not Scan.objects.filter(pk=theirs.pk).exists()


def test_files_of_a_recorded_entry_are_never_touched():
    hand_in = quickly_handed_in()
    staff = StaffFactory()
    party = hand_in.partnership.parties.get(side=1)
    council = add_pdf(hand_in, by=staff, role=FileRole.COUNCIL_ACT, party=party, name="council.pdf")
    facts = {"party": party, "by": staff, "number": "Res. 1"}
    papers.save_council_act(hand_in_id=hand_in.pk, scan=council, **facts)
    for scan in hand_in.scans.all():
        files.make_page_images(scan_id=scan.pk)
    entry = record(review_hand_in(hand_in_id=hand_in.pk, by=StaffFactory(), now=timezone.now()))
    with pytest.raises(HandInRefused):
        papers.save_council_act(hand_in_id=hand_in.pk, **facts)
    assert names(entry.hand_in) == ["signed.pdf", "council.pdf"]
    assert default_storage.exists(council.file.name)


def test_the_only_file_of_the_signed_document_is_not_taken_out_while_it_is_with_staff():
    hand_in, staff = quickly_handed_in(), StaffFactory()
    only = hand_in.scans.get()
    facts = {"hand_in_id": hand_in.pk, "by": staff, "now": timezone.now(), "save": files.remove_scan}
    with pytest.raises(HandInRefused, match="only file of the signed document"):
        correct_hand_in(scan_id=only.pk, **facts)
    add_pdf(hand_in, by=staff, name="page 2.pdf")
    correct_hand_in(scan_id=only.pk, **facts)
    assert names(hand_in) == ["page 2.pdf"]
