"""What people of the other sides are told about a partnership."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from sistercities.common.names import sides_in_line
from sistercities.post.models import Mail
from sistercities.post.services import keep_letter, write_mail

from .models import Party, StateClaim
from .reach import in_order, readers_of


def write_stated(claim: StateClaim, party: Party) -> None:
    """To everybody whom letters to another side than `party` reach: what it says of the state, and what one can do."""
    others = claim.partnership.parties.exclude(pk=party.pk).values("community")
    own = claim.partnership.parties.filter(pk=party.pk).values("community")
    link = settings.PUBLIC_URL + reverse("workspace_partnership", args=[claim.partnership.slug])
    for reader in in_order(readers_of(others) - readers_of(own)):
        write_mail(to=reader, template="partnerships/stated", context={**_stated(claim, party), "link": link})


def keep_stated(claim: StateClaim, party: Party, *, to: Party) -> Mail:
    """The same letter for a side that no letter reaches: it waits until staff find a way for it."""
    return keep_side_letter(to, template="partnerships/stated", context={**_stated(claim, party), "is_unreached": True})


def keep_side_letter(to: Party, *, template: str, context: dict[str, Any], enclosure: str = "") -> Mail:
    """A letter to the head of the community of a side, kept without an address."""
    name = _("The head of the community of %(side)s") % {"side": to.community.name}
    country = str(to.community.country)
    return keep_letter(to=name[:200], country=country, template=template, context=context, enclosure=enclosure)


def _stated(claim: StateClaim, party: Party) -> dict[str, Any]:
    parties = claim.partnership.parties.select_related("community").order_by("side")
    return {
        "claim": claim,
        "title": sides_in_line(each.community.name for each in parties),
        "side": party.community.name,
        "link": settings.PUBLIC_URL + claim.partnership.get_absolute_url(),
    }
