"""System checks of what the register rests on."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from .services.role import excess_power

ROLE = "role"


@register(ROLE, deploy=True)
def portal_connects_as_a_plain_role(databases: Collection[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """In production the triggers of the register hold for the portal itself.

    Asked where a database is named (`check --deploy --database default`), and whenever web, worker or beat start.
    Migrations run as the owner of the tables and are no deployment check.
    """
    if not settings.IS_PRODUCTION or "default" not in (databases or ()):
        return []
    power = excess_power()
    if not power:
        return []
    return [
        Error(
            f"The portal does not start in production with a database role that {power}.",
            hint="Make a plain role with `manage.py make_portal_role` (docs/guides/deploy.md).",
            id="agreements.E001",
        )
    ]
