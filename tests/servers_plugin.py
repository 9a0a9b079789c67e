"""Gives every test run a PostgreSQL and a Redis of its own before Django reads its settings; gone when the run ends.

Loaded with `-p tests.servers_plugin`. The process that the person started owns the servers; the workers of a parallel
run inherit both addresses and take a Redis database each, so that no test meets another's cache or queue.
"""

import os
from collections.abc import Generator

import pytest

from sistercities.common import servers
from sistercities.common.servers.redis import DATABASES


def redis_url_of_worker(redis_url: str, worker: str) -> str:
    """The same Redis with the database of parallel worker `gw<n>`; database 0 stays with the process that has none."""
    number = int(worker.removeprefix("gw")) % (DATABASES - 1) + 1
    return f"{redis_url.partition('?')[0]}?db={number}"


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """Before any plugin that reads Django's settings in the same hook."""
    os.environ["SISTERCITIES_ENV"] = "test"
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        servers.provide(servers.TEST)
    elif os.environ["REDIS_URL"].startswith("unix://"):
        os.environ["REDIS_URL"] = redis_url_of_worker(os.environ["REDIS_URL"], worker)
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    servers.release()
