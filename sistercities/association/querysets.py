from __future__ import annotations

from typing import Any

from django.db import models


class EditedPageQuerySet(models.QuerySet):
    def editable_by(self, user: Any) -> EditedPageQuerySet:
        """Staff edit the association's pages; nobody else does."""
        return self if user.is_authenticated and user.is_staff else self.none()
