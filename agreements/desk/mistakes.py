"""Mistakes on the pages of the register's entries can be reported."""

from agreements.models import RegistryEntry
from sistercities.desk.mistakes import register_record


def entry_title(number: str) -> str:
    """What the page of an entry is called: its number and the sides."""
    entry = RegistryEntry.objects.select_related("partnership").filter(number=number).first()
    return f"{entry.number}, {entry.partnership}" if entry else ""


register_record("registry_entry", entry_title)
