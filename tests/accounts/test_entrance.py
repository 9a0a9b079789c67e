"""The ways in speak the site's own words."""

import re

import pytest
from django.urls import reverse

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

LIBRARY_WORDS = re.compile(r">\s*(Email|Remember Me|Current Password|New Password.*|Passwordless)\s*[:<]")
PASSWORD = "a long phrase for tests"


def says_only_our_words(page, label):
    text = page.content.decode()
    return label in text and not LIBRARY_WORDS.search(text)


@pytest.mark.parametrize(
    ("route", "label"),
    [
        ("account_login", "Keep me signed in on this device"),
        ("account_request_login_code", "E-mail address"),
        ("account_reset_password", "E-mail address"),
    ],
)
def test_those_who_come_in_read_the_words_of_the_site(client, route, label):
    assert says_only_our_words(client.get(reverse(route)), label)


@pytest.mark.parametrize(
    ("route", "label"),
    [
        ("account_email", "E-mail address"),
        ("account_change_password", "The password you have now"),
        ("mfa_activate_totp", "Authenticator code"),
        ("mfa_add_webauthn", "without the password"),
    ],
)
def test_those_who_are_in_read_the_words_of_the_site(client, route, label):
    client.force_login(UserFactory(password=PASSWORD), backend="django.contrib.auth.backends.ModelBackend")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert says_only_our_words(client.get(reverse(route)), label)
