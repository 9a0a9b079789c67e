"""Numbers that come from outside as text."""

LONGEST = 9


def whole_number(text: str) -> int | None:
    """The number that these digits of any script stand for; None for anything else, and above nine digits."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST else None
