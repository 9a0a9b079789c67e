"""In a demonstration every page, answer for programs and letter says that it is one; elsewhere none does."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from agreements.selectors import DEMONSTRATION
from sistercities.accounts.models import User
from tests.factories import AdministratorFactory, AssociationSettingsFactory, StaffFactory
from tests.factories_agreements import recorded_entry

pytestmark = pytest.mark.django_db
AS_PROGRAM = {"Accept": "application/json"}
PUBLIC = ("/", "/directory/", "/registry/", "/verify/", "/accounts/login/", "/no-such-page/")
OF_ADMINISTRATORS = (
    "/admin/",
    "/admin/accounts/user/",
    "/admin/accounts/user/add/?_popup=1",
)


@pytest.fixture(params=[True, False], ids=["demonstration", "elsewhere"])
def is_demo(request: pytest.FixtureRequest, settings: LazySettings) -> bool:
    settings.IS_DEMO = request.param
    return request.param


@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages(client: Client, is_demo: bool, address: str) -> None:
    assert client.get(address).text.count(DEMONSTRATION) == int(is_demo)


@pytest.mark.parametrize("address", ["/workspace/", "/desk/", "/accounts/profile/"])
def test_pages_of_those_who_are_signed_in(
    client_of: Callable[[User | None], Client], is_demo: bool, address: str
) -> None:
    page = client_of(StaffFactory()).get(address, follow=True)
    assert (page.status_code, page.text.count(DEMONSTRATION)) == (200, int(is_demo))


@pytest.mark.parametrize("address", OF_ADMINISTRATORS)
def test_pages_of_administrators(client_of: Callable[[User | None], Client], is_demo: bool, address: str) -> None:
    page = client_of(AdministratorFactory(password="a long sentence of its own")).get(address)
    assert (page.status_code, page.text.count(DEMONSTRATION)) == (200, int(is_demo))


def test_the_page_of_an_accident_asks_no_database(is_demo: bool) -> None:
    def gone(*args: object) -> None:
        raise OperationalError("the connection is closed")

    with connection.execute_wrapper(gone):
        page = Client(raise_request_exception=False).get("/")
    assert page.status_code == 500
    assert "Something broke on our side" in page.text
    assert page.text.count(DEMONSTRATION) == int(is_demo)


def test_a_request_that_cannot_be_answered(settings: LazySettings, is_demo: bool) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1
    page = Client().post("/accounts/login/", {"login": "a@example.org", "password": "x"})
    assert (page.status_code, page.text.count(DEMONSTRATION)) == (400, int(is_demo))


def test_a_form_from_elsewhere(is_demo: bool) -> None:
    page = Client(enforce_csrf_checks=True).post("/accounts/login/", {})
    assert (page.status_code, page.text.count(DEMONSTRATION)) == (403, int(is_demo))


@pytest.mark.parametrize(
    ("fingerprint_of", "status"),
    [
        (lambda entry: entry.hand_in.scans.get().sha256, 200),
        (lambda entry: "0" * 64, 200),
        (lambda entry: "no fingerprint", 400),
    ],
    ids=["known", "unknown", "malformed"],
)
def test_the_answer_about_a_file(client: Client, is_demo: bool, fingerprint_of: Any, status: int) -> None:
    AssociationSettingsFactory()
    answer = client.get(reverse("verify"), {"sha256": fingerprint_of(recorded_entry())}, headers=AS_PROGRAM)
    assert (answer.status_code, answer.json().get("note")) == (status, DEMONSTRATION if is_demo else None)
