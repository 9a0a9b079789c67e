"""Who sees what is not public yet: conditions that the apps owning the facts supply.

A committee may name a community, or open a partnership, in a document that it still puts together. Who sees such a row
rests on facts of higher apps: a community shows with its partnership, a partnership with its document.
"""

from collections.abc import Callable

from django.db.models import Q

from sistercities.common.visitors import Visitor

COMMUNITY, PARTNERSHIP = "community", "partnership"
Condition = Callable[[Visitor], Q]

_conditions: dict[str, list[Condition]] = {COMMUNITY: [], PARTNERSHIP: []}


def discloses(subject: str) -> Callable[[Condition], Condition]:
    """Register the decorated function: when this visitor sees the row of the outer query. Called from `ready()`."""

    def register(condition: Condition) -> Condition:
        _conditions[subject].append(condition)
        return condition

    return register


def disclosed(subject: str, visitor: Visitor) -> Q:
    """Any of the conditions for this visitor; nothing is disclosed without one."""
    met = Q(pk__in=[])
    for condition in _conditions[subject]:
        met |= condition(visitor)
    return met
