"""Lists of partnerships for tests, and a gazetteer small enough to know by heart."""

import csv
import io

from django.utils import timezone

from directory.gazetteer.loading import load_places
from directory.models import ListImport, ListLine
from partnerships.services.lists.bringing_in import Choices, import_partnerships
from partnerships.services.lists.rows import COLUMNS
from sistercities.accounts.models import User
from tests.gazetteer import NAGASAKI, SOME


def load_some() -> None:
    load_places(SOME, are_all=True)


def csv_of(*rows: dict[str, str]) -> bytes:
    """A file of these rows; where a row does not name a side, Portland, Oregon, and Nagasaki are meant."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows({**PAIR, **row} for row in rows)
    return out.getvalue().encode()


PAIR = {
    "home_name": "Portland",
    "home_subdivision": "OR",
    "home_country": "US",
    "partner_name": "Nagasaki",
    "partner_country": "JP",
}
CORDOBA = {"partner_name": "Córdoba", "partner_country": "AR"}
MAINE = {"home_subdivision": "ME"}


def brought_in(
    *rows: dict[str, str], by: User | None = None, dry_run: bool = False, **choices: object
) -> list[ListLine]:
    """What became of the lines of such a file."""
    run, _refused = import_partnerships(
        data=csv_of(*rows),
        file_name="list.csv",
        choices=Choices(**choices),
        by=by,
        now=timezone.now(),
        dry_run=dry_run,
    )
    return list(ListImport.objects.get(pk=run.pk).lines.order_by("number"))


def statuses(*rows: dict[str, str], **choices: object) -> list[str]:
    return [line.status for line in brought_in(*rows, **choices)]


__all__ = ["CORDOBA", "MAINE", "NAGASAKI", "PAIR", "brought_in", "csv_of", "load_some", "statuses"]
