"""Lists on the desk: handed over, looked at, imported, decided line by line, rolled back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.models import ListImport
from directory.services.lists import start_taking_back
from partnerships.models import EarlierRecognition, Partnership
from sistercities.desk.models import Task
from sistercities.post.models import Effect
from tests.factories import PartnerCommunityFactory, StaffFactory
from tests.lists import CORDOBA, brought_in, csv_of, load_some

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client_of):
    load_some()
    return client_of(StaffFactory())


def handed_over(desk, capture, data: bytes, **answers: str) -> ListImport:
    with capture(execute=True):
        response = desk.post("/desk/imports/partnerships/", {"file": SimpleUploadedFile("a.csv", data), **answers})
    run = ListImport.objects.latest("pk")
    assert response.url == f"/desk/imports/{run.pk}/"
    return run


def test_a_list_is_looked_at_first_then_imported_and_rolled_back(desk, django_capture_on_commit_callbacks):
    capture = django_capture_on_commit_callbacks
    data = csv_of({"year": "1958"}, {"partner_name": "Atlantis"}, {})
    run = handed_over(desk, capture, data, source="Atlas", earlier="Directory 2012")
    page = desk.get(f"/desk/imports/{run.pk}/").content.decode()

    assert run.state == "checked"
    assert "nothing is changed yet" in page
    for words in ("New: 1", "No place found: 1", "Twice in this file: 1", "Portland, OR, US – Nagasaki, JP (1958)"):
        assert words in page
    assert not Partnership.objects.exists()
    with capture(execute=True):
        assert desk.post(f"/desk/imports/{run.pk}/import/").status_code == 302
    run.refresh_from_db()
    assert (run.state, Partnership.objects.count(), EarlierRecognition.objects.count()) == ("done", 1, 1)
    assert desk.get(f"/desk/imports/{run.pk}/?status=created").context["page"].paginator.count == 1
    report = desk.get(f"/desk/imports/{run.pk}/report.csv").content.decode()
    assert "2,created,,5746545,1856177,only one,only one," in report
    with capture(execute=True):
        desk.post(f"/desk/imports/{run.pk}/roll-back/")
    run.refresh_from_db()
    assert (run.state, Partnership.objects.count()) == ("taken_back", 0)
    assert "Rolled back on" in desk.get(f"/desk/imports/{run.pk}/").content.decode()


def test_a_line_that_cannot_be_read_holds_the_import_up_until_it_is_left_out(desk, django_capture_on_commit_callbacks):
    run = handed_over(desk, django_capture_on_commit_callbacks, csv_of({"year": "58"}, CORDOBA))
    refused = desk.post(f"/desk/imports/{run.pk}/import/")

    assert refused.status_code == 422
    assert "Nothing is changed. Line 2: year:" in refused.content.decode()
    assert "1 line cannot be read" in refused.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"/desk/imports/{run.pk}/import/", {"keep_going": "1"})
    assert Partnership.objects.count() == 1


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({}, "Choose the file."),
        ({"file": b"a,b\n1,2\n"}, "Missing: home_name, partner_name."),
        ({"file": csv_of({}), "earlier": "Directory"}, "Name the earlier source with its year"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(desk, answers, sentence):
    file = {"file": SimpleUploadedFile("a.csv", answers["file"])} if "file" in answers else {}
    response = desk.post("/desk/imports/partnerships/", {**answers, **file, "source": "Atlas"})

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert 'value="Atlas"' in response.content.decode()
    assert not ListImport.objects.exists()


def test_a_person_says_which_place_is_meant(desk):
    first, second, third = brought_in({"home_subdivision": ""}, {"partner_name": "Atlantis"}, {"partner_country": ""})
    here = PartnerCommunityFactory(name="Hiroshima")
    address = first.get_absolute_url()
    page = desk.get(address)

    assert [value for value, _label in page.context["form"].fields["end0"].choices] == [
        "place:5746545",
        "place:4975802",
    ]
    assert desk.post(address, {}).status_code == 422
    assert desk.post(address, {"end0": "place:4975802"}).url == second.get_absolute_url()
    first.refresh_from_db()
    assert (first.status, first.ends[0]["how"], first.ends[1]["how"]) == ("created", "chosen", "only one")
    assert Partnership.objects.get().parties.filter(community__subdivision_name="Maine").exists()

    assert "nothing is found" in desk.get(second.get_absolute_url()).content.decode()
    found = f"{second.get_absolute_url()}?search1=hiroshima"
    assert desk.post(found, {"end1": f"community:{here.pk}"}).url == third.get_absolute_url()
    assert Partnership.objects.filter(parties__community=here).exists()

    task = Task.objects.get(kind="list_lines")
    assert task.resolved_at is None
    assert desk.get("/desk/").content.decode().count("Lines of a list to decide") == 1
    assert desk.post(f"{third.get_absolute_url()}leave-out/").url == third.list_import.get_absolute_url()
    task.refresh_from_db()
    assert task.resolved_at is not None
    assert desk.get(third.get_absolute_url()).content.decode().count("dealt with") == 1


def test_the_same_place_on_both_sides_keeps_the_line_open(desk):
    (line,) = brought_in({"partner_name": "Portland", "partner_country": ""})
    response = desk.post(line.get_absolute_url(), {"end1": "place:5746545"})

    assert response.url == line.get_absolute_url()
    line.refresh_from_db()
    assert (line.status, line.reason) == ("ambiguous", "Both sides are found to be Portland.")
    assert set(desk.get(response.url).context["form"].fields) == {"end0", "end1"}


def test_the_page_asks_by_itself_how_far_it_is(desk, django_capture_on_commit_callbacks):
    (line,) = brought_in({})
    run = start_taking_back(run_id=line.list_import_id, by=StaffFactory(), now=timezone.now())
    state = desk.get(run.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()

    assert "every 2s" in state
    assert "<html" not in state
    Effect.objects.filter(key=run.key("take_list_back")).update(error="OSError: full", attempts=1)
    failing = desk.get(run.get_absolute_url()).content.decode()
    assert "OSError: full" in failing
    assert "every 2s" not in failing


@pytest.mark.parametrize("path", ["/desk/imports/", "/desk/imports/{run}/", "/desk/imports/{run}/lines/2/"])
def test_pages_cost_the_same_for_any_length(desk, path):
    def cost(run: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(path.format(run=run)).status_code == 200
        return len(queries)

    one = brought_in({"home_subdivision": ""})[0].list_import_id
    desk.get("/desk/imports/")
    before = cost(one)
    three = [brought_in({"home_subdivision": ""}, {"partner_name": "Atlantis"}, {"year": "58"}, keep_going=True)]
    three += [brought_in(CORDOBA), brought_in(CORDOBA)]
    assert cost(three[0][0].list_import_id) == before
