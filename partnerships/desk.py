"""The kinds of task that partnerships bring to the desk, and the link to earlier lists. Loaded by `ready()`."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from sistercities.accounts.models import User
from sistercities.desk.kinds import Lines, TaskKind, register
from sistercities.desk.mistakes import register_record
from sistercities.desk.navigation import register_link

from .models import EarlierRecognition, Partnership
from .querysets_earlier import EarlierRecognitionQuerySet
from .services.earlier import CONFIRM_TASK
from .services.side_letters import TELL_TASK


def list_details(row_ids: Collection[int]) -> Mapping[int, Lines]:
    """How many lines of the list wait, and who entered them."""
    lists, waiting = _lists(row_ids), _by_list(_waiting(row_ids).select_related("entered_by"))
    return {row_id: _in_lines(waiting.get(key, [])) for row_id, key in lists.items()}


def lists_to_confirm(row_ids: Collection[int], person: User, on_date: dt.date) -> Collection[int]:
    """Lists with a line that a colleague of this person entered."""
    theirs = _by_list(_waiting(row_ids).confirmable_by(person))
    return {row_id for row_id, key in _lists(row_ids).items() if key in theirs}


def _lists(row_ids: Collection[int]) -> dict[int, tuple[str, int]]:
    rows = EarlierRecognition.objects.filter(pk__in=row_ids).values_list("pk", "source", "year")
    return {pk: (source, year) for pk, source, year in rows}


def _waiting(row_ids: Collection[int]) -> EarlierRecognitionQuerySet:
    return EarlierRecognition.objects.of_lists_of(list(row_ids)).waiting()


def _by_list(rows: Iterable[EarlierRecognition]) -> dict[tuple[str, int], list[EarlierRecognition]]:
    found: dict[tuple[str, int], list[EarlierRecognition]] = {}
    for row in rows:
        found.setdefault((row.source, row.year), []).append(row)
    return found


def _in_lines(rows: list[EarlierRecognition]) -> Lines:
    people = get_text_list(sorted({str(row.entered_by) for row in rows}), gettext("and"))
    count = ngettext("%(n)d line to confirm", "%(n)d lines to confirm", len(rows)) % {"n": len(rows)}
    return [count, gettext("entered by %(people)s") % {"people": people}]


register(
    TaskKind(
        CONFIRM_TASK,
        _("Earlier recognition to confirm"),
        lambda subject_id: reverse("earlier_confirm", args=[subject_id]),
        list_details,
        lists_to_confirm,
    )
)
register(
    TaskKind(TELL_TASK, _("A side that no mail reaches"), lambda subject_id: reverse("side_tell", args=[subject_id]))
)
register_link("earlier_list", _("Earlier recognition"), order=40)


def partnership_title(slug: str) -> str:
    """What the public page of a partnership is called, for reports of mistakes."""
    return str(Partnership.objects.public().filter(slug=slug).first() or "")


register_record("partnership_detail", partnership_title)
