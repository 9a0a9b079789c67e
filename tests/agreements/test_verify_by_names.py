"""/verify/ by two names: on the register, known without a signed document, or nothing that would prove anything."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.desk_pages import text_of
from tests.factories import (
    AssociationSettingsFactory,
    CommunityFactory,
    CommunityNameFactory,
    EarlierRecognitionFactory,
    PartnerCommunityFactory,
    PartnershipFactory,
    StaffFactory,
)
from tests.factories_agreements import handed_in
from tests.register_rows import quickly_recorded

pytestmark = pytest.mark.django_db


def asked(client: Client, one: str, two: str) -> str:
    return text_of(client.get(reverse("verify"), {"one": one, "two": two}))


def pair(home: str, partner: str, **facts):
    communities = [CommunityFactory(name=home), PartnerCommunityFactory(name=partner)]
    return PartnershipFactory(communities=communities, **facts)


def test_a_recorded_partnership_is_named_with_its_number(client):
    entry = quickly_recorded(partnership=pair("Springfield", "Ashikaga"))
    for one, two in (("Springfield", "Ashikaga"), ("ashikaga", "springfield")):
        words = asked(client, one, two)
        assert f"On the register as {entry.number}" in words
        assert "No signed document" not in words


def test_any_known_name_finds_it(client):
    partnership = pair("Springfield", "Hue")
    CommunityNameFactory(community=partnership.parties.get(side=2).community, name="Huế")
    assert "Springfield – Hue" in asked(client, "Springfield", "Huế")


def test_a_partnership_without_document_is_known_and_no_more(client):
    pair("Springfield", "Ashikaga")
    words = asked(client, "Springfield", "Ashikaga")
    assert "Known. No signed document is on this register; that says nothing about whether the partnership" in words
    assert "On the register as" not in words


def test_one_that_was_recognised_before_says_so(client):
    EarlierRecognitionFactory(partnership=pair("Springfield", "Ashikaga"), confirmed_by=StaffFactory())
    assert "Known, and recognised before this register." in asked(client, "Springfield", "Ashikaga")


def test_nothing_found_proves_nothing_and_leads_to_us(client):
    AssociationSettingsFactory(phone="+1 202 555 0100")
    pair("Springfield", "Ashikaga")
    words = asked(client, "Springfield", "Kobe")
    assert "Nothing is known here under these two names" in words
    assert "This is no proof that no agreement exists" in words
    assert "+1 202 555 0100" in words.split("This is no proof")[1]


def test_one_community_alone_is_not_both_sides(client):
    pair("Springfield", "Ashikaga")
    assert "Nothing is known here" in asked(client, "Ashikaga", "Ashikaga")


def test_only_what_is_public_is_told(client, client_of):
    partnership = pair("Springfield", "Ashikaga", state="in_development", since=None)
    handed_in(partnership=partnership, with_pages=False)
    for browser in (client, client_of(StaffFactory())):
        assert "Nothing is known here" in asked(browser, "Springfield", "Ashikaga")


def test_half_a_question_says_what_is_missing(client):
    answer = client.get(reverse("verify"), {"one": "Springfield", "two": " "})
    assert answer.status_code == 422
    assert "Enter the name of another community." in text_of(answer)
    assert 'value="Springfield"' in answer.content.decode()


def test_any_number_of_partnerships_costs_the_same(client):
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert "Ashikaga" in asked(client, "Springfield", "Ashikaga")
        return len(queries)

    partner = PartnerCommunityFactory(name="Ashikaga")
    PartnershipFactory(communities=[CommunityFactory(name="Springfield"), partner])
    asked(client, "Springfield", "Ashikaga")
    at_one = cost()
    for _more in range(2):
        quickly_recorded(partnership=PartnershipFactory(communities=[CommunityFactory(name="Springfield"), partner]))
    assert cost() == at_one


def test_many_are_cut_and_it_says_so(client):
    partner = PartnerCommunityFactory(name="Ashikaga")
    for _n in range(11):
        PartnershipFactory(communities=[CommunityFactory(name="Springfield"), partner])
    words = asked(client, "Springfield", "Ashikaga")
    assert words.count("Springfield – Ashikaga") == 10
    assert "There are more. Enter longer names to see fewer." in words
