"""`python -m sistercities.common.servers remove`: delete the database and queue of this checkout."""

import sys

from . import ServersError, remove

if sys.argv[1:] != ["remove"]:
    sys.exit("Usage: python -m sistercities.common.servers remove")
try:
    sys.stdout.write(f"Removed {remove()}\n")
except ServersError as error:
    sys.exit(str(error))
