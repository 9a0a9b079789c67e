"""Every page, notice and error of the library that lets people in is in the site's own words and look."""

import re
from pathlib import Path

import allauth
import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django import forms
from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse

from sistercities.accounts.adapter import AccountAdapter, SecondFactorAdapter
from tests.desk_pages import text_of
from tests.factories import UserFactory

PASSWORD = "a long phrase for tests"
THEIRS = Path(allauth.__file__).parent / "templates"
# No address of this site leads there: nobody signs up, gives a phone number, or gets a code in place of a link.
UNUSED = re.compile(
    r"account/(signup|phone|confirm_(phone|email|password)|email_change|verified_email|snippets|messages/phone)"
    r"|mfa/(trust|webauthn/s)|.*/base"
)


def templates_of_the_library() -> list[str]:
    found = [
        path for kind in ("html", "txt") for part in ("account", "mfa") for path in THEIRS.glob(f"{part}/**/*.{kind}")
    ]
    names = sorted(path.relative_to(THEIRS).as_posix() for path in found)
    return [name for name in names if "/email/" not in name and "download" not in name and not UNUSED.match(name)]


@pytest.mark.parametrize("name", templates_of_the_library())
def test_no_page_and_no_notice_is_left_in_the_words_of_the_library(name):
    assert Path(get_template(name).origin.name).is_relative_to(settings.BASE_DIR / "templates")


@pytest.mark.parametrize(
    ("ours", "theirs", "unused"),
    [
        (AccountAdapter, DefaultAccountAdapter, re.compile(r"phone_|unknown_phone|username_")),
        (SecondFactorAdapter, DefaultMFAAdapter, re.compile("add_email_blocked")),
    ],
)
def test_no_error_is_left_in_the_words_of_the_library(ours, theirs, unused):
    kept = {code for code, text in theirs.error_messages.items() if ours.error_messages[code] == text}
    assert {code for code in kept if not unused.match(code)} == set()


@pytest.mark.django_db
def test_a_new_password_leads_to_signing_in(client):
    page = client.get(reverse("account_reset_password_from_key_done"))
    assert "Your new password holds" in text_of(page)
    assert f'<a class="button" href="{reverse("account_login")}">Sign in</a>' in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"login": "nobody@example.org", "password": "wrong"}, "Address and password do not fit together."),
        ({"login": "nobody@example.org"}, "Enter your password."),
        ({"password": "wrong"}, "Enter your e-mail address."),
        ({"login": "nobody", "password": "wrong"}, "Enter an e-mail address, for instance name@example.org."),
    ],
)
def test_signing_in_says_what_to_do(client, answers, sentence):
    assert sentence in text_of(client.post(reverse("account_login"), answers))


@pytest.mark.django_db
def test_two_new_passwords_that_differ_are_told_apart_kindly(client):
    client.force_login(UserFactory(password=PASSWORD), backend="django.contrib.auth.backends.ModelBackend")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    answers = {"oldpassword": PASSWORD, "password1": "one long phrase", "password2": "another long phrase"}
    page = text_of(client.post(reverse("account_change_password"), answers))
    assert "The two do not agree. Enter the new password once more." in page


@pytest.mark.django_db
def test_showing_once_more_that_it_is_you_names_the_box(client):
    client.force_login(UserFactory(password=PASSWORD), backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 1, "email": "x"}]
    session.save()
    page = text_of(client.post(reverse("account_reauthenticate"), {"password": "wrong"}))
    assert "This is not your password." in page


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        (forms.CharField(), "Fill this in."),
        (forms.BooleanField(), "Tick this to go on."),
        (forms.ChoiceField(), "Choose one."),
        (forms.MultipleChoiceField(), "Choose at least one."),
        (forms.FileField(), "Choose a file."),
    ],
)
def test_every_form_says_what_to_do_with_what_is_empty(field, sentence):
    with pytest.raises(forms.ValidationError) as refused:
        field.clean("")
    assert refused.value.messages == [sentence]
