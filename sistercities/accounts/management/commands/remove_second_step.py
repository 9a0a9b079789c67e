"""Remove a lost second step where nobody else can ask for it and confirm it."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sistercities.accounts.models import User
from sistercities.accounts.second_step import remove_by_command
from sistercities.common.history import by_command


class Command(BaseCommand):
    """The last way for the only administrator; see docs/guides/staff.md."""

    help = "Remove every second step of one person and sign them out; they set up a new one at the next sign-in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="address with which the person signs in")

    def handle(self, *, email: str, **options: Any) -> None:
        person = User.objects.filter(email__iexact=email.strip()).first()
        if person is None:
            raise CommandError(f"Nobody has a login with the address {email}.")
        try:
            with by_command("remove_second_step"):
                told = remove_by_command(user=person, now=timezone.now())
        except ValidationError as refused:
            raise CommandError(refused.messages[0]) from None
        self.stdout.write(f"{person} signs in with the password and sets up a new second step. They were written to.")
        for other in told:
            self.stdout.write(f"Told too, as an administrator: {other}.")
