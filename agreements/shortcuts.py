"""A search for a number of the register leads to its record. Loaded by `ready()`."""

from sistercities.common.shortcuts import register_shortcut

from .selectors import entry_by_number


@register_shortcut
def record_address(text: str) -> str:
    """The address of the entry with that number, however it is written; "" if the register has none."""
    entry = entry_by_number(text)
    return entry.get_absolute_url() if entry else ""
