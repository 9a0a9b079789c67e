"""The pages of one document ask the database the same number of questions, however much belongs to it."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.choices import FileRole
from agreements.models import HandIn, RegistryEntry, SealedPdf
from agreements.services.handing_in import submit_hand_in
from agreements.services.papers import save_council_act, save_signatures, save_transcriptions
from agreements.services.reviewing import review_hand_in
from sistercities.accounts.models import User
from tests.desk_pages import address
from tests.factories import RecorderFactory, StaffFactory
from tests.factories_agreements import STATEMENT, add_pdf, complete_hand_in, record, signer
from tests.register_rows import add_small_pages, insert_entry, quickly_handed_in

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "ja", "fr")


def draft(many: int) -> HandIn:
    """A document with so many signers on each side, files, pages of each, typed texts and council acts."""
    hand_in = complete_hand_in()
    by = hand_in.started_by
    for party in hand_in.partnership.parties.order_by("side"):
        signers = [signer(party, name=f"Commissioner {n}") for n in range(many)]
        save_signatures(hand_in_id=hand_in.pk, party=party, signers=signers, by=by)
        if party.side < many:
            save_council_act(hand_in_id=hand_in.pk, party=party, by=by, kind="resolution", number="Res. 1")
    for role in (FileRole.SIGNED_DOCUMENT, FileRole.COUNCIL_ACT, FileRole.LETTER):
        for _n in range(many):
            add_pdf(hand_in, by=by, role=role, pages=many, party=hand_in.partnership.parties.get(side=2))
    save_transcriptions(hand_in_id=hand_in.pk, texts=dict.fromkeys(LANGUAGES[:many], "Whereas"), by=by)
    hand_in.refresh_from_db()
    return hand_in


def handed_in(many: int) -> HandIn:
    hand_in = draft(many)
    submit_hand_in(hand_in_id=hand_in.pk, statement=STATEMENT, by=hand_in.started_by, now=timezone.now())
    add_small_pages(hand_in)
    return hand_in


def reviewed(many: int) -> HandIn:
    return review_hand_in(hand_in_id=handed_in(many).pk, by=StaffFactory(), now=timezone.now())


def entry_with(many: int) -> RegistryEntry:
    """An entry of such a document, with so many later acts and versions of its PDF."""
    entry = record(reviewed(many))
    for n in range(1, many + 1):
        SealedPdf.objects.create(
            entry=entry,
            version=n,
            sha256=f"{entry.pk:032x}{n:032x}",
            file=f"sealed/{n}",
            size=1,
            sealed_at=timezone.now(),
        )
        later = quickly_handed_in(partnership=entry.partnership)
        HandIn.objects.filter(pk=later.pk).update(reviewed_by=StaffFactory())
        later.refresh_from_db()
        facts = {"act": "suspension", "founding_id": entry.pk, "number": f"{entry.number}-{n}"}
        insert_entry(later, recorder=RecorderFactory(), **facts)
    return entry


def cost(browser: Client, page: str) -> int:
    """How many questions a page asks when it is opened for the second time."""
    browser.get(page)
    with CaptureQueriesContext(connection) as counted:
        answer = browser.get(page)
    assert answer.status_code == 200
    return len(counted)


def test_the_page_of_an_entry(client: Client) -> None:
    few, many = (cost(client, entry_with(rows).get_absolute_url()) for rows in (1, 3))
    assert few == many


@pytest.mark.parametrize("stage", [draft, handed_in, reviewed])
def test_the_page_of_a_hand_in_for_its_committee(
    stage: Callable[[int], HandIn], client_of: Callable[[User], Client]
) -> None:
    documents = [stage(rows) for rows in (1, 3)]
    few, many = (cost(client_of(one.started_by), address("handin_detail", one)) for one in documents)
    assert few == many


def test_the_page_of_the_second_person(second: Client) -> None:
    costs = []
    for rows in (1, 3):
        for _n in range(rows):
            RecorderFactory()
        costs.append(cost(second, address("handin_record", reviewed(rows))))
    assert costs[0] == costs[1]
