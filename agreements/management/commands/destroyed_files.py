"""`manage.py destroyed_files`: where each file lay that was destroyed by order, to delete it from backups too."""

from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandParser

from agreements.destruction import names_to_remove
from agreements.models import RegistryEntry
from agreements.services.destroying import destroy_file


class Command(BaseCommand):
    help = "Name every stored file that an act of the register orders to be destroyed, one a line."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--remove", action="store_true", help="remove what is there, after a backup was brought back"
        )

    def handle(self, *args: Any, remove: bool, **options: Any) -> None:
        """Names on the output; on the error stream what is still there, or was removed."""
        orders = RegistryEntry.objects.ordering_destruction().order_by("seq")
        names = names_to_remove(orders)
        for name, order in names.items():
            self.stdout.write(f"{order.number}\t{name}")
        here = [name for name in names if default_storage.exists(name)]
        if remove:
            for order in orders:
                destroy_file(entry_id=order.pk)
            self.stderr.write(f"{len(here)} of {len(names)} were there and are removed.")
        elif here:
            self.stderr.write(f"{len(here)} of {len(names)} are still there. Remove them with --remove.")
