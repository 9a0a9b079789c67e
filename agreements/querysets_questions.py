from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from directory.models import Committee
from sistercities.common.visitors import Visitor

from .choices import QuestionKind
from .querysets import is_destroyed

if TYPE_CHECKING:
    from .models import Question


class QuestionQuerySet(models.QuerySet):
    def visible_to(self, user: Visitor) -> QuestionQuerySet:
        """Staff see every question; others what they asked themselves, and what their committees asked."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self
        return self.filter(Q(asked_by=user) | Q(committee__in=Committee.objects.seated_by(user)))

    def answerable_by(self, user: Visitor) -> QuestionQuerySet:
        """Staff, while it has no answer."""
        return self.filter(answered_at=None) if user.is_authenticated and user.is_staff else self.none()

    def about_the_same(self, question: Question) -> QuestionQuerySet:
        """What was asked before about the same partnership; without one, by the same committee."""
        rows = self.exclude(pk=question.pk)
        if question.partnership_id:
            return rows.filter(partnership=question.partnership_id)
        return rows.filter(committee=question.committee_id) if question.committee_id else rows.none()

    def looks(self) -> QuestionQuerySet:
        """Final texts that were shown before signing, with their answers."""
        return self.filter(kind=QuestionKind.LOOK, answered_at__isnull=False)

    def for_list(self) -> QuestionQuerySet:
        return self.select_related("committee", "asked_by", "answered_by").prefetch_related(
            "files", "partnership__parties__community"
        )


class QuestionFileQuerySet(models.QuerySet):
    def visible_to(self, user: Visitor) -> QuestionFileQuerySet:
        """Whoever sees the question; a file that was destroyed by order nobody."""
        from .models import Question

        return self.filter(question__in=Question.objects.visible_to(user)).exclude(is_destroyed("sha256"))
