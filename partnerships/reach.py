"""Who of a side our letters reach. The one rule for letters to sides, and for the sides that staff have to tell."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from directory.models import Committee, Seat
from sistercities.post.recipients import PostalAddress

from .models import Party

Reader = str | PostalAddress


def readers_of(communities: "QuerySet[Any, Any]") -> set[Reader]:
    """Everybody with a seat for one of these communities, by e-mail address, and its committees.

    A committee that has its letters by post gets its own; one on which nobody has a seat is written to as well as
    possible. `communities`: a query for their keys. Which person has letters by post is for `write_mail` to know.
    """
    seats = Seat.objects.current().filter(user__is_active=True)
    addresses = {email.lower() for email in seats.on_sides(communities).values_list("user__email", flat=True)}
    committees = Committee.objects.looking_after(communities).filter(dissolved_on=None)
    committees = committees.annotate(is_seated=Exists(seats.filter(committee=OuterRef("pk"))))
    return {*addresses, *filter(None, (_own_address(row) for row in committees))}


def _own_address(row: Any) -> Reader | None:
    """Where a committee itself is written to; None where its people are, or where no address of it is known."""
    if row.by_post:
        return row.postal
    if row.is_seated:
        return None
    return row.email.lower() or (row.postal if row.post_address else None)


def unreached(parties: "QuerySet[Party]") -> list[Party]:
    """Those of these sides on which no letter finds a reader, in their order."""
    rows = parties.select_related("community").order_by("side")
    return [row for row in rows if not readers_of(Party.objects.filter(pk=row.pk).values("community"))]


def in_order(readers: Iterable[Reader]) -> list[Reader]:
    """E-mail addresses before postal ones, each by name."""
    return sorted(readers, key=lambda each: (not isinstance(each, str), str(each)))
