from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from sistercities.common.visitors import Visitor

if TYPE_CHECKING:
    from directory.models import Community


class SideLetterQuerySet(models.QuerySet):
    """Letters to sides that no letter of ours reaches."""

    def visible_to(self, user: Visitor) -> SideLetterQuerySet:
        """Staff read, print and send them."""
        return self if user.is_authenticated and user.is_active and user.is_staff else self.none()

    def waiting(self) -> SideLetterQuerySet:
        """Those of which nobody has said how they go."""
        return self.filter(told_at=None)

    def gone_to(self, community: Community) -> SideLetterQuerySet:
        """Those that went to this community, whichever partnership they were about; the newest first."""
        return (
            self.filter(party__community=community, told_at__isnull=False)
            .select_related("mail")
            .order_by("-told_at", "-pk")
        )

    def for_list(self) -> SideLetterQuerySet:
        return self.select_related("party__community", "party__partnership", "mail", "told_by")
