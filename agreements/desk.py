"""The kinds of task that documents bring to the desk."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sistercities.desk.kinds import TaskKind, register

register(
    TaskKind(
        "handin_review",
        _("Signed document to review"),
        lambda subject_id: reverse("handin_review", args=[subject_id]),
    )
)
register(
    TaskKind(
        "handin_record",
        _("Reviewed document to record"),
        lambda subject_id: reverse("handin_record", args=[subject_id]),
    )
)
