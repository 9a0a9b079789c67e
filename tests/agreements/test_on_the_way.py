"""What committees see of documents on their way: where to begin, what the letter asks for, what is missing."""

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.choices import Change
from agreements.models import HandIn
from agreements.services.changing import note_change
from agreements.services.handing_in import start_hand_in
from sistercities.association.first_texts import first_texts
from sistercities.association.models import EditedPage, ReasonCode
from tests.agreements.test_handin_steps import SIGNER, at, begun, draft, signers
from tests.desk_pages import text_of
from tests.factories import PartnershipFactory, SeatFactory, StaffFactory
from tests.factories_agreements import handed_in, recorded_entry, returned

pytestmark = pytest.mark.django_db
START = "/workspace/handins/new/"


def workspace_of(client, partnership):
    return client.get(reverse("workspace_partnership", args=[partnership.slug]))


def committee_of(partnership, role="coordinator"):
    """Somebody with a seat on a committee of side 1."""
    seat = SeatFactory(role=role)
    seat.committee.communities.add(partnership.parties.get(side=1).community)
    return seat.user


# Where to begin


def test_a_new_committee_begins_from_its_first_page(client_of):
    page = client_of(SeatFactory(role="coordinator").user).get(reverse("workspace"))
    assert f'href="{START}">Hand in a signed document</a>' in page.content.decode()
    assert "by every side or by one so far?" in text_of(page)


def test_readers_are_not_offered_to_hand_in(client_of):
    partnership = PartnershipFactory()
    client = client_of(committee_of(partnership, role="viewer"))
    for page in (client.get(reverse("workspace")), workspace_of(client, partnership)):
        assert START not in page.content.decode()


def test_what_staff_typed_for_a_committee_stands_on_its_first_page(client_of):
    seat = SeatFactory(role="coordinator")
    arrived = {"on_behalf": True, "arrival": "post", "arrived_from": "City clerk", "received_on": "2026-11-02"}
    hand_in = start_hand_in(by=StaffFactory(), committee=seat.committee, now=timezone.now(), **arrived)
    HandIn.objects.filter(pk=hand_in.pk).update(status="withdrawn")
    assert hand_in.get_absolute_url() in client_of(seat.user).get(reverse("workspace")).content.decode()


def test_a_partnership_leads_to_handing_in_its_document(client_of):
    partnership = PartnershipFactory()
    page = workspace_of(client_of(committee_of(partnership)), partnership).content.decode()
    assert f'href="{START}?partnership={partnership.slug}">Hand in its signed document</a>' in page


def test_what_is_on_the_way_is_not_handed_in_again(client_of):
    hand_in = handed_in(with_pages=False)
    page = workspace_of(client_of(hand_in.handed_in_by), hand_in.partnership).content.decode()
    assert hand_in.get_absolute_url() in page
    assert START not in page


def test_to_what_is_on_the_register_a_later_paper_is_handed_in(client_of):
    entry = recorded_entry()
    page = workspace_of(client_of(entry.hand_in.handed_in_by), entry.partnership)
    assert f"Is there a later paper to {entry.number}" in text_of(page)
    assert START in page.content.decode()
    assert "Hand in its signed document" not in text_of(page)


def test_another_document_of_the_partnership_is_named_before_and_after_it_is_chosen(client_of):
    waiting = handed_in(with_pages=False)
    other = PartnershipFactory()
    waiting.committee.communities.add(other.parties.get(side=1).community)
    facts = {"committee": waiting.committee, "by": waiting.handed_in_by, "now": timezone.now()}
    hand_in = start_hand_in(partnership=other, **facts)
    client = client_of(waiting.handed_in_by)
    page = client.get(at("partnership", hand_in))
    assert "Already on the way" in text_of(page)
    assert waiting.get_absolute_url() in page.content.decode()
    after = client.post(at("partnership", hand_in), {"partnership": waiting.partnership_id}, follow=True)
    assert "is on its way already: Waiting for review." in text_of(after)


# What is missing


def test_a_designee_without_the_letter_is_told_at_once(client_of):
    hand_in = draft()
    answers = signers({**SIGNER, "capacity": "designee"})
    page = client_of(hand_in.started_by).post(at("signers", hand_in, 2), answers, follow=True)
    assert "Still missing: Add the letter that allows The mayor in office to sign for" in text_of(page)
    head = client_of(hand_in.started_by).post(at("signers", hand_in, 2), signers(SIGNER), follow=True)
    assert "Still missing" not in text_of(head)


def test_no_file_is_told_at_once(client_of):
    hand_in = draft()
    answers = {"signed_visibility": "public", "other_role": "other", "other_visibility": "association"}
    page = client_of(hand_in.started_by).post(at("files", hand_in), answers, follow=True)
    assert "Still missing: Add a scan or photo of the signed document." in text_of(page)


# What came back


def sent_back_for(code: str, **facts) -> HandIn:
    return returned(reason=ReasonCode.objects.get(code=code), **facts)


def test_the_letter_stands_on_the_summary(client_of):
    hand_in = sent_back_for("unreadable-scan", note="Page 2, please.")
    words = text_of(client_of(hand_in.started_by).get(at("summary", hand_in)))
    assert "The scan cannot be read" in words
    assert "Page 2, please." in words


def test_what_came_back_is_not_handed_in_unchanged_by_mistake(client_of):
    hand_in = sent_back_for("unreadable-scan")
    client = client_of(hand_in.started_by)
    assert "Nothing was changed since the document came back" in text_of(client.get(at("summary", hand_in)))
    refused = client.post(at("summary", hand_in), {"statement": "on"})
    assert refused.status_code == 422
    assert "Change what the letter names, or say that you hand it in as it was." in text_of(refused)
    client.post(at("summary", hand_in), {"statement": "on", "unchanged": "on"})
    hand_in.refresh_from_db()
    assert hand_in.status == "handed_in"


def test_what_was_changed_is_handed_in_with_one_tick(client_of):
    hand_in = sent_back_for("missing-date")
    client = client_of(hand_in.started_by)
    client.post(at("signers", hand_in, 1), signers({**SIGNER, "signed_on_year": "1956"}))
    assert "Nothing was changed" not in text_of(client.get(at("summary", hand_in)))
    client.post(at("summary", hand_in), {"statement": "on"})
    hand_in.refresh_from_db()
    assert hand_in.status == "handed_in"


@pytest.mark.parametrize(
    ("code", "steps", "change"),
    [
        ("missing-authority", 2, Change.SIGNATURES),
        ("missing-date", 2, Change.SIGNATURES),
        ("missing-pages", 1, Change.FILE_ADDED),
        ("unreadable-scan", 1, Change.FILE_ADDED),
        ("wrong-partnership", 1, Change.PARTNERSHIP),
    ],
)
def test_the_steps_that_the_letter_names_are_not_done_before_they_were_changed(client_of, code, steps, change):
    hand_in = sent_back_for(code)
    client, page = client_of(hand_in.started_by), hand_in.get_absolute_url()
    assert text_of(client.get(page)).count("The letter asks you to look at this") == steps
    assert text_of(client.get(at("summary", hand_in))).count("look again") == steps
    note_change(hand_in, Change.TEXT, by=hand_in.started_by)
    assert text_of(client.get(page)).count("The letter asks you to look at this") == steps
    note_change(hand_in, change, by=hand_in.started_by)
    assert "The letter asks you to look at this" not in text_of(client.get(page))


def test_the_next_step_says_which_document_came_back(client_of):
    hand_in = returned()
    home, partner = (party.community.name for party in hand_in.partnership.parties.order_by("side"))
    words = text_of(client_of(hand_in.started_by).get(reverse("workspace")))
    assert f"{home} – {partner}: your document was sent back" in words


def test_what_is_recorded_offers_nothing_to_hand_in(client_of):
    hand_in = recorded_entry().hand_in
    hand_in.council_acts.all().delete()
    words = text_of(client_of(hand_in.handed_in_by).get(hand_in.get_absolute_url()))
    assert "Not given." in words
    assert "You can hand in without." not in words


# One rule for one signature


def test_every_text_says_that_one_signature_is_enough_to_hand_in(client_of):
    letter = ReasonCode.objects.get(code="missing-signature").letter
    pages = [EditedPage.objects.get(slug=slug).text for slug in ("how-it-works", "faq")]
    for text in (letter, *pages):
        assert "the day on which we received it counts." in text
    assert all("wait until it has" not in row.text for row in first_texts("reasons"))
    empty = text_of(client_of(SeatFactory(role="coordinator").user).get(reverse("handin_list")))
    assert "if a side has not signed yet, it waits for that signature" in empty


# Where a new place is


def test_a_country_typed_after_the_name_is_chosen_and_its_languages_come_first(client_of):
    hand_in = begun()
    home = hand_in.committee.communities.get()
    answers = {"home": home.pk, "kind": "sister", "partner_name": "Bergen, Norway", "search": "1"}
    page = client_of(hand_in.started_by).post(at("pair", hand_in), answers, follow=True).content.decode()
    assert '<option value="NO" selected>' in page
    assert 'name="new-name" value="Bergen"' in page
    official = page.partition('<optgroup label="Official there">')[2].partition("</optgroup>")[0]
    assert '<option value="nb">' in official


def test_the_languages_of_a_signers_country_come_first(client_of):
    hand_in = draft()
    country = str(hand_in.partnership.parties.get(side=2).community.country)
    assert country == "JP"
    page = client_of(hand_in.started_by).get(at("signers", hand_in, 2)).content.decode()
    official = page.partition('<optgroup label="Official there">')[2].partition("</optgroup>")[0]
    assert official.count("<option") == 1
    assert '<option value="ja">' in official


def test_what_was_before_the_portal_is_said_once(client_of):
    hand_in = recorded_entry().hand_in
    words = text_of(workspace_of(client_of(hand_in.handed_in_by), hand_in.partnership))
    assert words.count("were passed before this portal; they are not kept here") == 1
    assert "not kept in this portal" not in words
    assert "no committee here" not in words


def test_a_guest_reads_that_nothing_has_to_be_done(client_of):
    guest = SeatFactory(guest=True).user
    assert "You need not do anything here." in text_of(client_of(guest).get(reverse("workspace")))
