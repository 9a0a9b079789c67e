"""System checks of what machine and database must bring."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections, transaction

from sistercities.common import fonts


@register()
def fonts_are_installed(**kwargs: Any) -> list[CheckMessage]:
    """Each file of the font list is there; without them a PDF would differ from machine to machine."""
    return complaints(fonts.missing_files())


def complaints(missing: list[fonts.FontFile]) -> list[CheckMessage]:
    """One error that names the files and says how to get them; nothing for no file."""
    if not missing:
        return []
    packages = sorted({font.package for font in missing} - {""})
    return [
        Error(
            "Fonts of the agreement PDF are missing: " + ", ".join(sorted(font.name for font in missing)),
            hint="apt-get install " + " ".join(packages),
            id="common.E001",
        )
    ]


@register(Tags.database)
def every_script_can_be_searched(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """The trigram search sees letters of every script; with a wrong encoding or locale it passes over all but ASCII.

    Asked before the first migration too: the extension is then there for the question only.
    """
    return [error for alias in databases or [] for error in _unsearchable(alias)]


def _unsearchable(alias: str) -> list[CheckMessage]:
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute("SELECT show_trgm('長崎') <> '{}'")
        sees_letters = cursor.fetchone() == (True,)
        transaction.set_rollback(True, using=alias)
    if sees_letters:
        return []
    return [
        Error(
            f"The database {connections[alias].settings_dict['NAME']} cannot search names such as 長崎.",
            hint="Create it with ENCODING 'UTF8', LOCALE 'C.UTF-8' and LOCALE_PROVIDER libc, then copy the data over.",
            id="common.E002",
        )
    ]
