"""Both communities, and everybody who signed, hear of a record and get its agreement PDF, whoever mail reaches."""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements import letters
from agreements.choices import Act, ActionKind
from agreements.models import RegistryEntry
from agreements.pdf_versions import pdf_versions
from agreements.services.sealing import seal_entry
from agreements.services.telling import sides_to_tell
from agreements.tasks import print_batch
from directory.choices import Role
from directory.models import Committee, Seat
from partnerships.models import Party, SideLetter
from partnerships.reach import readers_of
from partnerships.services import TellRefused, hand_over, send_side_letter
from partnerships.services.side_letters import TELL_TASK
from sistercities.accounts.models import User
from sistercities.desk.models import Task
from sistercities.desk.print_batches import make_batch, waiting_letters
from sistercities.post.models import Effect, Mail
from sistercities.post.recipients import PostalAddress
from tests.agreements.about_files import decided_about
from tests.desk_pages import text_of
from tests.factories import (
    CommitteeFactory,
    RecorderFactory,
    RecordingGrantFactory,
    SeatFactory,
    StaffFactory,
    UserFactory,
)
from tests.factories_agreements import record
from tests.later_acts import letter_to_side, recorded_act
from tests.register_rows import quickly_recorded, quickly_reviewed

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
CITY_HALL = PostalAddress("Kobe City Hall", "6-5-1 Kano-cho\nChuo-ku, Kobe", "JP")


def side(entry: RegistryEntry, number: int) -> Party:
    return entry.partnership.parties.select_related("community").get(side=number)


def committee_by_post(party: Party, **facts: Any) -> Committee:
    address = {"by_post": True, "post_address": "1 Harbor Road", "post_country": "JP"}
    return CommitteeFactory(communities=[party.community], **address, **facts)


# Who is told by whom


@pytest.mark.parametrize("act", [Act.REAFFIRMATION, Act.RENEWAL, Act.SUSPENSION, Act.TERMINATION])
def test_whatever_is_recorded_a_side_that_no_mail_reaches_is_a_task(act: str) -> None:
    founding = quickly_recorded()
    facts = {"effective_on": "2990-12-31"} if act == Act.TERMINATION else {}
    entry = recorded_act(founding, act, committee=None, **facts)
    for recorded in (founding, entry):
        letter = letter_to_side(recorded)
        task = Task.objects.open().get(kind=TELL_TASK, subject_id=letter.pk)
        assert task.title == f"{side(entry, 2).community.name}: {letter.mail.subject}"
        assert recorded.number in letter.mail.subject
    assert set(SideLetter.objects.values_list("party__side", flat=True)) == {2}


@pytest.mark.parametrize(("acting", "is_said"), [(1, True), (2, False)])
def test_only_the_other_side_reads_that_it_did_not_have_to_agree(acting: int, is_said: bool) -> None:
    entry = recorded_act(quickly_recorded(), Act.SUSPENSION, committee=None, side=acting)
    letter = letter_to_side(entry)
    assert letter.party.side == 2
    assert ("No other side had to agree to it." in letter.mail.text) is is_said
    assert "both communities" not in letter.mail.text


def test_a_decision_of_the_association_too() -> None:
    entry = quickly_recorded()
    decision = decided_about(entry, entry.hand_in.scans.get(), Act.WITHHOLDING)
    assert [party.side for party in sides_to_tell(decision)] == [2]


def test_the_side_that_acted_hears_too_where_staff_typed_it_and_nobody_is_there() -> None:
    entry = quickly_recorded()
    Seat.objects.all().delete()
    act = recorded_act(entry, Act.SUSPENSION, committee=None)
    assert [party.side for party in sides_to_tell(act.hand_in)] == [1, 2]


@pytest.mark.parametrize(
    ("address", "to"),
    [
        ({"email": "Office@Kobe.example"}, "office@kobe.example"),
        ({"post_address": "1 Harbor Road", "post_country": "JP"}, ""),
        ({"email": "office@kobe.example", "post_address": "1 Harbor Road"}, "office@kobe.example"),
    ],
)
def test_a_committee_without_a_seat_is_written_to_where_its_address_is_known(address: dict[str, str], to: str) -> None:
    hand_in = quickly_reviewed()
    partner = hand_in.partnership.parties.select_related("community").get(side=2)
    committee = CommitteeFactory(communities=[partner.community])
    assert sides_to_tell(hand_in) == [partner]
    Committee.objects.filter(pk=committee.pk).update(**address)
    assert sides_to_tell(hand_in) == []
    record(hand_in)
    [mail] = Mail.objects.filter(kind="agreements/recorded").exclude(to=hand_in.handed_in_by.email)
    assert (mail.to, bool(mail.post_address)) == (to, not to)
    SeatFactory(committee=committee, role=Role.VIEWER)
    committee.refresh_from_db()
    assert not readers_of(Party.objects.filter(pk=partner.pk).values("community")) & {to, committee.postal}


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.VIEWER, Role.GUEST])
def test_one_seat_is_enough_while_it_is_held(role: str) -> None:
    hand_in = quickly_reviewed()
    partner = hand_in.partnership.parties.get(side=2).community
    where = {"committee": None, "community": partner} if role == Role.GUEST else {}
    seat = SeatFactory(role=role, **(where or {"committee": CommitteeFactory(communities=[partner])}))
    assert not sides_to_tell(hand_in)
    User.objects.filter(pk=seat.user_id).update(is_active=False)
    assert [party.side for party in sides_to_tell(hand_in)] == [2]
    User.objects.filter(pk=seat.user_id).update(is_active=True)
    Seat.objects.filter(pk=seat.pk).update(ends_on=timezone.localdate())
    assert [party.side for party in sides_to_tell(hand_in)] == [2]


def test_a_committee_by_post_gets_every_letter_on_paper_and_asks_for_no_task() -> None:
    hand_in = quickly_reviewed()
    partner = hand_in.partnership.parties.select_related("community").get(side=2)
    committee = committee_by_post(partner)
    entry = record(hand_in)
    letters.write_pdf_ready(entry)
    on_paper = Mail.objects.exclude(post_address="")
    assert [(mail.kind, mail.postal, mail.enclosure) for mail in on_paper.order_by("pk")] == [
        ("agreements/recorded", committee.postal, ""),
        ("agreements/pdf_ready", committee.postal, entry.number),
    ]
    assert not Task.objects.filter(kind=TELL_TASK).exists()
    assert not SideLetter.objects.exists()


def test_a_committee_by_post_that_was_dissolved_gets_nothing() -> None:
    hand_in = quickly_reviewed()
    partner = hand_in.partnership.parties.select_related("community").get(side=2)
    committee_by_post(partner, dissolved_on=timezone.localdate(), dissolved_source="Its minutes")
    entry = record(hand_in)
    assert not Mail.objects.exclude(post_address="").exists()
    assert letter_to_side(entry).party == partner


# What the letters say


def test_the_letter_to_a_side_names_those_who_signed_for_it() -> None:
    entry = quickly_recorded()
    home, partner = side(entry, 1).community, side(entry, 2).community
    letter = letter_to_side(entry).mail
    signed = {
        row["side"]: f"{row['name']}, {row['title']}" for row in letters.canonical.draft(entry.hand_in)["signatures"]
    }
    for text in (letter.text, letter.html):
        words = " ".join(text.split())
        assert f"For {partner.name} these people signed." in words
        assert "please pass a copy to each of them" in words
        assert signed[2] in words
        assert signed[1] not in words
        assert entry.get_absolute_url() in words
        assert reverse("registry_pdf", args=[entry.number]) in words
    assert f"The signed document of {home.name}" in letter.text
    assert (letter.way, letter.recipient) == ("", f"The head of the community of {partner.name}")
    assert (letter.post_country, letter.enclosure) == (str(partner.country), entry.number)


def test_of_an_act_by_one_side_the_letter_says_so() -> None:
    entry = quickly_recorded()
    act = recorded_act(entry, Act.TERMINATION, effective_on="2990-12-31")
    letter = letter_to_side(act).mail
    assert f"Notice of the end of {entry.number} was given by {side(entry, 1).community.name} alone." in letter.text
    assert "31 December 2990" in letter.text
    assert "No other side had to agree" in letter.text
    assert "these people signed" not in letter.text


def test_both_sides_hear_whose_act_it_is() -> None:
    entry = quickly_recorded()
    guest = SeatFactory(committee=None, community=side(entry, 2).community, role=Role.GUEST)
    act = recorded_act(entry, Act.SUSPENSION, committee=None, condition="until spring")
    mail = Mail.objects.get(kind="agreements/act_recorded", to=guest.user.email)
    assert act.number in mail.subject
    assert f"was suspended by {side(entry, 1).community.name} alone." in mail.text
    assert "until spring" in mail.text
    assert "No other side had to agree" in mail.text
    assert not SideLetter.objects.filter(mail__enclosure=act.number).exists()


def test_a_side_with_seats_is_asked_to_pass_the_certificate_on_to_those_who_signed() -> None:
    entry = quickly_recorded()
    letters.write_pdf_ready(entry)
    mail = Mail.objects.get(kind="agreements/pdf_ready")
    rows = letters.canonical.draft(entry.hand_in)["signatures"]
    for row in rows:
        party = side(entry, row["side"]).community.name
        assert f"- {party}: {row['name']}, {row['title']}" in mail.text
    assert len(rows) == 2
    assert reverse("registry_pdf", args=[entry.number]) in mail.text
    assert mail.enclosure == entry.number


# The desk


@pytest.fixture
def letter() -> SideLetter:
    return letter_to_side(quickly_recorded())


@pytest.fixture
def browser(client_of: Browser) -> Client:
    return client_of(StaffFactory())


def page_of(letter: SideLetter) -> str:
    return reverse("side_tell", args=[letter.pk])


def test_the_page_says_to_whom_what_and_who_signed(letter: SideLetter, browser: Client) -> None:
    page = page_of(letter)
    assert page in browser.get(reverse("desk_queue")).content.decode()
    words = text_of(browser.get(page))
    assert f"Write to {letter.party.community.name}" in words
    assert letter.mail.subject in words
    assert "The agreement PDF is still being made." in words
    [mayor] = [line[2:] for line in letter.mail.text.splitlines() if line.startswith("- ")]
    assert words.count(mayor) == 2  # in the facts and in the letter
    assert "these people signed" in words


def test_by_post_the_letter_is_printed_with_the_certificate_behind_it(letter: SideLetter, browser: Client) -> None:
    answers = {"post-post_name": CITY_HALL.name, "post-post_address": CITY_HALL.lines, "post-post_country": "JP"}
    text = letter.mail.text
    assert browser.post(page_of(letter), {"way": "post", **answers}).url == reverse("desk_queue")
    mail = waiting_letters().get()
    assert (mail.pk, mail.text, mail.postal, mail.way) == (letter.mail_id, text, CITY_HALL, "post")
    assert Effect.objects.filter(key=f"letter:{mail.pk}", task="desk.letter_waits").exists()
    by = StaffFactory()
    early = make_batch(by=by, paper="us", now=timezone.now())
    print_batch(early.pk)
    mail.refresh_from_db()
    assert "still being made" in mail.post_error
    entry = RegistryEntry.objects.get()
    seal_entry(entry_id=entry.pk, version=1, now=timezone.now())
    batch = make_batch(by=by, paper="us", now=timezone.now())
    print_batch(batch.pk)
    batch.refresh_from_db()
    with pdf_versions(entry).served.file.open("rb") as source:
        certificate = len(pikepdf.Pdf.open(io.BytesIO(source.read())).pages)
    with default_storage.open(batch.pdf) as source:
        assert len(pikepdf.Pdf.open(io.BytesIO(source.read())).pages) == batch.pages > certificate
    printed = browser.get(reverse("side_letter_pdf", args=[letter.pk]))
    assert printed["Content-Type"] == "application/pdf"
    assert len(pikepdf.Pdf.open(io.BytesIO(printed.content)).pages) == batch.pages
    assert "Open the agreement PDF" in text_of(browser.get(page_of(letter)))


def test_before_the_certificate_is_made_the_page_says_why_nothing_is_printed(
    letter: SideLetter, browser: Client
) -> None:
    answer = browser.get(reverse("side_letter_pdf", args=[letter.pk]), follow=True)
    assert answer.redirect_chain == [(page_of(letter), 302)]
    assert "is still being made. Try again soon." in text_of(answer)


def test_by_email_the_same_words_go_out_and_the_history_says_so(letter: SideLetter, browser: Client) -> None:
    text = letter.mail.text
    assert browser.post(page_of(letter), {"way": "email", "email-email": "Mayor@Kobe.example"}).status_code == 302
    mail = Mail.objects.get(pk=letter.mail_id)
    assert (mail.to, mail.text, mail.post_name) == ("mayor@kobe.example", text, "")
    assert Effect.objects.filter(key=f"mail:{mail.pk}", task="post.send_mail").exists()
    told = RegistryEntry.objects.get().hand_in.actions.get(kind=ActionKind.TOLD)
    assert told.note == f"{letter.party.community.name}: By e-mail to mayor@kobe.example"
    task = Task.objects.get(kind=TELL_TASK)
    assert (task.outcome, task.resolved_by) == ("By e-mail to mayor@kobe.example", told.by)
    words = text_of(browser.get(page_of(letter)))
    assert "By e-mail to mayor@kobe.example" in words
    assert "It was handed over" not in words


def test_the_committee_of_the_document_does_not_read_where_the_letter_went(
    letter: SideLetter, browser: Client, client_of: Browser
) -> None:
    browser.post(page_of(letter), {"way": "email", "email-email": "mayor@kobe.example"})
    hand_in = RegistryEntry.objects.get().hand_in
    own, desk = client_of(hand_in.started_by), browser
    answers = [viewer.get(hand_in.get_absolute_url()).content.decode() for viewer in (own, desk)]
    assert ["A side that no mail reaches was told" in answer for answer in answers] == [True, True]
    assert ["mayor@kobe.example" in answer for answer in answers] == [False, True]


def test_handed_over_at_the_ceremony(letter: SideLetter, browser: Client) -> None:
    today = timezone.localdate()
    day = {"hand-on_day": str(today.day), "hand-on_month": str(today.month), "hand-on_year": str(today.year)}
    said = {"way": "hand", "hand-how": "At the ceremony, to the mayor", **day}
    assert browser.post(page_of(letter), said).status_code == 302
    letter = SideLetter.objects.for_list().get()
    assert letter.mail.way == "hand"
    assert timezone.localdate(letter.mail.sent_at) == today
    assert letter.way_in_words == f"Handed over: At the ceremony, to the mayor, {today.day} {today:%B %Y}"
    again = browser.post(page_of(letter), said)
    assert (again.status_code, "has been told already" in text_of(again)) == (422, True)
    assert "Handed over" in text_of(browser.get(reverse("mail_detail", args=[letter.mail_id])))


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"way": "post", "post-post_name": "City Hall"}, "Enter the address to which we post the letter."),
        ({"way": "post", "post-post_address": "x" * 50}, "The window of an envelope shows"),
        ({"way": "email"}, "Enter the e-mail address."),
        ({"way": "hand"}, "Say where and to whom it was handed over."),
        (
            {"way": "hand", "hand-how": "Kept", "hand-on_day": "1", "hand-on_month": "1", "hand-on_year": "2001"},
            "today.",
        ),
    ],
)
def test_bad_input_is_kept_and_nothing_goes_out(
    letter: SideLetter, browser: Client, answers: dict[str, str], sentence: str
) -> None:
    answer = browser.post(page_of(letter), answers)
    assert (answer.status_code, sentence in text_of(answer)) == (422, True)
    for name, value in answers.items():
        assert value in answer.content.decode(), name
    assert SideLetter.objects.waiting().exists()
    assert Mail.objects.get(pk=letter.mail_id).way == ""


def test_the_next_letter_offers_the_last_address(letter: SideLetter, browser: Client) -> None:
    founding = RegistryEntry.objects.get()
    by = StaffFactory()
    send_side_letter(letter_id=letter.pk, to=CITY_HALL, by=by, now=timezone.now())
    act = recorded_act(founding, Act.SUSPENSION)
    page = browser.get(page_of(letter_to_side(act))).content.decode()
    assert "6-5-1 Kano-cho" in page
    assert f'value="{CITY_HALL.name}"' in page
    send_side_letter(letter_id=letter_to_side(act).pk, to="hall@kobe.example", by=by, now=timezone.now())
    lifted = recorded_act(founding, Act.LIFTING)
    page = browser.get(page_of(letter_to_side(lifted))).content.decode()
    assert 'value="hall@kobe.example"' in page
    assert "6-5-1 Kano-cho" in page


def test_the_file_of_the_partnership_shows_staff_what_became_of_the_letter(
    letter: SideLetter, browser: Client, client_of: Browser
) -> None:
    file = reverse("workspace_partnership", args=[letter.party.partnership.slug])
    words = text_of(browser.get(file))
    assert "Letters to a side that no mail reaches" in words
    assert "Waits for an address" in words
    contact = RegistryEntry.objects.get().hand_in.handed_in_by
    assert "no mail reaches" not in text_of(client_of(contact).get(file))


def test_only_staff_see_to_it_and_only_once(letter: SideLetter) -> None:
    now, facts = timezone.now(), {"letter_id": letter.pk, "now": timezone.now()}
    with pytest.raises(TellRefused):
        send_side_letter(to="a@example.org", by=RegistryEntry.objects.get().hand_in.handed_in_by, **facts)
    recorder = RecorderFactory()
    hand_over(how="At the ceremony", on=timezone.localdate(now), by=recorder, **facts)
    with pytest.raises(TellRefused, match="At the ceremony"):
        send_side_letter(to="a@example.org", by=recorder, **facts)
    assert Mail.objects.get(pk=letter.mail_id).to == ""


def test_the_page_of_a_recorded_document_lists_who_gets_the_certificate(letter: SideLetter, client_of: Browser) -> None:
    entry = RegistryEntry.objects.get()
    letters.write_pdf_ready(entry)
    page = reverse("handin_recorded", args=[entry.hand_in_id])
    words = text_of(client_of(StaffFactory()).get(page))
    assert "Who gets the certificate" in words
    for reader in (entry.hand_in.handed_in_by.email, letter.mail.recipient):
        assert reader in words


def test_an_officer_who_recorded_it_does_not_read_the_letters(client_of: Browser) -> None:
    officer = RecordingGrantFactory(user=UserFactory()).user
    entry = quickly_recorded(recorder=officer)
    answer = client_of(officer).get(reverse("handin_recorded", args=[entry.hand_in_id]))
    assert (answer.status_code, "Who gets the certificate" in answer.content.decode()) == (200, False)
