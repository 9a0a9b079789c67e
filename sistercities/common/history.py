"""Why rows change and what changes them, for the change history that the database writes.

What changes in a request has user, address and request id already (`sistercities.accounts.middleware.History`).
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

import pghistory

# Commands of Django by which people change rows. Others bring their own context, or run SQL that must stay as it is.
BY_HAND = frozenset({"changepassword", "createsuperuser", "loaddata", "shell"})


def because(reason: str, note: str = "") -> None:
    """Give everything that this request, task or command still changes a reason: a code, and a note in words.

    Call it before the rows are saved. Outside of them there is nothing to hang it on.
    """
    pghistory.context(reason=reason, note=note)


def by_task(name: str, *, key: str) -> AbstractContextManager[object]:
    """Everything inside is changed by this task of the worker, for the effect with this key."""
    return pghistory.context(task=name, effect=key)


def by_command(name: str) -> AbstractContextManager[object]:
    """Everything inside is changed by this command. What has a reason of its own needs a context of its own."""
    return pghistory.context(command=name)


def by_hand(arguments: Sequence[str]) -> AbstractContextManager[object]:
    """The context of a call of manage.py, where its command is one of `BY_HAND`."""
    command = arguments[1] if len(arguments) > 1 else ""
    return by_command(command) if command in BY_HAND else nullcontext()
