"""`manage.py verify_registry`: exit 0 with counts, head hash and withheld files, exit 1 naming the first bad entry."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from agreements.services.chain import verify_register

WIDTH = 40


class Command(BaseCommand):
    help = "Check the register: chain, canonical texts, files and PDFs."

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify_register(progress=self.show_progress)
        if self.stderr.isatty():
            self.stderr.write("")
        counts = f"{verdict.entries} entries, {verdict.files} files and {verdict.pdfs} PDFs are as they were recorded."
        if verdict.is_sound:
            self.stdout.write(f"The register is sound: {counts}\nHead hash: {verdict.head}")
            for line in verdict.withheld:
                self.stdout.write(f"Withheld: {line}")
            return
        self.stderr.write(f"Entry {verdict.bad_entry} is bad: {verdict.why}. Before it, {counts}")
        sys.exit(1)

    def show_progress(self, done: int, total: int) -> None:
        """A bar on a terminal; nothing where the output is kept in a file."""
        if self.stderr.isatty():
            filled = WIDTH * done // total
            bar = "#" * filled + "." * (WIDTH - filled)
            self.stderr.write(f"\r[{bar}] {done}/{total}", ending="")
            self.stderr.flush()
