"""Agreements of three and of four sides, the whole way: handed in, reviewed, recorded, sealed, shown, found, ended."""

import json
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements import canonical
from agreements.authority import laws
from agreements.choices import Act
from agreements.completeness import obstacles
from agreements.models import RegistryEntry, SealedPdf
from agreements.services.chain import verify_register
from agreements.services.reviewing import review_hand_in
from agreements.services.sealing import seal_entry
from directory.choices import AskedHow
from partnerships.models import Partnership
from partnerships.services import state_by_side
from partnerships.stages import State
from sistercities.accounts.models import User
from sistercities.post.models import Mail
from tests.agreements.reading import pages_of
from tests.desk_pages import text_of, with_preview
from tests.factories import (
    CommunityFactory,
    PartnerCommunityFactory,
    PartnershipFactory,
    RecorderFactory,
    SeatFactory,
    StaffFactory,
)
from tests.factories_agreements import complete_hand_in
from tests.later_acts import recorded_act
from tests.register_rows import check_all, insert_entry, quickly_handed_in, quickly_recorded, quickly_reviewed

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User | None], Client]
# name: country, state or province, name in its own script
PLACES = {
    "Raleigh": ("US", "North Carolina", ""),
    "Asheville": ("US", "North Carolina", ""),
    "Charlotte": ("US", "North Carolina", ""),
    "Durham": ("US", "North Carolina", ""),
    "Osogbo": ("NG", "Osun", "Òṣogbo"),
    "Xiangyang": ("CN", "Hubei", "襄阳市"),
}
THREE = ("Asheville", "Osogbo", "Xiangyang")
FOUR = ("Raleigh", "Asheville", "Osogbo", "Xiangyang")
COUNTED = pytest.mark.parametrize("names", [THREE, FOUR], ids=["three", "four"])


def between(*names: str) -> Partnership:
    """A partnership of these places in their order, in development."""
    communities = []
    for name in names:
        country, state, native = PLACES[name]
        factory = CommunityFactory if country == "US" else PartnerCommunityFactory
        language = {"CN": "zh-hans", "NG": "yo"}.get(country, "")
        facts = {"native_name": native, "native_language": language}
        communities.append(factory(name=name, country=country, subdivision_name=state, **facts))
    return PartnershipFactory(communities=communities, state="in_development", since=None)


def recorded(*names: str, **facts: object) -> RegistryEntry:
    sides = tuple(range(1, len(names) + 1))
    return quickly_recorded(partnership=between(*names), sides=sides, **facts)


def line(names: tuple[str, ...]) -> str:
    return " – ".join(names)


# Recorded by two people


@COUNTED
def test_every_side_stands_in_the_record(names: tuple[str, ...]) -> None:
    entry = recorded(*names)
    check_all()
    said = canonical.parsed(entry.canonical)
    assert [(row["side"], row["name"]) for row in said["parties"]] == list(enumerate(names, start=1))
    assert [row["side"] for row in said["signatures"]] == list(range(1, len(names) + 1))
    assert verify_register().is_sound


def test_one_missing_signature_is_enough_to_wait() -> None:
    partnership = between(*THREE)
    hand_in = quickly_handed_in(partnership=partnership, sides=(1, 3))
    waits = "Signed by 2 of 3: the signature of Osogbo is missing."
    assert waits in [str(sentence) for sentence in obstacles(hand_in)]
    with pytest.raises(ValidationError, match="the signature of Osogbo is missing"):
        review_hand_in(hand_in_id=hand_in.pk, by=StaffFactory(), now=timezone.now())


def test_papers_of_each_side_name_all_the_others() -> None:
    entry = recorded(*THREE, own_papers=True)
    said = canonical.parsed(entry.canonical)
    assert [row["side"] for row in said["instruments"]] == [1, 2, 3]
    assert {row["names_others"] for row in said["instruments"]} == {True}


# At least two countries


@pytest.mark.parametrize(
    "names",
    [("Raleigh", "Asheville", "Xiangyang"), ("Osogbo", "Raleigh", "Asheville", "Durham")],
    ids=["three", "four"],
)
def test_two_sides_at_home_and_one_abroad_are_two_countries(names: tuple[str, ...]) -> None:
    assert recorded(*names).partnership.parties.count() == len(names)


def test_three_sides_in_one_country_are_refused_by_service_and_database(staff: User, recorder: User) -> None:
    partnership = between("Raleigh", "Asheville", "Durham")
    hand_in = quickly_handed_in(partnership=partnership, sides=(1, 2, 3))
    with pytest.raises(ValidationError, match="All sides are in one country: United States"):
        review_hand_in(hand_in_id=hand_in.pk, by=staff, now=timezone.now())
    with pytest.raises(IntegrityError, match="stand in one country only"), transaction.atomic():
        insert_entry(hand_in, recorder=recorder, reviewer=staff)


def test_the_database_asks_for_the_signature_of_the_third_side_too(staff: User, recorder: User) -> None:
    hand_in = quickly_handed_in(partnership=between(*THREE), sides=(1, 2))
    with pytest.raises(IntegrityError, match="lacks the signature of a side"), transaction.atomic():
        insert_entry(hand_in, recorder=recorder, reviewer=staff)


def test_a_law_about_any_two_of_the_sides_is_to_be_read() -> None:
    """The third side stands in the state of the law, the second one in the country that it names."""
    raleigh = CommunityFactory(name="Raleigh", subdivision_name="North Carolina")
    houston = CommunityFactory(name="Houston", subdivision_name="Texas", subdivision_code="US-TX")
    xiangyang = PartnerCommunityFactory(name="Xiangyang", country="CN")
    partnership = PartnershipFactory(communities=[raleigh, xiangyang, houston], state="in_development", since=None)
    hand_in = complete_hand_in(partnership=partnership, sides=(1, 2, 3))
    assert [law.advisory.title for law in laws(hand_in, on_date=timezone.localdate())] == [
        "Texas Government Code, chapter 795"
    ]


# Sealed, shown and found


@COUNTED
def test_the_sealed_pdf_names_every_side_on_its_front(names: tuple[str, ...]) -> None:
    entry = recorded(*names)
    pdf = seal_entry(entry_id=entry.pk, version=1, now=timezone.now())
    with pdf.file.open() as file:
        front, *_rest = pages_of(file.read())
    words = " ".join(front.split())
    assert all(f"For {name} The mayor of {name}" in words for name in names)
    assert "begins when the heads of all its communities sign" in words
    assert SealedPdf.objects.get(entry=entry) == pdf


@COUNTED
def test_public_pages_show_every_side_and_count_it_once(names: tuple[str, ...], client: Client) -> None:
    entry = recorded(*names)
    for address in (entry.get_absolute_url(), entry.partnership.get_absolute_url()):
        page = client.get(address)
        assert all(name in text_of(page) for name in names)
        assert f"count-{len(names)}" in page.text
    for query in ("", "?country=US", "?country=CN", "?country=NG", *(f"?q={name}" for name in names)):
        for address in (reverse("registry"), reverse("partnership_list")):
            page = client.get(address + query)
            assert page.context["total"] == 1, (address, query)
            assert line(names) in text_of(page)
    answer = json.loads(client.get(reverse("registry_entry_json", args=[entry.number])).content)
    assert [row["name"] for row in json.loads(answer["canonical"])["parties"]] == list(names)


@COUNTED
def test_any_two_of_the_names_find_it(names: tuple[str, ...], client: Client) -> None:
    entry = recorded(*names)
    for one in names:
        for two in names:
            words = text_of(client.get(reverse("verify"), {"one": one, "two": two}))
            assert (f"On the register as {entry.number}" in words) == (one != two), (one, two)
    assert "Nothing is known" in text_of(client.get(reverse("verify"), {"one": names[0], "two": "Kobe"}))
    assert line(names) in text_of(client.get(reverse("verify"), {"q": entry.number}))


# Later papers


@pytest.fixture
def agreed() -> RegistryEntry:
    return recorded(*THREE)


@pytest.fixture
def people(agreed: RegistryEntry) -> dict[int, User]:
    """A main contact for every side, by its number."""
    parties = agreed.partnership.parties.exclude(side=1).order_by("side")
    seats = {party.side: SeatFactory(guest=True, community=party.community).user for party in parties}
    return {1: agreed.hand_in.started_by, **seats}


def test_each_of_three_sides_can_act_and_all_others_are_written_to(
    agreed: RegistryEntry, people: dict[int, User]
) -> None:
    act = recorded_act(agreed, Act.SUSPENSION, side=2)
    said = canonical.parsed(act.canonical)
    assert (said["acting_side"], [row["side"] for row in said["signatures"]]) == (2, [2])
    letters = Mail.objects.filter(kind="agreements/act_recorded")
    assert {people[1].email, people[3].email} <= set(letters.values_list("to", flat=True))
    assert "was suspended by Osogbo alone" in letters.first().text


def test_the_acting_side_is_chosen_among_three(agreed: RegistryEntry, client_of: ClientOf) -> None:
    client = client_of(agreed.hand_in.started_by)
    act = client.post(f"{reverse('handin_start')}?partnership={agreed.partnership.slug}").url
    page = client.get(act)
    assert all(name in text_of(page) for name in THREE)
    terms = client.post(act, {"act": "termination", "acting_side": "3"}).url
    said = {"effective_on_day": "31", "effective_on_month": "12", "effective_on_year": "2990"}
    document = client.post(terms, said).url
    signers = client.post(document, {"kind": "notice", "languages": ["en"]}).url
    assert signers.endswith("/signers/3/")
    assert "Who signed for Xiangyang?" in text_of(client.get(signers))


def test_a_renewal_needs_all_three(agreed: RegistryEntry) -> None:
    act = recorded_act(agreed, Act.RENEWAL)
    assert [row["side"] for row in canonical.parsed(act.canonical)["signatures"]] == [1, 2, 3]


def test_what_one_of_three_says_reaches_the_others(agreed: RegistryEntry, people: dict[int, User]) -> None:
    third = agreed.partnership.parties.get(side=3)
    today = timezone.localdate()
    asked = {"asked_by": "The clerk", "asked_how": AskedHow.PHONE}
    state_by_side(party=third, state=State.DORMANT, since=None, by=StaffFactory(), today=today, **asked)
    letters = Mail.objects.filter(kind="partnerships/stated")
    assert set(letters.values_list("to", flat=True)) == {people[1].email, people[2].email}
    assert {tuple(spoken(letter.text)) for letter in letters} == {()}


def test_the_filled_sheet_asks_for_every_side(agreed: RegistryEntry, client_of: ClientOf) -> None:
    draft = complete_hand_in(partnership=between("Durham", "Osogbo", "Xiangyang"), sides=(1,))
    page = client_of(draft.started_by).get(reverse("sheet_filled", args=["document", draft.pk]))
    assert all(f"Signed for {name}" in text_of(page) for name in ("Durham", "Osogbo", "Xiangyang"))


# Words


OF_TWO = (" both ", "the two ", "this pair", "the other side", "the other community")


def spoken(words: str) -> list[str]:
    """What would be said of two sides alone."""
    return [two for two in OF_TWO if two in f" {words} ".lower()]


def test_no_page_about_three_sides_speaks_of_two(client_of: ClientOf, agreed: RegistryEntry) -> None:
    waiting = quickly_handed_in(partnership=between("Durham", "Osogbo", "Xiangyang"), sides=(1, 3))
    ready = with_preview(quickly_reviewed(partnership=between("Raleigh", "Osogbo", "Xiangyang"), sides=(1, 2, 3)))
    draft = complete_hand_in(partnership=between("Charlotte", "Osogbo", "Xiangyang"), sides=(1, 2), own_papers=True)
    steps = ["pair", "document", "council", "files", "text", "summary"]
    start = f"{reverse('handin_start')}?partnership={agreed.partnership.slug}"
    workspace = reverse("workspace_partnership", args=[agreed.partnership.slug])
    pages = [
        (None, [agreed.get_absolute_url(), agreed.partnership.get_absolute_url()]),
        (agreed.hand_in.started_by, [workspace, agreed.hand_in.get_absolute_url(), start]),
        (waiting.started_by, [waiting.get_absolute_url(), reverse("handin_done", args=[waiting.pk])]),
        (draft.started_by, [reverse(f"handin_{step}", args=[draft.pk]) for step in steps]),
        (
            draft.started_by,
            [reverse("handin_paper", args=[draft.pk, 3]), reverse("sheet_filled", args=["document", draft.pk])],
        ),
        (StaffFactory(), [reverse("handin_review", args=[row.pk]) for row in (waiting, ready)]),
        (RecorderFactory(), [reverse("handin_record", args=[ready.pk])]),
    ]
    for visitor, addresses in pages:
        for address in addresses:
            answer = client_of(visitor).get(address)
            assert (address, answer.status_code, spoken(text_of(answer))) == (address, 200, [])
    said = {mail.kind: spoken(mail.text) for mail in Mail.objects.all()}
    assert {"agreements/receipt", "agreements/recorded"} <= said.keys()
    assert set(map(tuple, said.values())) == {()}
