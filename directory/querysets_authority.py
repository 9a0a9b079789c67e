from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from sistercities.common.visitors import Visitor

if TYPE_CHECKING:
    from .models import Community

# A stretch of days, both in it.
Days = tuple[dt.date, dt.date]


class LawAdvisoryQuerySet(models.QuerySet):
    def editable_by(self, user: Visitor) -> LawAdvisoryQuerySet:
        """Staff keep them; nobody else sees them as a list."""
        return self if user.is_authenticated and user.is_staff else self.none()

    def in_force(self, stretches: Iterable[Days]) -> LawAdvisoryQuerySet:
        """Those in force on a day of one of these stretches."""
        found = Q(pk=None)
        for first, last in stretches:
            found |= Q(in_force_from__lte=last) & (Q(in_force_until=None) | Q(in_force_until__gte=first))
        return self.filter(found)

    def about(self, communities: Sequence[Community]) -> LawAdvisoryQuerySet:
        """Those of the state of a side at home that name the country of another side.

        Of a side whose state is not known, those of every state: too many are better than one overlooked.
        """
        home = [side for side in communities if side.country == settings.ASSOCIATION_COUNTRY]
        if not home:
            return self.none()
        places = Q(state="")
        for side in home:
            places |= _of_state(side)
        return self.filter(places, countries__overlap=[str(side.country) for side in communities])


def _of_state(side: Community) -> Q:
    if side.subdivision_code:
        return Q(state=side.subdivision_code)
    return Q(state_name__iexact=side.subdivision_name) if side.subdivision_name else ~Q(state="")
