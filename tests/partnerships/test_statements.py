"""One side says that the partnership is dormant, or active again: who may, what follows, who hears of it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.models import RegistryEntry
from agreements.status import answer_for
from directory.choices import Role
from partnerships.models import Confirmation, Partnership, SideLetter, StateClaim
from partnerships.services import StatementRefused, state_by_side
from partnerships.services.side_letters import TELL_TASK
from partnerships.stages import State
from sistercities.accounts.models import User
from sistercities.common.dates import PartialDate
from sistercities.desk.models import Task
from sistercities.desk.print_batches import waiting_letters
from sistercities.post.models import Mail
from tests.desk_pages import text_of
from tests.factories import (
    CommitteeFactory,
    CommunityFactory,
    PartnerCommunityFactory,
    PartnershipFactory,
    SeatFactory,
    StaffFactory,
)
from tests.later_acts import recorded_act
from tests.register_rows import quickly_recorded

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def entry() -> RegistryEntry:
    """Signed on 10 October 1957."""
    return quickly_recorded()


@pytest.fixture
def partner_seat(entry: RegistryEntry) -> Any:
    partner = entry.partnership.parties.get(side=2).community
    return SeatFactory(committee=CommitteeFactory(communities=[partner]), role=Role.COORDINATOR)


def says(
    entry: RegistryEntry, state: str, since: str = "", *, side: int = 1, by: User | None = None, **facts: Any
) -> Any:
    return state_by_side(
        party=entry.partnership.parties.get(side=side),
        state=state,
        since=PartialDate.parse(since) if since else None,
        by=by or entry.hand_in.handed_in_by,
        today=TODAY,
        **facts,
    )


def state_on(entry: RegistryEntry, day: dt.date) -> str:
    return Partnership.objects.with_state(day).get(pk=entry.partnership_id).state


def test_a_dormant_partnership_is_still_in_force_and_the_other_side_hears(
    entry: RegistryEntry, partner_seat: Any
) -> None:
    claim = says(entry, "dormant", "2024-05")
    side = entry.partnership.parties.get(side=1)
    assert (claim.state, claim.party, str(claim.since), claim.asked_by) == ("dormant", side, "2024-05", "")
    assert state_on(entry, dt.date(2024, 4, 30)) == "active"
    assert state_on(entry, dt.date(2024, 5, 1)) == "dormant"
    answer = answer_for(entry, on_date=TODAY)
    assert (answer.code, answer.in_force) == ("dormant", True)
    mail = Mail.objects.get(kind="partnerships/stated")
    assert mail.to == partner_seat.user.email
    assert f"{side.community.name} says that it is dormant" in mail.subject
    assert "It says so as of May 2024." in mail.text


def test_a_committee_by_post_reads_it_on_paper(entry: RegistryEntry) -> None:
    partner = entry.partnership.parties.get(side=2).community
    committee = CommitteeFactory(communities=[partner], by_post=True, post_address="1 Harbor Road", post_country="JP")
    says(entry, "dormant")
    assert Mail.objects.get(kind="partnerships/stated").postal == committee.postal
    assert waiting_letters().count() == 1
    assert not SideLetter.objects.filter(mail__kind="partnerships/stated").exists()


def test_a_side_that_no_letter_reaches_is_told_by_staff(
    entry: RegistryEntry, client_of: Callable[[User], Client]
) -> None:
    says(entry, "dormant", "2024-05")
    letter = SideLetter.objects.for_list().get(mail__kind="partnerships/stated")
    home, partner = entry.partnership.parties.order_by("side")
    assert (letter.party, letter.mail.way, letter.mail.enclosure) == (partner, "", "")
    task = Task.objects.open().get(kind=TELL_TASK, subject_id=letter.pk)
    assert task.title.startswith(f"{partner.community.name}: {home.community.name} says that it is dormant")
    browser, page, text = client_of(StaffFactory()), reverse("side_tell", args=[letter.pk]), letter.mail.text
    assert entry.partnership.get_absolute_url() in text
    assert "/workspace/" not in text
    words = text_of(browser.get(page))
    assert "as of May 2024" in words
    assert "What they get" not in words
    printed = browser.get(reverse("side_letter_pdf", args=[letter.pk]))
    assert printed.content.startswith(b"%PDF")
    assert browser.post(page, {"way": "email", "email-email": "hall@kobe.example"}).status_code == 302
    sent = Mail.objects.get(kind="partnerships/stated")
    assert (sent.to, sent.text) == ("hall@kobe.example", text)
    assert not Task.objects.open().filter(pk=task.pk).exists()
    assert not entry.hand_in.actions.filter(kind="told").exists()


def test_of_three_sides_each_hears_in_its_own_way() -> None:
    places = [CommunityFactory(), PartnerCommunityFactory(), PartnerCommunityFactory()]
    seat = SeatFactory(committee=CommitteeFactory(communities=[places[1]]), role=Role.COORDINATOR)
    first, _second, third = PartnershipFactory(communities=places).parties.order_by("side")
    asked = {"asked_by": "The mayor's office", "asked_how": "phone"}
    state_by_side(party=first, state=State.DORMANT, since=None, by=StaffFactory(), today=TODAY, **asked)
    assert Mail.objects.exclude(to="").get(kind="partnerships/stated").to == seat.user.email
    assert SideLetter.objects.get(mail__kind="partnerships/stated").party == third


def test_active_again_confirms_that_it_is_alive(entry: RegistryEntry, partner_seat: Any) -> None:
    says(entry, "dormant", "2024")
    Confirmation.objects.all().delete()
    says(entry, "active", side=2, by=partner_seat.user)
    row = Partnership.objects.with_state(TODAY).get(pk=entry.partnership_id)
    assert (row.state, row.is_alive) == ("active", True)
    assert Confirmation.objects.get().party.side == 2
    assert Mail.objects.filter(kind="partnerships/stated", to=entry.hand_in.handed_in_by.email).exists()


def refusals(say: Callable[[], Any]) -> list[str]:
    before = StateClaim.objects.count(), Mail.objects.count()
    with pytest.raises(StatementRefused) as refused:
        say()
    assert (StateClaim.objects.count(), Mail.objects.count()) == before
    return refused.value.messages


def test_what_a_side_cannot_state(entry: RegistryEntry, partner_seat: Any) -> None:
    only = "Only an active partnership can be called dormant, and only a dormant one active again."
    for state in ("active", "ended", "suspended", "void", ""):
        assert refusals(lambda state=state: says(entry, state)) == [only]
    tomorrow = str(TODAY + dt.timedelta(days=1))
    assert refusals(lambda: says(entry, "dormant", tomorrow)) == ["The day lies in the future. Say it when it is so."]
    early = "What holds today began later than that. Check the date, or leave it empty."
    assert refusals(lambda: says(entry, "dormant", "1950")) == [early]
    assert refusals(lambda: says(entry, "dormant", by=StaffFactory())) == ["Say who asked for it, and how."]
    recorded_act(entry, "suspension", signed="2020-05-04")
    assert refusals(lambda: says(entry, "dormant")) == [only]


# The page


def page_of(entry: RegistryEntry) -> str:
    return reverse("partnership_state", args=[entry.partnership.slug])


def test_a_committee_says_so_on_the_page_of_its_partnership(
    entry: RegistryEntry, client_of: Callable[[User], Client], client: Client
) -> None:
    browser, page = client_of(entry.hand_in.handed_in_by), page_of(entry)
    file = reverse("workspace_partnership", args=[entry.partnership.slug])
    assert page in browser.get(file).content.decode()
    text = browser.get(page).content.decode()
    assert "Who asked for it?" not in text
    assert 'type="radio"' not in text
    answer = browser.post(page, {"state": "dormant", "since_year": "2024"})
    assert answer.url == file
    assert "Say that it is active again" in browser.get(file).content.decode()
    public = client.get(entry.partnership.get_absolute_url()).content.decode()
    assert "Dormant since 2024" in public
    assert "In force, but dormant" in public
    assert browser.post(page, {"state": "dormant"}).status_code == 422
    assert browser.post(page, {"state": "active"}).status_code == 302


def test_staff_say_so_for_a_side_and_who_asked_is_not_public(
    entry: RegistryEntry, client_of: Callable[[User], Client], client: Client
) -> None:
    browser, page = client_of(StaffFactory()), page_of(entry)
    day = {"asked_on_day": "3", "asked_on_month": "3", "asked_on_year": "2026"}
    answer = browser.post(page, {"state": "dormant", "side": "2", "since_year": "2024", **day})
    assert answer.status_code == 422
    assert "Say who asked for it." in answer.content.decode()
    said = {"state": "dormant", "side": "2", "since_year": "2024", "asked_by": "Ms Secret, mayor's office", **day}
    assert browser.post(page, {**said, "asked_how": "phone"}).status_code == 302
    claim = StateClaim.objects.get(party__side=2)
    assert (claim.asked_by, claim.asked_how) == ("Ms Secret, mayor's office", "phone")
    side = claim.party.community.name
    assert claim.source == f"Statement of {side}, by phone, 3 March 2026, entered by the association"
    public = client.get(entry.partnership.get_absolute_url()).content.decode()
    assert claim.source in public
    assert "Secret" not in public


def test_where_nothing_can_be_said_the_page_says_so(client_of: Callable[[User], Client]) -> None:
    partnership = PartnershipFactory(state=State.ENDED, since="1999")
    browser = client_of(StaffFactory())
    answer = browser.get(reverse("partnership_state", args=[partnership.slug]), follow=True)
    assert "Nothing of this kind can be said about it today." in answer.content.decode()
    assert reverse("partnership_state", args=[partnership.slug]) not in answer.content.decode()


def test_a_reader_and_a_neighbor_say_nothing(entry: RegistryEntry, client_of: Callable[[User], Client]) -> None:
    reader = SeatFactory(committee=entry.hand_in.committee, role=Role.VIEWER).user
    for person in (reader, SeatFactory(role=Role.COORDINATOR).user):
        assert client_of(person).post(page_of(entry), {"state": "dormant"}).status_code == 404
