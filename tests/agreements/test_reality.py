"""The sides are real: what staff look up, what stops the review until then, and the refusal of a false one."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from agreements import completeness
from agreements.choices import Status
from agreements.services.changing import HandInRefused
from agreements.services.recording import RecordRefused
from agreements.services.reviewing import review_hand_in
from directory.choices import Check, Outcome
from directory.models import RealityCheck
from directory.selectors_authority import checks_of, gazetteer_page
from directory.services.authority import note_check
from sistercities.association.first_texts import load_first_texts
from sistercities.association.models import EditedPage, ReasonCode
from sistercities.post.models import Mail
from tests.authority import look_up, make_member
from tests.desk_pages import hidden, text_of
from tests.factories import (
    CommunityFactory,
    PartnerCommunityFactory,
    PartnershipFactory,
    RecorderFactory,
    SeatFactory,
    StaffFactory,
)
from tests.factories_agreements import record
from tests.register_rows import quickly_handed_in, quickly_reviewed

pytestmark = pytest.mark.django_db


def noted(community, kind=Check.WEBSITE, outcome=Outcome.CONFIRMED, *, by=None, **facts):
    facts = facts or {"link": "https://city.example.org/"}
    by = by or StaffFactory()
    return note_check(community=community, check=kind, outcome=outcome, by=by, now=timezone.now(), **facts)


def stops(hand_in):
    return " ".join(map(str, completeness.obstacles(hand_in)))


def side(hand_in, number):
    return hand_in.partnership.parties.get(side=number).community


def page_of(client, hand_in):
    return client.get(reverse("handin_review", args=[hand_in.pk]))


def check_address(hand_in, number, kind):
    return reverse("handin_check", args=[hand_in.pk, number, kind])


# The service


def test_a_check_keeps_who_found_what_where_and_when():
    community, staff, now = CommunityFactory(), StaffFactory(), timezone.now()
    row = note_check(
        community=community,
        check="head",
        outcome="confirmed",
        link="https://a.example/",
        note=" p. 2 ",
        by=staff,
        now=now,
    )
    assert (row.outcome, row.link, row.note, row.checked_by, row.checked_at) == (
        "confirmed",
        "https://a.example/",
        "p. 2",
        staff,
        now,
    )
    assert [state.kind for state in checks_of([community])[community.pk] if state.row] == [Check.HEAD]


def test_a_second_look_replaces_the_first_and_the_history_keeps_both():
    community = CommunityFactory()
    first = noted(community, outcome=Outcome.NOT_FOUND)
    second = noted(community, outcome=Outcome.CONFIRMED)
    assert first.pk == second.pk
    assert list(second.events.order_by("pk").values_list("outcome", flat=True)) == ["not_found", "confirmed"]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"outcome": "confirmed", "note": "  "}, "Say where you looked"),
        ({"outcome": "otherwise", "link": "https://a.example/"}, "Say in the note what shows that it is real"),
        ({"outcome": "perhaps", "note": "x"}, "not a valid choice"),
        ({"outcome": "confirmed", "link": "javascript:x"}, "valid URL"),
    ],
)
def test_a_check_that_says_too_little_is_refused(facts, sentence):
    with pytest.raises(ValidationError, match=sentence):
        note_check(community=CommunityFactory(), check="website", by=StaffFactory(), now=timezone.now(), **facts)
    assert not RealityCheck.objects.exists()


def test_only_staff_look_up():
    with pytest.raises(ValidationError, match="Only the association"):
        noted(CommunityFactory(), by=SeatFactory().user)


def test_checks_of_many_cost_one_query(django_assert_num_queries):
    places = [CommunityFactory() for _n in range(3)]
    look_up(*places)
    with django_assert_num_queries(1):
        assert all(state.row.checked_by.full_name for states in checks_of(places).values() for state in states)


# What stops the review


def test_each_check_that_nobody_made_stops_review_and_names_the_side():
    hand_in = quickly_handed_in(with_authority=False)
    make_member(side(hand_in, 1), hand_in.committee)
    for community in (side(hand_in, 1), side(hand_in, 2)):
        assert f"Still to look up about {community.name}: On the gazetteer or an official list; Own" in stops(hand_in)
    with pytest.raises(HandInRefused, match="Still to look up about"):
        review_hand_in(hand_in_id=hand_in.pk, by=StaffFactory(), now=timezone.now())
    look_up(side(hand_in, 1), side(hand_in, 2))
    assert stops(hand_in) == ""
    assert review_hand_in(hand_in_id=hand_in.pk, by=StaffFactory(), now=timezone.now()).status == Status.REVIEWED


def test_what_was_looked_up_before_is_not_asked_again():
    known, new = PartnerCommunityFactory(), CommunityFactory(name="New harbor")
    look_up(known)
    partnership = PartnershipFactory(communities=[new, known], state="in_development", since=None)
    hand_in = quickly_handed_in(partnership=partnership, with_authority=False)
    assert [str(sentence).split(":")[0] for sentence in completeness.obstacles(hand_in)] == [
        "Still to look up about New harbor"
    ]


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        (Outcome.NOT_FOUND, "Not found about {}: Own official website."),
        (Outcome.NOT_REAL, "{} is not a real government. Refuse the document."),
        (Outcome.OTHERWISE, ""),
    ],
)
def test_what_a_check_showed_decides(outcome, sentence):
    hand_in = quickly_handed_in()
    noted(side(hand_in, 2), Check.WEBSITE, outcome, note="A village without a website")
    assert stops(hand_in)[: len(sentence.format(side(hand_in, 2).name))] == sentence.format(side(hand_in, 2).name)
    assert bool(stops(hand_in)) == bool(sentence)


def test_a_doubt_after_the_review_stops_the_record():
    hand_in = quickly_reviewed()
    noted(side(hand_in, 2), Check.HEAD, Outcome.NOT_FOUND)
    with pytest.raises(RecordRefused, match="Not found about"):
        record(hand_in)


# The review page


def test_one_press_takes_the_place_from_the_gazetteer(client_of):
    hand_in = quickly_handed_in(with_authority=False)
    partner = side(hand_in, 2)
    type(partner).objects.filter(pk=partner.pk).update(geonames_id=1859171)
    staff = client_of(StaffFactory(full_name="Officer of the desk"))
    page = page_of(staff, hand_in)
    assert gazetteer_page(side(hand_in, 2)) == "https://www.geonames.org/1859171/"
    assert hidden(page, "check-2-gazetteer-link") == "https://www.geonames.org/1859171/"
    pressed = {f"check-2-gazetteer-{name}": hidden(page, f"check-2-gazetteer-{name}") for name in ("outcome", "link")}
    answer = staff.post(check_address(hand_in, 2, "gazetteer"), pressed)
    assert answer.headers["Location"] == reverse("handin_review", args=[hand_in.pk]) + "#checks-2"
    row = RealityCheck.objects.get(community=partner)
    assert (row.check_kind, row.outcome, row.link) == ("gazetteer", "confirmed", "https://www.geonames.org/1859171/")
    assert "Officer of the desk" in text_of(page_of(staff, hand_in))


def test_a_wrong_answer_comes_back_with_what_was_typed(client_of):
    hand_in = quickly_handed_in(with_authority=False)
    typed = {"check-1-head-outcome": "otherwise", "check-1-head-link": "https://city.example.org/mayor"}
    answer = client_of(StaffFactory()).post(check_address(hand_in, 1, "head"), typed)
    assert answer.status_code == 422
    assert "Say in the note what shows that it is real" in text_of(answer)
    assert 'value="https://city.example.org/mayor"' in answer.content.decode()
    assert not RealityCheck.objects.exists()


@pytest.mark.parametrize(("number", "kind"), [(3, "head"), (1, "horoscope")])
def test_a_side_or_check_that_is_not_there_is_404(client_of, number, kind):
    hand_in = quickly_handed_in()
    assert client_of(StaffFactory()).post(check_address(hand_in, number, kind), {}).status_code == 404


def test_nobody_but_staff_posts_a_check(client_of):
    hand_in = quickly_handed_in(with_authority=False)
    for person in (hand_in.started_by, SeatFactory().user):
        assert client_of(person).post(check_address(hand_in, 1, "head"), {}).status_code == 404
    assert not RealityCheck.objects.exists()


def test_obstacles_lead_to_where_they_are_mended(client_of):
    hand_in = quickly_handed_in(with_authority=False)
    page = page_of(client_of(StaffFactory()), hand_in).content.decode()
    assert 'href="#checks-1"' in page
    assert 'id="checks-1"' in page
    look_up(side(hand_in, 1), side(hand_in, 2), outcome=Outcome.NOT_REAL)
    page = page_of(client_of(StaffFactory()), hand_in).content.decode()
    assert f'href="{reverse("handin_refuse", args=[hand_in.pk])}">Refuse<' in page


# A side that is not real


def test_a_false_side_is_refused_with_its_own_reason_and_letter(client_of):
    load_first_texts(page_model=EditedPage, reason_model=ReasonCode)
    hand_in = quickly_handed_in()
    noted(side(hand_in, 2), Check.GAZETTEER, Outcome.NOT_REAL, note="On no list of governments")
    staff = client_of(StaffFactory())
    address = reverse("handin_refuse", args=[hand_in.pk])
    opened = staff.get(address)
    assert opened.context["form"].initial == {"reason": "not-real-government"}
    [chosen] = html.fromstring(opened.content).xpath("//input[@type='radio'][@checked]")
    assert chosen.get("value") == "not-real-government"
    shown = staff.post(address, {"reason": "not-real-government", "note": ""})
    sent = {"reason": "not-real-government", "note": "", "letter": hidden(shown, "letter")}
    assert staff.post(address, sent).status_code == 302
    hand_in.refresh_from_db()
    assert hand_in.status == Status.REFUSED
    assert hand_in.actions.last().reason_code == "not-real-government"
    assert (
        "did not find a real local or regional government"
        in Mail.objects.filter(kind="agreements/refused").first().text
    )


def test_nothing_is_chosen_before_where_both_sides_are_real(client_of):
    load_first_texts(page_model=EditedPage, reason_model=ReasonCode)
    hand_in = quickly_handed_in()
    opened = client_of(StaffFactory()).get(reverse("handin_refuse", args=[hand_in.pk]))
    assert opened.context["form"].initial == {}
    assert " checked" not in opened.content.decode()


def test_the_review_page_costs_the_same_for_two_sides_and_for_three(client_of):
    client = client_of(RecorderFactory())
    costs = []
    for abroad in (1, 2):
        places = [CommunityFactory(), *(PartnerCommunityFactory() for _n in range(abroad))]
        partnership = PartnershipFactory(communities=places, state="in_development", since=None)
        hand_in = quickly_handed_in(partnership=partnership, sides=tuple(range(1, abroad + 2)))
        page_of(client, hand_in)
        with CaptureQueriesContext(connection) as asked:
            page_of(client, hand_in)
        costs.append(len(asked))
    assert costs[0] == costs[1]
