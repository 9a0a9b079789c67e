"""What a line of the access table says, and short ways to write one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from sistercities.post.models import Effect
from tests.world import (
    EVERYBODY,
    SIGNED_IN,
    STAFF,
    VISITOR,
    World,
)

Names = Callable[[World], Mapping[str, Any]]


@dataclass(frozen=True)
class Line:
    """`names`: parts of the address; `data`: what is posted; `path`: the whole address of a route without a name.

    `visitor` and `but` say what those who are not in the audience get where that is something of its own.
    """

    audience: frozenset[str]
    answer: int = 200
    names: Names = field(default=lambda world: {})
    method: str = "get"
    data: Mapping[str, Any] = field(default_factory=dict)
    others: int = 404
    visitor: int | str = "sign in"
    but: Mapping[str, int] = field(default_factory=dict)
    path: str = ""

    def address(self, route: str, world: World) -> str:
        return self.path or reverse(route, kwargs=dict(self.names(world)))

    def expected(self, role: str) -> int | str:
        """A status, or "sign in"."""
        if role in self.audience:
            return self.answer
        return self.visitor if role == VISITOR else self.but.get(role, self.others)


def public(names: Names = lambda world: {}, **more: Any) -> Line:
    return Line(EVERYBODY, names=names, **more)


def desk(names: Names = lambda world: {}, **more: Any) -> Line:
    return Line(STAFF, names=names, **more)


def own(**more: Any) -> Line:
    """A page about the person who asks."""
    return Line(SIGNED_IN, **more)


def entrance(**more: Any) -> Line:
    """A page for those who are not signed in; others are sent to where they begin."""
    return Line(frozenset({VISITOR}), others=302, **more)


def post(audience: frozenset[str], names: Names, answer: int = 302, **data: Any) -> Line:
    return Line(audience, answer=answer, names=names, method="post", data=data)


def slug(value: str) -> Names:
    return lambda world: {"slug": value}


def seal_effect(world: World) -> int:
    """What was promised when the entry was recorded."""
    return Effect.objects.get(key=f"seal:{world.entry.number}:1").pk


def batch() -> Names:
    """Letters on paper that are printed and not posted."""
    return lambda world: {"pk": world.batch.pk}


def draft(**more: Any) -> Names:
    """Not handed in yet: the committee's own."""
    return lambda world: {"pk": world.draft.pk, **more}


def received(**more: Any) -> Names:
    """Waiting for review."""
    return lambda world: {"pk": world.received.pk, **more}


def reviewed(**more: Any) -> Names:
    """Waiting for the second person."""
    return lambda world: {"pk": world.reviewed.pk, **more}


def later(**more: Any) -> Names:
    """A later paper that is not handed in yet: the committee's own."""
    return lambda world: {"pk": world.later.pk, **more}


def on_behalf(**more: Any) -> Names:
    """Typed by staff and not handed in yet."""
    return lambda world: {"pk": world.on_behalf.pk, **more}
