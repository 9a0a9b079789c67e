"""`python -m sistercities.common.servers remove`: delete the database and queue of this checkout."""

import sys

from . import ServersError, remove

if sys.argv[1:] != ["remove"]:
    sys.exit("Usage: python -m sistercities.common.servers remove")
try:
    print(f"Removed {remove()}")
except ServersError as error:
    sys.exit(str(error))
