"""The steps as one takes them without any script: what each keeps, what it refuses, and that nothing typed is lost."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.choices import Capacity, DateReading, FileRole
from agreements.models import HandIn
from agreements.services import handing_in
from directory.choices import Role
from directory.models import Community
from partnerships.models import Partnership
from sistercities.common.dates import PartialDate
from tests.agreements.test_handin_files import upload
from tests.factories import (
    CommitteeFactory,
    CommunityFactory,
    PartnerCommunityFactory,
    PartnershipFactory,
    SeatFactory,
    StaffFactory,
)
from tests.factories_agreements import complete_hand_in, recorded_entry

pytestmark = pytest.mark.django_db

SIGNER = {
    "name": "The mayor in office",
    "title": "Mayor",
    "capacity": "head",
    "date_reading": "as_written",
    "signed_on_year": "1957",
    "method": "ink",
}


def begun(partnership: Partnership | None = None, **facts) -> HandIn:
    """A draft of the main contact of a new committee, which looks after side 1 of the partnership."""
    home = partnership.parties.get(side=1).community if partnership else CommunityFactory()
    seat = SeatFactory(role=Role.COORDINATOR, committee=CommitteeFactory(communities=[home]))
    facts["partnership"] = partnership
    return handing_in.start_hand_in(by=seat.user, committee=seat.committee, now=timezone.now(), **facts)


def draft(**facts) -> HandIn:
    return complete_hand_in(with_file=False, **facts)


def at(step: str, hand_in: HandIn, *args: int) -> str:
    return reverse(f"handin_{step}", args=[hand_in.pk, *args])


def signers(*people: dict[str, str], **more: str) -> dict[str, str]:
    """The fields of the step for these people."""
    fields = {f"signer-{n}-{name}": value for n, person in enumerate(people) for name, value in person.items()}
    return {"signed": "yes", "signers": str(len(people)), **fields, **more}


def kept(hand_in: HandIn, side: int) -> list[tuple[str, str]]:
    rows = hand_in.instruments.get().signatures.filter(party__side=side)
    return [(row.name, str(row.signed_on or row.not_later_than)) for row in rows]


# Which partnership


def test_the_committees_partnerships_are_offered_those_on_the_register_for_a_later_paper(client_of):
    hand_in = begun()
    home = hand_in.committee.communities.get()
    mine = PartnershipFactory(communities=[home, PartnerCommunityFactory(name="Bergen", country="NO")], kind="contact")
    recorded = recorded_entry(partnership=PartnershipFactory(communities=[home, PartnerCommunityFactory()]))
    other = PartnershipFactory()
    client = client_of(hand_in.started_by)
    text = client.get(at("partnership", hand_in)).content.decode()
    offered = [str(mine.pk), str(recorded.partnership.pk), "new"]
    assert re.findall(r'name="partnership" value="(\w+)"', text) == offered
    assert text.count("a later paper, the first one is on the register") == 1
    assert client.post(at("partnership", hand_in), {"partnership": other.pk}).status_code == 422
    for row, step in ((recorded.partnership, "act"), (mine, "document")):
        assert client.post(at("partnership", hand_in), {"partnership": row.pk}).url == at(step, hand_in)
    hand_in.refresh_from_db()
    assert hand_in.partnership == mine


def test_staff_search_all_partnerships(client_of):
    staff, partnership = (
        StaffFactory(),
        PartnershipFactory(communities=[CommunityFactory(name="Astoria"), PartnerCommunityFactory()]),
    )
    hand_in = handing_in.start_hand_in(by=staff, committee=None, on_behalf=True, now=timezone.now())
    client, offered = client_of(staff), f'name="partnership" value="{partnership.pk}"'
    assert offered not in client.get(at("partnership", hand_in)).content.decode()
    assert offered in client.get(at("partnership", hand_in), {"q": "astoria"}).content.decode()
    client.post(at("partnership", hand_in) + "?q=astoria", {"partnership": partnership.pk})
    hand_in.refresh_from_db()
    assert hand_in.partnership == partnership


def test_a_new_pair_is_searched_for_first(client_of):
    hand_in, kobe = begun(), PartnerCommunityFactory(name="Kobe", native_name="神戸市")
    CommunityFactory(name="Kobe Springs")
    client, address = client_of(hand_in.started_by), at("pair", hand_in)
    assert client.post(at("partnership", hand_in), {"partnership": "new"}).url == address
    home = hand_in.committee.communities.get()
    answers = {"home": home.pk, "kind": "friendship", "partner_name": "神戸"}
    assert client.post(address, {**answers, "search": "1"}).url == f"{address}#search"
    text = client.get(address).content.decode()
    assert 'lang="ja">神戸市</span>' in text
    assert re.findall(r'name="partner" value="(\w+)"', text) == [str(kobe.pk), "add"]
    assert "Something needs another look" not in text
    assert client.post(address, answers).status_code == 422
    assert client.post(address, {**answers, "partner": kobe.pk}).url == at("document", hand_in)
    hand_in.refresh_from_db()
    assert [party.community for party in hand_in.partnership.parties.order_by("side")] == [home, kobe]
    assert (hand_in.relationship, hand_in.partnership.lead_committee) == ("friendship", hand_in.committee)
    assert hand_in.unfinished == {}


def test_a_community_that_nobody_knows_is_added_in_its_own_script(client_of):
    hand_in = begun()
    client, address = client_of(hand_in.started_by), at("pair", hand_in)
    home = hand_in.committee.communities.get()
    answers = {"home": home.pk, "kind": "sister", "partner_name": "Tromsø, Norway"}
    assert client.post(address, answers).url == f"{address}#new"
    text = client.get(address).content.decode()
    assert "Something needs another look" not in text
    assert 'value="Tromsø"' in text
    new = {"new-name": "Tromsø", "new-level": "city", "new-country": "", "new-native_name": "Romsa"}
    wrong = client.post(address, {**answers, **new}).content.decode()
    for sentence in ("Choose the country.", "Choose the language of that name."):
        assert wrong.count(sentence) == 2, sentence
    assert not Community.objects.filter(name="Tromsø").exists()
    more = {"new-country": "NO", "new-subdivision_name": "Troms", "new-native_language": "nb"}
    assert client.post(address, {**answers, **new, **more}).url == at("document", hand_in)
    added = Community.objects.get(name="Tromsø")
    assert (added.country.code, added.native_name, added.subdivision_name) == ("NO", "Romsa", "Troms")
    assert Community.objects.search("romsa").get() == added
    assert added.is_proposed


def test_a_partner_lies_abroad(client_of):
    hand_in, text = begun(), ""
    client, home = client_of(hand_in.started_by), hand_in.committee.communities.get()
    CommunityFactory(name="Springfield")
    answers = {"home": home.pk, "kind": "sister", "partner_name": "Springfield", "search": "1"}
    client.post(at("pair", hand_in), answers)
    text = client.get(at("pair", hand_in)).content.decode()
    assert 'name="partner" value' not in text
    assert 'value="US"' not in text


def test_a_pair_that_is_here_is_taken_and_not_opened_again(client_of):
    hand_in = begun()
    home, kobe = hand_in.committee.communities.get(), PartnerCommunityFactory(name="Kobe")
    here = PartnershipFactory(communities=[home, kobe])
    answers = {"home": home.pk, "kind": "sister", "partner_name": "Kobe", "partner": kobe.pk}
    client_of(hand_in.started_by).post(at("pair", hand_in), answers)
    hand_in.refresh_from_db()
    assert hand_in.partnership == here
    assert Partnership.objects.count() == 1


@pytest.mark.parametrize("with_committee", [True, False])
def test_staff_search_for_both_sides_where_no_committee_names_its_community(client_of, with_committee):
    committee = CommitteeFactory(communities=[]) if with_committee else None
    staff, home, kobe = StaffFactory(), CommunityFactory(name="Astoria"), PartnerCommunityFactory(name="Kobe")
    hand_in = handing_in.start_hand_in(by=staff, committee=committee, on_behalf=True, now=timezone.now())
    answers = {"home_name": "astoria", "home": home.pk, "kind": "sister", "partner_name": "kobe", "partner": kobe.pk}
    client_of(staff).post(at("pair", hand_in), answers)
    hand_in.refresh_from_db()
    assert [party.community for party in hand_in.partnership.parties.order_by("side")] == [home, kobe]


# The document and its text


def test_the_document_has_kind_languages_title_and_day_in_force(client_of):
    hand_in = begun(partnership=PartnershipFactory())
    client = client_of(hand_in.started_by)
    wrong = client.post(at("document", hand_in), {"in_force_on_day": "1"})
    for sentence in (
        "Say what kind of document it is.",
        "Say what the sides become.",
        "Choose at least one language.",
        "Enter the year too, with four digits. Day and month may stay empty.",
    ):
        assert wrong.content.decode().count(sentence) == 2, sentence
    answers = {
        "kind": "proclamation",
        "relationship": "project",
        "languages": ["ja", "en"],
        "other_language": "sw",
        "title": "Joint Proclamation",
        "in_force_on_year": "1958",
    }
    assert client.post(at("document", hand_in), answers).url == at("signers", hand_in, 1)
    hand_in.refresh_from_db()
    paper = hand_in.instruments.get()
    assert (paper.kind, paper.title, paper.in_force_on) == ("proclamation", "Joint Proclamation", PartialDate(1958))
    assert set(paper.languages) == {"en", "ja", "sw"}
    assert hand_in.relationship == "project"
    again = client.get(at("document", hand_in)).content.decode()
    assert '<option value="sw" selected>' in again


def test_another_language_alone_is_enough(client_of):
    hand_in = begun(partnership=PartnershipFactory())
    answers = {"kind": "resolution", "relationship": "sister", "other_language": "sw"}
    assert client_of(hand_in.started_by).post(at("document", hand_in), answers).status_code == 302
    assert hand_in.instruments.get().languages == ["sw"]


def test_a_text_can_be_typed_for_each_language_of_the_paper(client_of):
    hand_in = draft()
    client = client_of(hand_in.started_by)
    text = client.get(at("text", hand_in)).content.decode()
    assert re.findall(r'name="text-(\w+)"', text) == ["en", "ja"]
    assert client.post(at("text", hand_in), {"text-ja": "両市は姉妹都市となる。"}).url == at("summary", hand_in)
    assert list(hand_in.instruments.get().transcriptions.values_list("language", "text")) == [
        ("ja", "両市は姉妹都市となる。")
    ]


# Signers


def test_signers_are_kept_as_they_were_on_that_day(client_of):
    hand_in = draft(sides=())
    own = {"own_script_name": "神戸市長", "own_script_language": "ja", "signed_on_month": "10", "place": "Kobe"}
    second = {
        **SIGNER,
        "name": "The governor",
        "date_reading": "unreadable",
        "not_later_than_day": "1",
        "not_later_than_month": "2",
        "not_later_than_year": "1960",
        "method": "video",
    }
    client = client_of(hand_in.started_by)
    assert client.post(at("signers", hand_in, 2), signers(SIGNER | own, second)).url == at("council", hand_in)
    first, other = hand_in.instruments.get().signatures.filter(party__side=2)
    assert (first.own_script_name, first.signed_on, first.place) == ("神戸市長", PartialDate(1957, 10), "Kobe")
    assert (other.date_reading, other.signed_on, other.not_later_than, other.method) == (
        DateReading.UNREADABLE,
        None,
        dt.date(1960, 2, 1),
        "video",
    )
    again = client.get(at("signers", hand_in, 2)).content.decode()
    assert 'value="神戸市長"' in again
    assert "Signer 2" in again


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Enter the name of the person who signed."),
        ({"title": ""}, "Enter the title that the person had on that day."),
        ({"capacity": ""}, "Say whether the person is the head of the community or a designee."),
        ({"date_reading": ""}, "Say whether the date stands on the paper."),
        ({"signed_on_year": ""}, "Enter the date as the paper gives it, or say that it cannot be read."),
        ({"signed_on_year": "2999"}, "This date lies after"),
        ({"date_reading": "not_written"}, "Enter a day by which it was certainly signed."),
        ({"own_script_name": "神戸市長"}, "Choose the language of the name in own script."),
        ({"method": "stone"}, "Choose one of those that are offered."),
    ],
)
def test_each_refusal_stands_above_and_at_the_field_and_nothing_is_lost(client_of, wrong, sentence):
    hand_in = draft()
    before = kept(hand_in, 2)
    client, typed = client_of(hand_in.started_by), {"place": "A place that I typed"}
    answer = client.post(at("signers", hand_in, 2), signers(SIGNER | typed | wrong))
    assert answer.status_code == 422
    assert answer.content.decode().count(sentence) == 2
    assert kept(hand_in, 2) == before
    again = client.get(at("signers", hand_in, 2)).content.decode()
    assert again.count(sentence) == 2
    assert "A place that I typed" in again


def test_nobody_has_signed_for_a_side_yet(client_of):
    hand_in = draft()
    client = client_of(hand_in.started_by)
    assert client.post(at("signers", hand_in, 2), {"signers": "1"}).status_code == 422
    assert client.post(at("signers", hand_in, 2), {"signed": "not_yet", "signers": "1"}).status_code == 302
    assert kept(hand_in, 2) == []
    partner = hand_in.partnership.parties.get(side=2).community.name
    text = client.get(at("summary", hand_in)).content.decode()
    assert f"Signed by one: the document waits for {partner}" in text


def test_another_signer_is_added_and_taken_out_without_script(client_of):
    hand_in = draft(sides=())
    client, address = client_of(hand_in.started_by), at("signers", hand_in, 1)
    two = signers(SIGNER, SIGNER | {"name": "The second"})
    assert client.post(address, {**signers(SIGNER), "add": "1"}).url == f"{address}#add"
    text = client.get(address).content.decode()
    assert "Something needs another look" not in text
    assert 'name="signer-1-name"' in text
    assert 'name="signers" value="2"' in text
    client.post(address, {**two, "remove": "0"})
    text = client.get(address).content.decode()
    assert 'value="The second"' in text
    assert 'name="signer-1-name"' not in text
    client.post(address, {**two, "add": "1"})
    assert client.post(address, {**two, "signers": "400"}).status_code == 422
    assert kept(hand_in, 1) == []


def test_the_letter_of_a_designee_is_kept_at_once_whatever_else_is_missing(client_of):
    hand_in = draft()
    client, address = client_of(hand_in.started_by), at("signers", hand_in, 2)
    designee = SIGNER | {"capacity": "designee", "authority_dated_year": "1957", "authority_dated_month": "9"}
    posted = {**signers(designee | {"name": ""}), "signer-0-authority_file": upload("letter.pdf")}
    assert client.post(address, posted).status_code == 422
    letter = hand_in.scans.get()
    assert (letter.role, letter.visibility, letter.party.side) == (FileRole.AUTHORITY_PAPER, "association", 2)
    assert letter.dated == PartialDate(1957, 9)
    assert f'<option value="{letter.pk}" selected>letter.pdf' in client.get(address).content.decode()
    chosen = designee | {"authority": str(letter.pk), "authority_dated_month": "8"}
    assert client.post(address, signers(chosen)).status_code == 302
    row = hand_in.instruments.get().signatures.get(party__side=2)
    assert (row.capacity, row.authority) == (Capacity.DESIGNEE, letter)
    letter.refresh_from_db()
    assert letter.dated == PartialDate(1957, 8)


def test_a_refused_letter_stands_at_its_signer_and_the_answers_stay(client_of):
    hand_in = draft()
    client, address = client_of(hand_in.started_by), at("signers", hand_in, 2)
    posted = {**signers(SIGNER, SIGNER | {"capacity": "designee"}), "add": "1"}
    answer = client.post(address, {**posted, "signer-1-authority_file": upload("letter.pdf", b"<html>")})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Signer 2: letter.pdf: This is a web page" in text
    assert text.count('value="The mayor in office"') == 2
    assert not hand_in.scans.exists()


def test_a_side_that_is_not_there_is_not_found(client_of):
    hand_in = draft()
    assert client_of(hand_in.started_by).get(at("signers", hand_in, 3)).status_code == 404


@pytest.mark.parametrize("step", [("signers", 1), ("council",)])
def test_the_sides_are_asked_about_after_the_partnership(client_of, step):
    hand_in = begun()
    answer = client_of(hand_in.started_by).get(at(step[0], hand_in, *step[1:]))
    assert answer.url == at("partnership", hand_in)
