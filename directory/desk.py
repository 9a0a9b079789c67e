"""What the directory brings to the desk: silent committees, lists, mistakes on its pages. Loaded by `ready()`."""

from collections.abc import Collection, Mapping

from django.db.models import Count
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sistercities.desk.kinds import Lines, TaskKind, register
from sistercities.desk.mistakes import register_record

from .choices import LineStatus
from .models import Community, ListLine, Silence
from .services.lists import OPEN_TASK
from .services.silences import SILENCE_TASK


def silence_details(committee_ids: Collection[int]) -> Mapping[int, Lines]:
    """Since when the committee was written to, and until when the notice runs."""
    rows = Silence.objects.open().filter(committee__in=committee_ids).select_related("opened_by")
    line = gettext("notice until %(day)s, opened by %(name)s")
    return {
        row.committee_id: [line % {"day": date_format(row.runs_until, "j M"), "name": row.opened_by}] for row in rows
    }


def list_details(run_ids: Collection[int]) -> Mapping[int, Lines]:
    """How many lines of the list wait for which reason."""
    rows = ListLine.objects.open().filter(list_import__in=run_ids).order_by()
    counted = rows.values("list_import", "status").annotate(n=Count("pk")).order_by("list_import", "status")
    lines: dict[int, list[str]] = {}
    for row in counted:
        words = f"{LineStatus(row['status']).label}: {row['n']}"
        lines.setdefault(row["list_import"], []).append(words)
    return lines


register(
    TaskKind(
        OPEN_TASK,
        _("Lines of a list to decide"),
        lambda subject_id: reverse("list_import", args=[subject_id]),
        list_details,
    )
)
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
