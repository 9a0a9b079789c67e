"""Mistakes that visitors report on public records: kept, worked on at the desk, answered where there is an address.

Apps say which of their public pages can be reported (`register_record`, in `ready()`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import Resolver404, resolve, reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from sistercities.post.services import write_mail

from .kinds import Lines, TaskKind, register
from .models import MistakeReport
from .services import open_task, resolve_tasks

if TYPE_CHECKING:
    from sistercities.accounts.models import User

MISTAKE_TASK = "mistake"
# What the page of a route is called, by the arguments of its address; "" where nothing public stands there.
Titles = Callable[..., str]
_records: dict[str, Titles] = {}


class ReportRefused(ValidationError):
    """The report was not kept, or not answered; the sentence says why."""


def register_record(route: str, title: Titles) -> None:
    """Let mistakes be reported on the pages of this route. A second time is a programming error (ValueError)."""
    if route in _records:
        raise ValueError(f"Mistakes on {route!r} are registered twice.")
    _records[route] = title


def record_at(address: str) -> str:
    """What the public record at this address (a path) is called; "" if there is none."""
    try:
        found = resolve(address)
    except Resolver404:
        return ""
    title = _records.get(found.url_name or "")
    return title(**found.kwargs) if title else ""


@transaction.atomic
def report_mistake(*, about: str, text: str, source: str, email: str, now: dt.datetime) -> MistakeReport:
    """Keep what somebody says is wrong at the address `about`, and open a task for the desk.

    Refused (ReportRefused): no public record stands there.
    """
    title = record_at(about)
    if not title:
        raise ReportRefused(_("This page is gone. Find the record again and report it there."), code="gone")
    report = MistakeReport.objects.create(
        about=about, title=title[:300], text=text, source=source, email=email, reported_at=now
    )
    open_task(kind=MISTAKE_TASK, subject_id=report.pk, title=title, now=now)
    return report


@transaction.atomic
def close_report(*, report_id: int, answer: str, by: User, now: dt.datetime) -> MistakeReport:
    """Say what was done about a report; its task is done, and who left an address gets the answer. The address goes.

    Refused (ReportRefused): `by` is not of the staff, or a colleague has answered it.
    """
    report = MistakeReport.objects.select_for_update().get(pk=report_id)
    if not (by.is_active and by.is_staff) or report.answered_at:
        raise ReportRefused(_("A colleague has answered this report."), code="answered")
    if report.email:
        context = {"report": report, "answer": answer, "link": settings.PUBLIC_URL + report.about}
        write_mail(to=report.email, template="desk/mistake_answered", context=context)
    report.answer, report.answered_by, report.answered_at, report.email = answer, by, now, ""
    report.save(update_fields=["answer", "answered_by", "answered_at", "email"])
    resolve_tasks(kind=MISTAKE_TASK, subject_id=report.pk, by=by, outcome=Truncator(answer).chars(300), now=now)
    return report


def details(report_ids: Collection[int]) -> Mapping[int, Lines]:
    """How each report begins."""
    rows = MistakeReport.objects.filter(pk__in=report_ids).values_list("pk", "text")
    return {pk: [Truncator(text).chars(120)] for pk, text in rows}


register(
    TaskKind(
        MISTAKE_TASK,
        _("A mistake is reported"),
        address=lambda report_id: reverse("mistake_detail", args=[report_id]),
        details=details,
    )
)
