"""Two papers for one act: each side's own resolution or proclamation, handed in together or one after the other."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements import canonical, completeness
from agreements.certificates import certificate_of_entry
from agreements.choices import DocumentKind, FileRole
from agreements.documents import certificate_html
from agreements.models import HandIn, RegistryEntry
from agreements.services.chain import verify_register
from agreements.services.changing import HandInRefused
from agreements.services.handing_in import choose_partnership, start_hand_in
from agreements.services.papers import arrange_papers, save_paper, save_signatures, save_transcriptions
from agreements.services.reviewing import return_hand_in
from sistercities.post.models import Mail
from tests.desk_pages import text_of
from tests.factories import PartnershipFactory, RecorderFactory, StaffFactory
from tests.factories_agreements import (
    ReasonCodeFactory,
    add_own_paper,
    add_pdf,
    complete_hand_in,
    handed_in,
    pdf_bytes,
    signer,
)
from tests.register_rows import (
    add_small_pages,
    check_all,
    insert_entry,
    quickly_handed_in,
    quickly_recorded,
    quickly_reviewed,
)

pytestmark = pytest.mark.django_db


def side_of(hand_in: HandIn, side: int):
    return hand_in.partnership.parties.select_related("community").get(side=side)


def problems(hand_in: HandIn) -> list[str]:
    return [str(problem.sentence) for problem in completeness.problems(hand_in)]


def obstacles(hand_in: HandIn) -> str:
    return " ".join(map(str, completeness.obstacles(hand_in)))


# Recording


def test_two_proclamations_that_name_each_other_become_one_entry():
    entry = quickly_recorded(own_papers=True)
    check_all()
    said = canonical.parsed(entry.canonical)
    assert [(paper["n"], paper["side"], paper["kind"], paper["names_others"]) for paper in said["instruments"]] == [
        (1, 1, "proclamation", True),
        (2, 2, "proclamation", True),
    ]
    assert [(row["side"], row["instrument"]) for row in said["signatures"]] == [(1, 1), (2, 2)]
    assert [(file["side"], file["instrument"]) for file in said["files"]] == [(1, 1), (2, 2)]
    assert [row.instrument.party.side for row in entry.rests_on.all()] == [1, 2]
    assert verify_register().is_sound


def test_a_paper_that_does_not_name_the_other_stops_the_review():
    hand_in = complete_hand_in(own_papers=True)
    add_own_paper(hand_in, side_of(hand_in, 2), by=hand_in.started_by, with_file=False, names_others=False)
    name = side_of(hand_in, 2).community.name
    assert problems(hand_in) == []
    assert f"The paper of {name} does not name every other side." in obstacles(hand_in)


def test_the_database_refuses_an_entry_on_papers_that_do_not_name_each_other():
    hand_in, recorder = quickly_reviewed(own_papers=True), RecorderFactory()
    hand_in.instruments.filter(party__side=2).update(names_others=False)
    with pytest.raises(IntegrityError, match="do not name each other"), transaction.atomic():
        insert_entry(hand_in, recorder=recorder)
    assert not RegistryEntry.objects.exists()


# One after the other


def test_the_paper_of_one_side_waits_for_the_other_and_says_for_whom():
    hand_in = quickly_handed_in(own_papers=True, sides=(1,))
    name = side_of(hand_in, 2).community.name
    assert obstacles(hand_in) == f"Signed by one: the signature of {name} is missing."
    letter = Mail.objects.get(kind="agreements/receipt", to=hand_in.started_by.email).text
    assert f"the document waits for the signature of {name}" in " ".join(letter.split())


def test_the_second_paper_comes_later_and_the_day_of_receipt_stays():
    hand_in = handed_in(own_papers=True, sides=(1,), with_pages=False)
    by, received_on = hand_in.started_by, hand_in.received_on
    return_hand_in(
        hand_in_id=hand_in.pk,
        reason=ReasonCodeFactory(),
        text="The other paper.",
        by=StaffFactory(),
        now=timezone.now(),
    )
    party = side_of(hand_in, 2)
    add_own_paper(hand_in, party, by=by)
    save_signatures(hand_in_id=hand_in.pk, party=party, signers=[signer(party)], by=by)
    hand_in.refresh_from_db()
    assert (problems(hand_in), hand_in.received_on) == ([], received_on)
    add_small_pages(hand_in)
    assert obstacles(hand_in) == ""


def test_staff_add_the_second_paper_that_came_by_post(client_of):
    hand_in = quickly_handed_in(own_papers=True, sides=(1,))
    client = client_of(StaffFactory())
    address = reverse("handin_correct_files", args=[hand_in.pk])
    page = client.get(address)
    assert f"Add scans or photos of the paper of {side_of(hand_in, 2).community.name}" in text_of(page)
    upload = SimpleUploadedFile("second.pdf", pdf_bytes(mark="second"))
    answer = client.post(
        address,
        {
            "seen": page.context["seen"],
            "signed-2": upload,
            "signed_visibility": "public",
            "other_role": "other",
            "other_visibility": "association",
        },
    )
    assert answer.status_code == 302
    added = hand_in.scans.get(original_name="second.pdf")
    assert (added.party.side, added.instrument.party.side) == (2, 2)
    assert "Add the chosen files" not in text_of(page)


# From one paper to two and back


def test_nothing_is_lost_between_one_paper_and_two():
    hand_in = complete_hand_in()
    by = hand_in.started_by
    save_transcriptions(hand_in_id=hand_in.pk, texts={"en": "Ours"}, by=by)
    arrange_papers(hand_in_id=hand_in.pk, each_has_its_own=True, by=by)
    ours, theirs = hand_in.instruments.all()
    assert [row.party.side for row in (ours, theirs)] == [1, 2]
    assert [paper.signatures.get().party.side for paper in (ours, theirs)] == [1, 2]
    assert hand_in.scans.get().party.side == 1
    party = side_of(hand_in, 2)
    add_own_paper(hand_in, party, by=by)
    save_transcriptions(hand_in_id=hand_in.pk, texts={"en": "Theirs", "ja": "Text"}, by=by, party=party)
    arrange_papers(hand_in_id=hand_in.pk, each_has_its_own=False, by=by)
    paper = hand_in.instruments.get()
    assert (paper.party, paper.names_others) == (None, False)
    assert [row.party.side for row in paper.signatures.order_by("party__side")] == [1, 2]
    assert [scan.party for scan in hand_in.scans.filter(role=FileRole.SIGNED_DOCUMENT)] == [None, None]
    texts = dict(paper.transcriptions.values_list("language", "text"))
    assert texts == {"en": "Ours\n\nTheirs", "ja": "Text"}


def test_another_partnership_leaves_one_paper():
    hand_in = complete_hand_in(own_papers=True)
    choose_partnership(hand_in_id=hand_in.pk, partnership=PartnershipFactory(), by=hand_in.started_by)
    assert [paper.party for paper in hand_in.instruments.all()] == [None]
    assert hand_in.scans.filter(party__isnull=False).count() == 0


def test_papers_of_each_side_need_the_sides():
    staff = StaffFactory()
    hand_in = start_hand_in(by=staff, committee=None, now=timezone.now(), on_behalf=True)
    with pytest.raises(HandInRefused, match="Choose first which partnership"):
        arrange_papers(hand_in_id=hand_in.pk, each_has_its_own=True, by=staff)


# The form


def answers_of(page, **changes):
    return {"seen": page.context["seen"], "kind": "proclamation", "languages": ["en"], **changes}


def test_the_form_parts_the_paper_and_has_a_step_for_each(client_of):
    hand_in = complete_hand_in()
    client = client_of(hand_in.started_by)
    address = reverse("handin_document", args=[hand_in.pk])
    answer = client.post(address, answers_of(client.get(address), relationship="sister", arrangement="own"))
    second = reverse("handin_paper", args=[hand_in.pk, 2])
    assert (answer.status_code, answer.url) == (302, second)
    page = client.get(second)
    assert f"The paper of {side_of(hand_in, 2).community.name}" in text_of(page)
    assert "What do the sides become" not in text_of(page)
    assert client.post(second, answers_of(page, kind="resolution", names_others="on")).status_code == 302
    papers = hand_in.instruments.all()
    assert [(paper.kind, paper.names_others) for paper in papers] == [("proclamation", False), ("resolution", True)]


def test_each_paper_has_its_own_files_and_its_own_text(client_of):
    hand_in = complete_hand_in(own_papers=True, with_file=False)
    client, name = client_of(hand_in.started_by), side_of(hand_in, 2).community.name
    assert f"The paper of {name}: Add a scan or photo of the signed document." in problems(hand_in)
    party = side_of(hand_in, 2)
    add_pdf(hand_in, by=hand_in.started_by, party=party, name="theirs.pdf")
    assert hand_in.scans.get().instrument == hand_in.paper_of(party)
    address = reverse("handin_text", args=[hand_in.pk])
    page = client.get(address)
    client.post(address, {"seen": page.context["seen"], "text-en": "Ours", "paper-2-text-en": "Theirs"})
    assert [paper.transcriptions.get().text for paper in hand_in.instruments.all()] == ["Ours", "Theirs"]


def test_one_paper_has_no_step_for_the_paper_of_a_side(client_of):
    hand_in = complete_hand_in()
    assert client_of(hand_in.started_by).get(reverse("handin_paper", args=[hand_in.pk, 2])).status_code == 404


# What people read


def test_record_and_certificate_say_whose_paper_is_whose(client):
    entry = quickly_recorded(own_papers=True)
    ours, theirs = (party.community.name for party in entry.partnership.parties.order_by("side"))
    page = text_of(client.get(entry.get_absolute_url()))
    html = certificate_html(certificate_of_entry(entry, version=1, made_at=timezone.now()))
    for side in (ours, theirs):
        assert f"{side}: Proclamation: Proclamation of {side}, in English" in html
        assert f"Signed document, {side}" in page


def test_another_kind_of_document_for_each_side():
    hand_in = complete_hand_in(own_papers=True)
    facts = {"languages": ["en"], "names_others": True}
    party = side_of(hand_in, 2)
    save_paper(hand_in_id=hand_in.pk, by=hand_in.started_by, kind=DocumentKind.RESOLUTION, party=party, **facts)
    content = canonical.draft(hand_in)
    assert [paper["kind"] for paper in content["instruments"]] == ["proclamation", "resolution"]
