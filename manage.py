#!/usr/bin/env python
"""Django's command line; starts the project's own PostgreSQL and Redis where no address of them is given."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from sistercities import environment
from sistercities.common import servers
from sistercities.common.history import by_hand


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sistercities.settings")
    try:
        kind = environment.kind()
        if kind != environment.PRODUCTION:
            servers.provide(servers.TEST if kind == environment.TEST else servers.WORK)
        with by_hand(sys.argv):
            execute_from_command_line(sys.argv)
    except (servers.ServersError, ImproperlyConfigured) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
