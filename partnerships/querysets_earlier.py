from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Prefetch, Q

from sistercities.common.visitors import Visitor

if TYPE_CHECKING:
    from .models import EarlierRecognition


class EarlierRecognitionQuerySet(models.QuerySet):
    """Lines of earlier files and printed directories of the association, one for a partnership."""

    def visible_to(self, user: Visitor) -> EarlierRecognitionQuerySet:
        """Staff see every line; what is confirmed stands on the public page of its partnership."""
        return self if user.is_authenticated and user.is_active and user.is_staff else self.none()

    def waiting(self) -> EarlierRecognitionQuerySet:
        """Entered, and confirmed by nobody yet."""
        return self.filter(confirmed_by=None)

    def confirmed(self) -> EarlierRecognitionQuerySet:
        return self.filter(confirmed_by__isnull=False)

    def confirmable_by(self, user: Visitor) -> EarlierRecognitionQuerySet:
        """Lines that this person may be the second one for: those that a colleague entered."""
        return self.visible_to(user).waiting().exclude(entered_by=user.pk)

    def of_list(self, row: EarlierRecognition) -> EarlierRecognitionQuerySet:
        """The lines of the same source and year."""
        return self.filter(source=row.source, year=row.year)

    def of_lists_of(self, row_ids: models.QuerySet | list[int]) -> EarlierRecognitionQuerySet:
        """The lines of every list in which one of these rows stands."""
        lists = Q(pk__in=[])
        for source, year in self.filter(pk__in=row_ids).order_by().values_list("source", "year").distinct():
            lists |= Q(source=source, year=year)
        return self.filter(lists)

    def for_list(self) -> EarlierRecognitionQuerySet:
        """What a line of the desk shows, in three queries."""
        from .models import Partnership

        partnerships = Prefetch("partnership", Partnership.objects.with_parties())
        people = self.select_related("entered_by", "confirmed_by").prefetch_related(partnerships)
        return people.order_by("page", "partnership__sort_key", "pk")
