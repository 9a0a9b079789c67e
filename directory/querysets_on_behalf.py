from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Prefetch

from sistercities.common.visitors import Visitor

# Nobody is still typing a sheet after that; whoever goes on says anew who asked.
LASTS = dt.timedelta(hours=12)


class OnBehalfQuerySet(models.QuerySet):
    def open_for(self, user: Visitor, now: dt.datetime) -> OnBehalfQuerySet:
        """Under which this member of staff acts now."""
        if not (user.is_authenticated and user.is_staff):
            return self.none()
        return self.filter(opened_by=user.pk, closed_at=None, opened_at__gt=now - LASTS)

    def visible_to(self, user: Visitor) -> OnBehalfQuerySet:
        """Staff see all; a committee's main contacts and other seats see what was done for it."""
        from .models import Committee

        return self.filter(committee__in=Committee.objects.visible_to(user).values("pk"))

    def for_list(self) -> OnBehalfQuerySet:
        """Those under which something was done, with what was done."""
        from .models import OnBehalfDeed

        done = OnBehalfDeed.objects.filter(request=models.OuterRef("pk"))
        with_deeds = self.filter(models.Exists(done)).select_related("opened_by")
        return with_deeds.prefetch_related(Prefetch("deeds", OnBehalfDeed.objects.order_by("at", "pk")))
