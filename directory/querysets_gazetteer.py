from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from .searching import Wanted


class PlaceQuerySet(models.QuerySet):
    def is_whole(self) -> bool:
        """Whether the world is loaded, and not only a part of it."""
        return self.count() >= settings.GAZETTEER_IS_WHOLE_FROM

    def search(self, text: str | Wanted) -> PlaceQuerySet:
        """Places of the gazetteer under what was typed, read as for communities."""
        return self.filter(Wanted.read(text).among(_names()))

    def similar(self, text: str | Wanted) -> PlaceQuerySet:
        """Places with a name that is written nearly like `text`, nearest first."""
        from .models import PlaceName

        return Wanted.read(text).similar(self, PlaceName.objects.all(), "place")

    def by_closeness(self, text: str | Wanted) -> PlaceQuerySet:
        """Order what `search(text)` finds, as communities are ordered."""
        closeness = Wanted.read(text).closeness(_names(), main=Q(is_main=True))
        return self.annotate(closeness=closeness).order_by(
            "closeness", F("population").desc(nulls_last=True), "sort_key", "pk"
        )

    def not_in_directory(self) -> PlaceQuerySet:
        """Places that no community of the directory is."""
        from .models import Community

        return self.filter(~Exists(Community.objects.filter(geonames_id=OuterRef("pk"))))


def _names() -> models.QuerySet[Any, Any]:
    """The names of the place of the query around it."""
    from .models import PlaceName

    return PlaceName.objects.filter(place=OuterRef("pk"))
