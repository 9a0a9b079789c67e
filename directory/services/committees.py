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
