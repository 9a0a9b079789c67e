"""Every action on a document, as everybody, in every state: done by those whom the table names, by nobody else."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse

from agreements.choices import Act, Status
from agreements.models import HandIn, RegistryEntry
from directory.models import RealityCheck
from tests.action_table import DECISION_DEEDS, DECISION_TABLE, DEEDS, LATER_DEEDS, LATER_TABLE, NOBODY, TABLE, who
from tests.agreements.about_files import copy_of, decided_about, recorded_paper, reviewed_decision
from tests.factories import PartnerCommunityFactory, PartnershipFactory, SeatFactory, StaffFactory
from tests.factories_agreements import as_status, record
from tests.later_acts import begun, handed_in_act
from tests.test_access import entered
from tests.world import COORDINATOR, GUEST, ROLES, VISITOR, World

pytestmark = pytest.mark.django_db
BY_POST = {
    "on_behalf": True,
    "arrival": "post",
    "arrived_from": "City clerk",
    "received_on": dt.date(2026, 3, 2),
    "original_kept_at": "Cabinet 1",
}
Documents = dict[tuple[bool, Status], HandIn]


@pytest.fixture(scope="module")
def documents(world: World, django_db_blocker: Any) -> Iterator[Documents]:
    """A document of the world's committee in every state, typed by its main contact or by staff for it."""
    with django_db_blocker.unblock():
        PartnershipFactory(
            communities=[world.home, PartnerCommunityFactory()],
            summary="To be chosen",
            state="in_development",
            since=None,
        )
        yield {(kind, status): document(world, kind, status) for kind in (False, True) for status in Status}


def document(world: World, on_behalf: bool, status: Status) -> HandIn:
    partner = PartnerCommunityFactory()
    SeatFactory(guest=True, community=partner, user=world.people[GUEST])
    partnership = PartnershipFactory(communities=[world.home, partner], state="in_development", since=None)
    typed = {"by": StaffFactory(), **BY_POST} if on_behalf else {"by": world.people[COORDINATOR]}
    return as_status(status, partnership=partnership, committee=world.committee, **typed)


def attempt(world: World, role: str, action: str, hand_in: HandIn) -> tuple[bool, HttpResponse]:
    """Whether the action was done, and the answer; what was done is undone."""
    with transaction.atomic():
        before = state_of(hand_in)
        response = DEEDS[action](world.client(role), hand_in)
        is_done = state_of(hand_in) != before
        transaction.set_rollback(True)
    cache.clear()
    return is_done, response


def state_of(hand_in: HandIn) -> tuple[Any, ...]:
    """What an action leaves behind: in the row, in the history of the document, in the register, about its sides."""
    row = HandIn.objects.values().get(pk=hand_in.pk)
    about = RealityCheck.objects.filter(outcome="otherwise").count(), hand_in.advisories_seen.count()
    return row, hand_in.actions.count(), RegistryEntry.objects.count(), *about


def test_every_action_has_a_line_and_a_deed() -> None:
    assert TABLE.keys() == DEEDS.keys()


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("on_behalf", [False, True], ids=["by the committee", "by staff"])
@pytest.mark.parametrize("action", TABLE)
def test_an_action_is_done_by_those_whom_the_table_names(
    action: str, on_behalf: bool, status: Status, world: World, documents: Documents
) -> None:
    hand_in = documents[on_behalf, status]
    answers = {role: attempt(world, role, action, hand_in) for role in ROLES}
    assert {role for role, (is_done, _response) in answers.items() if is_done} == who(
        action, on_behalf=on_behalf, status=status
    )
    refused = {role: response for role, (is_done, response) in answers.items() if not is_done}
    assert entered(refused.pop(VISITOR)) == "sign in"
    assert {response.status_code for response in refused.values()} <= {302, 404, 422}


# Later papers


@pytest.fixture(scope="module")
def later_papers(world: World, django_db_blocker: Any) -> Iterator[Documents]:
    """A suspension by the world's committee, typed by its main contact or by staff, as a draft and handed in."""
    with django_db_blocker.unblock():
        made = {}
        for on_behalf in (False, True):
            by = StaffFactory() if on_behalf else world.people[COORDINATOR]
            facts = {"by": by, "committee": world.committee}
            made[on_behalf, Status.DRAFT] = begun(world.entry, "suspension", **facts)
            made[on_behalf, Status.HANDED_IN] = handed_in_act(world.entry, "suspension", **facts)
        yield made


@pytest.mark.parametrize("status", [Status.DRAFT, Status.HANDED_IN])
@pytest.mark.parametrize("on_behalf", [False, True], ids=["by the committee", "by staff"])
@pytest.mark.parametrize("action", LATER_TABLE)
def test_the_steps_of_a_later_paper_are_done_by_those_whom_the_table_names(
    action: str, on_behalf: bool, status: Status, world: World, later_papers: Documents
) -> None:
    assert LATER_TABLE.keys() == LATER_DEEDS.keys()
    hand_in = later_papers[on_behalf, status]
    done = set()
    for role in ROLES:
        with transaction.atomic():
            before = state_of(hand_in)
            LATER_DEEDS[action](world.client(role), hand_in)
            done |= {role} if state_of(hand_in) != before else set()
            transaction.set_rollback(True)
        cache.clear()
    assert done == LATER_TABLE[action][on_behalf].get(status, frozenset())


# Decisions about a file


@pytest.fixture(scope="module")
def decisions(world: World, django_db_blocker: Any) -> Iterator[dict[Status, HandIn]]:
    """A decision about a public copy before review, while it waits for the second person, and on the register."""
    with django_db_blocker.unblock():
        made = {}
        for status in (Status.HANDED_IN, Status.REVIEWED, Status.RECORDED):
            entry, scan = recorded_paper()
            decision = decided_about(entry, scan, Act.PUBLIC_COPY)
            if status != Status.HANDED_IN:
                copy_of(decision)
                decision = reviewed_decision(decision)
            if status == Status.RECORDED:
                record(decision)
            made[status] = decision
        yield made


@pytest.mark.parametrize("status", [Status.HANDED_IN, Status.REVIEWED, Status.RECORDED])
@pytest.mark.parametrize("action", DECISION_TABLE)
def test_a_decision_about_a_file_is_changed_by_those_whom_the_table_names(
    action: str, status: Status, world: World, decisions: dict[Status, HandIn]
) -> None:
    assert DECISION_TABLE.keys() == DECISION_DEEDS.keys()
    decision = decisions[status]
    done = set()
    for role in ROLES:
        with transaction.atomic():
            before = state_of(decision)
            DECISION_DEEDS[action](world.client(role), decision)
            done |= {role} if state_of(decision) != before else set()
            transaction.set_rollback(True)
        cache.clear()
    assert done == DECISION_TABLE[action].get(status, NOBODY)
