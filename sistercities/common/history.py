"""Why rows change, for the change history that the database writes."""

import pghistory


def because(reason: str, note: str = "") -> None:
    """Give everything that this request, task or command step still changes a reason: a code, and a note in words.

    Call it before the rows are saved. Outside requests, tasks and commands there is nothing to hang it on.
    """
    pghistory.context(reason=reason, note=note)
