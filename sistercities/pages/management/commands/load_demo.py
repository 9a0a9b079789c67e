"""`manage.py load_demo`: the demonstration's data, once. Refuses unless DEMO=1, and in production always."""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sistercities.pages.demo.loader import is_loaded, load
from sistercities.pages.demo.people import LOGINS, PASSWORD


class Command(BaseCommand):
    help = "Load the demonstration's data. Refuses unless DEMO=1, and in production always."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError("This is a production installation: made-up documents are not loaded into it.")
        if os.environ.get("DEMO") != "1":
            raise CommandError("This is not a demonstration: set DEMO=1 to load made-up documents into this database.")
        if not is_loaded():
            load(now=timezone.now())
        self.stdout.write(f"Sign in with the password {PASSWORD} as")
        for login in LOGINS:
            self.stdout.write(f"  {login.email:<26}{login.purpose}")
