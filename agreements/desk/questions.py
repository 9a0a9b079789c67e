"""The tasks that questions of committees bring to the desk."""

from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.models import Question
from agreements.services.questions import LOOK_TASK, QUESTION_TASK
from sistercities.desk.kinds import Lines, TaskKind, register


def details(question_ids: Collection[int]) -> Mapping[int, Lines]:
    """Who asks, for which committee, and the signing day where there is one."""
    rows = Question.objects.filter(pk__in=question_ids).select_related("asked_by", "committee")
    return {row.pk: [line for line in (_who(row), _signing(row)) if line] for row in rows}


def _who(row: Question) -> str:
    return f"{row.asked_by}, {row.committee}" if row.committee else str(row.asked_by)


def _signing(row: Question) -> str:
    if row.signing_on is None:
        return ""
    return gettext("Signing day %(day)s") % {"day": date_format(row.signing_on, "j F Y")}


def _page(question_id: int) -> str:
    return reverse("question_answer", args=[question_id])


register(TaskKind(QUESTION_TASK, _("Question to answer"), _page, details))
register(TaskKind(LOOK_TASK, _("Text to look at before signing"), _page, details))
