"""The role as which web, worker and beat connect: it reads and writes rows, and cannot switch a guard off."""

from urllib.parse import unquote, urlsplit

from django.apps import apps
from django.db import connection
from psycopg import sql

SUPERUSER = "is a superuser of the database server"
OWNER = "owns the tables of the register"
GRANTS = (
    "REVOKE CREATE, TEMPORARY ON DATABASE {database} FROM PUBLIC, {role}",
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}",
    "GRANT CONNECT ON DATABASE {database} TO {role}",
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
)


def excess_power(role: str | None = None) -> str:
    """With what a role could pass over the triggers of the register, or ""; the connected role if none is named."""
    tables = [model._meta.db_table for model in apps.get_app_config("agreements").get_models()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, EXISTS (SELECT 1 FROM pg_class WHERE relname = ANY (%s)"
            " AND pg_has_role(rolname, relowner, 'MEMBER')) FROM pg_roles WHERE rolname = COALESCE(%s, current_user)",
            [tables, role],
        )
        is_superuser, is_owner = cursor.fetchone() or (False, False)
    return SUPERUSER if is_superuser else OWNER if is_owner else ""


def make_plain_role(address: str) -> str:
    """Make the role named in an address of this database, or give it the password that stands there; returns its name.

    The connected role has to own the tables, and to be allowed to make roles. The new one reads and writes the rows of
    every table, also of those that later migrations make, and creates none, not even a temporary one. ValueError: the
    address names no role, or one that has more power than it should.
    """
    parts = urlsplit(address)
    name, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not name:
        raise ValueError("The address names no role.")
    if power := excess_power(name):
        raise ValueError(f"The role {name} {power}.")
    role, database = sql.Identifier(name), sql.Identifier(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
        verb = sql.SQL("ALTER ROLE {} LOGIN") if cursor.fetchone() else sql.SQL("CREATE ROLE {} LOGIN")
        with_password = sql.SQL(" PASSWORD {}").format(sql.Literal(password)) if password else sql.SQL("")
        cursor.execute(verb.format(role) + with_password)
        for grant in GRANTS:
            cursor.execute(sql.SQL(grant).format(role=role, database=database))
    return name
