"""Addresses of many rows at once."""

from collections.abc import Callable, Collection, Sequence

# So many rows of one name get a number; nothing real has more.
MOST_NUMBERS = 100
# Which of these addresses are in use.
InUse = Callable[[Collection[str]], Collection[str]]


def free_slugs(wanted: Sequence[Sequence[str]], in_use: InUse) -> list[str]:
    """One free address for each row: the first of its `wanted` ones that is free, else the last with a number.

    Asks twice which are in use, however many rows there are. Raises ValueError where `MOST_NUMBERS` are taken.
    """
    taken = set(in_use({slug for slugs in wanted for slug in slugs}))
    found = [_take(slugs, taken) for slugs in wanted]
    if missing := {slugs[-1] for slugs, slug in zip(wanted, found, strict=True) if slug is None}:
        taken |= set(in_use({numbered for slug in missing for numbered in _numbered(slug)}))
    return [
        slug or _take(_numbered(slugs[-1]), taken) or _none_is_free(slugs[-1])
        for slugs, slug in zip(wanted, found, strict=True)
    ]


def _take(slugs: Sequence[str], taken: set[str]) -> str | None:
    """The first that is free, from now on in use."""
    slug = next((slug for slug in slugs if slug not in taken), None)
    if slug is not None:
        taken.add(slug)
    return slug


def _numbered(slug: str) -> list[str]:
    return [f"{slug}-{n}" for n in range(2, MOST_NUMBERS)]


def _none_is_free(slug: str) -> str:
    raise ValueError(f"Too many rows have the address {slug!r}.")
