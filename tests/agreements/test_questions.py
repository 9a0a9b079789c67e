"""Ask the association, ask it to look before signing: question, task, answer by letter, and where they are kept."""

import datetime as dt

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements import asking
from agreements.choices import QuestionKind
from agreements.models import Question
from agreements.services.questions import (
    LOOK_TASK,
    QUESTION_TASK,
    QuestionRefused,
    answer_question,
    ask_association,
)
from directory.choices import Role
from sistercities.desk.models import Task
from sistercities.desk.services import claim_task
from sistercities.post.models import Mail
from tests.desk_pages import text_of
from tests.factories import (
    CommitteeFactory,
    CommunityFactory,
    PartnerCommunityFactory,
    PartnershipFactory,
    RecordingGrantFactory,
    SeatFactory,
    StaffFactory,
    UserFactory,
)
from tests.factories_agreements import handed_in, pdf_bytes, reviewed

pytestmark = pytest.mark.django_db


def asked(**facts) -> Question:
    facts = {"kind": QuestionKind.QUESTION, "text": "May our vice mayor sign?", "by": UserFactory(), **facts}
    return ask_association(now=timezone.now(), **facts)


def text(name: str = "final.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf_bytes(), "application/pdf")


def partnership_of(person):
    """A partnership of a committee on which this person is the main contact."""
    home = CommunityFactory()
    committee = CommitteeFactory(communities=[home])
    SeatFactory(user=person, committee=committee, role=Role.COORDINATOR)
    return PartnershipFactory(communities=[home, PartnerCommunityFactory()], lead_committee=committee)


def kept_folders() -> list[str]:
    return default_storage.listdir("questions")[0] if default_storage.exists("questions") else []


def downloaded(client, address: str) -> bytes:
    answer = client.get(address)
    assert answer["Content-Disposition"].startswith("attachment")
    return b"".join(answer.streaming_content)


# Asking


def test_every_page_of_the_workspace_has_a_button_that_makes_a_question_and_a_task(client_of):
    person = UserFactory()
    partnership = partnership_of(person)
    hand_in = handed_in(committee=partnership.lead_committee, by=person, partnership=partnership)
    for path in (
        reverse("workspace"),
        reverse("workspace_partnership", args=[partnership.slug]),
        reverse("committee_people", args=[partnership.lead_committee.pk]),
        reverse("handin_list"),
        hand_in.get_absolute_url(),
    ):
        page = client_of(person).get(path).content.decode()
        address = f"{reverse('question_new')}?page={path.replace('/', '%2F')}"
        assert address in page, path
        answer = client_of(person).post(address, {"text": f"What does {path} mean?"})
        question = Question.objects.get(text=f"What does {path} mean?")
        assert answer.url == question.get_absolute_url()
        assert question.page == path
        assert question.committee == partnership.lead_committee
        assert Task.objects.open().get(kind=QUESTION_TASK, subject_id=question.pk)
    about = Question.objects.get(page=hand_in.get_absolute_url())
    assert (about.hand_in, about.partnership) == (hand_in, partnership)


def test_a_page_of_somebody_else_tells_nothing(client_of):
    person, stranger = UserFactory(), UserFactory()
    partnership = partnership_of(person)
    hand_in = handed_in(committee=partnership.lead_committee, by=person, partnership=partnership)
    for path in (reverse("workspace_partnership", args=[partnership.slug]), hand_in.get_absolute_url()):
        found = asking.about(path, stranger)
        assert (found.partnership, found.hand_in, found.committee) == (None, None, None)
    for path in ("https://elsewhere.example/", "/desk/", "//elsewhere.example/workspace/", "/workspace/nothing/here/"):
        assert asking.about(path, person).page == ""


def test_an_officer_who_may_record_a_document_does_not_ask_for_its_committee(client_of):
    officer = RecordingGrantFactory(user=UserFactory()).user
    hand_in = reviewed()
    address = f"{reverse('question_new')}?page={hand_in.get_absolute_url()}"
    assert client_of(officer).post(address, {"text": "Is this signature genuine?"}).status_code == 302
    question = Question.objects.get()
    assert (question.hand_in, question.committee) == (hand_in, None)
    assert client_of(hand_in.started_by).get(question.get_absolute_url()).status_code == 404


def test_what_is_missing_is_said_and_what_was_typed_stays(client_of):
    client = client_of(UserFactory())
    answer = client.post(reverse("question_new"), {"text": " "})
    assert answer.status_code == 422
    assert "Write what you want to know." in text_of(answer)
    typed = {"text": "Can you record this?", "signing_on_day": "1", "signing_on_month": "2", "signing_on_year": "2020"}
    answer = client.post(reverse("look_new"), typed)
    assert answer.status_code == 422
    words = text_of(answer)
    assert "Add the text that will be signed." in words
    assert "Write who will sign, one person a line." in words
    assert "This day is over." in words
    assert "Can you record this?" in answer.content.decode()
    assert not Question.objects.exists()


def test_a_refused_file_leaves_nothing_behind(client_of):
    person = UserFactory()
    good, bad = text(), SimpleUploadedFile("page.pdf", b"<!doctype html><html></html>", "application/pdf")
    answer = client_of(person).post(
        reverse("look_new"), {"text": "Fine?", "signers": "The mayor", "files": [good, bad]}
    )
    assert answer.status_code == 422
    assert "page.pdf: This is a web page" in text_of(answer)
    assert not Question.objects.exists()
    assert not any(default_storage.listdir(f"questions/{folder}")[1] for folder in kept_folders())
    assert not Task.objects.exists()


def test_at_most_ten_files_and_none_twice():
    with pytest.raises(QuestionRefused, match="at most ten"):
        asked(uploads=[(f"{n}.pdf", text()) for n in range(11)])
    again = pdf_bytes(mark="the same")
    twice = [(name, SimpleUploadedFile(name, again)) for name in ("a.pdf", "b.pdf")]
    with pytest.raises(QuestionRefused, match=r"b\.pdf: this file was chosen twice"):
        asked(uploads=twice)
    assert not Question.objects.exists()


def test_a_final_text_is_shown_before_signing(client_of):
    person = UserFactory()
    partnership = partnership_of(person)
    address = f"{reverse('look_new')}?page={reverse('workspace_partnership', args=[partnership.slug])}"
    client = client_of(person)
    assert f'<option value="{partnership.pk}" selected>' in client.get(address).content.decode()
    day = timezone.localdate() + dt.timedelta(days=20)
    answers = {
        "partnership": partnership.pk,
        "signers": "The mayor, for us",
        "text": "Can this be recorded?",
        "files": [text("english.pdf"), text("japanese.pdf")],
        "signing_on_day": str(day.day),
        "signing_on_month": str(day.month),
        "signing_on_year": str(day.year),
    }
    assert client.post(address, answers).status_code == 302
    question = Question.objects.get()
    assert (question.kind, question.partnership, question.signing_on) == (QuestionKind.LOOK, partnership, day)
    assert [file.original_name for file in question.files.all()] == ["english.pdf", "japanese.pdf"]
    assert Task.objects.open().get(kind=LOOK_TASK, subject_id=question.pk)
    strangers = {"partnership": PartnershipFactory().pk, **{k: v for k, v in answers.items() if k != "partnership"}}
    assert client.post(address, strangers).status_code == 422


# Who may see it


def test_only_the_asker_their_committee_and_staff_see_a_question_and_its_files(client_of):
    person = UserFactory()
    partnership = partnership_of(person)
    question = asked(by=person, committee=partnership.lead_committee, uploads=[("a.pdf", text())])
    colleague = SeatFactory(committee=partnership.lead_committee, role=Role.VIEWER).user
    file = reverse("question_file", args=[question.files.get().pk])
    for reader in (person, colleague):
        assert client_of(reader).get(question.get_absolute_url()).status_code == 200
        assert downloaded(client_of(reader), file).startswith(b"%PDF")
    stranger = client_of(SeatFactory(role=Role.COORDINATOR).user)
    assert stranger.get(question.get_absolute_url()).status_code == 404
    assert stranger.get(file).status_code == 404
    assert question.text not in stranger.get(reverse("question_list")).content.decode()
    staff = client_of(StaffFactory())
    assert downloaded(staff, file).startswith(b"%PDF")
    assert staff.get(reverse("question_answer", args=[question.pk])).status_code == 200
    assert client_of(person).get(reverse("question_answer", args=[question.pk])).status_code == 404
    assert client_of(None).get(file).status_code == 302


# The answer


def test_the_answer_is_sent_word_for_word_kept_and_closes_the_task(client_of):
    person = UserFactory()
    partnership = partnership_of(person)
    contact = SeatFactory(committee=partnership.lead_committee, role=Role.COORDINATOR).user
    question = asked(by=person, committee=partnership.lead_committee, partnership=partnership)
    staff = StaffFactory()
    client = client_of(staff)
    words = "Yes.\nBring the council's decision."
    assert client.post(reverse("question_answer", args=[question.pk]), {"answer": words}).status_code == 302
    question.refresh_from_db()
    assert (question.answer, question.answered_by) == (words, staff)
    sent = {mail.to: mail.text for mail in Mail.objects.filter(kind="agreements/answer")}
    assert set(sent) == {person.email, contact.email}
    assert all(words in letter and question.text in letter for letter in sent.values())
    assert not Task.objects.open().filter(kind=QUESTION_TASK).exists()
    page = text_of(client_of(person).get(question.get_absolute_url()))
    assert "Bring the council's decision." in page.replace("&#x27;", "'")
    file = reverse("workspace_partnership", args=[partnership.slug])
    assert question.text in client_of(person).get(file).content.decode()


def test_it_is_answered_once_and_not_over_a_colleague(client_of):
    question, colleague, now = asked(), StaffFactory(), timezone.now()
    claim_task(task_id=Task.objects.get(subject_id=question.pk, kind=QUESTION_TASK).pk, by=colleague, now=now)
    with pytest.raises(QuestionRefused, match="has already taken"):
        answer_question(question_id=question.pk, answer="No", by=StaffFactory(), now=now)
    answer_question(question_id=question.pk, answer="Yes", by=colleague, now=now)
    refused = client_of(StaffFactory()).post(reverse("question_answer", args=[question.pk]), {"answer": "No"})
    assert refused.status_code == 422
    assert "answered already" in text_of(refused)
    assert Mail.objects.filter(kind="agreements/answer").count() == 1
    assert Question.objects.get().answer == "Yes"


def test_a_guest_without_a_committee_gets_the_answer_alone():
    other = SeatFactory(guest=True, community=PartnerCommunityFactory()).user
    guest = SeatFactory(guest=True, community=PartnerCommunityFactory()).user
    question = asked(by=guest)
    answer_question(question_id=question.pk, answer="Yes", by=StaffFactory(), now=timezone.now())
    assert set(Mail.objects.filter(kind="agreements/answer").values_list("to", flat=True)) == {guest.email}
    assert other.email != guest.email


def test_the_database_knows_a_whole_answer_only():
    question = asked()
    for change in ({"answer": "Yes"}, {"answered_by": StaffFactory()}, {"text": ""}, {"kind": "rumour"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Question.objects.filter(pk=question.pk).update(**change)


@pytest.mark.parametrize("route", ["handin_review", "handin_record"])
def test_the_answer_stands_beside_the_scan_when_the_signed_document_comes(client_of, route):
    hand_in = reviewed() if route == "handin_record" else handed_in()
    look = asked(
        kind=QuestionKind.LOOK,
        partnership=hand_in.partnership,
        signers="The mayor of Harbor",
        uploads=[("final.pdf", text())],
    )
    client = client_of(StaffFactory())
    address = reverse(route, args=[hand_in.pk])
    assert "Looked at before signing" not in text_of(client.get(address))
    answer_question(question_id=look.pk, answer="Name the second side too.", by=StaffFactory(), now=timezone.now())
    page = client.get(address)
    for words in ("Looked at before signing", "Name the second side too.", "The mayor of Harbor", "final.pdf"):
        assert words in text_of(page), words
    assert reverse("question_file", args=[look.files.get().pk]) in page.content.decode()


def test_the_list_costs_the_same_for_one_and_for_three(client_of):
    person = UserFactory()
    costs = []
    for more in (1, 2):
        for _each in range(more):
            partnership = partnership_of(person)
            asked(by=person, committee=partnership.lead_committee, partnership=partnership, uploads=[("a.pdf", text())])
        client = client_of(person)
        client.get(reverse("question_list"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = client.get(reverse("question_list"))
        costs.append(len(queries))
        assert page.content.decode().count("result-name") == len(Question.objects.all())
    assert costs[0] == costs[1]
