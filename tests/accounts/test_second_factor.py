"""Staff and recorders outside the demonstration pass a second factor, or reach nothing; a mailed code is none."""

import datetime as dt
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from django.utils import timezone

from agreements.models import RegistryEntry
from tests.accounts.authenticator import PASSWORD, app_code, sign_in, sign_in_by_code, with_app
from tests.factories import RecorderFactory, RecordingGrantFactory, SeatFactory, StaffFactory, UserFactory
from tests.register_rows import quickly_reviewed

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


@pytest.mark.parametrize(
    ("starts", "ends", "asked"), [(0, None, True), (-9, 0, True), (1, None, False), (-9, -1, False)]
)
def test_whoever_may_record_today_needs_one_like_staff(
    client: Client, starts: int, ends: int | None, asked: bool
) -> None:
    officer, today = UserFactory(password=PASSWORD), timezone.localdate()
    RecordingGrantFactory(
        user=officer,
        starts_on=today + dt.timedelta(days=starts),
        ends_on=None if ends is None else today + dt.timedelta(days=ends),
    )
    sign_in(client, officer)
    for address in ("/workspace/", "/workspace/handins/"):
        assert step(client, address) == ("/accounts/2fa/" if asked else address)
    by_code = Client()
    sign_in_by_code(by_code, officer)
    assert step(by_code, "/workspace/") == ("/accounts/reauthenticate/" if asked else "/workspace/")


def test_an_officer_with_an_app_passes_it_and_records(client: Client) -> None:
    officer = with_app(RecorderFactory(is_staff=False, password=PASSWORD))
    hand_in = quickly_reviewed()
    record = {
        "path": f"/desk/handins/{hand_in.pk}/record/",
        "data": {"preview": hand_in.snapshot_sha256, "compared": "on"},
    }
    short = Client()
    short.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    assert short.post(**record).url == "/accounts/2fa/reauthenticate/"
    assert not RegistryEntry.objects.exists()
    sign_in(client, officer)
    client.post("/accounts/2fa/authenticate/", {"code": app_code()})
    assert client.post(**record).url == f"/desk/handins/{hand_in.pk}/recorded/"
    assert RegistryEntry.objects.get().recorded_by == officer


def test_the_demonstration_asks_for_none(client: Client, settings: Any) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = False
    sign_in_by_code(client, StaffFactory())
    assert step(client) == DESK
