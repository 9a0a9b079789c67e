"""What the directory brings to the desk: committees without an answer, mistakes on its pages. Loaded by `ready()`."""

from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sistercities.desk.kinds import Lines, TaskKind, register
from sistercities.desk.mistakes import register_record

from .models import Community, Silence
from .services.silences import SILENCE_TASK


def silence_details(committee_ids: Collection[int]) -> Mapping[int, Lines]:
    """Since when the committee was written to, and until when the notice runs."""
    rows = Silence.objects.open().filter(committee__in=committee_ids).select_related("opened_by")
    line = gettext("notice until %(day)s, opened by %(name)s")
    return {
        row.committee_id: [line % {"day": date_format(row.runs_until, "j M"), "name": row.opened_by}] for row in rows
    }


register(
    TaskKind(
        SILENCE_TASK,
        _("Nobody of a committee answers"),
        lambda subject_id: reverse("committee_silence", args=[subject_id]),
        silence_details,
    )
)


def community_title(slug: str) -> str:
    """What the public page of a community is called, for reports of mistakes."""
    community = Community.objects.public().filter(slug=slug).first()
    return community.full_name if community else ""


register_record("community_detail", community_title)
