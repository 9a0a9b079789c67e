"""Whoever wants paper gets paper: which letters go by post, and which never do."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail as outbox
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.services.reviewing import return_hand_in
from directory.choices import Role
from directory.models import Committee, Invitation
from directory.services import direct_committee_letters, invite
from directory.services.invitations import invitation_by_token
from directory.services.sending import SHORT_TOKEN
from sistercities.accounts.by_post import PostRefused, direct_letters
from sistercities.accounts.models import User
from sistercities.accounts.recording_rights import grant_recording
from sistercities.desk.models import Task
from sistercities.desk.print_batches import waiting_letters
from sistercities.post.models import Mail
from sistercities.post.recipients import PostalAddress
from sistercities.post.services import address_letter, keep_letter, note_handed_over, send_mail, write_mail
from tests.desk_pages import text_of
from tests.factories import (
    AdministratorFactory,
    AssociationSettingsFactory,
    CommitteeFactory,
    LetterFactory,
    MailFactory,
    SeatFactory,
    StaffFactory,
    UserFactory,
)
from tests.factories_agreements import ReasonCodeFactory, handed_in

pytestmark = pytest.mark.django_db
ADDRESS = "12 Harbor Street\nPortland, OR 97201"
HERE = {"post_address": ADDRESS, "post_country": "US"}
ENDED = {"template": "accounts/seat_ended", "context": {"seat": {"user": "A"}, "place": "Harbor", "by": "B"}}


def reader(**facts: Any) -> User:
    return UserFactory(by_post=True, **{**HERE, **facts})


def test_a_letter_to_a_person_by_post_waits_on_the_desk(django_capture_on_commit_callbacks):
    person = reader(full_name="Chair of Harbor")
    with django_capture_on_commit_callbacks(execute=True):
        mail = write_mail(to=person.email.upper(), **ENDED)
    assert (mail.to, mail.post_name, mail.post_address, mail.post_country) == ("", "Chair of Harbor", ADDRESS, "US")
    assert outbox.outbox == []
    task = Task.objects.open().get(kind="letters_by_post")
    assert task.title == "Letters to print and to post"
    send_mail(mail_id=mail.pk)
    assert outbox.outbox == []
    assert Mail.objects.get(pk=mail.pk).sent_at is None


def test_a_warning_about_ones_own_access_goes_by_mail():
    officer, now = reader(), timezone.now()
    grant_recording(user=officer, starts_on=timezone.localdate(now), by=AdministratorFactory(), now=now)
    assert Mail.objects.get(kind="accounts/recording_granted").to == officer.email


@pytest.mark.parametrize("facts", [{"is_secret": True}, {"on_paper_too": False}])
def test_what_is_for_the_moment_goes_by_mail(facts):
    person = reader()
    assert write_mail(to=person.email, **ENDED, **facts).to == person.email


def test_who_works_for_the_association_has_mail():
    officer = StaffFactory()
    direct_letters(user=officer, by=officer, by_post=True, **HERE)
    assert write_mail(to=officer.email, **ENDED).to == officer.email
    assert not User.objects.get(pk=officer.pk).by_post


def test_a_new_password_never_goes_by_post(client, django_capture_on_commit_callbacks):
    person = reader(password="a long enough password")
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/password/reset/", {"email": person.email})
    assert [message.to for message in outbox.outbox] == [[person.email]]
    assert not waiting_letters().exists()


def test_an_invitation_on_paper_can_be_typed(client):
    chair = SeatFactory(role=Role.COORDINATOR)
    person = reader()
    invite(email=person.email, committee=chair.committee, role=Role.EDITOR, by=chair.user, now=timezone.now())
    letter = waiting_letters().get()
    token = letter.text.partition("/accounts/invitations/")[2].partition("/")[0]
    assert letter.is_secret
    assert SHORT_TOKEN.fullmatch(token)
    assert invitation_by_token(token) == invitation_by_token(token.upper()) == Invitation.objects.get()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(reverse("invitation_accept", args=[token.upper()])).status_code == 302
    assert chair.committee.seats.filter(user=person, role=Role.EDITOR).exists()


def test_an_invitation_by_mail_keeps_its_long_token():
    chair = SeatFactory(role=Role.COORDINATOR)
    invite(email="new@example.org", committee=chair.committee, role=Role.EDITOR, by=chair.user, now=timezone.now())
    token = Mail.objects.get(kind="accounts/invitation").text.partition("/accounts/invitations/")[2].partition("/")[0]
    assert len(token) == 43
    assert invitation_by_token(token.swapcase()) is None


def send_back(hand_in):
    return_hand_in(hand_in_id=hand_in.pk, reason=ReasonCodeFactory(), text="", by=StaffFactory(), now=timezone.now())
    return [mail.postal if mail.post_address else mail.to for mail in Mail.objects.filter(kind="agreements/returned")]


def typed_for(committee):
    clerk = User.objects.filter(email="typed@example.org").first() or StaffFactory(email="typed@example.org")
    arrived = {"arrival": "post", "arrived_from": "City clerk", "received_on": dt.date(2026, 3, 2)}
    kept = {"original_kept_at": "Cabinet 1", "with_pages": False}
    return handed_in(committee=committee, by=clerk, on_behalf=True, **arrived, **kept)


def test_a_committee_that_nobody_can_mail_to_gets_paper():
    committee = CommitteeFactory(name="Harbor committee", **HERE)
    hand_in = typed_for(committee)
    returned = send_back(hand_in)
    assert set(returned) == {"typed@example.org", PostalAddress("Harbor committee", ADDRESS, "US")}


def test_a_committee_with_a_main_contact_gets_mail_unless_it_wants_paper():
    committee = CommitteeFactory(email="office@harbor.example", **HERE)
    SeatFactory(committee=committee, role=Role.COORDINATOR, user__email="chair@example.org")
    assert set(send_back(typed_for(committee))) == {
        "typed@example.org",
        "office@harbor.example",
        "chair@example.org",
    }
    Mail.objects.all().delete()
    direct_committee_letters(committee_id=committee.pk, by=StaffFactory(), by_post=True, **HERE)
    committee.refresh_from_db()
    assert set(send_back(typed_for(committee))) == {
        "typed@example.org",
        "chair@example.org",
        committee.postal,
    }


def test_a_committee_without_any_address_gets_nothing():
    assert send_back(typed_for(CommitteeFactory())) == ["typed@example.org"]


def test_the_reviewer_sees_who_gets_it_by_post(client_of):
    committee = CommitteeFactory(name="Harbor committee", **HERE)
    hand_in, reason = typed_for(committee), ReasonCodeFactory()
    page = client_of(StaffFactory()).post(reverse("handin_return", args=[hand_in.pk]), {"reason": reason.code})
    assert "Harbor committee (by post)" in text_of(page)


def test_the_country_stands_on_letters_abroad_only(settings):
    assert PostalAddress("Kobe", "1 Kano-cho\nKobe", "JP").on_envelope() == ["Kobe", "1 Kano-cho", "Kobe", "JAPAN"]
    assert PostalAddress("Harbor", "1 Main St", "US").on_envelope() == ["Harbor", "1 Main St"]


def test_a_mail_goes_one_way():
    for facts in ({"to": "", "post_address": ""}, {"to": "a@example.org", "post_address": ADDRESS}):
        with pytest.raises(IntegrityError), transaction.atomic():
            MailFactory(**facts)


@pytest.mark.parametrize("row", [UserFactory, CommitteeFactory])
def test_by_post_needs_an_address(row):
    with pytest.raises(IntegrityError), transaction.atomic():
        row(by_post=True)


def test_a_person_sets_it_on_their_account_page(client_of):
    person = UserFactory()
    browser = client_of(person)
    typed = {"by_post": "1", "post_address": " 12  Harbor Street \n\nPortland, OR 97201 ", "post_country": "US"}
    assert "/accounts/post/" in browser.get("/accounts/profile/").content.decode()
    assert browser.post("/accounts/post/", typed).headers["Location"] == "/accounts/profile/"
    person.refresh_from_db()
    assert (person.by_post, person.post_address, person.post_country) == (True, ADDRESS, "US")
    assert "They come by post. Codes and links for signing in" in text_of(browser.get("/accounts/profile/"))
    assert person.events.last().pgh_context.metadata["reason"] == "letters_by_post"
    browser.post("/accounts/post/", {**typed, "by_post": ""})
    person.refresh_from_db()
    assert (person.by_post, person.post_address) == (False, ADDRESS)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"post_address": "  "}, "Enter the address to which we post the letters."),
        ({"post_address": "1\n2\n3\n4\n5\n6"}, "The window of an envelope shows 5 lines of 45 letters."),
        ({"post_address": "x" * 46}, "The window of an envelope shows 5 lines of 45 letters."),
        ({"post_country": "XX"}, "Choose one of those that are offered."),
        ({"by_post": "maybe"}, "Choose one of those that are offered."),
    ],
)
def test_a_wrong_address_is_sent_back(client_of, wrong, sentence):
    person = UserFactory()
    page = client_of(person).post("/accounts/post/", {"by_post": "1", **HERE, **wrong})
    assert page.status_code == 422
    assert sentence in text_of(page)
    person.refresh_from_db()
    assert not person.by_post


def test_staff_set_it_for_a_committee_and_a_person(client_of):
    desk, seat = client_of(StaffFactory()), SeatFactory()
    people = reverse("desk_committee_people", args=[seat.committee_id])
    assert reverse("desk_committee_post", args=[seat.committee_id]) in desk.get(people).content.decode()
    own = reverse("desk_seat_post", args=[seat.pk])
    assert own in desk.get(reverse("seat_detail", args=[seat.pk])).content.decode()
    typed = {"by_post": "1", **HERE}
    assert desk.post(reverse("desk_committee_post", args=[seat.committee_id]), typed).headers["Location"] == people
    assert desk.post(own, typed).status_code == 302
    assert Committee.objects.get(pk=seat.committee_id).by_post
    assert User.objects.get(pk=seat.user_id).by_post
    assert "Letters to this committee go by post." in text_of(desk.get(people))


def test_nobody_else_sets_it(client_of):
    person, other = UserFactory(), UserFactory()
    with pytest.raises(PostRefused):
        direct_letters(user=person, by=other, by_post=True, **HERE)
    seat = SeatFactory(role=Role.COORDINATOR)
    assert client_of(seat.user).get(reverse("desk_seat_post", args=[seat.pk])).status_code == 404
    assert client_of(seat.user).post(reverse("desk_committee_post", args=[seat.committee_id])).status_code == 404


def test_the_mail_log_shows_letters_on_paper(client_of):
    AssociationSettingsFactory()
    letter = LetterFactory(post_name="Harbor committee")
    desk = client_of(StaffFactory())
    assert "Harbor committee (by post)" in text_of(desk.get("/desk/mail/?q=harbor"))
    assert "12 Harbor Street" in text_of(desk.get(reverse("mail_detail", args=[letter.pk])))


def kept(**facts: Any) -> Mail:
    return keep_letter(to="The head of the community of Kobe", country="JP", **ENDED, **facts)


def test_a_letter_without_an_address_waits_and_nothing_goes_out(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        mail = kept(enclosure="SC-2026-00001")
    assert (mail.way, mail.recipient, mail.enclosure) == ("", "The head of the community of Kobe", "SC-2026-00001")
    assert outbox.outbox == []
    assert not waiting_letters().exists()
    assert not Task.objects.exists()


@pytest.mark.parametrize("to", ["hall@kobe.example", PostalAddress("City Hall", "1 Kano-cho", "JP")])
def test_it_goes_out_word_for_word_once_it_has_an_address(to, django_capture_on_commit_callbacks):
    text = kept().text
    with django_capture_on_commit_callbacks(execute=True):
        mail = address_letter(mail_id=Mail.objects.get().pk, to=to)
    assert mail.text == text
    assert [message.to for message in outbox.outbox] == ([[to]] if isinstance(to, str) else [])
    assert waiting_letters().count() == (0 if isinstance(to, str) else 1)
    with pytest.raises(ValueError, match="goes by"):
        address_letter(mail_id=mail.pk, to="other@example.org")


def test_a_letter_that_was_handed_over_is_never_sent():
    mail = note_handed_over(mail_id=kept().pk, on=dt.date(2026, 3, 4))
    assert (mail.way, timezone.localdate(mail.sent_at)) == ("hand", dt.date(2026, 3, 4))
    with pytest.raises(ValueError, match="goes by hand"):
        address_letter(mail_id=mail.pk, to="other@example.org")
