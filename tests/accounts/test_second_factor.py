"""Staff outside the demonstration pass a second factor, or reach nothing; a mailed code is none."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client

from tests.accounts.authenticator import PASSWORD, app_code, sign_in, sign_in_by_code, with_app
from tests.factories import SeatFactory, StaffFactory, UserFactory

DESK = "/desk/people/"


@pytest.fixture(autouse=True)
def outside_the_demonstration(db: None, settings: Any) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = True


def step(client: Client, address: str = DESK) -> str:
    """Where somebody who asks for `address` is sent; the address itself if the page opens."""
    response = client.get(address)
    return address if response.status_code == 200 else response.url.partition("?")[0]


def test_staff_with_an_app_sign_in_with_password_and_app(client: Client) -> None:
    user = with_app(StaffFactory(password=PASSWORD))
    assert sign_in(client, user) == "/accounts/2fa/authenticate/"
    assert step(client) == "/accounts/login/"
    response = client.post("/accounts/2fa/authenticate/", {"code": app_code()})
    assert response.url == "/desk/"
    assert step(client) == DESK


def test_a_mailed_code_alone_does_not_pass_the_app(client: Client) -> None:
    user = with_app(StaffFactory(password=PASSWORD))
    assert sign_in_by_code(client, user) == "/accounts/2fa/authenticate/"
    assert step(client) == "/accounts/login/"
    client.post("/accounts/2fa/authenticate/", {"code": app_code()})
    assert step(client) == DESK


def test_a_mailed_code_alone_sets_up_nothing(client: Client) -> None:
    user = StaffFactory(password=PASSWORD)
    sign_in_by_code(client, user)
    for address in (DESK, "/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"):
        assert step(client, address) == "/accounts/reauthenticate/"
    assert step(client, "/accounts/password/change/") == "/accounts/reauthenticate/"
    assert step(client, "/accounts/email/") == "/accounts/reauthenticate/"
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert step(client) == "/accounts/2fa/"
    assert step(client, "/accounts/2fa/totp/activate/") == "/accounts/2fa/totp/activate/"


def test_staff_without_a_second_factor_set_one_up_first(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    user = StaffFactory(password=PASSWORD)
    sign_in(client, user)
    assert step(client) == "/accounts/2fa/"
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post("/accounts/2fa/totp/activate/", {"code": app_code(secret)})
    assert response.url == "/accounts/2fa/recovery-codes/"
    there = client.get(response.url)
    assert there.url == "/accounts/2fa/reauthenticate/?next=%2Faccounts%2F2fa%2Frecovery-codes%2F"
    back = client.post(there.url, {"code": app_code(secret)})
    assert back.url == "/accounts/2fa/recovery-codes/"
    codes = RecoveryCodes(Authenticator.objects.get(user=user, type="recovery_codes")).get_unused_codes()
    page = client.get(back.url).text
    assert all(code in page for code in codes)
    assert step(client) == DESK


def test_a_printed_recovery_code_passes_once(client: Client) -> None:
    user = with_app(StaffFactory(password=PASSWORD))
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    sign_in(client, user)
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert step(client) == DESK
    other = Client()
    sign_in(other, user)
    assert other.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200
    assert step(other) == "/accounts/login/"


def test_a_wrong_code_does_not_pass(client: Client) -> None:
    sign_in(client, with_app(StaffFactory(password=PASSWORD)))
    wrong = f"{(int(app_code()) + 500_000) % 1_000_000:06d}"
    assert client.post("/accounts/2fa/authenticate/", {"code": wrong}).status_code == 200
    assert step(client) == "/accounts/login/"


def test_whoever_removes_the_last_factor_starts_again(client: Client) -> None:
    user = with_app(StaffFactory(password=PASSWORD))
    sign_in(client, user)
    client.post("/accounts/2fa/authenticate/", {"code": app_code()})
    Authenticator.objects.filter(user=user).delete()
    assert step(client) == "/accounts/2fa/"


def test_a_session_from_before_the_factor_was_set_up_has_to_pass_it(client: Client) -> None:
    user = StaffFactory(password=PASSWORD)
    sign_in(client, user)
    with_app(user)
    assert step(client) == "/accounts/2fa/reauthenticate/"
    assert step(client, "/accounts/2fa/recovery-codes/") == "/accounts/2fa/reauthenticate/"


def test_new_staff_choose_a_password_before_anything_else(client: Client) -> None:
    user = StaffFactory()
    sign_in_by_code(client, user)
    assert step(client) == "/accounts/password/set/"
    assert step(client, "/accounts/password/set/") == "/accounts/password/set/"


def test_until_then_staff_are_visitors_on_public_pages(client: Client) -> None:
    sign_in(client, StaffFactory(password=PASSWORD))
    assert client.get("/healthz").wsgi_request.user.is_anonymous
    assert client.get("/accounts/login/").url == "/desk/"


def test_staff_can_always_sign_out(client: Client) -> None:
    sign_in(client, StaffFactory(password=PASSWORD))
    assert client.post("/accounts/logout/").status_code == 302
    assert step(client) == "/accounts/login/"


def test_members_are_never_pressed_into_one(client: Client) -> None:
    seat = SeatFactory(user__password=PASSWORD, role="coordinator")
    sign_in(client, seat.user)
    assert step(client, f"/workspace/committees/{seat.committee_id}/people/").endswith("/people/")
    other = Client()
    sign_in_by_code(other, UserFactory())
    assert step(other, "/accounts/profile/") == "/accounts/profile/"


def test_the_demonstration_asks_for_none(client: Client, settings: Any) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = False
    sign_in_by_code(client, StaffFactory())
    assert step(client) == DESK
