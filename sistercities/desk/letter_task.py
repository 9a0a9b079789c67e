"""Letters on paper as work of the desk: one task while some wait to be printed or posted."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from .kinds import Lines, TaskKind, register
from .models import PrintBatch
from .print_batches import mark_posted, waiting_letters
from .services import open_task, resolve_tasks

if TYPE_CHECKING:
    from sistercities.accounts.models import User

LETTERS_TASK = "letters_by_post"
# There is one pile of letters.
PILE = 0


def is_work_left() -> bool:
    """Whether a letter waits to be printed, or a batch to be posted."""
    return waiting_letters().exists() or PrintBatch.objects.filter(posted_on=None).exists()


def note_letter(*, now: dt.datetime) -> None:
    """Open the task about the pile, if there is work and no task yet."""
    if is_work_left():
        open_task(kind=LETTERS_TASK, subject_id=PILE, title=gettext("Letters to print and to post"), now=now)


@transaction.atomic
def post_batch(*, batch_id: int, on_date: dt.date, by: "User", now: dt.datetime) -> PrintBatch:
    """`mark_posted`, and the task closes; one for letters that came since opens."""
    batch = mark_posted(batch_id=batch_id, on_date=on_date, by=by, now=now)
    resolve_tasks(kind=LETTERS_TASK, subject_id=PILE, by=by, outcome=gettext("Posted"), now=now)
    note_letter(now=now)
    return batch


def details(_piles: Collection[int]) -> Mapping[int, Lines]:
    """How many letters wait, and how many batches are printed and not posted."""
    letters = waiting_letters().count()
    batches = PrintBatch.objects.filter(posted_on=None).count()
    lines = []
    if letters:
        lines.append(ngettext("%(n)d letter to print", "%(n)d letters to print", letters) % {"n": letters})
    if batches:
        lines.append(ngettext("%(n)d batch to post", "%(n)d batches to post", batches) % {"n": batches})
    return {PILE: lines}


register(TaskKind(LETTERS_TASK, _("Letters by post"), address=lambda _pile: reverse("desk_post"), details=details))
