"""The system check of the database: names in every script can be searched, or the command line says why not."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core.checks import run_checks
from psycopg import sql

from tests.production import outside_environment
from tests.test_doors import manage, own_servers

WRONG = {
    "without an encoding": "ENCODING 'SQL_ASCII' LOCALE 'C'",
    "a locale of letters from A to Z": "ENCODING 'UTF8' LOCALE 'C'",
    "a locale without libc": "ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'",
}
RIGHT = "ENCODING 'UTF8' LOCALE 'C.UTF-8' LOCALE_PROVIDER libc"


@pytest.fixture
def database_made() -> Iterator[Callable[[str], str]]:
    """`database_made(options)`: the address of a new empty database."""
    name = sql.Identifier(f"checks_{os.getpid()}")
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as connection:

        def make(options: str) -> str:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 {}").format(name, sql.SQL(options)))
            return urlsplit(url)._replace(path=f"/checks_{os.getpid()}").geturl()

        yield make
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


def environ_with(database_url: str) -> dict[str, str]:
    return outside_environment() | own_servers() | {"SISTERCITIES_ENV": "test", "DATABASE_URL": database_url}


@pytest.mark.parametrize("options", WRONG.values(), ids=WRONG)
def test_a_database_that_cannot_search_names_gets_no_tables(
    tmp_path: Path, database_made: Callable[[str], str], options: str
) -> None:
    url = database_made(options)
    answer = manage("migrate", environ=environ_with(url), folder=tmp_path)
    assert answer.returncode == 1
    assert f"(common.E002) The database checks_{os.getpid()} cannot search names such as 長崎." in answer.stderr
    assert "HINT: Create it with ENCODING 'UTF8', LOCALE 'C.UTF-8' and LOCALE_PROVIDER libc" in answer.stderr
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM pg_stat_user_tables").fetchone() == (0,)


def test_the_question_leaves_a_new_database_as_it_was(tmp_path: Path, database_made: Callable[[str], str]) -> None:
    url = database_made(RIGHT)
    answer = manage("check", "--database", "default", environ=environ_with(url), folder=tmp_path)
    assert answer.returncode == 0, answer.stderr
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT extname FROM pg_extension").fetchall() == [("plpgsql",)]


@pytest.mark.django_db
def test_the_database_of_the_portal_searches_every_script() -> None:
    assert [error for error in run_checks(databases=["default"]) if error.id == "common.E002"] == []
