"""An import is rolled back: what it added goes, what something else came to rest on stays and says why."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.list_files import ListRefused
from directory.models import Community, ListImport
from directory.services.lists import start_taking_back, take_list_back
from partnerships.models import Confirmation, DateClaim, EarlierRecognition, Partnership, StateClaim
from partnerships.services import confirm_lines
from sistercities.desk.models import Task
from tests.factories import CommitteeFactory, StaffFactory
from tests.lists import CORDOBA, MAINE, brought_in, load_some

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def gazetteer(db):
    load_some()


def taken_back(line) -> ListImport:
    start_taking_back(run_id=line.list_import_id, by=StaffFactory(), now=timezone.now())
    return take_list_back(run_id=line.list_import_id, now=timezone.now())


def test_everything_that_it_added_goes():
    by = StaffFactory()
    lines = brought_in(
        {"year": "1958"}, {"year": "1955"}, CORDOBA, {"partner_name": "Atlantis"}, by=by, earlier="Directory 2012"
    )
    run = taken_back(lines[0])

    assert run.state == "taken_back"
    for model in (Community, Partnership, DateClaim, StateClaim, EarlierRecognition):
        assert not model.objects.exists()
    assert not Task.objects.open().filter(kind="list_lines").exists()
    assert not run.lines.exclude(left="").exists()
    with pytest.raises(ListRefused, match="only once"):
        start_taking_back(run_id=run.pk, by=by, now=timezone.now())


def test_what_was_there_before_is_as_it_was_before():
    brought_in({"year": "1958", "state": "active"})
    (line,) = brought_in({"year": "1960", "state": "dormant"})
    taken_back(line)

    partnership = Partnership.objects.with_state(timezone.localdate()).get()
    assert (partnership.state, str(partnership.state_since)) == ("active", "1958")
    assert [str(claim.value) for claim in DateClaim.objects.all()] == ["1958"]


@pytest.mark.parametrize(
    ("rest", "why"),
    [
        (
            lambda row: Confirmation.objects.create(party=row.parties.first(), confirmed_on=timezone.localdate()),
            "Something rests on it: confirmation.",
        ),
        (
            lambda row: DateClaim.objects.create(
                partnership=row, kind="signed", value="1958-05-04", rank=1, source="the paper"
            ),
            "Something rests on it: date claim.",
        ),
        (lambda row: Partnership.objects.filter(pk=row.pk).update(summary="Ours"), "It was changed since."),
        (lambda row: brought_in({}), "too."),
    ],
)
def test_a_partnership_on_which_something_rests_stays_and_says_why(rest, why):
    line, other = brought_in({"year": "1958"}, {**MAINE, **CORDOBA})
    partnership = Partnership.objects.get(pk=line.subject_id)
    rest(partnership)
    run = taken_back(line)

    assert run.lines.get(pk=line.pk).left.endswith(why)
    assert run.lines.get(pk=other.pk).left == ""
    assert list(Partnership.objects.all()) == [partnership]
    assert Community.objects.count() == 2
    assert partnership.date_claims.filter(source="list.csv").exists()


def test_a_community_that_has_a_committee_stays():
    (line,) = brought_in({})
    home = Community.objects.get(country="US")
    CommitteeFactory(communities=[home])
    run = taken_back(line)

    assert run.lines.get().left.startswith("Something rests on its community")
    assert list(Community.objects.all()) == [home]
    assert not Partnership.objects.exists()


def test_a_recognition_that_is_confirmed_stays_with_its_partnership():
    (line,) = brought_in({}, by=StaffFactory(), earlier="Directory 2012")
    row = EarlierRecognition.objects.get()
    confirm_lines(row_ids=[row.pk], by=StaffFactory(), now=timezone.now())
    taken_back(line)

    assert EarlierRecognition.objects.confirmed().get() == row
    assert Partnership.objects.get().pk == row.partnership_id


def test_three_lines_are_taken_back_at_the_cost_of_one():
    def cost(*rows: dict[str, str]) -> int:
        lines = brought_in(*rows)
        with CaptureQueriesContext(connection) as queries:
            taken_back(lines[0])
        return len(queries)

    assert cost({}) == cost({}, CORDOBA, {**MAINE, **CORDOBA})
