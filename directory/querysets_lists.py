from __future__ import annotations

from django.db import models
from django.db.models import Count

from sistercities.common.visitors import Visitor

from .choices import DECIDED, OPEN_LINES, LineStatus, ListState


class ListImportQuerySet(models.QuerySet):
    """Lists that were brought in."""

    def visible_to(self, user: Visitor) -> ListImportQuerySet:
        """Staff alone see them."""
        return self if user.is_authenticated and user.is_active and user.is_staff else self.none()


class ListLineQuerySet(models.QuerySet):
    """Lines of lists."""

    def unread(self) -> ListLineQuerySet:
        return self.filter(status=LineStatus.READ)

    def to_keep(self) -> ListLineQuerySet:
        """Lines that are decided and whose content is not in the directory yet."""
        return self.filter(status__in=DECIDED, is_settled=False)

    def to_take_back(self) -> ListLineQuerySet:
        """Lines that added something which is still there for all that is known."""
        return self.exclude(made={}).filter(left="")

    def open(self) -> ListLineQuerySet:
        """Lines that wait for a person to say which place is meant."""
        return self.filter(status__in=OPEN_LINES)

    def about(self, kind: str) -> ListLineQuerySet:
        """Lines of imported lists of this kind that are still in."""
        return self.filter(list_import__kind=kind, list_import__state__in=(ListState.DONE, ListState.RUNNING))

    def counts(self) -> dict[str, int]:
        """How many lines have which status, in the order of the statuses."""
        found = dict(self.order_by().values("status").annotate(n=Count("pk")).values_list("status", "n"))
        return {status: found[status] for status in LineStatus.values if status in found}
