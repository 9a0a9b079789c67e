"""Bring a list of partnerships in at once, as a command does it."""

import datetime as dt
import re
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from directory.list_files import ListRefused
from directory.models import ListImport
from directory.services.lists import Each, check_list, in_silence, keep_list, read_list, start_keeping
from partnerships.services.earlier import FIRST_YEAR, known_spelling
from sistercities.accounts.models import User

from .rows import LIST_NAME

_WITH_YEAR = re.compile(r"(?P<source>.*\S)[\s,]+(?P<year>[0-9]{4})")


@dataclass(frozen=True)
class Choices:
    """`earlier`: "Membership Directory 2012", the source that recognised what the list names before this register."""

    source: str = ""
    keep_going: bool = False
    earlier: str = ""


def read_partnerships(
    *, data: bytes, file_name: str, choices: Choices, by: User | None, now: dt.datetime, by_worker: bool = True
) -> ListImport:
    """Take a list of partnerships in and look at nothing yet.

    Refused (ListRefused): a file that is no such list; an earlier source without its year, or without a person of the
    staff who proposes it.
    """
    options: dict[str, object] = {"keep_going": choices.keep_going}
    if choices.earlier:
        options["earlier"] = _earlier(choices.earlier, by, now)
    return read_list(
        kind=LIST_NAME,
        file_name=file_name,
        data=data,
        source=choices.source,
        options=options,
        by=by,
        now=now,
        by_worker=by_worker,
    )


@transaction.atomic
def import_partnerships(
    *,
    data: bytes,
    file_name: str,
    choices: Choices,
    by: User | None,
    now: dt.datetime,
    dry_run: bool = False,
    each: Each = in_silence,
) -> tuple[ListImport, ListRefused | None]:
    """Bring a list of partnerships in, all of it or nothing; `dry_run`: say what would happen and change nothing.

    Returns the run, its lines with it, and why it was not imported, if so: a line that cannot be read changes nothing,
    unless the choices say to keep going. Then, and after a dry run, only the lines are kept: the caller rolls back.
    Refused (ListRefused): see `read_partnerships`.
    """
    run = read_partnerships(data=data, file_name=file_name, choices=choices, by=by, now=now, by_worker=False)
    run = check_list(run_id=run.pk, now=now, each=each)
    if dry_run:
        return run, None
    try:
        run = start_keeping(run_id=run.pk, by_worker=False)
    except ListRefused as refused:
        return run, refused
    return keep_list(run_id=run.pk, now=now, each=each), None


def _earlier(text: str, by: User | None, now: dt.datetime) -> dict[str, object]:
    found = _WITH_YEAR.fullmatch(" ".join(text.split()))
    if not found or not FIRST_YEAR <= int(found["year"]) <= now.year:
        raise ListRefused(_("Name the earlier source with its year: “Membership Directory 2012”."), code="earlier")
    if by is None or not (by.is_active and by.is_staff):
        raise ListRefused(_("Say which member of the staff proposes the earlier recognition."), code="person")
    return {"source": known_spelling(found["source"])[:200], "year": int(found["year"])}
