"""A database of one's own for the length of a module."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection
from psycopg import sql


@contextmanager
def own_database() -> Iterator[None]:
    """Use a copy of the test database, so that what is written stays until the end and meets no other test.

    Nobody else may be connected to the test database when the block is entered.
    """
    settings = connection.settings_dict
    name, copy = settings["NAME"], f"{settings['NAME']}_e2e"
    connection.close()
    _on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)", copy)
    _on_server("CREATE DATABASE {} TEMPLATE {}", copy, name)
    settings["NAME"] = copy
    try:
        yield
    finally:
        connection.close()
        settings["NAME"] = name
        _on_server("DROP DATABASE {} WITH (FORCE)", copy)


def _on_server(statement: str, *names: str) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
