"""Every letter that signing in can bring, each by the way that brings it, as text and as HTML, through the mail log."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from sistercities.accounts.models import User
from sistercities.accounts.services import add_person
from sistercities.post.models import Mail
from sistercities.settings import BASE_DIR, PUBLIC_URL
from tests.accounts.authenticator import PASSWORD, app_code, with_app
from tests.factories import AssociationSettingsFactory, UserFactory

FOLDER = BASE_DIR / "templates" / "emails"
SECRET_KINDS = {"account/email/login_code", "account/email/password_reset_key", "account/email/email_confirmation"}


def shown(client: Client) -> User:
    return User.objects.get(pk=client.session["_auth_user_id"])


def reauthenticated(client: Client) -> Client:
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def ask_for_a_code(client: Client) -> None:
    Client().post("/accounts/login/code/", {"email": shown(client).email})


def ask_with_an_unknown_address(client: Client) -> None:
    Client().post("/accounts/login/code/", {"email": "nobody@example.org"})


def ask_for_a_new_password(client: Client) -> None:
    Client().post("/accounts/password/reset/", {"email": shown(client).email})


def choose_a_new_password(client: Client) -> None:
    ask_for_a_new_password(client)
    other = Client()
    link = re.search(r"http://\S+(/accounts/password/reset/key/\S+/)", Mail.objects.latest("pk").text)
    assert link
    form = other.get(link.group(1), follow=True)
    other.post(form.redirect_chain[-1][0], {"password1": "another long sentence", "password2": "another long sentence"})


def change_the_password(client: Client) -> None:
    new = {"password1": "another long sentence", "password2": "another long sentence"}
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, **new})


def set_a_first_password(client: Client) -> None:
    user = shown(client)
    user.set_unusable_password()
    user.save()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.post("/accounts/password/set/", {"password1": PASSWORD, "password2": PASSWORD})


def add_an_address(client: Client) -> None:
    reauthenticated(client).post("/accounts/email/", {"action_add": "", "email": "second@example.org"})


def change_the_main_address(client: Client) -> None:
    EmailAddress.objects.create(user=shown(client), email="second@example.org", verified=True)
    reauthenticated(client).post("/accounts/email/", {"action_primary": "", "email": "second@example.org"})


def remove_an_address(client: Client) -> None:
    EmailAddress.objects.create(user=shown(client), email="second@example.org", verified=True)
    reauthenticated(client).post("/accounts/email/", {"action_remove": "", "email": "second@example.org"})


def add_an_app(client: Client) -> None:
    form = reauthenticated(client).get("/accounts/2fa/totp/activate/").context["form"]
    client.post("/accounts/2fa/totp/activate/", {"code": app_code(form.secret)})


def remove_the_app(client: Client) -> None:
    with_app(shown(client))
    reauthenticated(client).post("/accounts/2fa/totp/deactivate/")


def make_new_recovery_codes(client: Client) -> None:
    with_app(shown(client))
    reauthenticated(client).post("/accounts/2fa/recovery-codes/generate/")


WAYS: dict[str, Callable[[Client], None]] = {
    "account/email/login_code": ask_for_a_code,
    "account/email/unknown_account": ask_with_an_unknown_address,
    "account/email/password_reset_key": ask_for_a_new_password,
    "account/email/password_reset": choose_a_new_password,
    "account/email/password_changed": change_the_password,
    "account/email/password_set": set_a_first_password,
    "account/email/email_confirmation": add_an_address,
    "account/email/email_changed": change_the_main_address,
    "account/email/email_deleted": remove_an_address,
    "mfa/email/totp_activated": add_an_app,
    "mfa/email/totp_deactivated": remove_the_app,
    "mfa/email/recovery_codes_generated": make_new_recovery_codes,
}
# Sent by the passkey story in the browser (tests/accounts/test_passkeys.py).
BY_BROWSER = {"mfa/email/webauthn_added", "mfa/email/webauthn_removed"}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", WAYS)
def test_a_letter_is_written_as_text_and_html(
    kind: str, client: Client, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.IS_DEMO = True
    AssociationSettingsFactory(name="Saint John's Association", phone="+1 202 555 0100")
    client.force_login(UserFactory(password=PASSWORD), backend="django.contrib.auth.backends.ModelBackend")
    with django_capture_on_commit_callbacks(execute=True):
        WAYS[kind](client)
    mail = Mail.objects.get(kind=kind)
    assert (mail.is_secret, mail.sent_at is not None) == (kind in SECRET_KINDS, True)
    assert mail.subject == mail.subject.strip() != ""
    for body in (mail.text, mail.html):
        assert "+1 202 555 0100" in body
        assert "{{" not in body
        assert "{%" not in body
        assert "Demonstration: not a record of any association" in body
    assert "Saint John's Association" in mail.text
    assert "Saint John&#x27;s Association" in mail.html


def test_each_template_has_a_way_that_sends_it() -> None:
    files = [path.relative_to(FOLDER) for app in ("account", "mfa") for path in (FOLDER / app / "email").iterdir()]
    parts = {Path(str(path).removesuffix("_subject.txt").removesuffix(".txt").removesuffix(".html")) for path in files}
    assert {str(path) for path in parts} == WAYS.keys() | BY_BROWSER
    assert len(files) == 3 * len(parts)


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "secret"), [(ask_for_a_code, "code"), (ask_for_a_new_password, "link")])
def test_a_secret_stands_in_text_and_html_alike(kind: Callable[[Client], None], secret: str, client: Client) -> None:
    """Before it is sent: outside the demonstration the text is then removed."""
    client.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")
    kind(client)
    mail = Mail.objects.get()
    shape = (
        r"\b[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}\b"
        if secret == "code"
        else rf"{PUBLIC_URL}/accounts/password/reset/key/[\w-]+/"
    )
    (found,) = set(re.findall(shape, mail.text))
    assert found in mail.html


@pytest.mark.django_db
def test_nothing_tells_whether_an_address_has_a_login() -> None:
    known = UserFactory(password=PASSWORD)
    for address, field in (("/accounts/login/code/", "email"), ("/accounts/password/reset/", "email")):
        answers = []
        for email in (known.email, "nobody@example.org"):
            client = Client()
            posted = client.post(address, {field: email})
            page = client.get(posted.url)
            text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.text).replace(email, "...")
            answers.append((posted.status_code, posted.url, page.status_code, text))
        assert answers[0] == answers[1]
    wrong = [
        Client().post("/accounts/login/", {"login": email, "password": "x"})
        for email in (known.email, "no@example.org")
    ]
    messages = [list(response.context["form"].non_field_errors()) for response in wrong]
    assert messages[0] == messages[1] != []


@pytest.mark.django_db
def test_a_login_made_by_an_administrator_is_told_how_to_begin() -> None:
    user = add_person(email="Officer@Example.org", full_name="Protocol officer", is_staff=True)
    assert EmailAddress.objects.get(user=user, verified=True, primary=True).email == "officer@example.org"
    mail = Mail.objects.get()
    assert (mail.kind, mail.to, user.has_usable_password()) == ("accounts/login_made", "officer@example.org", False)
    assert f"{PUBLIC_URL}/accounts/password/reset/" in mail.text
    assert "second step" in mail.text
