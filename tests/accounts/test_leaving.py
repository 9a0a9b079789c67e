"""A login of the association ends: at once and whole, with its names kept, and never that of the last administrator."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from django.utils import timezone

from sistercities.accounts.leaving import LeavingRefused, end_login
from sistercities.accounts.models import RecordingGrant, SecondStepRequest, User
from sistercities.post.models import Mail
from tests.accounts.authenticator import PASSWORD, mailed_code, sign_in, with_app
from tests.factories import (
    AdministratorFactory,
    RecorderFactory,
    RecordingGrantFactory,
    SecondStepRequestFactory,
    StaffFactory,
    UserFactory,
)
from tests.parallel import at_once

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = dt.timedelta(days=1)


@pytest.fixture
def administrator() -> User:
    return AdministratorFactory(full_name="Officer Grey")


@pytest.fixture
def person() -> User:
    return RecorderFactory(full_name="Officer Red", email="red@example.org", password=PASSWORD)


def test_everything_that_lets_a_person_in_ends(client: Client, person: User, administrator: User) -> None:
    RecoveryCodes.activate(with_app(person))
    end_login(user=person, by=administrator, now=NOW)
    person.refresh_from_db()
    assert (person.is_active, person.is_staff, person.is_superuser) == (False, False, False)
    assert not person.has_usable_password()
    assert not Authenticator.objects.filter(user=person).exists()
    answer = client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_open_sessions_end(client: Client, person: User, administrator: User) -> None:
    sign_in(client, person)
    assert client.get("/desk/").status_code == 200
    end_login(user=person, by=administrator, now=NOW)
    assert client.get("/desk/").url == "/accounts/login/?next=/desk/"
    User.objects.filter(pk=person.pk).update(is_active=True, is_staff=True)
    assert client.get("/desk/").url == "/accounts/login/?next=/desk/"


def test_a_code_that_was_mailed_before_lets_nobody_in(client: Client, person: User, administrator: User) -> None:
    client.post("/accounts/login/code/", {"email": person.email})
    code = mailed_code()
    end_login(user=person, by=administrator, now=NOW)
    client.post("/accounts/login/code/confirm/", {"code": code})
    assert client.get("/desk/").url == "/accounts/login/?next=/desk/"
    client.post("/accounts/login/code/", {"email": person.email})
    assert (
        not Mail.objects.filter(to=person.email, kind="account/email/login_code").exclude(text__contains=code).exists()
    )


def test_a_letter_for_a_new_password_lets_nobody_in(client: Client, person: User, administrator: User) -> None:
    client.post("/accounts/password/reset/", {"email": person.email})
    letter = Mail.objects.get(kind="account/email/password_reset_key").text
    end_login(user=person, by=administrator, now=NOW)
    link = next(word for word in letter.split() if "/accounts/password/reset/key/" in word)
    page = client.get("/accounts/" + link.partition("/accounts/")[2], follow=True)
    assert "This link no longer works" in page.text


def test_rights_to_record_end_at_once(person: User, administrator: User) -> None:
    RecordingGrant.objects.filter(user=person).update(ends_on=TODAY - 9 * DAY)
    for first, last in ((-5, None), (0, 9), (12, None)):
        RecordingGrantFactory(
            user=person, starts_on=TODAY + first * DAY, ends_on=None if last is None else TODAY + last * DAY
        )
    end_login(user=person, by=administrator, now=NOW)
    last_days = person.recording_grants.order_by("starts_on").values_list("ends_on", flat=True)
    assert list(last_days) == [TODAY - 9 * DAY, TODAY - DAY, TODAY]
    User.objects.filter(pk=person.pk).update(is_active=True)
    assert not User.objects.recorders(TODAY + DAY).exists()


def test_requests_about_the_person_are_closed_and_the_person_is_told(person: User, administrator: User) -> None:
    SecondStepRequestFactory(user=person)
    end_login(user=person, by=administrator, now=NOW)
    assert SecondStepRequest.objects.get().closed_at == NOW
    mail = Mail.objects.get()
    assert (mail.to, mail.subject) == ("red@example.org", "Your login has ended")
    assert "Officer Grey has ended your login" in mail.text


def test_the_name_stays_in_every_history(person: User, administrator: User) -> None:
    colleague = UserFactory()
    grant = RecordingGrantFactory(user=colleague, granted_by=person)
    before = list(person.events.values_list("pgh_id", "full_name", "email"))
    end_login(user=person, by=administrator, now=NOW)
    person.refresh_from_db()
    grant.refresh_from_db()
    assert (person.full_name, person.email, grant.granted_by) == ("Officer Red", "red@example.org", person)
    after = list(person.events.order_by("pgh_id").values_list("pgh_id", "full_name", "email"))
    assert after[: len(before)] == before
    assert {names[1:] for names in after} == {("Officer Red", "red@example.org")}
    assert list(User.objects.former_staff()) == [person]


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("no administrator", "Only administrators end a login"),
        ("a closed administrator", "Only administrators end a login"),
        ("themself", "Another administrator has to do this for you"),
    ],
)
def test_only_another_administrator_does_it(administrator: User, who: str, sentence: str) -> None:
    person = AdministratorFactory()
    by = {
        "no administrator": StaffFactory(),
        "a closed administrator": AdministratorFactory(is_active=False),
        "themself": person,
    }[who]
    with pytest.raises(LeavingRefused, match=sentence):
        end_login(user=person, by=by, now=NOW)
    person.refresh_from_db()
    assert person.is_active


def test_whoever_does_not_work_here_cannot_leave(administrator: User) -> None:
    for nobody in (UserFactory(), StaffFactory(is_active=False)):
        with pytest.raises(LeavingRefused, match="does not work here any more"):
            end_login(user=nobody, by=administrator, now=NOW)


def test_the_last_administrator_stays(administrator: User) -> None:
    AdministratorFactory(is_active=False)
    with pytest.raises(LeavingRefused, match="Officer Grey is the last administrator"):
        end_login(user=administrator, by=administrator, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_let_each_other_go_at_once_one_stays() -> None:
    for _round in range(3):
        User.objects.update(is_superuser=False)
        one, two = AdministratorFactory.create_batch(2)
        outcomes = at_once(lambda pair: end_login(user=pair[0], by=pair[1], now=NOW), [(one, two), (two, one)])
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["LeavingRefused", "User"]
        assert User.objects.administrators().count() == 1


@pytest.mark.parametrize("box", ["is_superuser", "is_active"])
def test_the_administration_site_keeps_the_last_administrator_too(
    client_of: Callable[[User], Client], administrator: User, box: str
) -> None:
    browser, page = client_of(administrator), f"/admin/accounts/user/{administrator.pk}/change/"
    form: dict[str, Any] = {"full_name": "Officer Grey", "is_staff": "on", "is_superuser": "on", "is_active": "on"}
    del form[box]
    assert "is the last administrator" in browser.post(page, form).text
    administrator.refresh_from_db()
    assert administrator.is_superuser
    AdministratorFactory()
    assert browser.post(page, form).status_code == 302
    administrator.refresh_from_db()
    assert not getattr(administrator, box)
