"""A later paper on its way: from the partnership to the register, and the word to the other side."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from agreements.choices import Act, Status
from agreements.designees import letter_fault
from agreements.models import HandIn, RegistryEntry, Signature
from partnerships.models import Confirmation
from sistercities.accounts.models import User
from sistercities.common.dates import PartialDate
from sistercities.desk.models import Task
from tests.desk_pages import address
from tests.factories import CommitteeFactory
from tests.factories_agreements import ScanFactory
from tests.later_acts import begun, handed_in_act, recorded_act, reviewed_act
from tests.register_rows import check_all, quickly_handed_in, quickly_recorded

pytestmark = pytest.mark.django_db
Browser = Callable[[User | None], Client]


@pytest.fixture
def entry() -> RegistryEntry:
    return quickly_recorded()


@pytest.fixture
def contact(entry: RegistryEntry) -> User:
    """The main contact of the committee at home."""
    return entry.hand_in.handed_in_by


def names(entry: RegistryEntry) -> list[str]:
    return [party.community.name for party in entry.partnership.parties.order_by("side")]


def test_a_committee_hands_in_a_suspension_from_the_page_of_its_partnership(
    entry: RegistryEntry, contact: User, client_of: Browser
) -> None:
    client = client_of(contact)
    start = f"{reverse('handin_start')}?partnership={entry.partnership.slug}"
    page = client.get(reverse("workspace_partnership", args=[entry.partnership.slug])).content.decode()
    assert "Hand in a later paper" in page
    assert start in page
    text = client.get(start).content.decode()
    assert f"It belongs to <strong>{entry.number}</strong>" in text
    answer = client.post(start)
    hand_in = HandIn.objects.latest("pk")
    assert answer.url == reverse("handin_act", args=[hand_in.pk])
    answer = client.post(answer.url, {"act": "suspension", "acting_side": "1"})
    assert answer.url == reverse("handin_terms", args=[hand_in.pk])
    said = {
        "effective_on_month": "3",
        "effective_on_year": "2022",
        "condition": "until the war is over",
        "reason": "War",
    }
    answer = client.post(answer.url, said)
    assert answer.url == reverse("handin_document", args=[hand_in.pk])
    text = client.get(answer.url).content.decode()
    assert "Letter or notice" in text
    assert "What do the sides become" not in text
    answer = client.post(answer.url, {"kind": "notice", "languages": ["en"]})
    assert answer.url == reverse("handin_signers", args=[hand_in.pk, 1])
    hand_in.refresh_from_db()
    home = entry.partnership.parties.get(side=1)
    assert (hand_in.act, hand_in.founding, hand_in.acting_party) == (Act.SUSPENSION, entry, home)
    assert (str(hand_in.effective_on), hand_in.condition, hand_in.reason) == ("2022-03", "until the war is over", "War")
    summary = client.get(reverse("handin_summary", args=[hand_in.pk])).content.decode()
    assert f"Suspension by {home.community.name}" in summary
    assert "until the war is over" in summary


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({}, "Say what the paper does."),
        ({"act": "termination"}, "Say which side acts."),
        ({"act": "termination", "acting_side": "7"}, "Choose one of the sides."),
        ({"act": "void"}, "Choose one of the list."),
    ],
)
def test_a_half_answer_is_asked_again(
    entry: RegistryEntry, contact: User, client_of: Browser, answers: dict, sentence: str
) -> None:
    hand_in = begun(entry, Act.AMENDMENT, by=contact, committee=entry.hand_in.committee)
    answer = client_of(contact).post(reverse("handin_act", args=[hand_in.pk]), answers)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    hand_in.refresh_from_db()
    assert hand_in.act == Act.AMENDMENT


def test_a_notice_needs_the_day_of_the_end(entry: RegistryEntry, contact: User, client_of: Browser) -> None:
    committee = entry.hand_in.committee
    hand_in = begun(entry, Act.TERMINATION, by=contact, committee=committee, effective_on="2990-12-31")
    page, client = reverse("handin_terms", args=[hand_in.pk]), client_of(contact)
    answer = client.post(page, {"effective_words": "after ninety days"})
    assert answer.status_code == 422
    assert "Say on which day the agreement ends." in answer.content.decode()
    assert "after ninety days" in client.get(page).content.decode()


def test_a_renewal_says_until_when_it_holds(entry: RegistryEntry, contact: User, client_of: Browser) -> None:
    hand_in = begun(entry, Act.RENEWAL, by=contact, committee=entry.hand_in.committee)
    page = reverse("handin_document", args=[hand_in.pk])
    said = {"kind": "protocol", "relationship": "sister", "languages": ["en"], "term_ends_on_year": "2990"}
    assert client_of(contact).post(page, said).status_code == 302
    hand_in.refresh_from_db()
    assert hand_in.term_ends_on == PartialDate(2990)
    assert 'value="2990"' in client_of(contact).get(page).content.decode()


def test_staff_type_a_notice_that_came_by_post(entry: RegistryEntry, desk: Client) -> None:
    start = f"{reverse('handin_start')}?partnership={entry.partnership.slug}"
    arrived = desk.get(start).url
    assert arrived == f"{reverse('handin_arrived')}?partnership={entry.partnership.slug}"
    sent = {"arrival": "post", "arrived_from": "City clerk", "original_kept_at": "Cabinet 3"}
    day = {"received_on_day": "2", "received_on_month": "11", "received_on_year": "2020"}
    answer = desk.post(arrived, {**sent, **day})
    hand_in = HandIn.objects.latest("pk")
    assert (hand_in.partnership, hand_in.on_behalf) == (entry.partnership, True)
    assert answer.url == reverse("handin_act", args=[hand_in.pk])
    stranger = CommitteeFactory()
    answer = desk.post(arrived, {**sent, **day, "committee": stranger.pk})
    assert answer.status_code == 422
    assert "does not look after a side" in answer.content.decode()


def test_a_second_first_document_is_made_a_reaffirmation_at_the_desk(entry: RegistryEntry, desk: Client) -> None:
    hand_in = quickly_handed_in(partnership=entry.partnership)
    page = desk.get(address("handin_review", hand_in)).content.decode()
    assert f"already on the register as {entry.number}" in page
    assert address("handin_correct_act", hand_in) in page
    form = desk.get(address("handin_correct_act", hand_in))
    assert form.status_code == 200
    assert desk.post(address("handin_correct_act", hand_in), {"act": "reaffirmation"}).status_code == 302
    hand_in.refresh_from_db()
    assert (hand_in.act, hand_in.founding, hand_in.status) == (Act.REAFFIRMATION, entry, Status.HANDED_IN)
    assert "already on the register" not in desk.get(address("handin_review", hand_in)).content.decode()
    task = Task.objects.open().get(subject_id=hand_in.pk, kind="handin_review")
    assert task.title.endswith(": Reaffirmation")


def test_the_desk_corrects_from_when_a_side_acts(entry: RegistryEntry, desk: Client) -> None:
    hand_in = handed_in_act(entry, Act.SUSPENSION, effective_on="2022-03-18")
    page = address("handin_correct_terms", hand_in)
    assert page in desk.get(address("handin_review", hand_in)).content.decode()
    said = {"effective_on_day": "19", "effective_on_month": "3", "effective_on_year": "2022"}
    assert desk.post(page, said).status_code == 302
    hand_in.refresh_from_db()
    assert str(hand_in.effective_on) == "2022-03-19"
    assert desk.get(address("handin_correct_terms", quickly_handed_in())).status_code == 404
    assert desk.get(address("handin_correct_act", quickly_handed_in())).status_code == 404


def test_the_second_person_reads_what_the_act_makes_public(entry: RegistryEntry, second: Client) -> None:
    hand_in = reviewed_act(entry, Act.SUSPENSION, condition="until the war is over", reason="The war")
    page = second.get(address("handin_record", hand_in)).content.decode()
    for words in (f"The agreement {entry.number} was suspended by {names(entry)[0]} alone.", "until the war is over"):
        assert words in page
    check_all()


def test_the_pages_of_an_act_and_of_its_agreement_give_the_same_answer(entry: RegistryEntry, client: Client) -> None:
    act = recorded_act(entry, Act.SUSPENSION, effective_on="2022-03-18", condition="until the war is over")
    sentence = f"Suspended since 18 March 2022 (by {names(entry)[0]} alone; until the war is over)"
    for page in (act.get_absolute_url(), entry.get_absolute_url(), entry.partnership.get_absolute_url()):
        assert sentence in client.get(page).content.decode(), page
    for number in (act.number, entry.number):
        assert sentence in client.get(reverse("verify"), {"q": number}).content.decode()
        answer = client.get(reverse("registry_entry_json", args=[number])).json()
        assert (answer["status_code"], answer["in_force_today"]) == ("suspended", False)
        assert answer["status_today"].startswith(sentence)


@pytest.mark.parametrize(("act", "confirms"), [(Act.SUSPENSION, 0), (Act.TERMINATION, 0), (Act.REAFFIRMATION, 1)])
def test_who_ends_it_does_not_say_that_it_is_alive(
    entry: RegistryEntry, contact: User, act: str, confirms: int
) -> None:
    Confirmation.objects.all().delete()
    facts = {"effective_on": "2990"} if act == Act.TERMINATION else {}
    recorded_act(entry, act, by=contact, committee=entry.hand_in.committee, **facts)
    assert Confirmation.objects.count() == confirms


def test_a_designee_needs_a_letter_for_this_kind_of_act(entry: RegistryEntry) -> None:
    hand_in = begun(entry, Act.TERMINATION, effective_on="2990")
    letter = ScanFactory(hand_in=hand_in, role="authority_paper", visibility="association", allows_acts=[Act.FOUNDING])
    row = Signature.objects.get(instrument__hand_in=hand_in)
    row.capacity, row.authority = "designee", letter
    assert "does not allow" in str(letter_fault(row, hand_in, letters_since=None))
    letter.allows_acts = [Act.TERMINATION, Act.SUSPENSION]
    assert letter_fault(row, hand_in, letters_since=None) == ""
