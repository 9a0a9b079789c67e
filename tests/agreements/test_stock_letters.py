"""The letters that come with the portal fit those who handed in online and those whose paper came by post."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from agreements.models import HandIn
from agreements.services.handing_in import withdraw_hand_in
from agreements.services.reviewing import refuse_hand_in, return_hand_in
from directory.choices import Role
from sistercities.association.first_texts import first_texts
from sistercities.association.models import AssociationSettings, ReasonCode
from sistercities.pages.views.sheets import by_reference
from sistercities.post.models import Mail
from tests.factories import AssociationSettingsFactory, SeatFactory, StaffFactory
from tests.factories_agreements import ReasonCodeFactory, handed_in

pytestmark = pytest.mark.django_db
STOCK = sorted(text.name for text in first_texts("reasons"))
HERE = "1 Main Street, Washington, DC 20005"
# What only somebody with a login can do.
IN_THE_PORTAL = re.compile(
    r"\b(type (it|them)|in the form|at the step|your draft|hand (it|both|the document) in|log in|sign in|"
    r"open the document|open your|replace the file|in the portal,)\b",
    re.IGNORECASE,
)


@pytest.fixture(autouse=True)
def office() -> None:
    AssociationSettingsFactory(email="office@association.example", post_address="1 Main Street\nWashington, DC 20005")


def arrived(*, by_post: bool, **facts: object) -> HandIn:
    if by_post:
        post = {"arrival": "post", "arrived_from": "City clerk", "received_on": dt.date(2026, 3, 2)}
        committee = SeatFactory(role=Role.COORDINATOR).committee
        facts = {"by": StaffFactory(), "on_behalf": True, "committee": committee, **post, **facts}
    return handed_in(with_pages=False, **facts)


def decided(hand_in: HandIn, reason: ReasonCode) -> list[Mail]:
    decide = return_hand_in if reason.use == ReasonCode.Use.RETURN else refuse_hand_in
    decide(hand_in_id=hand_in.pk, reason=reason, text="", by=StaffFactory(), now=timezone.now())
    return list(Mail.objects.filter(kind__in=["agreements/returned", "agreements/refused"]))


def without_markup(mail: Mail) -> str:
    return " ".join(f"{mail.subject} {mail.text} {re.sub('<[^>]+>', ' ', mail.html)}".split())


def stock(name: str) -> ReasonCode:
    return ReasonCode.objects.get(code=name.partition("-")[2])


@pytest.mark.parametrize("name", STOCK)
def test_whose_paper_came_by_post_is_not_sent_to_the_portal(name: str) -> None:
    hand_in = arrived(by_post=True)
    letters = decided(hand_in, stock(name))
    assert letters
    for letter in letters:
        said = without_markup(letter)
        assert IN_THE_PORTAL.findall(said) == []
        for where in (HERE, "office@association.example", f"Name the reference {hand_in.reference}."):
            assert said.count(where) >= 2, where


@pytest.mark.parametrize("name", [name for name in STOCK if name.startswith("return-")])
def test_who_handed_in_online_is_told_to_go_on_there(name: str) -> None:
    hand_in = arrived(by_post=False)
    for letter in decided(hand_in, stock(name)):
        assert "Open the document in the portal, change what is named above, and hand it in again." in letter.text
        assert hand_in.get_absolute_url() in letter.text
        assert HERE not in letter.text


def test_the_words_that_are_looked_for_are_found_where_they_stand() -> None:
    """The first letters of before, which told everybody to type."""
    before = ("type it as it is written", "say so in the form", "add the file to your draft", "Then hand it in again")
    assert all(IN_THE_PORTAL.search(words) for words in before)


def test_a_letter_that_staff_wrote_says_how_to_answer_too() -> None:
    hand_in = arrived(by_post=True)
    for letter in decided(hand_in, ReasonCodeFactory(letters={"en": "Our own words about {reference}."})):
        assert f"Our own words about {hand_in.reference}." in letter.text
        assert f"by post to Sister Cities Association, {HERE}" in letter.text


def test_without_a_postal_address_the_other_ways_are_named() -> None:
    AssociationSettings.objects.update(post_address="")
    for letter in decided(arrived(by_post=True), stock("return-missing-date")):
        assert "by e-mail to office@association.example or by phone at +1 202 555 0100." in letter.text
        assert "by post to" not in letter.text


@pytest.mark.parametrize("by_post", [True, False])
def test_receipt_of_a_paper_that_one_side_signed(by_post: bool) -> None:
    hand_in = arrived(by_post=by_post, sides=(1,))
    letter = Mail.objects.filter(kind="agreements/receipt").first()
    assert letter
    said = without_markup(letter)
    assert f"Its reference is {hand_in.reference}." in said
    assert (HERE in said, bool(IN_THE_PORTAL.search(said))) == (by_post, not by_post)


@pytest.mark.parametrize("by_post", [True, False])
def test_the_letter_about_a_withdrawal(by_post: bool) -> None:
    hand_in = arrived(by_post=by_post)
    withdraw_hand_in(hand_in_id=hand_in.pk, by=hand_in.started_by, now=timezone.now(), reason="Sent twice")
    letter = Mail.objects.filter(kind="agreements/withdrawn").first()
    assert letter
    assert ("send it to us once more" in letter.text) == by_post
    assert bool(IN_THE_PORTAL.search(without_markup(letter))) == (not by_post)


def test_the_desk_finds_a_document_by_its_reference() -> None:
    hand_in = arrived(by_post=True)
    found = by_reference(hand_in.reference)
    assert found
    assert (found[0].name, found[1]) == ("document", hand_in.pk)
