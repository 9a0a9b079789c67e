"""`manage.py import_partnerships` on real rows: the sample of the project's data folder, and its switches."""

import csv
import os
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from directory.models import ListImport, Place
from partnerships.models import EarlierRecognition, Partnership
from tests.factories import AdministratorFactory, StaffFactory
from tests.lists import CORDOBA, csv_of, load_some

pytestmark = pytest.mark.django_db
NAME = "import_partnerships"


@pytest.fixture
def small_world(settings):
    """Few places are the world, so that the command does not load it."""
    load_some()
    settings.GAZETTEER_IS_WHOLE_FROM = Place.objects.count()


def call(*arguments: object, **options: object) -> str:
    out = StringIO()
    call_command(NAME, *map(str, arguments), stdout=out, verbosity=0, **options)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(csv_of({"year": "1958"}, {"partner_name": "Atlantis"}, {}))
    return path


def test_a_dry_run_reports_and_changes_nothing(small_world, file, tmp_path):
    report = tmp_path / "report.csv"
    said = call(file, dry_run=True, report=report)

    assert said == "created: 1\nduplicate_in_file: 1\nunresolved: 1\nDry run: nothing is changed.\n"
    assert report.read_text().splitlines() == [
        "line,status,reason,home_geonameid,partner_geonameid,home_how,partner_how,candidates",
        "2,created,,5746545,1856177,only one,only one,",
        "3,unresolved,Abroad: no place of this name is known there.,5746545,,only one,not found,",
        "4,duplicate_in_file,Line 2 names the same pair.,5746545,1856177,only one,only one,",
    ]
    assert not ListImport.objects.exists()
    assert not Partnership.objects.exists()


def test_an_import_is_kept_and_rolled_back_by_its_number(small_world, file):
    said = call(file, source="Atlas")
    run = ListImport.objects.get()

    assert said.endswith(f"Import {run.pk}.\n")
    assert (run.file_name, run.source, run.state, run.rows, run.by) == ("list.csv", "Atlas", "done", 3, None)
    assert len(run.sha256) == 64
    assert call(roll_back=run.pk) == f"Import {run.pk} is rolled back.\n"
    assert not Partnership.objects.exists()
    with pytest.raises(CommandError, match="only once"):
        call(roll_back=run.pk)
    with pytest.raises(CommandError, match="There is no import 999999"):
        call(roll_back=999999)


def test_one_wrong_line_changes_nothing_unless_told_to_keep_going(small_world, tmp_path):
    path, report = tmp_path / "list.csv", tmp_path / "report.csv"
    path.write_bytes(csv_of(CORDOBA, {"year": "58"}))
    with pytest.raises(CommandError, match=r"Nothing is changed\. Line 3: year"):
        call(path, report=report)

    assert "3,invalid,year: “58” is no year between 800 and today.,,,,," in report.read_text()
    assert not ListImport.objects.exists()
    assert not Partnership.objects.exists()
    assert "invalid: 1" in call(path, keep_going=True)
    assert Partnership.objects.count() == 1


def test_earlier_recognition_is_proposed_by_a_person(small_world, file):
    with pytest.raises(CommandError, match="--by EMAIL"):
        call(file, recognised_in="Membership Directory 2012")
    administrator, officer = AdministratorFactory(), StaffFactory()
    call(file, recognised_in="Membership Directory 2012")
    assert EarlierRecognition.objects.get().entered_by == administrator
    call(roll_back=ListImport.objects.get().pk)
    call(file, recognised_in="Membership Directory 2012", by=officer.email)

    assert EarlierRecognition.objects.get().entered_by == officer
    with pytest.raises(CommandError, match="No member of the staff"):
        call(file, by="nobody@example.org")


def test_what_is_no_file_is_said(small_world, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call(tmp_path / "missing.csv")
    with pytest.raises(CommandError, match="Name a file"):
        call()


@pytest.mark.skipif(not os.environ.get("SAMPLE_DATA"), reason="SAMPLE_DATA names no folder with the real lists")
def test_the_real_sample_is_decided_and_agrees_with_the_truth(settings, tmp_path):
    folder, report = Path(os.environ["SAMPLE_DATA"]), tmp_path / "report.csv"
    said = call(
        folder / "partnerships-sample.csv",
        dry_run=True,
        report=report,
        truth=folder / "partnerships-sample-truth.csv",
    )
    decided, agreed = (float(number) for number in re.findall(r"\(([0-9.]+) of 100\)", said))

    assert Place.objects.count() >= settings.GAZETTEER_IS_WHOLE_FROM
    assert decided >= 95
    assert agreed >= 97
    with report.open(newline="") as rows:
        lines = list(csv.DictReader(rows))
    assert [int(line["line"]) for line in lines] == list(range(2, 1212))
    assert not {line["status"] for line in lines} - {"created", "ambiguous", "unresolved", "duplicate_in_file"}
