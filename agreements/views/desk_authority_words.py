"""What the review page shows of the sides: what staff looked up about them, and which laws concern the partnership."""

import datetime as dt
from typing import Any

from agreements import authority
from agreements.models import HandIn
from directory.choices import Check
from directory.forms_authority import CheckForm
from directory.selectors_authority import CheckState, gazetteer_page
from partnerships.models import Party


def authority_of(hand_in: HandIn, *, on_date: dt.date, bound: CheckForm | None = None) -> dict[str, Any]:
    """`checks` by side with a form for each, `laws`; `bound` is a form that was sent back with its errors."""
    sides = authority.checks_of_sides(hand_in)
    checks = [
        {"party": side.party, "rows": [_row(side.party, check, bound) for check in side.checks]} for side in sides
    ]
    return {"checks": checks, "laws": authority.laws(hand_in, on_date=on_date) if sides else []}


def prefix_of(side: int, kind: str) -> str:
    """What the names of a check's fields begin with: there are several forms on the page."""
    return f"check-{side}-{kind}"


def _row(party: Party, check: CheckState, bound: CheckForm | None) -> dict[str, Any]:
    prefix, row = prefix_of(party.side, check.kind), check.row
    page = gazetteer_page(party.community) if check.kind == Check.GAZETTEER else ""
    initial = {"outcome": row.outcome, "link": row.link, "note": row.note} if row else {"link": page}
    if check.kind == Check.WEBSITE and row is None:
        initial["link"] = party.community.website
    is_bound = bound is not None and bound.prefix == prefix
    return {
        "check": check,
        "prefix": prefix,
        "form": bound if is_bound else CheckForm(initial=initial, prefix=prefix),
        "is_open": is_bound,
        "page": page,
    }
