"""A lost second step: printed codes, or two other people together, or a command on the server."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from sistercities.accounts.models import SecondStepRequest, User
from sistercities.accounts.second_step import SecondStepRefused, ask_to_remove, close_request, confirm_removal
from sistercities.post.models import Mail
from tests.accounts.authenticator import PASSWORD, app_code, sign_in, with_app
from tests.factories import AdministratorFactory, SecondStepRequestFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
PAGE = "/desk/staff/7/"
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def person() -> User:
    return with_app(StaffFactory(full_name="Officer Red", email="red@example.org", password=PASSWORD))


@pytest.fixture
def colleague() -> User:
    return StaffFactory(full_name="Officer Blue")


@pytest.fixture
def administrator() -> User:
    return AdministratorFactory(full_name="Officer Grey", email="grey@example.org")


def asked(user: User, by: User, **facts: Any) -> SecondStepRequest:
    return ask_to_remove(**{"user": user, "by": by, "reason": "We spoke", "now": NOW, "page": PAGE} | facts)


def test_a_colleague_asks_and_the_administrators_and_the_person_are_told(
    person: User, colleague: User, administrator: User, settings: Any
) -> None:
    request = asked(person, colleague, reason="  We spoke in the office ")
    assert (request.asked_by, request.reason) == (colleague, "We spoke in the office")
    mails = {mail.to: mail for mail in Mail.objects.all()}
    assert mails.keys() == {"red@example.org", "grey@example.org"}
    for text in (mails["grey@example.org"].text, mails["grey@example.org"].html):
        assert "Officer Blue asks that the second step of Officer Red is removed" in text
        assert "We spoke in the office" in text
        assert settings.PUBLIC_URL + PAGE in text
    assert "call the association at once" in mails["red@example.org"].text
    assert Authenticator.objects.filter(user=person).exists()


def test_the_administrator_who_asks_is_not_asked_to_confirm(person: User, administrator: User) -> None:
    AdministratorFactory(email="second@example.org")
    asked(person, administrator)
    assert set(Mail.objects.values_list("to", flat=True)) == {"red@example.org", "second@example.org"}


def test_an_administrator_confirms_and_every_second_step_and_session_ends(
    client: Client, person: User, colleague: User, administrator: User, settings: Any
) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = True
    RecoveryCodes.activate(person)
    sign_in(client, person)
    client.post("/accounts/2fa/authenticate/", {"code": app_code()})
    assert client.get("/desk/").status_code == 200
    request = confirm_removal(request_id=asked(person, colleague).pk, by=administrator, now=NOW + HOUR)
    assert (request.confirmed_by, request.confirmed_at) == (administrator, NOW + HOUR)
    assert not Authenticator.objects.filter(user=person).exists()
    assert client.get("/desk/").url == "/accounts/login/?next=/desk/"
    assert Mail.objects.filter(to="red@example.org", subject="Your second step was removed").count() == 1
    sign_in(client, person)
    assert client.get("/desk/").url.startswith("/accounts/2fa/?")


def test_the_history_says_why(person: User, colleague: User, administrator: User) -> None:
    confirm_removal(request_id=asked(person, colleague).pk, by=administrator, now=NOW)
    person.refresh_from_db()
    assert person.signed_out_at == NOW
    assert list(person.events.order_by("pgh_id").values_list("signed_out_at", flat=True)) == [None, NOW]


def test_sessions_of_others_go_on(client_of: Callable[[User], Client], person: User, colleague: User) -> None:
    boss, browser = AdministratorFactory(), client_of(colleague)
    confirm_removal(request_id=asked(person, colleague).pk, by=boss, now=NOW)
    assert browser.get("/desk/").status_code == 200


@pytest.mark.parametrize("who", ["the person", "no staff", "closed"])
def test_only_a_colleague_asks(person: User, administrator: User, who: str) -> None:
    by = {"the person": person, "no staff": UserFactory(), "closed": StaffFactory(is_active=False)}[who]
    with pytest.raises(SecondStepRefused, match="A colleague of the staff has to ask"):
        asked(person, by)
    assert not SecondStepRequest.objects.exists()


def test_what_is_asked_makes_sense(person: User, colleague: User, administrator: User) -> None:
    with pytest.raises(SecondStepRefused, match="Say how you know"):
        asked(person, colleague, reason=" ")
    for nobody in (StaffFactory(), with_app(StaffFactory(is_active=False))):
        with pytest.raises(SecondStepRefused, match="has no second step"):
            asked(nobody, colleague)
    asked(person, colleague)
    with pytest.raises(SecondStepRefused, match="asked already"):
        asked(person, StaffFactory())


@pytest.mark.parametrize("who", ["the person", "the asker", "nobody"])
def test_without_another_administrator_it_says_who_can(person: User, colleague: User, who: str) -> None:
    User.objects.filter(pk={"the person": person.pk, "the asker": colleague.pk}.get(who)).update(is_superuser=True)
    with pytest.raises(SecondStepRefused, match="Whoever runs the server can remove the second step"):
        asked(person, colleague)
    assert not Mail.objects.exists()


@pytest.mark.parametrize("who", ["the asker", "the person", "no administrator", "closed"])
def test_only_another_administrator_confirms(person: User, who: str) -> None:
    asker = AdministratorFactory()
    AdministratorFactory()
    User.objects.filter(pk=person.pk).update(is_superuser=True)
    person.refresh_from_db()
    by = {
        "the asker": asker,
        "the person": person,
        "no administrator": StaffFactory(),
        "closed": AdministratorFactory(is_active=False),
    }[who]
    request = asked(person, asker)
    with pytest.raises(SecondStepRefused, match="Another administrator has to confirm this"):
        confirm_removal(request_id=request.pk, by=by, now=NOW)
    assert Authenticator.objects.filter(user=person).exists()


def test_a_request_is_over_after_a_day_and_can_be_made_again(
    person: User, colleague: User, administrator: User
) -> None:
    request, late = asked(person, colleague), NOW + 25 * HOUR
    assert request.expires_at == NOW + 24 * HOUR
    with pytest.raises(SecondStepRefused, match="This request is over"):
        confirm_removal(request_id=request.pk, by=administrator, now=late)
    again = asked(person, colleague, now=late)
    assert confirm_removal(request_id=again.pk, by=administrator, now=late).confirmed_at == late
    with pytest.raises(SecondStepRefused, match="This request is over"):
        confirm_removal(request_id=again.pk, by=administrator, now=late)


def test_a_request_is_taken_back_or_closed(person: User, colleague: User, administrator: User) -> None:
    for by in (colleague, administrator):
        request = asked(person, colleague)
        with pytest.raises(SecondStepRefused, match="Only the one who asked"):
            close_request(request_id=request.pk, by=StaffFactory(), now=NOW)
        assert close_request(request_id=request.pk, by=by, now=NOW).closed_at == NOW
        with pytest.raises(SecondStepRefused, match="This request is over"):
            confirm_removal(request_id=request.pk, by=administrator, now=NOW)
    request = asked(person, colleague)
    confirm_removal(request_id=request.pk, by=administrator, now=NOW)
    assert close_request(request_id=request.pk, by=colleague, now=NOW).closed_at is None


def test_who_may_confirm_and_close(person: User, colleague: User, administrator: User) -> None:
    request = asked(person, colleague)
    may_confirm = [SecondStepRequest.objects.confirmable_by(by, NOW).exists() for by in (colleague, administrator)]
    may_close = [SecondStepRequest.objects.closable_by(by, NOW).exists() for by in (colleague, administrator, person)]
    assert (may_confirm, may_close) == ([False, True], [True, True, False])
    assert not SecondStepRequest.objects.open(request.expires_at + HOUR).exists()


REFUSED: dict[str, Callable[[User, User, User], dict[str, Any]]] = {
    "secondsteprequest_not_for_oneself": lambda user, _asker, _judge: {"asked_by": user},
    "secondsteprequest_two_people": lambda _user, asker, _judge: {"confirmed_by": asker, "confirmed_at": NOW},
    "secondsteprequest_two_people ": lambda user, _asker, _judge: {"confirmed_by": user, "confirmed_at": NOW},
    "secondsteprequest_two_people  ": lambda _user, _asker, _judge: {"confirmed_at": NOW},
    "secondsteprequest_two_people   ": lambda _user, _asker, judge: {
        "confirmed_by": judge,
        "confirmed_at": NOW,
        "closed_at": NOW,
    },
    "secondsteprequest_within_a_day": lambda _user, _asker, judge: {
        "confirmed_by": judge,
        "confirmed_at": NOW + 25 * HOUR,
    },
    "secondsteprequest_within_a_day ": lambda _user, _asker, judge: {
        "confirmed_by": judge,
        "confirmed_at": NOW - HOUR,
    },
}


@pytest.mark.parametrize("constraint", REFUSED)
def test_the_database_asks_for_two_others_within_a_day(constraint: str) -> None:
    user, asker, judge = StaffFactory(), StaffFactory(), AdministratorFactory()
    facts = {"user": user, "asked_by": asker, "asked_at": NOW} | REFUSED[constraint](user, asker, judge)
    with pytest.raises(IntegrityError, match=constraint.strip()), transaction.atomic():
        SecondStepRequestFactory(**facts)
    SecondStepRequestFactory(user=user, asked_by=asker, asked_at=NOW, confirmed_by=judge, confirmed_at=NOW + 24 * HOUR)


def test_the_database_keeps_one_open_request_about_a_person() -> None:
    request = SecondStepRequestFactory()
    with pytest.raises(IntegrityError, match="secondsteprequest_one_open"), transaction.atomic():
        SecondStepRequestFactory(user=request.user)
    SecondStepRequest.objects.update(closed_at=NOW)
    assert SecondStepRequestFactory(user=request.user)


# The last way


def test_the_command_removes_it_and_tells_everybody(client: Client, person: User, administrator: User) -> None:
    sign_in(client, person)
    client.post("/accounts/2fa/authenticate/", {"code": app_code()})
    SecondStepRequestFactory(user=person)
    out = io.StringIO()
    call_command("remove_second_step", "RED@example.org", stdout=out)
    assert not Authenticator.objects.filter(user=person).exists()
    assert client.get("/desk/").status_code == 302
    assert not SecondStepRequest.objects.open(timezone.now()).exists()
    assert "Told too, as an administrator: Officer Grey." in out.getvalue()
    assert Mail.objects.get(to="grey@example.org").subject == "The second step of Officer Red was removed on the server"
    assert Mail.objects.get(to="red@example.org").subject == "Your second step was removed"
    context = person.events.latest("pgh_id").pgh_context.metadata
    assert (context["command"], context["reason"]) == ("remove_second_step", "second_step_removed")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [("nobody@example.org", "Nobody has a login with the address"), ("blue@example.org", "has no second step")],
)
def test_the_command_says_what_is_wrong(address: str, sentence: str) -> None:
    StaffFactory(email="blue@example.org")
    with pytest.raises(CommandError, match=sentence):
        call_command("remove_second_step", address)
