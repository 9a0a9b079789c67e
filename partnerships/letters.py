"""What people of the other sides are told about a partnership."""

from django.conf import settings
from django.urls import reverse

from directory.models import Seat
from sistercities.common.names import sides_in_line
from sistercities.post.services import write_mail

from .models import Party, StateClaim


def write_stated(claim: StateClaim, party: Party) -> None:
    """To everybody with a seat on another side than `party`: what it says of the state, and what one can do."""
    parties = list(claim.partnership.parties.select_related("community").order_by("side"))
    others = claim.partnership.parties.exclude(pk=party.pk).values("community")
    seats = Seat.objects.current().on_sides(others).filter(user__is_active=True)
    own = Seat.objects.current().on_sides(claim.partnership.parties.filter(pk=party.pk).values("community"))
    addresses = set(seats.values_list("user__email", flat=True)) - set(own.values_list("user__email", flat=True))
    link = settings.PUBLIC_URL + reverse("workspace_partnership", args=[claim.partnership.slug])
    title = sides_in_line(party.community.name for party in parties)
    for address in sorted(addresses):
        write_mail(
            to=address,
            template="partnerships/stated",
            context={"claim": claim, "title": title, "side": party.community.name, "link": link},
        )
