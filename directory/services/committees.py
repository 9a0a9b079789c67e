"""Add the local organisations that look after partnerships."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from directory.models import Committee, Community
from sistercities.accounts.models import User
from sistercities.common.history import because
from sistercities.post.recipients import PostalAddress, register_finder

from .communities import add_community


@transaction.atomic
def add_committee(
    *, name: str, communities: Sequence[Community], by: User, new_community: dict[str, Any] | None = None, **facts: Any
) -> Committee:
    """Add a committee for these communities, and for one at home that is not in the directory yet.

    `new_community`: name, level and subdivision of that one; `facts`: further fields of Committee. ValidationError:
    `by` is not of the staff, no community, a wrong field, a committee of that name for one of the communities, a new
    community that is here already.
    """
    if not (by.is_active and by.is_staff):
        raise ValidationError(_("Only the association adds committees."), code="person")
    home = settings.ASSOCIATION_COUNTRY
    added = [add_community(country=home, **new_community)] if new_community else []
    places = [*communities, *added]
    if not places:
        raise ValidationError(_("Choose the community, or add it."), code="nowhere")
    committee = Committee(name=" ".join(name.split()), **facts)
    committee.full_clean()
    if Committee.objects.filter(name__iexact=committee.name, communities__in=places).exists():
        raise ValidationError(_("This committee is here already."), code="double")
    because("committee_added")
    committee.save()
    committee.communities.set(places)
    return committee


@transaction.atomic
def direct_committee_letters(
    *, committee_id: int, by: User, by_post: bool, post_address: str, post_country: str = ""
) -> Committee:
    """Say how a committee gets its letters: by post to that address, or by e-mail (the address is kept).

    ValidationError: `by` is not of the staff, post without an address.
    """
    if not (by.is_active and by.is_staff):
        raise ValidationError(_("Only the association does this."), code="person")
    row = Committee.objects.select_for_update().get(pk=committee_id)
    row.by_post, row.post_address, row.post_country = by_post, post_address, post_country
    row.full_clean()
    because("letters_by_post" if by_post else "letters_by_mail")
    row.save(update_fields=["by_post", "post_address", "post_country"])
    return row


def committee_by_post(email: str) -> PostalAddress | None:
    """The postal address of the committee with this e-mail address of its own, if it wants letters by post."""
    found = Committee.objects.filter(email__iexact=email, by_post=True).first()
    return found.postal if found else None


register_finder(committee_by_post)
