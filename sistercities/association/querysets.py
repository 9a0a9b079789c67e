from __future__ import annotations

from django.db import models

from sistercities.common.visitors import Visitor


class EditedPageQuerySet(models.QuerySet):
    def editable_by(self, user: Visitor) -> EditedPageQuerySet:
        """Staff edit the association's pages; nobody else does."""
        return self if user.is_authenticated and user.is_staff else self.none()


class ReasonCodeQuerySet(models.QuerySet):
    def editable_by(self, user: Visitor) -> ReasonCodeQuerySet:
        """Staff edit the reasons and their letters; nobody else does."""
        return self if user.is_authenticated and user.is_staff else self.none()
