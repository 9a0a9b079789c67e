"""Ways in: a password, a mailed code, never an open door."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from sistercities.accounts.models import User
from sistercities.post.models import Mail
from tests.accounts.authenticator import PASSWORD, sign_in, sign_in_by_code
from tests.factories import StaffFactory, UserFactory

pytestmark = pytest.mark.django_db
NEW = "another long sentence"


def test_sign_up_is_closed_and_says_how_to_get_in(client: Client) -> None:
    assert "invitation" in client.get("/accounts/signup/").text
    answers = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    assert "invitation" in client.post("/accounts/signup/", answers).text
    assert not User.objects.exists()
    assert not Mail.objects.exists()


def test_staff_begin_at_the_desk_and_others_at_their_partnerships() -> None:
    assert sign_in(Client(), StaffFactory(password=PASSWORD)) == "/desk/"
    assert sign_in(Client(), UserFactory(password=PASSWORD)) == "/workspace/"
    assert sign_in(Client(), UserFactory(password=PASSWORD), next="/accounts/email/") == "/accounts/email/"
    assert sign_in(Client(), UserFactory(password=PASSWORD), next="https://elsewhere.example/") == "/workspace/"


def test_addresses_are_the_same_in_any_case(client: Client) -> None:
    UserFactory(email="secretary@example.org", password=PASSWORD)
    response = client.post("/accounts/login/", {"login": "Secretary@Example.org", "password": PASSWORD})
    assert response.url == "/workspace/"


def test_a_mailed_code_stands_beside_the_password(client: Client) -> None:
    assert sign_in_by_code(client, UserFactory(password=PASSWORD)) == "/workspace/"
    assert sign_in_by_code(Client(), UserFactory()) == "/workspace/"


def test_a_wrong_code_can_be_tried_three_times(client: Client) -> None:
    client.post("/accounts/login/code/", {"email": UserFactory().email})
    confirm = "/accounts/login/code/confirm/"
    tries = [client.post(confirm, {"code": "WRNG-CODE"}) for _attempt in range(3)]
    assert [response.status_code for response in tries] == [200, 200, 302]
    assert client.get("/accounts/profile/").status_code == 302


def test_who_may_not_sign_in_does_not(client: Client) -> None:
    user = UserFactory(password=PASSWORD, is_active=False)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert client.get("/accounts/profile/").url.startswith("/accounts/login/")


def test_an_address_that_is_not_verified_is_verified_first(client: Client) -> None:
    user = UserFactory(password=PASSWORD)
    EmailAddress.objects.filter(user=user).update(verified=False)
    assert sign_in(client, user) == "/accounts/confirm-email/"
    assert Mail.objects.get().kind == "account/email/email_confirmation"
    assert client.get("/accounts/profile/").status_code == 302


def test_attempts_are_limited() -> None:
    user = UserFactory(password=PASSWORD)
    for _attempt in range(5):
        Client().post("/accounts/login/", {"login": user.email, "password": "wrong"})
    response = Client().post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert "Too many failed login attempts" in response.text
    answers = [Client().post("/accounts/login/code/", {"email": user.email}).status_code for _attempt in range(4)]
    assert answers == [302, 302, 302, 200]
    assert Mail.objects.filter(kind="account/email/login_code").count() == 3


def test_a_new_password_ends_other_sessions() -> None:
    user = UserFactory(password=PASSWORD)
    here, elsewhere = Client(), Client()
    sign_in(here, user)
    sign_in(elsewhere, user)
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert [client.get("/accounts/profile/").status_code for client in (here, elsewhere)] == [200, 302]
