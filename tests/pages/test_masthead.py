"""The last link of the head leads to where somebody works; on public pages it is the same for everybody."""

import re

import pytest

from tests.factories import SeatFactory, StaffFactory

pytestmark = pytest.mark.django_db


def own_link(page) -> tuple[str, str]:
    return re.search(r'<a class="own" href="([^"]*)"[^>]*>([^<]*)</a>', page.content.decode()).groups()


def test_public_pages_lead_everybody_to_their_pages(client_of):
    for person in (None, SeatFactory().user, StaffFactory()):
        assert own_link(client_of(person).get("/")) == ("/workspace/", "My pages")


@pytest.mark.parametrize("address", ["/workspace/", "/workspace/handins/", "/accounts/profile/", "/accounts/email/"])
def test_signed_in_pages_lead_committees_to_their_partnerships(client_of, address):
    assert own_link(client_of(SeatFactory().user).get(address)) == ("/workspace/", "My partnerships")


@pytest.mark.parametrize("address", ["/desk/", "/desk/people/", "/accounts/profile/"])
def test_signed_in_pages_lead_staff_to_the_desk(client_of, address):
    assert own_link(client_of(StaffFactory()).get(address)) == ("/desk/", "Desk")
