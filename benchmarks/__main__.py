"""`python -m benchmarks [NAME ...]`: a throwaway database and queue, the benchmarks, a table and bench.json."""

import os
import sys
import tempfile
from pathlib import Path

from sistercities.common import servers

ROOT = Path(__file__).resolve().parent.parent


def main(names: list[str]) -> int:
    """Run the named benchmarks (default: all); 1 if a target is missed."""
    addresses = servers.ensure(servers.TEST)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        os.environ.update(
            SISTERCITIES_ENV="test",
            REAL_WORKER="1",
            DATABASE_URL=addresses.database_url,
            REDIS_URL=addresses.redis_url,
            WORK_DIR=folder,
            DJANGO_SETTINGS_MODULE="sistercities.settings",
        )
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        from . import recording, results, sealing, workers

        benchmarks = {"sealing": sealing.run, "recording": recording.run, "workers": workers.run}
        found = [result for name, run in benchmarks.items() if not names or name in names for result in run()]
        print(results.table(found))
        results.write(found, ROOT / "bench.json")
        return 0 if all(result.is_met for result in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
