"""`manage.py make_portal_role`: run by the owner of the database after `migrate`; safe to run again."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, transaction

from agreements.services.role import make_plain_role

VARIABLE = "PORTAL_DATABASE_URL"


class Command(BaseCommand):
    help = f"Make the database role of web, worker and beat: the one in the address {VARIABLE}."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                name = make_plain_role(os.environ.get(VARIABLE, ""))
        except (ValueError, ProgrammingError) as error:
            raise CommandError(f"{VARIABLE}: {error}") from error
        self.stdout.write(f"The role {name} reads and writes rows, and can do no more.")
