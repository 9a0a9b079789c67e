"""What a question is about: read off the page on which somebody asks, as far as that person may see it."""

from dataclasses import dataclass

from django.urls import Resolver404, resolve

from directory.models import Committee
from partnerships.models import Partnership
from partnerships.querysets import PartnershipQuerySet
from sistercities.accounts.models import User

from .models import HandIn

# Questions are asked on the pages of the workspace; other addresses are not taken over from a link.
ASKED_FROM = "/workspace/"


@dataclass(frozen=True)
class About:
    page: str = ""
    committee: Committee | None = None
    partnership: Partnership | None = None
    hand_in: HandIn | None = None


def about(page: str, person: User) -> About:
    """What the page at this address, a path, is about. A page that is not this person's tells nothing."""
    try:
        route = resolve(page) if page.startswith(ASKED_FROM) else None
    except Resolver404:
        route = None
    if route is None or route.url_name is None:
        return About(committee=committee_of(person))
    name, parts = str(route.url_name), route.kwargs
    hand_in = partnership = committee = None
    if name.startswith("handin_") and "pk" in parts:
        hand_in = HandIn.objects.visible_to(person).select_related("partnership").filter(pk=parts["pk"]).first()
        partnership = hand_in.partnership if hand_in else None
        # Who sees a document without a seat, such as an officer who may record it, does not ask for its committee.
        committee = Committee.objects.seated_by(person).filter(pk=hand_in.committee_id).first() if hand_in else None
    elif name == "workspace_partnership":
        partnership = own_partnerships(person).filter(slug=parts["slug"]).first()
    elif name.startswith("committee_") and "pk" in parts:
        committee = Committee.objects.seated_by(person).filter(pk=parts["pk"]).first()
    return About(page, committee or committee_of(person, partnership), partnership, hand_in)


def own_partnerships(person: User) -> PartnershipQuerySet:
    """Those on which this person has a seat, in order of their names."""
    return Partnership.objects.seated_by(person).visible_to(person).order_by("sort_key", "pk")


def committee_of(person: User, partnership: Partnership | None = None) -> Committee | None:
    """For which committee this person asks: one that looks after the partnership; without one, their first."""
    own = Committee.objects.seated_by(person).order_by("pk")
    if partnership:
        own = own.looking_after(partnership.parties.values("community"))
    return own.first()
