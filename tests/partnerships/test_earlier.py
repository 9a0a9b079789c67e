"""Recognised before this register: entered by one person, confirmed by another, by no other way."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.models import Community
from partnerships.models import EarlierRecognition, Partnership
from partnerships.services import EarlierRefused, add_partnership, confirm_lines, enter_line, remove_line
from partnerships.services.earlier import CONFIRM_TASK
from sistercities.accounts.models import User
from sistercities.desk.models import Task
from sistercities.desk.queue import Wanted, queue
from sistercities.desk.services import may_take
from sistercities.post.models import Mail
from tests.desk_pages import text_of
from tests.factories import (
    AdministratorFactory,
    CommunityFactory,
    EarlierRecognitionFactory,
    PartnerCommunityFactory,
    PartnershipFactory,
    RecorderFactory,
    StaffFactory,
    UserFactory,
)
from tests.register_rows import quickly_recorded

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DIRECTORY = {"source": "Directory of members", "year": 2012, "now": NOW}
ClientOf = Callable[[User | None], Client]


@pytest.fixture
def first() -> User:
    return StaffFactory()


@pytest.fixture
def second() -> User:
    return StaffFactory()


def confirmed(row: EarlierRecognition) -> bool:
    return EarlierRecognition.objects.confirmed().filter(pk=row.pk).exists()


def open_tasks() -> list[Task]:
    return list(Task.objects.open().filter(kind=CONFIRM_TASK))


def test_a_line_counts_once_a_colleague_confirms_it(first: User, second: User, client: Client) -> None:
    partnership = PartnershipFactory(since="1962")
    row = enter_line(**DIRECTORY, page="114", partnership=partnership, by=first)
    page = client.get(partnership.get_absolute_url())
    assert "Recognised before this register" not in page.text
    confirm_lines(row_ids=[row.pk], by=second, now=NOW)
    words = text_of(client.get(partnership.get_absolute_url()))
    assert "Recognised before this register" in words
    assert "It has no number" in words
    assert "Listed in Directory of members, 2012, page 114." in words
    rows = client.get("/partnerships/", {"recognition": "before"}).context["page"].object_list
    assert [found.pk for found in rows] == [partnership.pk]


@pytest.mark.parametrize("made_by", [StaffFactory, RecorderFactory, AdministratorFactory])
def test_nobody_confirms_what_they_entered(made_by: Callable[[], User]) -> None:
    person = made_by()
    row = enter_line(**DIRECTORY, partnership=PartnershipFactory(), by=person)
    assert not EarlierRecognition.objects.confirmable_by(person).exists()
    with pytest.raises(EarlierRefused, match="Tick the lines"):
        confirm_lines(row_ids=[row.pk], by=person, now=NOW)
    assert not confirmed(row)


def test_one_line_of_ones_own_among_others_confirms_nothing(first: User, second: User) -> None:
    theirs = EarlierRecognitionFactory(entered_by=first)
    own = EarlierRecognitionFactory(entered_by=second)
    with pytest.raises(EarlierRefused, match="Look at the list again"):
        confirm_lines(row_ids=[theirs.pk, own.pk], by=second, now=NOW)
    assert not EarlierRecognition.objects.confirmed().exists()


def test_others_than_staff_enter_and_confirm_nothing(first: User) -> None:
    row = EarlierRecognitionFactory(entered_by=first)
    left = StaffFactory(is_active=False)
    for person in (UserFactory(), left):
        assert not EarlierRecognition.objects.confirmable_by(person).exists()
        with pytest.raises(EarlierRefused):
            enter_line(**DIRECTORY, partnership=PartnershipFactory(), by=person)
        with pytest.raises(EarlierRefused):
            confirm_lines(row_ids=[row.pk], by=person, now=NOW)
        with pytest.raises(EarlierRefused):
            remove_line(row_id=row.pk, by=person, reason="no", now=NOW)


INSERT = """INSERT INTO partnerships_earlierrecognition
    (partnership_id, source, page, year, entered_by_id, entered_at, confirmed_by_id, confirmed_at)
    VALUES (%s, 'the directory', '', 2012, %s, now(), %s, now())"""


def in_sql(sql: str, *values: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_raw_sql_inserts_no_confirmed_row(first: User, second: User) -> None:
    """Neither by one person nor by two: what an import writes is never confirmed."""
    partnership = PartnershipFactory()
    for confirmer in (first, second):
        with pytest.raises(IntegrityError, match="entered first and confirmed after that"):
            in_sql(INSERT, partnership.pk, first.pk, confirmer.pk)
    assert not EarlierRecognition.objects.exists()


def test_raw_sql_confirms_nothing_for_the_one_who_entered_it(first: User, second: User) -> None:
    row = EarlierRecognitionFactory(entered_by=first)
    update = "UPDATE partnerships_earlierrecognition SET confirmed_by_id = %s, confirmed_at = now() WHERE id = %s"
    with pytest.raises(IntegrityError, match="earlierrecognition_two_people"):
        in_sql(update, first.pk, row.pk)
    with pytest.raises(IntegrityError, match="What was entered"):
        in_sql("UPDATE partnerships_earlierrecognition SET entered_by_id = %s WHERE id = %s", second.pk, row.pk)
    in_sql(update, second.pk, row.pk)
    with pytest.raises(IntegrityError, match="does not change"):
        in_sql("UPDATE partnerships_earlierrecognition SET page = '7' WHERE id = %s", row.pk)
    assert confirmed(row)


def test_the_administration_confirms_nothing(client_of: ClientOf) -> None:
    administrator = AdministratorFactory()
    row = EarlierRecognitionFactory(entered_by=administrator)
    address = f"/admin/partnerships/earlierrecognition/{row.pk}/change/"
    form = {"confirmed_by": administrator.pk, "confirmed_at_0": "2026-01-01", "confirmed_at_1": "12:00"}
    client = client_of(administrator)
    assert client.get(address).status_code == 200
    assert {client.post(url, form).status_code for url in (address, "/admin/partnerships/earlierrecognition/add/")} == {
        403
    }
    assert not confirmed(row)


def test_adding_partnerships_and_sources_recognises_nothing(first: User) -> None:
    """What an import does: communities, a partnership, its state with a source."""
    PartnershipFactory()
    add_partnership(communities=[CommunityFactory(), PartnerCommunityFactory()], by=first)
    assert not EarlierRecognition.objects.exists()
    assert not Partnership.objects.with_recognition().filter(is_recognised_before=True).exists()


def test_a_pair_that_is_not_here_is_added_and_hidden_until_confirmed(first: User, second: User, client: Client) -> None:
    new = {"name": "Osogbo", "country": "NG", "level": "city"}
    row = enter_line(**DIRECTORY, sides=[CommunityFactory(name="Asheville"), new], by=first)
    address = row.partnership.get_absolute_url()
    assert client.get(address).status_code == 404
    assert not Community.objects.public().filter(name="Osogbo").exists()
    confirm_lines(row_ids=[row.pk], by=second, now=NOW)
    words = text_of(client.get(address))
    assert "Not confirmed; a source lists it; recognised before this register." in words
    assert "Since Not known" in words
    assert "No side has told us" in words
    assert Community.objects.public().filter(name="Osogbo").exists()


def test_the_same_pair_is_taken_where_it_is_here(first: User) -> None:
    partnership = PartnershipFactory()
    sides = [party.community for party in partnership.parties.order_by("-side")]
    assert enter_line(**DIRECTORY, sides=sides, by=first).partnership == partnership


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_a_partnership_is_listed_once(first: User, second: User, is_confirmed: bool) -> None:
    row = EarlierRecognitionFactory(confirmed_by=second if is_confirmed else None, page="4")
    with pytest.raises(EarlierRefused, match=r"already.*: the printed directory, 2012, page 4\."):
        enter_line(**DIRECTORY, partnership=row.partnership, by=first)


def test_sides_in_one_country_are_refused_and_nothing_is_left(first: User) -> None:
    portland, new = CommunityFactory(), {"name": "Nowhere", "country": "US", "level": "city"}
    for sides in ([portland, CommunityFactory()], [portland, new]):
        with pytest.raises(EarlierRefused, match="All sides stand in one country"):
            enter_line(**DIRECTORY, sides=sides, by=first)
    island = {"name": "Ponce", "country": "PR", "level": "city"}
    assert enter_line(**DIRECTORY, sides=[portland, island], by=first).pk
    assert not Community.objects.filter(name="Nowhere").exists()


def test_three_sides_are_entered_and_a_side_that_is_named_twice_is_refused(first: User) -> None:
    asheville, osogbo = CommunityFactory(name="Asheville"), PartnerCommunityFactory(name="Osogbo", country="NG")
    here = PartnershipFactory(communities=[asheville, osogbo])
    new = {"name": "Xiangyang", "country": "CN", "level": "city"}
    for twice in ([asheville, osogbo, osogbo], [asheville, new, dict(new)]):
        with pytest.raises(EarlierRefused, match="named twice"):
            enter_line(**DIRECTORY, sides=twice, by=first)
    row = enter_line(**DIRECTORY, sides=[asheville, osogbo, new], by=first)
    assert row.partnership != here
    assert str(row.partnership) == "Asheville – Osogbo – Xiangyang"


@pytest.mark.parametrize("year", [1899, NOW.year + 1])
def test_a_year_that_cannot_be_is_refused(first: User, year: int) -> None:
    with pytest.raises(EarlierRefused, match="Check the year"):
        enter_line(**{**DIRECTORY, "year": year}, partnership=PartnershipFactory(), by=first)


def test_a_source_keeps_its_first_spelling(first: User) -> None:
    enter_line(**DIRECTORY, partnership=PartnershipFactory(), by=first)
    row = enter_line(**{**DIRECTORY, "source": " directory of  MEMBERS"}, partnership=PartnershipFactory(), by=first)
    assert row.source == "Directory of members"


def test_one_task_for_a_list_until_all_of_it_is_dealt_with(first: User, second: User) -> None:
    rows = [enter_line(**DIRECTORY, partnership=PartnershipFactory(), by=first) for _n in range(3)]
    (task,) = open_tasks()
    assert task.title == "Directory of members, 2012"
    today = timezone.localdate(NOW)
    assert not may_take(task, first, on_date=today)
    assert may_take(task, second, on_date=today)
    confirm_lines(row_ids=[rows[0].pk], by=second, now=NOW)
    assert [found.pk for found in open_tasks()] == [task.pk]
    remove_line(row_id=rows[1].pk, by=second, reason="Page 4 names Kyoto.", now=NOW)
    assert [found.pk for found in open_tasks()] == [task.pk]
    confirm_lines(row_ids=[rows[2].pk], by=second, now=NOW + dt.timedelta(seconds=1))
    assert open_tasks() == []
    task.refresh_from_db()
    assert (task.resolved_by, task.outcome) == (second, "2 lines of this list are confirmed")


def test_what_is_not_so_goes_and_its_person_is_told(first: User, second: User) -> None:
    row = enter_line(
        **DIRECTORY, sides=[CommunityFactory(), {"name": "Ys", "country": "FR", "level": "city"}], by=first
    )
    with pytest.raises(EarlierRefused, match="Say what is not so"):
        remove_line(row_id=row.pk, by=second, now=NOW)
    remove_line(row_id=row.pk, by=second, reason="Page 4 names another place.", now=NOW)
    assert not EarlierRecognition.objects.exists()
    assert not Partnership.objects.exists()
    assert not Community.objects.filter(name="Ys").exists()
    mail = Mail.objects.get()
    assert (mail.kind, mail.to) == ("partnerships/earlier_not_so", first.email)
    assert "Page 4 names another place." in mail.text
    assert open_tasks() == []


def test_ones_own_line_is_taken_back_without_a_word(first: User) -> None:
    row = EarlierRecognitionFactory(entered_by=first)
    remove_line(row_id=row.pk, by=first, now=NOW)
    assert not EarlierRecognition.objects.exists()
    assert Partnership.objects.filter(pk=row.partnership_id).exists()
    assert not Mail.objects.exists()


def test_what_is_confirmed_is_not_taken_out(first: User, second: User) -> None:
    row = EarlierRecognitionFactory(entered_by=first, confirmed_by=second)
    for person in (first, second):
        with pytest.raises(EarlierRefused, match="dealt with this line already"):
            remove_line(row_id=row.pk, by=person, reason="no", now=NOW)
    assert confirmed(row)


def test_when_the_paper_comes_it_gets_a_number_and_both_facts_stay(first: User, second: User, client: Client) -> None:
    partnership = PartnershipFactory(since="1978")
    EarlierRecognitionFactory(partnership=partnership, page="30", entered_by=first, confirmed_by=second)
    entry = quickly_recorded(partnership=partnership)
    words = text_of(client.get(partnership.get_absolute_url()))
    assert entry.number in words
    assert "Recognised before this register too: listed in the printed directory, 2012, page 30." in words
    rows = client.get("/partnerships/", {"recognition": "recorded"}).context["page"].object_list
    assert [row.pk for row in rows] == [partnership.pk]


def costs(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        work()
    return len(asked)


def test_a_longer_queue_costs_no_more(first: User, second: User) -> None:
    def seen() -> None:
        assert {row.may_take for row in queue(by=second, wanted=Wanted(), page=None, now=NOW).rows} == {True}

    enter_line(**DIRECTORY, partnership=PartnershipFactory(), by=first)
    one = costs(seen)
    for year in (1990, 1991):
        enter_line(**{**DIRECTORY, "year": year}, partnership=PartnershipFactory(), by=first)
    assert costs(seen) == one
    assert queue(by=second, wanted=Wanted(), page=None, now=NOW).rows[0].lines == [
        "1 line to confirm",
        f"entered by {first}",
    ]
