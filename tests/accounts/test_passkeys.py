"""Passkeys in a real browser, on localhost with a virtual authenticator, and what a bare IP address says."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from playwright.sync_api import Page, sync_playwright

from sistercities.accounts.models import User
from sistercities.common.servers.programs import wait_until
from sistercities.post.models import Mail
from tests.accounts.authenticator import PASSWORD, sign_in, with_app
from tests.e2e.watching import Watch
from tests.factories import StaffFactory, UserFactory

# A fingerprint reader that is always touched by its owner.
READER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(live_server: Any, settings: Any) -> Iterator[Page]:
    """A browser with a fingerprint reader; nothing may be blocked by the page's own policy."""
    settings.PUBLIC_URL = live_server.url
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = browser.new_context(base_url=live_server.url)
        context.set_default_timeout(20_000)
        watch = Watch(context, live_server.url)
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": READER})
        yield page
        browser.close()
        # While the browser is open an event loop runs in this thread, and Django gives it a connection of its own.
        connection.close()
    assert wait_until(nobody_else_is_connected, 20)
    assert watch.problems == []


def nobody_else_is_connected() -> bool:
    """The threads that answered the browser have let go of the database, so that it can be emptied and dropped."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone() == (0,)


def add_a_passkey(page: Page) -> None:
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill("Reader of the office computer")
    page.get_by_label("without the password").check()
    page.get_by_role("button", name="Add this key").click()


def sign_in_with_the_password(page: Page, user: User) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_member_of_staff_sets_up_a_passkey_and_signs_in_with_it(page: Page, settings: Any) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = True
    user = StaffFactory(password=PASSWORD)
    sign_in_with_the_password(page, user)
    page.wait_for_url("**/accounts/2fa/**")
    add_a_passkey(page)
    page.wait_for_url("**/accounts/2fa/reauthenticate/**")
    page.get_by_role("link", name="Use a security key").click()
    page.locator("#mfa_webauthn_reauthenticate").click()
    page.wait_for_url("**/accounts/2fa/recovery-codes/")
    assert page.locator("#recovery_codes li").count() == 10
    assert Authenticator.objects.filter(user=user, type="webauthn").count() == 1
    assert Mail.objects.filter(kind="mfa/email/webauthn_added", to=user.email).count() == 1

    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/accounts/profile/")
    page.locator("#passkey_login").click()
    page.wait_for_url("**/accounts/profile/")
    assert page.get_by_label("Full name").input_value() == user.full_name

    page.goto("/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Remove").click()
    page.wait_for_url("**/accounts/reauthenticate/**")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Remove").click()
    page.wait_for_url("**/accounts/**")
    assert not Authenticator.objects.filter(user=user).exists()
    assert Mail.objects.filter(kind="mfa/email/webauthn_removed", to=user.email).count() == 1
    page.goto("/desk/people/")
    assert page.url.partition("?")[0].endswith("/accounts/2fa/")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_passkey_is_the_second_step_after_the_password(page: Page, settings: Any) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = True
    user = StaffFactory(password=PASSWORD)
    sign_in_with_the_password(page, user)
    page.wait_for_url("**/accounts/2fa/**")
    add_a_passkey(page)
    page.wait_for_url("**/accounts/2fa/reauthenticate/**")
    page.context.clear_cookies()
    sign_in_with_the_password(page, user)
    page.wait_for_url("**/accounts/2fa/authenticate/")
    page.locator("#mfa_webauthn_authenticate").click()
    page.wait_for_url("**/desk/")


ADDRESSES = [
    "/accounts/login/",
    "/accounts/2fa/authenticate/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/",
]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("host", ["127.0.0.1:8123", "[::1]:8123", "localhost:8123"])
def test_a_bare_ip_address_says_where_to_open_the_page(host: str, address: str, settings: Any) -> None:
    settings.PUBLIC_URL = "http://localhost:8123"
    client = Client(headers={"host": host})
    if address == "/accounts/2fa/authenticate/":
        sign_in(client, with_app(UserFactory(password=PASSWORD)))
    elif address != "/accounts/login/":
        sign_in(client, UserFactory(password=PASSWORD))
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get(address)
    assert page.status_code == 200
    sentence = f'Open this page as <a href="http://localhost:8123{address}">http://localhost:8123{address}</a>'
    assert page.text.count(sentence) == (0 if host.startswith("localhost") else 1)


@pytest.mark.django_db
def test_in_production_the_public_address_is_named(settings: Any) -> None:
    settings.PUBLIC_URL = "https://registry.example.org"
    settings.ALLOWED_HOSTS = ["*"]
    for host, is_named in (("203.0.113.5", True), ("registry.example.org", False), ("www.registry.example.org", False)):
        page = Client(headers={"host": host}).get("/accounts/login/")
        sentence = 'Open this page as <a href="https://registry.example.org/accounts/login/">'
        assert (sentence in page.text) == is_named
