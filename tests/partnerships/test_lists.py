"""Lists of partnerships come in: what becomes of each line, and that nothing comes in twice."""

import dataclasses

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.gazetteer.loading import load_places
from directory.list_files import ListRefused
from directory.models import Community, ListLine, Place
from directory.services.lists import keep_list
from partnerships.models import DateClaim, EarlierRecognition, Partnership, StateClaim, StatePeriod
from partnerships.services import confirm_lines, state_by_side
from partnerships.services.lists.bringing_in import Choices, import_partnerships
from partnerships.stages import SourceRank, State
from sistercities.common.figures import counted_figures
from sistercities.desk.models import Task
from tests.factories import CommunityFactory, PartnershipFactory, StaffFactory
from tests.gazetteer import NAGASAKI, PORTLAND, SOME
from tests.lists import CORDOBA, MAINE, brought_in, csv_of, load_some, statuses

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def gazetteer(db):
    load_some()


def state_of(partnership: Partnership) -> tuple[str, str]:
    row = Partnership.objects.with_state(timezone.localdate()).get(pk=partnership.pk)
    return row.state, str(row.state_since or "")


def test_a_line_makes_two_communities_and_one_partnership():
    (line,) = brought_in({"year": "1958", "source": "hekman|pnadel"}, source="Atlas")

    partnership = Partnership.objects.get()
    home, partner = (party.community for party in partnership.parties.order_by("side"))
    assert (line.status, line.reason, line.subject_id) == ("created", "", partnership.pk)
    assert [end["how"] for end in line.ends] == ["only one", "only one"]
    assert (partnership.slug, partnership.sort_key, partnership.kind) == (
        "portland-nagasaki",
        "portland nagasaki",
        "sister",
    )
    assert (home.slug, home.geonames_id, home.population, home.population_source) == (
        "portland-oregon",
        PORTLAND.geonames_id,
        652503,
        "GeoNames",
    )
    assert (home.is_proposed, home.time_zone, partner.slug) == (False, "America/Los_Angeles", "nagasaki-japan")
    assert set(partner.names.values_list("name", "kind")) == {
        ("Nagasaki", "main"),
        ("長崎市", "other"),
        ("长崎市", "other"),
    }
    claim = DateClaim.objects.get()
    assert (str(claim.value), claim.kind, claim.source, claim.rank) == (
        "1958",
        "since",
        "Atlas: hekman, pnadel",
        SourceRank.LIST,
    )
    assert state_of(partnership) == ("not_confirmed", "")
    assert Partnership.objects.public().get() == partnership


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("", ("not_confirmed", "")),
        ("not_confirmed", ("not_confirmed", "")),
        ("active", ("active", "1958")),
        ("Active", ("active", "1958")),
        ("inactive", ("dormant", "")),
        ("Term ended", ("term_ended", "")),
    ],
)
def test_an_empty_state_is_not_confirmed_and_never_active(said, state):
    brought_in({"year": "1958", "state": said})

    assert state_of(Partnership.objects.get()) == state


def test_the_same_file_twice_creates_nothing_new():
    rows = [{"year": "1958"}, {**CORDOBA, "state": "dormant"}, {**MAINE, **CORDOBA}]
    assert statuses(*rows) == ["created"] * 3
    before = [model.objects.count() for model in (Community, Partnership, DateClaim, StateClaim, StatePeriod)]

    assert statuses(*rows) == ["exists"] * 3
    assert [model.objects.count() for model in (Community, Partnership, DateClaim, StateClaim, StatePeriod)] == before


def test_both_directions_are_one_partnership():
    turned = {"home_name": "Nagasaki", "home_subdivision": "", "home_country": "JP"}
    turned |= {"partner_name": "Portland", "partner_subdivision": "Oregon", "partner_country": "US"}

    (first, second) = brought_in({"year": "1958"}, turned)
    assert (first.status, second.status) == ("created", "duplicate_in_file")
    assert second.reason == "Line 2 names the same pair."
    assert statuses(turned) == ["exists"]
    assert Partnership.objects.count() == 1


def test_a_different_year_is_a_second_date_claim():
    assert statuses({"year": "1958"}, {"year": "1955"}, {"year": "1955"}) == ["created", "updated", "duplicate_in_file"]
    assert statuses({"year": "1960"}) == ["updated"]
    assert statuses({"year": "1955"}) == ["exists"]

    assert Partnership.objects.count() == 1
    assert sorted(str(claim.value) for claim in DateClaim.objects.all()) == ["1955", "1958", "1960"]


def test_what_is_not_certain_waits_on_the_desk():
    rows = [
        {"home_subdivision": ""},
        {"partner_name": "Atlantis"},
        {"partner_country": ""},
        {"home_subdivision": "", "partner_name": "Atlantis"},
        {**MAINE},
    ]
    lines = brought_in(*rows)

    assert [(line.status, line.reason) for line in lines[:3]] == [
        ("ambiguous", "At home: more than one place fits."),
        ("unresolved", "Abroad: no place of this name is known there."),
        ("ambiguous", "Abroad: the country is missing."),
    ]
    assert [line.status for line in lines[3:]] == ["unresolved", "created"]
    assert sorted(lines[0].end(0)["candidates"]) == [4975802, 5746545]
    task = Task.objects.get(kind="list_lines")
    assert (task.subject_id, task.title) == (lines[0].list_import_id, "list.csv: 4 lines")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"home_name": " "}, "home_name is empty."),
        ({"partner_country": "Japan"}, "partner_country: “Japan” is no country code of two letters."),
        ({"year": "58"}, "year: “58” is no year between 800 and today."),
        ({"year": "2958"}, "year: “2958” is no year between 800 and today."),
        ({"kind": "marriage"}, "kind: “marriage” is none of sister, friendship, project, contact."),
        ({"partner_name": "Portland", "partner_subdivision": "OR", "partner_country": "US"}, "It names the same"),
        ({"state": "in_development"}, "state: “in_development” is none of"),
    ],
)
def test_one_line_that_cannot_be_read_changes_nothing_and_is_named(row, reason):
    data = csv_of(CORDOBA, row)
    run, refused = import_partnerships(data=data, file_name="a.csv", choices=Choices(), by=None, now=timezone.now())

    assert run.lines.get(number=3).reason.startswith(reason)
    assert " ".join(refused.messages).startswith(f"Nothing is changed. Line 3: {reason}")
    assert not Partnership.objects.exists()
    assert not Community.objects.exists()
    assert statuses(CORDOBA, row, keep_going=True) == ["created", "invalid"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"home_name,year\nKobe,1957\n", "Missing: partner_name."),
        (b"", "Missing: home_name, partner_name."),
        (b"home_name,partner_name\n", "has no line"),
        ("home_name,partner_name\nCórdoba,Kobe\n".encode("latin-1"), "not UTF-8"),
    ],
)
def test_a_file_that_is_no_such_list_is_refused(data, sentence):
    with pytest.raises(ListRefused, match=sentence):
        import_partnerships(data=data, file_name="a.csv", choices=Choices(), by=None, now=timezone.now())


def test_files_of_spreadsheets_are_read_and_the_code_of_namibia_is_text():
    data = "\ufeffHome_name;home_subdivision;home_country;partner_name;partner_country\r\n\r\n"
    data += "Portland;OR;us;Windhoek;NA\r\nPortland;OR;US;Kobe;JP;more\r\n"
    choices = Choices(keep_going=True)
    run, _refused = import_partnerships(
        data=data.encode(), file_name="a.csv", choices=choices, by=None, now=timezone.now()
    )

    first, second = run.lines.order_by("number")
    assert (first.number, first.row["partner_country"], first.status) == (3, "NA", "unresolved")
    assert (second.number, second.status) == (4, "invalid")


def test_a_pair_within_one_country_comes_in_and_stands_in_no_figure(client):
    within = {"partner_name": "Portland", "partner_subdivision": "ME", "partner_country": "US"}
    lines = brought_in(within, {})

    assert [(line.status, line.reason) for line in lines] == [("created", "Same country."), ("created", "")]
    assert Partnership.objects.public().count() == 2
    assert list(Partnership.objects.across_countries().values_list("pk", flat=True)) == [lines[1].subject_id]
    counted = {figure.figure.name: figure.number for figure in counted_figures(timezone.localdate())}
    assert counted["partnerships"] == 1
    assert client.get("/partnerships/").content.decode().count("Same country") == 1
    assert client.get("/partnerships/portland-portland/").content.decode().count("Both sides stand in one country") == 1
    assert "Both sides stand" not in client.get("/partnerships/portland-nagasaki/").content.decode()


def test_communities_that_are_here_are_taken_merged_ones_followed():
    kept = CommunityFactory(name="Portland on the Willamette", subdivision_name="Oregon", subdivision_code="US-OR")
    CommunityFactory(name="Portland", geonames_id=PORTLAND.geonames_id, merged_into=kept)
    typed = CommunityFactory(
        name="Nagasaki", level="town", country="JP", subdivision_name="", subdivision_code="", geonames_id=None
    )
    brought_in({})

    assert set(Partnership.objects.get().parties.values_list("community", flat=True)) == {kept.pk, typed.pk}
    assert Community.objects.count() == 3


def test_a_partnership_that_is_here_learns_what_the_list_adds():
    home, partner = (
        CommunityFactory(name=place.name, country=place.country, geonames_id=place.geonames_id)
        for place in (PORTLAND, NAGASAKI)
    )
    partnership = PartnershipFactory(communities=[home, partner], state="active", since="1958")

    assert statuses({"state": "active"}, dry_run=True) == ["exists"]
    assert statuses({"state": "dormant"}) == ["updated"]
    assert state_of(partnership)[0] == "dormant"


def test_a_list_overrules_neither_a_side_nor_an_end():
    brought_in({"state": "active", "year": "1958"}, {**CORDOBA, "state": "ended"})
    partnership, ended = Partnership.objects.order_by("pk")
    state_by_side(
        party=partnership.parties.first(),
        state=State.DORMANT,
        since=None,
        by=StaffFactory(),
        today=timezone.localdate(),
        asked_by="the clerk",
        asked_how="phone",
        asked_on=timezone.localdate(),
    )
    lines = brought_in({"state": "active"}, {**CORDOBA, "state": "active"}, source="Atlas")

    assert [line.status for line in lines] == ["exists", "exists"]
    assert lines[0].reason == "The list says “Active”; here it is “Dormant”, which stays."
    assert (state_of(partnership)[0], state_of(ended)[0]) == ("dormant", "ended")


def test_the_pair_of_a_larger_partnership_is_here_already():
    communities = [
        CommunityFactory(name=place.name, country=place.country, geonames_id=place.geonames_id)
        for place in (PORTLAND, NAGASAKI)
    ]
    PartnershipFactory(communities=[*communities, CommunityFactory()], state="active")
    (line,) = brought_in({"year": "1958"})

    assert (line.status, line.reason) == ("exists", "Part of a partnership of 3 communities that is here.")
    assert not DateClaim.objects.exists()


def test_a_dry_run_says_the_same_and_changes_nothing():
    rows = [{"year": "1958"}, {"year": "1955"}, {}, {"partner_name": "Atlantis"}, {**CORDOBA}]
    expected = ["created", "updated", "duplicate_in_file", "unresolved", "created"]

    assert statuses(*rows, dry_run=True) == expected
    assert not Community.objects.exists()
    assert not Task.objects.exists()
    assert statuses(*rows) == expected


def test_earlier_recognition_is_proposed_and_counts_once_a_second_person_confirms():
    first, second = StaffFactory(), StaffFactory()
    within = {"partner_name": "Portland", "partner_subdivision": "ME", "partner_country": "US"}
    brought_in({}, within, by=first, earlier="Membership Directory 2012")

    row = EarlierRecognition.objects.get()
    assert (row.source, row.year, row.entered_by, row.confirmed_by) == ("Membership Directory", 2012, first, None)
    assert not Partnership.objects.with_recognition().filter(is_recognised_before=True).exists()
    assert Task.objects.get(kind="earlier_confirm").subject_id == row.pk
    confirm_lines(row_ids=[row.pk], by=second, now=timezone.now())
    assert Partnership.objects.with_recognition().filter(is_recognised_before=True).count() == 1
    with pytest.raises(ListRefused, match="with its year"):
        brought_in({}, by=first, earlier="Membership Directory")
    with pytest.raises(ListRefused, match="which member of the staff"):
        brought_in({}, earlier="Membership Directory 2012")


def test_homonyms_abroad_get_addresses_of_their_own():
    twin = dataclasses.replace(NAGASAKI, geonames_id=99, subdivision_code="JP-01", subdivision_name="Hokkaido")
    load_places([*SOME, twin], are_all=True)
    brought_in({"partner_subdivision": "Nagasaki"}, {"partner_subdivision": "JP-01"})

    assert set(Community.objects.filter(country="JP").values_list("slug", flat=True)) == {
        "nagasaki-japan",
        "nagasaki-hokkaido-japan",
    }
    assert set(Partnership.objects.values_list("slug", flat=True)) == {
        "portland-nagasaki",
        "portland-oregon-nagasaki-hokkaido-japan",
    }


def test_a_run_that_was_cut_off_goes_on():
    lines = brought_in({}, {**CORDOBA}, {"year": "1958"})
    run = lines[0].list_import
    ListLine.objects.filter(pk=lines[2].pk).update(is_settled=False, status="updated")
    DateClaim.objects.all().delete()
    type(run).objects.filter(pk=run.pk).update(state="running")
    keep_list(run_id=run.pk, now=timezone.now())

    run.refresh_from_db()
    assert (run.state, run.lines.to_keep().count(), DateClaim.objects.count()) == ("done", 0, 1)
    assert Partnership.objects.count() == 2


def cost(*rows: dict[str, str]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        brought_in(*rows)
    return len(queries)


def test_three_lines_cost_as_many_queries_as_one():
    names = ["Huế", "São Paulo", "Córdoba", "Nagasaki"]
    places = [
        {"partner_name": name, "partner_country": str(Place.objects.filter(name=name).first().country)}
        for name in names
    ]
    brought_in(MAINE | places[0])
    one = cost({**places[0], "year": "1990", "state": "active"})
    three = cost(*({**place, "year": "1990", "state": "active"} for place in places[1:]))

    assert one == three
    again = [{**place, "year": "1991", "state": "dormant"} for place in places]
    assert cost(again[0]) == cost(*again[1:])
