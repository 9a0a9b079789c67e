"""`manage.py import_partnerships`: bring a list of partnerships in, or roll one back."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from tqdm import tqdm

from directory.list_files import write_report
from directory.models import ListImport, ListLine, Place
from directory.services.lists import start_taking_back, take_list_back
from partnerships.services.lists import LIST_NAME
from partnerships.services.lists.bringing_in import Choices, import_partnerships
from partnerships.services.lists.truth import compare
from sistercities.accounts.models import User
from sistercities.common.history import by_command

NAME = "import_partnerships"


class Command(BaseCommand):
    help = "Bring a list of partnerships in from CSV. One line that cannot be read changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
        parser.add_argument("--report", type=Path, metavar="OUT.csv", help="write what became of each line")
        parser.add_argument("--source", default="", metavar="NAME", help="what the list is called")
        parser.add_argument("--keep-going", action="store_true", help="bring the others in where a line is invalid")
        parser.add_argument(
            "--recognised-in",
            default="",
            metavar="NAME YEAR",
            help="propose earlier recognition: counts once a second member of the staff has confirmed the list",
        )
        parser.add_argument(
            "--by", default="", metavar="EMAIL", help="who of the staff does it; without it, the one administrator"
        )
        parser.add_argument("--truth", type=Path, metavar="FILE", help="compare with line,home_geonameid,...")
        parser.add_argument("--roll-back", type=int, metavar="ID", help="remove what an import added")

    def handle(self, *args: Any, **options: Any) -> None:
        by = self._person(options["by"], is_needed=bool(options["recognised_in"]))
        with by_command(NAME), tqdm(unit=" lines", disable=None if options["verbosity"] else True) as bar:
            if options["roll_back"]:
                self._roll_back(options["roll_back"], by, bar)
            elif options["file"]:
                self._bring_in(options, by, bar)
            else:
                raise CommandError("Name a file, or an import to roll back.")

    def _bring_in(self, options: dict[str, Any], by: User | None, bar: tqdm) -> None:
        try:
            data = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        if not Place.objects.is_whole():
            call_command("load_gazetteer", verbosity=options["verbosity"])
        choices = Choices(options["source"], options["keep_going"], options["recognised_in"])
        with transaction.atomic():
            try:
                run, refused = import_partnerships(
                    data=data,
                    file_name=options["file"].name,
                    choices=choices,
                    by=by,
                    now=timezone.now(),
                    dry_run=options["dry_run"],
                    each=bar.update,
                )
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
            self._tell(run, options)
            transaction.set_rollback(options["dry_run"] or refused is not None)
        if refused is not None:
            raise CommandError(" ".join(refused.messages))

    def _tell(self, run: ListImport, options: dict[str, Any]) -> None:
        lines = ListLine.objects.filter(list_import=run).order_by("number")
        if options["report"]:
            with options["report"].open("w", encoding="utf-8", newline="") as out:
                write_report(lines.iterator(), out)
        for status, n in lines.counts().items():
            self.stdout.write(f"{status}: {n}")
        if options["truth"]:
            with options["truth"].open(encoding="utf-8", newline="") as truth:
                seen = compare(lines.iterator(), truth)
            self.stdout.write(f"decided: {seen.decided} of {seen.rows} lines ({_percent(seen.decided, seen.rows)})")
            agreed = _percent(seen.agreed, seen.compared)
            self.stdout.write(f"agree with the truth: {seen.agreed} of {seen.compared} decided lines ({agreed})")
            if seen.otherwise:
                self.stdout.write(f"otherwise in lines {', '.join(map(str, seen.otherwise))}")
        what = "Dry run: nothing is changed." if options["dry_run"] else f"Import {run.pk}."
        self.stdout.write(what)

    def _roll_back(self, run_id: int, by: User | None, bar: tqdm) -> None:
        now = timezone.now()
        if not ListImport.objects.filter(pk=run_id, kind=LIST_NAME).exists():
            raise CommandError(f"There is no import {run_id} of partnerships.")
        with transaction.atomic():
            try:
                start_taking_back(run_id=run_id, by=by, now=now, by_worker=False)
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
            run = take_list_back(run_id=run_id, now=now, each=bar.update)
        for line in run.lines.exclude(left=""):
            self.stdout.write(f"line {line.number} stays: {line.left}")
        self.stdout.write(f"Import {run.pk} is rolled back.")

    def _person(self, email: str, *, is_needed: bool) -> User | None:
        staff = User.objects.filter(is_active=True, is_staff=True)
        if email:
            person = staff.filter(email__iexact=email).first()
            if person is None:
                raise CommandError(f"No member of the staff has the address {email}.")
            return person
        administrators = list(staff.filter(is_superuser=True)[:2]) if is_needed else []
        if is_needed and len(administrators) != 1:
            raise CommandError("Say who proposes the earlier recognition: --by EMAIL.")
        return administrators[0] if administrators else None


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} of 100" if whole else "none"
