"""One side says that the partnership is alive."""

import datetime as dt

from partnerships.models import Confirmation, Partnership
from sistercities.accounts.models import User


def confirm_by_committee(
    *, partnership: Partnership, committee_id: int, on: dt.date, how: str, by: User | None
) -> list[Confirmation]:
    """Keep that a committee confirms the partnership for its own sides on that day; a second time changes nothing.

    A committee that looks after no side of it confirms nothing.
    """
    sides = partnership.parties.filter(community__committees=committee_id).order_by("side")
    return [
        Confirmation.objects.get_or_create(party=party, confirmed_on=on, defaults={"how": how, "entered_by": by})[0]
        for party in sides
    ]
