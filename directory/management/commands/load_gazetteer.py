"""`manage.py load_gazetteer`: the places of the world, from the installed packages, as often as one likes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from directory.gazetteer.loading import load_places
from directory.gazetteer.sources import places


class Command(BaseCommand):
    help = "Load places, states, counties and prefectures from GeoNames. Safe to run again: it writes what differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--min-population", type=int, default=0, metavar="N", help="only places of at least N people"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        least = options["min_population"]
        with tqdm(unit=" places", disable=None if options["verbosity"] else True) as bar:
            loaded = load_places(places(least), are_all=not least, each=bar.update)
        self.stdout.write(f"{loaded.places} places with {loaded.names} names; {loaded.written} rows written.")
