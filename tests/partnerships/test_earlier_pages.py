"""The desk's pages for what earlier directories list: entering many lines, choosing among namesakes, confirming."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.models import Community
from partnerships.models import EarlierRecognition, Partnership
from sistercities.accounts.models import User
from sistercities.post.models import Mail
from tests.desk_pages import text_of
from tests.factories import (
    CommunityFactory,
    EarlierRecognitionFactory,
    PartnerCommunityFactory,
    PartnershipFactory,
    StaffFactory,
)

pytestmark = pytest.mark.django_db
ENTER = "/desk/earlier/enter/"
SOURCE = {"source": "Directory of members", "year": "2012", "lines": "5"}


@pytest.fixture
def staff() -> User:
    return StaffFactory()


@pytest.fixture
def desk(client_of: Callable[[User], Client], staff: User) -> Client:
    return client_of(staff)


def line(n: int, home_name: str, partner_name: str, page: str = "", **more: Any) -> dict[str, Any]:
    names = {"home_name": home_name, "partner_name": partner_name, "page": page, **more}
    return {f"line-{n}-{name}": value for name, value in names.items()}


def chosen(n: int, home: Community, partner: Community, page: str = "") -> dict[str, Any]:
    return line(n, home.name, partner.name, page, home=home.pk, partner=partner.pk)


def pair(home: str, partner: str) -> tuple[Community, Community]:
    return CommunityFactory(name=home), PartnerCommunityFactory(name=partner)


def test_several_lines_of_one_page_in_one_go(desk: Client, staff: User) -> None:
    here = PartnershipFactory(communities=list(pair("Seattle", "Kobe")))
    seattle, kobe = (party.community for party in here.parties.order_by("side"))
    tacoma, fuji = pair("Tacoma", "Fuji")
    data = SOURCE | chosen(0, seattle, kobe, "12") | chosen(1, tacoma, fuji, "13")
    response = desk.post(ENTER, data | {"keep": "1"}, follow=True)
    assert response.redirect_chain == [("/desk/earlier/", 302)]
    assert "2 lines are kept. A colleague confirms what you entered." in text_of(response)
    rows = EarlierRecognition.objects.order_by("page")
    assert [(row.page, row.entered_by, row.confirmed_by) for row in rows] == [("12", staff, None), ("13", staff, None)]
    assert rows[0].partnership == here
    assert Partnership.objects.count() == 2


def test_a_search_shows_what_is_found_and_keeps_nothing(desk: Client) -> None:
    pair("Seattle", "Kobe")
    response = desk.post(ENTER, SOURCE | line(0, "Seattle", "Kobe", "12") | {"search": "1"})
    assert response.status_code == 200
    form = dict(response.context["lines"])[1]
    seattle, kobe = (Community.objects.get(name=name) for name in ("Seattle", "Kobe"))
    assert (form["home"].value(), form["partner"].value()) == (str(seattle.pk), str(kobe.pk))
    assert "Something needs another look" not in response.text
    assert not EarlierRecognition.objects.exists()


def test_namesakes_are_chosen_and_never_guessed(desk: Client) -> None:
    places = {state: CommunityFactory(name="Springfield", subdivision_name=state) for state in ("Ohio", "Illinois")}
    ashikaga = PartnerCommunityFactory(name="Ashikaga")
    found = desk.post(ENTER, SOURCE | line(0, "Springfield", "Ashikaga") | {"search": "1"})
    assert dict(found.context["lines"])[1]["home"].value() is None
    refused = desk.post(ENTER, SOURCE | line(0, "Springfield", "Ashikaga", partner=ashikaga.pk) | {"keep": "1"})
    assert refused.status_code == 422
    words = text_of(refused)
    assert "Line 1, At home: Look at what was found, then choose." in words
    assert all(f"Springfield, City, {state}" in words for state in places)
    desk.post(ENTER, SOURCE | chosen(0, places["Ohio"], ashikaga) | {"keep": "1"})
    assert Partnership.objects.get().parties.get(side=1).community == places["Ohio"]


def test_one_alone_is_looked_at_too_before_it_is_kept(desk: Client) -> None:
    pair("Seattle", "Kobe")
    assert desk.post(ENTER, SOURCE | line(0, "Seattle", "Kobe") | {"keep": "1"}).status_code == 422
    assert not EarlierRecognition.objects.exists()


def test_right_lines_are_kept_and_wrong_ones_stay_as_typed(desk: Client) -> None:
    right, listed = pair("Seattle", "Kobe"), EarlierRecognitionFactory(page="7")
    sides = [party.community for party in listed.partnership.parties.order_by("side")]
    same = (CommunityFactory(name="Tacoma"), CommunityFactory(name="Portland"))
    data = SOURCE | chosen(0, *sides, page="9") | chosen(1, *right, page="12") | chosen(3, *same, page="14 f.")
    response = desk.post(ENTER, data | {"keep": "1"})
    assert response.status_code == 422
    words = text_of(response)
    assert "1 line is kept. The lines below are not kept yet." in words
    waits = "This partnership waits already to be confirmed: the printed directory, 2012, page 7."
    assert f"Line 1, Community abroad: {waits}" in words
    assert "Line 4, Abroad: All stand in one country: United States." in words
    assert 'value="14 f."' in response.text
    assert "Line 2" not in words
    assert EarlierRecognition.objects.exclude(pk=listed.pk).get().page == "12"


def test_a_community_that_is_not_here_is_looked_at_and_added(desk: Client) -> None:
    asheville = CommunityFactory(name="Asheville")
    names = line(0, "Asheville", "Osogbo, Nigeria", home=asheville.pk)
    first = desk.post(ENTER, SOURCE | names | {"keep": "1"})
    assert first.status_code == 422
    assert "look at what would be added below" in text_of(first)
    new = {"line-0-partner-new-name": "Osogbo", "line-0-partner-new-country": "", "line-0-partner-new-level": "city"}
    second = desk.post(ENTER, SOURCE | names | new | {"keep": "1"})
    assert "Line 1, Country: Choose the country." in text_of(second)
    assert not Community.objects.filter(name="Osogbo").exists()
    desk.post(ENTER, SOURCE | names | new | {"line-0-partner-new-country": "NG", "keep": "1"})
    osogbo = Community.objects.get(name="Osogbo")
    assert (str(osogbo.country), osogbo.is_proposed) == ("NG", True)
    assert EarlierRecognition.objects.get().partnership.parties.filter(community=osogbo).exists()


def test_a_pair_out_of_three_is_asked_about(desk: Client) -> None:
    boring, dull = pair("Boring", "Dull")
    three = PartnershipFactory(communities=[boring, dull, PartnerCommunityFactory(name="Bland", country="AU")])
    asked = desk.post(ENTER, SOURCE | chosen(0, boring, dull) | {"keep": "1"})
    assert "Line 1, Which partnership is it?: Choose which partnership" in text_of(asked)
    desk.post(ENTER, SOURCE | chosen(0, boring, dull) | {"line-0-which": three.pk, "keep": "1"})
    assert EarlierRecognition.objects.get().partnership == three


def three(n: int, home: Community, partner: Community, third: Community) -> dict[str, Any]:
    return chosen(n, home, partner) | {f"line-{n}-third_name": third.name, f"line-{n}-third": third.pk}


def test_three_communities_in_one_line_are_one_partnership(desk: Client, client_of: Callable[[User], Client]) -> None:
    asheville, osogbo = pair("Asheville", "Osogbo")
    xiangyang = PartnerCommunityFactory(name="Xiangyang", country="CN")
    typed = SOURCE | line(0, "Asheville", "Osogbo", third_name="Xiangyang", home=asheville.pk, partner=osogbo.pk)
    searched = desk.post(ENTER, typed | {"search": "1"})
    assert dict(searched.context["lines"])[1]["third"].value() == str(xiangyang.pk)
    not_looked_at = desk.post(ENTER, typed | {"keep": "1"})
    assert "Line 1, The third: Look at what was found, then choose." in text_of(not_looked_at)
    desk.post(ENTER, typed | {"line-0-third": xiangyang.pk, "keep": "1"})
    row = EarlierRecognition.objects.get()
    assert [party.community for party in row.partnership.parties.order_by("side")] == [asheville, osogbo, xiangyang]
    second = client_of(StaffFactory())
    address = reverse("earlier_confirm", args=[row.pk])
    places = "Asheville, Washington, United States – Osogbo, Japan – Xiangyang, China"
    assert places in text_of(second.get(address)).replace(" ,", ",")
    second.post(address, {"line": row.pk})
    row.refresh_from_db()
    assert row.confirmed_by
    words = text_of(desk.get(row.partnership.get_absolute_url()))
    assert "Recognised before this register" in words
    assert all(name in words for name in ("Asheville", "Osogbo", "Xiangyang"))


def test_a_fourth_community_that_is_not_here_is_looked_at_and_added(desk: Client) -> None:
    asheville, osogbo = pair("Asheville", "Osogbo")
    raleigh = CommunityFactory(name="Raleigh")
    names = three(0, asheville, osogbo, raleigh) | {"line-0-fourth_name": "Xiangyang, China"}
    first = desk.post(ENTER, SOURCE | names | {"keep": "1"})
    assert "Line 1, Fourth community: The directory does not know it." in text_of(first)
    assert 'name="line-0-fourth-new-name" value="Xiangyang"' in first.text
    new = {"line-0-fourth-new-name": "Xiangyang", "line-0-fourth-new-country": "CN", "line-0-fourth-new-level": "city"}
    desk.post(ENTER, SOURCE | names | new | {"keep": "1"})
    sides = EarlierRecognition.objects.get().partnership.parties.order_by("side")
    assert [party.community.name for party in sides] == ["Asheville", "Osogbo", "Raleigh", "Xiangyang"]


def test_the_same_three_are_found_in_any_order_and_a_community_is_named_once(desk: Client) -> None:
    asheville, osogbo = pair("Asheville", "Osogbo")
    xiangyang = PartnerCommunityFactory(name="Xiangyang", country="CN")
    here = PartnershipFactory(communities=[xiangyang, asheville, osogbo])
    twice = desk.post(ENTER, SOURCE | three(0, asheville, osogbo, osogbo) | {"keep": "1"})
    assert "Line 1, Third community: A community is named twice. Name each of them once." in text_of(twice)
    desk.post(ENTER, SOURCE | three(0, asheville, osogbo, xiangyang) | {"keep": "1"})
    assert EarlierRecognition.objects.get().partnership == here
    assert Partnership.objects.count() == 1


def test_two_at_home_and_one_abroad_are_two_countries_three_at_home_are_one(desk: Client) -> None:
    asheville, osogbo = pair("Asheville", "Osogbo")
    raleigh, durham = CommunityFactory(name="Raleigh"), CommunityFactory(name="Durham")
    at_home = desk.post(ENTER, SOURCE | three(0, asheville, raleigh, durham) | {"keep": "1"})
    assert "All stand in one country: United States." in text_of(at_home)
    desk.post(ENTER, SOURCE | three(0, asheville, osogbo, raleigh) | {"keep": "1"})
    assert EarlierRecognition.objects.get().partnership.parties.count() == 3


def test_the_file_of_a_partnership_of_three_fills_in_all_of_them(desk: Client) -> None:
    here = PartnershipFactory(communities=[*pair("Asheville", "Osogbo"), PartnerCommunityFactory(name="Xiangyang")])
    form = dict(desk.get(f"{ENTER}?partnership={here.pk}").context["lines"])[1]
    assert form["third_name"].value() == "Xiangyang, Japan"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"source": ""}, "Name the file or the directory."),
        ({"year": "2112"}, "This year is still to come."),
        ({"year": "12"}, "No file of the association is as old as that."),
        ({"year": "MMXII"}, "Enter the year with four digits."),
    ],
)
def test_a_source_that_cannot_be_keeps_nothing(desk: Client, given: dict[str, str], sentence: str) -> None:
    response = desk.post(ENTER, SOURCE | chosen(0, *pair("Seattle", "Kobe")) | given | {"keep": "1"})
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert 'value="Kobe"' in response.text
    assert not EarlierRecognition.objects.exists()


def test_nothing_entered_is_said(desk: Client) -> None:
    assert "Enter at least one line." in text_of(desk.post(ENTER, SOURCE | {"keep": "1"}))


def test_more_lines_and_suggestions_of_sources(desk: Client) -> None:
    EarlierRecognitionFactory(source="The blue binder")
    page = desk.get(f"{ENTER}?source=The+blue+binder&year=1990")
    assert '<option value="The blue binder">' in page.text
    assert page.context["source"]["year"].value() == "1990"
    more = desk.post(ENTER, SOURCE | line(0, "Seattle", "Kobe") | {"add": "1"})
    assert len(more.context["lines"]) == 10
    assert 'value="Seattle"' in more.text
    assert more.status_code == 200


def test_the_file_of_a_partnership_leads_there(desk: Client) -> None:
    here = PartnershipFactory(communities=list(pair("Seattle", "Kobe")))
    link = f"{ENTER}?partnership={here.pk}"
    assert link in desk.get(reverse("workspace_partnership", args=[here.slug])).text
    assert dict(desk.get(link).context["lines"])[1]["home_name"].value() == "Seattle, Washington, United States"


def test_a_list_is_confirmed_in_one_sitting(desk: Client, staff: User) -> None:
    theirs = EarlierRecognitionFactory.create_batch(3)
    own = EarlierRecognitionFactory(entered_by=staff)
    address = reverse("earlier_confirm", args=[own.pk])
    page = desk.get(address)
    assert {row.pk for row in page.context["theirs"]} == {row.pk for row in theirs}
    assert [row.pk for row in page.context["own"]] == [own.pk]
    assert f'name="line" value="{own.pk}"' not in page.text
    response = desk.post(address, {"line": [row.pk for row in theirs[:2]]}, follow=True)
    assert "2 lines are confirmed." in text_of(response)
    assert set(EarlierRecognition.objects.waiting()) == {theirs[2], own}


def test_without_a_tick_nothing_happens(desk: Client) -> None:
    row = EarlierRecognitionFactory()
    response = desk.post(reverse("earlier_confirm", args=[row.pk]))
    assert response.status_code == 422
    assert "Tick the lines that you have found" in text_of(response)


def test_not_so_needs_a_reason_and_keeps_the_ticks(desk: Client) -> None:
    wrong, other = EarlierRecognitionFactory.create_batch(2)
    address = reverse("earlier_remove", args=[wrong.pk])
    without = desk.post(address, {"line": other.pk})
    assert without.status_code == 422
    assert "Say what is not so." in text_of(without)
    assert f'id="line-{other.pk}" checked' in without.text
    done = desk.post(address, {"line": other.pk, f"reason-{wrong.pk}": "Page 3 names Kyoto."}, follow=True)
    assert f'id="line-{other.pk}" checked' in done.text
    assert list(EarlierRecognition.objects.all()) == [other]
    assert Mail.objects.get().to == wrong.entered_by.email


def test_the_last_line_leads_back_to_all_lists(desk: Client) -> None:
    row = EarlierRecognitionFactory()
    response = desk.post(reverse("earlier_confirm", args=[row.pk]), {"line": row.pk}, follow=True)
    assert response.redirect_chain == [("/desk/earlier/", 302)]
    assert "Nothing waits here." in text_of(desk.get(reverse("earlier_confirm", args=[row.pk])))


def test_longer_lists_cost_no_more(desk: Client, staff: User) -> None:
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address).status_code == 200
        return len(queries)

    def more(rows: int, **facts: Any) -> EarlierRecognition:
        EarlierRecognitionFactory.create_batch(rows, confirmed_by=staff, **facts)
        EarlierRecognitionFactory.create_batch(rows, entered_by=staff, **facts)
        return EarlierRecognitionFactory.create_batch(rows, **facts)[0]

    addresses = ["/desk/earlier/", reverse("earlier_confirm", args=[more(1).pk])]
    before = [asked(address) for address in addresses]
    more(2)
    more(2, source="another one")
    assert [asked(address) for address in addresses] == before
