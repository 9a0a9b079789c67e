"""An authenticator app and a mail reader for tests."""

import re

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from sistercities.accounts.models import User
from sistercities.post.models import Mail

SECRET = "JBSWY3DPEHPK3PXP"
PASSWORD = "a long enough sentence"


def with_app(user: User) -> User:
    """Give the person an authenticator app."""
    TOTP.activate(user, SECRET)
    return user


def app_code(secret: str = SECRET) -> str:
    """What the app shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def mailed_code() -> str:
    """The code in the newest mail that holds one."""
    text = Mail.objects.filter(kind="account/email/login_code").latest("pk").text
    found = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", text, re.MULTILINE)
    assert found, text
    return found.group(1)


def sign_in(client: Client, user: User, password: str = PASSWORD, **form: str) -> str:
    """Sign in with the password through the page; where the answer leads."""
    response = client.post("/accounts/login/", {"login": user.email, "password": password, **form})
    assert response.status_code == 302, response.text
    return response.url


def sign_in_by_code(client: Client, user: User) -> str:
    """Sign in with a mailed code through the pages; where the last answer leads."""
    client.post("/accounts/login/code/", {"email": user.email})
    response = client.post("/accounts/login/code/confirm/", {"code": mailed_code()})
    assert response.status_code == 302, response.text
    return response.url
