"""The person's own page."""

from collections.abc import Callable

import pytest
from django.test import Client

from sistercities.accounts.models import User
from tests.factories import StaffFactory, UserFactory

PROFILE = "/accounts/profile/"


@pytest.mark.django_db
def test_names_are_kept_as_their_bearer_writes_them(client_of: Callable[[User], Client]) -> None:
    user = UserFactory()
    names = {"full_name": "Director Ó Briain", "own_script_name": "Ó Briain", "own_script_language": "ga"}
    response = client_of(user).post(PROFILE, names, follow=True)
    assert response.redirect_chain == [(PROFILE, 302)]
    assert "Your name is saved." in response.text
    user.refresh_from_db()
    assert (user.full_name, user.own_script_name, user.own_script_language) == tuple(names.values())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ({"full_name": " "}, "Fill this in."),
        ({"full_name": "Director", "own_script_name": "局長"}, "Choose the language"),
        (
            {"full_name": "Director", "own_script_name": "局長", "own_script_language": "xx"},
            "Choose one of those that are offered.",
        ),
    ],
)
def test_what_is_missing_is_said(client_of: Callable[[User], Client], names: dict[str, str], sentence: str) -> None:
    user = UserFactory(full_name="Secretary")
    response = client_of(user).post(PROFILE, names)
    assert (response.status_code, sentence in response.text) == (422, True)
    user.refresh_from_db()
    assert user.full_name == "Secretary"


@pytest.mark.django_db
def test_a_language_without_a_name_is_dropped(client_of: Callable[[User], Client]) -> None:
    user = UserFactory()
    client_of(user).post(PROFILE, {"full_name": "Director", "own_script_language": "ja"})
    user.refresh_from_db()
    assert user.own_script_language == ""


@pytest.mark.django_db
def test_the_page_changes_nothing_but_names(client_of: Callable[[User], Client]) -> None:
    user = UserFactory(email="member@example.org")
    client_of(user).post(PROFILE, {"full_name": "Director", "is_staff": "on", "email": "other@example.org"})
    user.refresh_from_db()
    assert (user.email, user.is_staff, user.is_superuser) == ("member@example.org", False, False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("password", "is_staff", "offered"),
    [
        (None, False, ["/accounts/password/set/", "You do not need one."]),
        ("a long enough sentence", True, ["/accounts/password/change/", "Everybody who works for the association"]),
    ],
)
def test_it_leads_to_the_ways_of_signing_in(
    client_of: Callable[[User], Client], password: str | None, is_staff: bool, offered: list[str]
) -> None:
    user = (StaffFactory if is_staff else UserFactory)(password=password)
    page = client_of(user).get(PROFILE).text
    for part in ["/accounts/email/", "/accounts/2fa/", *offered]:
        assert part in page
