"""Who of a side our letters reach. The one rule for letters to sides, and for the sides that staff have to tell."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from directory.models import Committee, Seat
from sistercities.post.recipients import PostalAddress

from .models import Party

Reader = str | PostalAddress


def readers_of(communities: "QuerySet[Any, Any]") -> set[Reader]:
    """Everybody with a seat for one of these communities, by e-mail address, and its committees that want paper.

    `communities`: a query for their keys. Who of the first has letters by post is for `write_mail` to know.
    """
    seats = Seat.objects.current().on_sides(communities).filter(user__is_active=True)
    addresses = {address.lower() for address in seats.values_list("user__email", flat=True)}
    committees = Committee.objects.looking_after(communities).filter(by_post=True, dissolved_on=None)
    return {*addresses, *(row.postal for row in committees)}


def unreached(parties: "QuerySet[Party]") -> list[Party]:
    """Those of these sides on which no letter finds a reader, in their order."""
    rows = parties.select_related("community").order_by("side")
    return [row for row in rows if not readers_of(Party.objects.filter(pk=row.pk).values("community"))]


def in_order(readers: Iterable[Reader]) -> list[Reader]:
    """E-mail addresses before postal ones, each by name."""
    return sorted(readers, key=lambda each: (not isinstance(each, str), str(each)))
