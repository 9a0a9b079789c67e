"""What the association decides about a record: void, an erratum, another record in its place."""

import datetime as dt
import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements import canonical
from agreements.certificates import certificate_of_entry
from agreements.choices import Act, Status
from agreements.completeness import obstacles
from agreements.deeds import deed
from agreements.documents import render_certificate
from agreements.models import HandIn, RegistryEntry
from agreements.services.chain import verify_register
from agreements.services.changing import HandInRefused
from agreements.services.deciding import Decision, decide
from agreements.services.handing_in import withdraw_hand_in
from agreements.services.reviewing import return_hand_in, review_hand_in
from agreements.status import answer_for
from partnerships.models import Partnership
from sistercities.accounts.models import User
from sistercities.desk.models import Task
from tests.agreements.reading import pages_of, text_of
from tests.desk_pages import address
from tests.factories import RecorderFactory, StaffFactory, UserFactory
from tests.factories_agreements import ReasonCodeFactory, pdf_bytes, record
from tests.later_acts import handed_in_act, recorded_act
from tests.register_rows import add_small_pages, check_all, insert_entry, quickly_recorded

pytestmark = pytest.mark.django_db
DAY = dt.date(2023, 1, 18)


@pytest.fixture
def entry() -> RegistryEntry:
    return quickly_recorded()


def decided(entry: RegistryEntry, act: str, *, by: User | None = None, **facts: Any) -> HandIn:
    """A decision that waits for review."""
    said = {"reason": "It is not a government.", "decided_on": DAY, **facts}
    hand_in = decide(
        entry=entry,
        act=act,
        decision=Decision(**said),
        paper=io.BytesIO(pdf_bytes()),
        name="note.pdf",
        by=by or StaffFactory(),
        now=timezone.now(),
    )
    add_small_pages(hand_in)
    return hand_in


def recorded_decision(entry: RegistryEntry, act: str, **facts: Any) -> RegistryEntry:
    hand_in = decided(entry, act, **facts)
    return record(review_hand_in(hand_in_id=hand_in.pk, by=hand_in.started_by, now=timezone.now()))


def refusals(change: Any) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        change()
    return refused.value.messages


def test_a_record_is_declared_void_by_two_people_and_no_side(entry: RegistryEntry) -> None:
    act = recorded_decision(entry, Act.VOID)
    check_all()
    said = canonical.parsed(act.canonical)
    assert (act.number, act.act, act.founding) == (f"{entry.number}-1", "void", entry)
    assert (said["of"], said["reason"], said["effective_on"]) == (entry.number, "It is not a government.", "2023-01-18")
    assert (said["signatures"], said["kind"]) == ([], "decision")
    assert [(file["role"], file["visibility"]) for file in said["files"]] == [("decision", "association")]
    for day in (dt.date(1960, 1, 1), DAY, timezone.localdate()):
        answer = answer_for(entry, on_date=day)
        assert (answer.code, answer.in_force) == ("void", False)
        assert Partnership.objects.with_state(day).get(pk=entry.partnership_id).state == "void"
    assert answer.sentence == "Declared void on 18 January 2023, as far as this register knows."
    assert not Partnership.objects.with_recognition().get(pk=entry.partnership_id).is_recorded
    assert verify_register().is_sound


def test_after_a_void_record_a_new_one_begins(entry: RegistryEntry) -> None:
    recorded_decision(entry, Act.VOID)
    again = quickly_recorded(partnership=entry.partnership)
    today = timezone.localdate()
    assert answer_for(again, on_date=today).code == "in_force"
    assert answer_for(entry, on_date=today).code == "void"
    assert Partnership.objects.with_state(today).get(pk=entry.partnership_id).state == "active"


@pytest.mark.parametrize("act", [Act.RENEWAL, Act.SUSPENSION, Act.REAFFIRMATION])
def test_nothing_more_is_done_to_a_void_record(entry: RegistryEntry, act: str) -> None:
    waiting = handed_in_act(entry, act)
    recorded_decision(entry, Act.VOID)
    sentence = f"{entry.number} was declared void. Nothing more can be recorded about it."
    assert obstacles(waiting) == [sentence]
    HandIn.objects.filter(pk=waiting.pk).update(reviewed_by=StaffFactory())
    waiting.refresh_from_db()
    facts = {"act": act, "founding_id": entry.pk, "number": f"{entry.number}-2"}
    with pytest.raises(IntegrityError, match="declared void"), transaction.atomic():
        insert_entry(waiting, recorder=RecorderFactory(), **facts)


def test_an_erratum_stands_beside_the_record(entry: RegistryEntry, client: Client) -> None:
    said = {"wrong_words": "signed on 10 October 1975", "right_words": "signed on 10 October 1957"}
    act = recorded_decision(entry, Act.ERRATUM, **said)
    page = client.get(entry.get_absolute_url()).content.decode()
    for words in (*said.values(), f"Put right by {act.number}"):
        assert words in page
    assert deed(canonical.parsed(act.canonical)) == (
        f"A mistake in the record {entry.number} was put right by the association."
    )
    own = client.get(act.get_absolute_url()).content.decode()
    assert "Put right by" not in own
    assert said["right_words"] in own
    assert answer_for(entry, on_date=timezone.localdate()).code == "in_force"


def test_another_record_stands_in_its_place(entry: RegistryEntry, client: Client) -> None:
    successor = quickly_recorded()
    recorded_decision(entry, Act.SUPERSESSION, successor=successor, reason="The county became a city.")
    before, after = (answer_for(entry, on_date=DAY + dt.timedelta(days=n)) for n in (-1, 0))
    assert (before.code, after.code, after.in_force) == ("in_force", "superseded", False)
    assert after.sentence == f"Superseded by {successor.number}, as far as this register knows."
    assert Partnership.objects.with_state(DAY).get(pk=entry.partnership_id).state == "superseded"
    assert answer_for(successor, on_date=DAY).code == "in_force"
    assert successor.number in client.get(entry.get_absolute_url()).content.decode()


def test_the_certificate_of_a_decision_can_be_printed(entry: RegistryEntry) -> None:
    act = recorded_decision(entry, Act.VOID)
    text = text_of(render_certificate(certificate_of_entry(act, version=1, made_at=timezone.now())))
    for words in ("Record of a declaration as void", f"on {entry.number}", "declared void by the association"):
        assert words in text
    assert "Council decisions" not in text


def test_the_certificate_of_an_act_of_one_side_says_what_it_does(entry: RegistryEntry) -> None:
    act = recorded_act(entry, Act.SUSPENSION, effective_on="2022-03-18", condition="until the war is over")
    text = " ".join(text_of(render_certificate(certificate_of_entry(act, version=1, made_at=timezone.now()))).split())
    home = entry.partnership.parties.get(side=1).community.name
    for words in (
        "Record of a suspension",
        f"The agreement {entry.number} was suspended by {home} alone.",
        "Suspended from: 18 March 2022",
        "Condition: until the war is over",
    ):
        assert words in text


def test_what_cannot_be_decided_is_refused(entry: RegistryEntry) -> None:
    act = recorded_act(entry, Act.REAFFIRMATION)
    first = "The association decides about the first record of an agreement."
    assert refusals(lambda: decided(act, Act.VOID)) == [first]
    assert refusals(lambda: decided(entry, Act.RENEWAL)) == [first]
    assert refusals(lambda: decided(entry, Act.VOID, by=UserFactory())) == [first]
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    assert refusals(lambda: decided(entry, Act.VOID, decided_on=tomorrow)) == [
        "The day lies in the future. Record the decision when it counts."
    ]
    assert refusals(lambda: decided(entry, Act.VOID, reason=" ")) == ["Say why the association decides so."]
    assert refusals(lambda: decided(entry, Act.ERRATUM)) == ["Say what is wrong, and what is right."]
    assert refusals(lambda: decided(entry, Act.SUPERSESSION)) == ["Say which entry stands in its place."]
    other = "Another entry that is not void has to stand in its place. Check the number."
    for wrong in (entry, act):
        assert refusals(lambda wrong=wrong: decided(entry, Act.SUPERSESSION, successor=wrong)) == [other]
    assert not HandIn.objects.filter(act__in=[Act.VOID, Act.ERRATUM, Act.SUPERSESSION]).exists()


def test_the_database_asks_for_the_reason_and_the_paper(entry: RegistryEntry) -> None:
    hand_in = decided(entry, Act.VOID)
    HandIn.objects.filter(pk=hand_in.pk).update(reviewed_by=hand_in.started_by)
    hand_in.refresh_from_db()
    facts = {"act": Act.VOID, "founding_id": entry.pk, "number": f"{entry.number}-1"}
    for spoil in (
        lambda: hand_in.scans.update(role="other"),
        lambda: HandIn.objects.filter(pk=hand_in.pk).update(reason=""),
    ):
        with transaction.atomic():
            spoil()
            hand_in.refresh_from_db()
            with pytest.raises(IntegrityError, match="lacks the reason or the paper"), transaction.atomic():
                insert_entry(hand_in, recorder=RecorderFactory(), **facts)
            transaction.set_rollback(True)
        hand_in.refresh_from_db()
    with pytest.raises(IntegrityError, match="handin_decision_of_association"), transaction.atomic():
        HandIn.objects.filter(pk=hand_in.pk).update(on_behalf=False)


def test_a_decision_is_not_sent_back_but_withdrawn(entry: RegistryEntry, desk: Client) -> None:
    hand_in = decided(entry, Act.VOID)
    assert desk.get(address("handin_return", hand_in)).status_code == 404
    with pytest.raises(HandInRefused):
        return_hand_in(
            hand_in_id=hand_in.pk, reason=ReasonCodeFactory(), text="", by=StaffFactory(), now=timezone.now()
        )
    page = desk.get(address("handin_review", hand_in)).content.decode()
    assert address("handin_return", hand_in) not in page
    assert address("handin_withdraw", hand_in) in page
    for part in ("act", "document", "partnership", "council"):
        assert desk.get(address(f"handin_correct_{part}", hand_in)).status_code == 404
        assert address(f"handin_correct_{part}", hand_in) not in page
    assert withdraw_hand_in(hand_in_id=hand_in.pk, by=hand_in.started_by, now=timezone.now()).status == Status.WITHDRAWN


# The pages of the desk


def test_the_desk_finds_a_record_and_declares_it_void(entry: RegistryEntry, desk: Client) -> None:
    found = desk.get(reverse("desk_registry"), {"number": entry.number.lower()})
    assert found.url == reverse("entry_decide", args=[entry.number])
    page = desk.get(found.url).content.decode()
    form = reverse("entry_act", args=[entry.number, "void"])
    assert form in page
    assert desk.get(form).status_code == 200
    paper = SimpleUploadedFile("note.pdf", pdf_bytes())
    said = {"reason": "Forged", "decided_on_day": "18", "decided_on_month": "1", "decided_on_year": "2023"}
    answer = desk.post(form, {**said, "paper": paper, "visibility": "association"})
    hand_in = HandIn.objects.latest("pk")
    assert answer.url == address("handin_review", hand_in)
    assert (hand_in.act, hand_in.founding, hand_in.status, hand_in.committee) == ("void", entry, "handed_in", None)
    assert Task.objects.open().get(subject_id=hand_in.pk).title.endswith(": Declared void")
    review = desk.get(answer.url)
    assert review.status_code == 200
    assert "Forged" in review.content.decode()


def test_the_desk_words_a_decision_anew(entry: RegistryEntry, desk: Client) -> None:
    hand_in = decided(entry, Act.ERRATUM, wrong_words="1975", right_words="1975")
    page = address("handin_correct_terms", hand_in)
    assert 'value="2023"' in desk.get(page).content.decode()
    said = {"reason": "A slip", "decided_on_day": "18", "decided_on_month": "1", "decided_on_year": "2023"}
    assert desk.post(page, {**said, "wrong_words": "1975", "right_words": ""}).status_code == 422
    assert desk.post(page, {**said, "wrong_words": "1975", "right_words": "1957"}).status_code == 302
    hand_in.refresh_from_db()
    assert (hand_in.right_words, hand_in.reason) == ("1957", "A slip")


@pytest.mark.parametrize(
    ("act", "said", "sentence"),
    [
        ("void", {}, "Say why the association decides so."),
        ("void", {"reason": "Forged"}, "Add the paper on which the decision rests."),
        ("erratum", {"reason": "A slip"}, "Say what is wrong."),
        ("supersession", {"successor": "SC-1999-00001"}, "There is no record with that number."),
        ("supersession", {"successor": ""}, "Enter the number of the other record."),
    ],
)
def test_what_is_missing_is_asked_for(
    entry: RegistryEntry, desk: Client, act: str, said: dict[str, str], sentence: str
) -> None:
    answer = desk.post(reverse("entry_act", args=[entry.number, act]), said)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)


def test_a_file_that_is_not_taken_leaves_no_decision(entry: RegistryEntry, desk: Client) -> None:
    said = {"reason": "Forged", "decided_on_day": "18", "decided_on_month": "1", "decided_on_year": "2023"}
    paper = SimpleUploadedFile("note.pdf", b"no paper at all")
    said |= {"paper": paper, "visibility": "public"}
    answer = desk.post(reverse("entry_act", args=[entry.number, "void"]), said)
    assert answer.status_code == 422
    assert "note.pdf" in answer.content.decode()
    assert HandIn.objects.filter(act="void").count() == 0


def test_a_decision_that_cannot_be_printed_leaves_no_file(entry: RegistryEntry) -> None:
    before = HandIn.objects.count()
    folders = default_storage.listdir("handins")[0]
    said = refusals(lambda: decided(entry, Act.VOID, reason="\U000f1234 is in no font"))
    assert any("U+F1234" in sentence for sentence in said)
    assert HandIn.objects.count() == before
    left = {
        folder for folder in default_storage.listdir("handins")[0] if default_storage.listdir(f"handins/{folder}")[1]
    }
    assert left <= set(folders)


def test_a_number_that_nothing_has_is_said(desk: Client) -> None:
    answer = desk.get(reverse("desk_registry"), {"number": "SC-1999-00001"})
    assert answer.status_code == 422
    assert "There is no record with that number." in answer.content.decode()


LONG = "A long sentence that says why, again and again, so that it takes a line of its own on the paper. " * 3


@pytest.mark.parametrize("words", ["", LONG])
def test_the_front_of_an_act_stays_on_one_page(entry: RegistryEntry, words: str) -> None:
    act = recorded_act(entry, Act.SUSPENSION, effective_on="2022-03-18", condition="until spring", reason=words)
    front = pages_of(render_certificate(certificate_of_entry(act, version=1, made_at=timezone.now())))[0]
    assert "Recording is not a legal judgement." in " ".join(front.split())
