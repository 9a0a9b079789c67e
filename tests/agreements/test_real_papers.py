"""Papers as they really came: taken the whole way through the services, with the database's own checks."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agreements import canonical
from agreements.choices import Capacity, DateReading, FileRole, Method
from agreements.models import RegistryEntry
from agreements.services.chain import verify_register
from agreements.services.handing_in import submit_hand_in
from agreements.services.papers import save_council_act, save_signatures
from agreements.services.reviewing import review_hand_in
from partnerships.models import Partnership
from sistercities.association.models import Policy
from sistercities.common.dates import PartialDate
from tests.authority import read_laws
from tests.desk_pages import text_of
from tests.factories import CommunityFactory, PartnerCommunityFactory, PartnershipFactory, StaffFactory
from tests.factories_agreements import STATEMENT, add_pdf, complete_hand_in, record, signer
from tests.register_rows import add_small_pages, check_all

pytestmark = pytest.mark.django_db
DAY = dt.date(2020, 1, 1)
UNREADABLE = {"date_reading": DateReading.UNREADABLE, "signed_on": None, "not_later_than": DAY}


def pair(home: str, abroad: str, country: str, **facts: Any) -> Partnership:
    communities = [CommunityFactory(name=home, **facts), PartnerCommunityFactory(name=abroad, country=country)]
    return PartnershipFactory(communities=communities, state="in_development", since=None)


def recorded(
    partnership: Partnership,
    signers: dict[int, list[dict[str, Any]]],
    *,
    decided: dict[str, Any] | None = None,
    **more: Any,
) -> RegistryEntry:
    """These signers of each side, reviewed by one person and recorded by another. `decided`: the home council's act.

    `certificate`: the page of a signing service comes with the paper.
    """
    with_certificate = more.pop("certificate", False)
    hand_in = complete_hand_in(partnership=partnership, **more)
    by = hand_in.started_by
    for party in partnership.parties.select_related("community"):
        rows = [signer(party, **facts) for facts in signers[party.side]]
        save_signatures(hand_in_id=hand_in.pk, party=party, signers=rows, by=by)
    if decided:
        home = partnership.parties.get(side=1)
        save_council_act(hand_in_id=hand_in.pk, party=home, by=by, **decided)
    if with_certificate:
        add_pdf(hand_in, by=by, role=FileRole.SIGNING_CERTIFICATE, pages=2, name="service.pdf")
    submit_hand_in(hand_in_id=hand_in.pk, statement=STATEMENT, by=by, now=timezone.now())
    add_small_pages(hand_in)
    read_laws(hand_in)
    entry = record(review_hand_in(hand_in_id=hand_in.pk, by=StaffFactory(), now=timezone.now()))
    check_all()
    assert verify_register().is_sound
    return entry


def signed(entry: RegistryEntry) -> list[tuple[int, str, str, str, str]]:
    rows = canonical.parsed(entry.canonical)["signatures"]
    return [(row["side"], row["title"], row["capacity"], row["method"], row["date_reading"]) for row in rows]


def test_three_commissioners_and_a_mayor_sign_apart_on_days_that_nobody_can_read(client: Client) -> None:
    """Grant County – Komaki."""
    partnership = pair("Grant County", "Komaki", "JP", level="county", subdivision_name="Washington")
    commissioner = {"title": "County commissioner", "place": "", **UNREADABLE}
    home = [{**commissioner, "name": f"The commissioner of district {n}"} for n in (1, 2, 3)]

    entry = recorded(partnership, {1: home, 2: [{"place": "Komaki", **UNREADABLE}]})

    head = ("head", "ink", "unreadable")
    assert signed(entry) == [(1, "County commissioner", *head)] * 3 + [(2, "Mayor", *head)]
    said = text_of(client.get(entry.get_absolute_url()))
    assert "not later than 1 January 2020" in said
    assert said.count("County commissioner") >= 3


def test_a_governor_signs_for_a_city() -> None:
    """Nashville – Erbil."""
    day = {"signed_on": PartialDate(2023, 9, 9), "place": "Nashville"}
    council = {"decided_on": PartialDate(2023, 7, 18)}

    entry = recorded(pair("Nashville", "Erbil", "IQ"), {1: [day], 2: [{**day, "title": "Governor"}]}, decided=council)

    assert [row[1] for row in signed(entry)] == ["Mayor", "Governor"]


def test_two_commissioners_of_1988_without_a_letter_rest_on_the_council_s_act() -> None:
    """Portland – Kaohsiung."""
    Policy.objects.update_or_create(pk=1, defaults={"designee_letters_since": dt.date(1990, 1, 1)})
    designee = {"title": "Commissioner", "capacity": Capacity.DESIGNEE, "signed_on": PartialDate(1988, 10, 11)}
    home = [{**designee, "name": f"The {which} commissioner"} for which in ("first", "second")]
    abroad = [{"signed_on": PartialDate(1988, 10, 11)}]
    council = {"decided_on": PartialDate(1988, 5, 11)}

    entry = recorded(pair("Portland", "Kaohsiung", "TW"), {1: home, 2: abroad}, decided=council)

    assert [row[:3] for row in signed(entry)] == [(1, "Commissioner", "designee")] * 2 + [(2, "Mayor", "head")]
    assert canonical.parsed(entry.canonical)["council_acts"][0]["decided_on"] == "1988-05-11"


def test_two_proclamations_make_one_entry() -> None:
    """Nashville – Edmonton."""
    year = {"signed_on": PartialDate(1990)}

    entry = recorded(pair("Nashville", "Edmonton", "CA"), {1: [year], 2: [year]}, own_papers=True)

    said = canonical.parsed(entry.canonical)
    papers = [(paper["kind"], paper["side"]) for paper in said["instruments"]]
    assert papers == [("proclamation", 1), ("proclamation", 2)]
    assert {row["signed_on"] for row in said["signatures"]} == {"1990"}


HEADS = ["Acting mayor", "Mayor pro tempore", "Tribal chair", "County judge", "Prefectural governor"]


@pytest.mark.parametrize("title", HEADS)
def test_whoever_is_the_head_that_day_signs_as_the_head(title: str) -> None:
    entry = recorded(pair("Home", "Abroad", "JP"), {1: [{"title": title}], 2: [{}]})

    assert signed(entry)[0][:3] == (1, title, "head")


def test_signatures_by_video_stand_on_a_copy_of_each_side(client: Client) -> None:
    day = {"signed_on": PartialDate(2021, 5, 4), "method": Method.VIDEO}

    entry = recorded(pair("Houston", "Taipei", "TW"), {1: [day], 2: [day]}, own_papers=True)

    assert [row[3] for row in signed(entry)] == ["video", "video"]
    assert {row["side"] for row in canonical.parsed(entry.canonical)["files"]} == {1, 2}
    assert "by video" in text_of(client.get(entry.get_absolute_url())).lower()


def test_an_electronic_signature_comes_with_the_page_of_its_service() -> None:
    day = {"signed_on": PartialDate(2022, 3, 1), "method": Method.ELECTRONIC}

    entry = recorded(pair("Portland", "Lviv", "UA"), {1: [day], 2: [day]}, certificate=True)

    assert [row[3] for row in signed(entry)] == ["electronic", "electronic"]
    assert "signing_certificate" in {file["role"] for file in canonical.parsed(entry.canonical)["files"]}
