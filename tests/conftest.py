"""What every test has: a folder of its own for files, an empty cache, and one way to sign in."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import get_hashers, get_hashers_by_algorithm
from django.core.cache import cache
from django.db import transaction
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import Client, override_settings

from sistercities.accounts.models import User

FAST_HASHER = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Passwords of tests protect nobody: the slow hash would be most of the run."""
    with override_settings(PASSWORD_HASHERS=FAST_HASHER):
        yield
    get_hashers.cache_clear()
    get_hashers_by_algorithm.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def folder_of_static_files() -> None:
    """Nothing is collected for tests; the server of static files warns where the folder is missing."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session", autouse=True)
def frozen_tables_can_be_emptied() -> Iterator[None]:
    """Between transactional tests every table is emptied, the register's too, whose triggers refuse it.

    The one place where triggers are passed over: for the length of that one transaction, as the owner of a
    throwaway database. The application never sets this.
    """
    flush = DatabaseOperations.execute_sql_flush

    def without_triggers(self: DatabaseOperations, sql_list: list[str]) -> None:
        flush(self, ["SET LOCAL session_replication_role = replica", *sql_list])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", without_triggers)
        yield


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """Rate limits count in the cache; no test inherits the attempts of another."""
    cache.clear()
    return


def storages_in(folder: Path) -> dict[str, Any]:
    default = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(folder)}}
    return {"MEDIA_ROOT": folder, "STORAGES": {**settings.STORAGES, "default": default}}


@pytest.fixture(autouse=True)
def own_files(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Uploads and sealed PDFs of a test go to a folder of its own; the world keeps its files for a whole module."""
    if "world" in request.fixturenames:
        yield
        return
    with override_settings(**storages_in(tmp_path_factory.mktemp("media"))):
        yield


@pytest.fixture
def client_of() -> Callable[[User | None], Client]:
    """`client_of(user)`: a browser in which that person is signed in; `client_of(None)`: a stranger's."""

    def sign_in(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One small world with a person for every role (tests/world.py), the same for all tests of a module.

    Its tests are marked `django_db`: without a marked test there is no database to build it in.
    """
    from tests.world import build

    files = override_settings(**storages_in(tmp_path_factory.mktemp("media")))
    with files, django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)
