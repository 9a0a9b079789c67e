"""Serves the demonstration: prepared database, worker, beat and web, stopped together."""

import datetime as dt
import os
import time
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command, get_commands
from django.utils import timezone

from agreements.desk import certificates
from directory.models import Place
from sistercities.common.servers.commands import beat_command, web_command, worker_command
from sistercities.common.servers.processes import ProcessDied, Processes, interruptible, listening_addresses
from sistercities.post.querysets import EffectQuerySet

SEALING_SECONDS = 150


class Command(BaseCommand):
    help = "Prepare and serve the demonstration until Ctrl-C; `make demo` calls this with DEMO=1."

    def handle(self, **_options: object) -> None:
        if not settings.IS_DEMO:
            raise CommandError("This serves demonstration data. Start it with: make demo")
        port = chosen_port()
        addresses = listening_addresses(port)
        if not addresses:
            raise CommandError(
                f"Port {port} is taken. Stop the program that uses it, or choose another: PORT={port + 1} make demo"
            )
        work = Path(settings.WORK_DIR)
        try:
            with interruptible(), Processes(work / "logs", environ=os.environ, folder=settings.BASE_DIR) as processes:
                self.serve(processes, port, addresses, work)
        except ProcessDied as died:
            raise CommandError(str(died)) from died
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")

    def serve(self, processes: Processes, port: int, addresses: list[str], work: Path) -> None:
        """Run until interrupted. Ready is said once the worker has sealed the certificates of the data just loaded."""
        call_command("migrate", interactive=False, verbosity=0, stdout=self.stdout)
        begun = timezone.now()
        call_command("collectstatic", interactive=False, verbosity=0, stdout=self.stdout)
        processes.start("worker", worker_command())
        processes.start("beat", beat_command(work / "beat" / "schedule"))
        if "load_demo" in get_commands():
            call_command("load_demo", stdout=self.stdout)
        if not Place.objects.is_whole():
            call_command("load_gazetteer", verbosity=0, stdout=self.stdout)
        processes.start("web", web_command(addresses))
        processes.wait_for_http(port, "/healthz")
        processes.wait_for(
            lambda: not unsealed(since=begun).exists(), seconds=SEALING_SECONDS, what="Sealing every certificate"
        )
        self.stdout.write(f"Ready: http://localhost:{port}/")
        self.stdout.flush()
        while True:
            processes.check()
            time.sleep(0.5)


def unsealed(*, since: dt.datetime) -> EffectQuerySet:
    """Certificates promised from then on that the worker has not tried to the end.

    One that fails does not keep the site closed, nor does one that an earlier worker left: the desk shows both.
    """
    return certificates.promised().waiting().filter(error="", promised_at__gte=since)


def chosen_port() -> int:
    """The port from PORT, 8000 without it; CommandError for anything that is not a port."""
    given = os.environ.get("PORT") or "8000"
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise CommandError(f"PORT is {given!r}: it has to be a number from 1 to 65535.")
    return int(given)
