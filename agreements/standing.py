"""Whether the membership that the policy asks for is there: a reviewed document waits for it, and loses nothing."""

import datetime as dt
from collections.abc import Collection
from typing import TypeAlias

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directory.models import Committee, Membership
from sistercities.association.models import Policy
from sistercities.association.selectors import current_policy

from .choices import BOTH_SIDES
from .models import HandIn

Names: TypeAlias = list[str]


def open_memberships(hand_in_ids: Collection[int], *, on_date: dt.date) -> dict[int, Names]:
    """By hand-in, the communities of which the policy asks a membership that they do not have on that day.

    Hand-ins from which nothing is missing are left out; so is what one side or the association decides alone. Two
    queries, whatever their number.
    """
    policy = current_policy()
    if policy.standing_asked_of == Policy.Standing.NOBODY:
        return {}
    place = OuterRef("partnership__parties__community")
    own = Committee.communities.through.objects.filter(committee=OuterRef("committee"), community=place)
    members = Membership.objects.standing_on(on_date, grace_days=policy.standing_grace_days).filter(community=place)
    rows = (
        HandIn.objects.filter(pk__in=hand_in_ids, partnership__isnull=False, act__in=BOTH_SIDES)
        .order_by("pk", "partnership__parties__side")
        .values_list(
            "pk",
            "partnership__parties__community__name",
            "partnership__parties__community__country",
            Exists(own),
            Exists(members),
        )
    )
    sides: dict[int, list[tuple[str, str, bool, bool]]] = {}
    for hand_in_id, *facts in rows:
        sides.setdefault(hand_in_id, []).append(tuple(facts))
    found = {key: _without(facts, policy.standing_asked_of) for key, facts in sides.items()}
    return {key: names for key, names in found.items() if names}


def open_membership_of(hand_in: HandIn, *, on_date: dt.date) -> Names:
    """The communities whose membership this document waits for on that day; empty if it can be recorded."""
    return open_memberships([hand_in.pk], on_date=on_date).get(hand_in.pk, [])


def in_a_line(names: Names) -> str:
    """ "Received, membership open: Seattle", for the queue."""
    return gettext("Received, membership open: %(sides)s") % {"sides": get_text_list(names, gettext("and"))}


def refusal(names: Names) -> str | Promise:
    """Why it cannot be recorded, who can end that, and what stays."""
    return _(
        "The membership of %(sides)s is open. The document is received and reviewed, and waits. Its committee renews "
        "the membership with us; on the day it is entered, the document can be recorded with its first day of receipt."
    ) % {"sides": get_text_list(names, gettext("and"))}


def _without(sides: list[tuple[str, str, bool, bool]], asked_of: str) -> Names:
    """Of these sides (name, country, of the committee that hands in, member), those that are asked and no members."""
    asked = [side for side in sides if side[2]] if asked_of == Policy.Standing.HANDING_IN else []
    asked = asked or [side for side in sides if side[1] == settings.ASSOCIATION_COUNTRY]
    return [name for name, _country, _own, is_member in asked if not is_member]
