"""Questions of committees to the association: asked with their files, answered once, by letter."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from agreements import letters
from agreements.choices import QuestionKind
from agreements.inspection import inspect_upload
from agreements.models import HandIn, Question, QuestionFile
from directory.models import Committee
from partnerships.models import Partnership
from sistercities.accounts.models import User
from sistercities.desk.models import Task
from sistercities.desk.services import open_task, resolve_tasks

from .destroying import refuse_destroyed

QUESTION_TASK = "agreements.question"
LOOK_TASK = "agreements.look"
TASK_OF = {QuestionKind.QUESTION: QUESTION_TASK, QuestionKind.LOOK: LOOK_TASK}
MOST_FILES = 10


class QuestionRefused(ValidationError):
    """Nothing was asked or answered; nothing was kept."""


def ask_association(
    *,
    kind: QuestionKind,
    text: str,
    by: User,
    now: dt.datetime,
    committee: Committee | None = None,
    partnership: Partnership | None = None,
    hand_in: HandIn | None = None,
    page: str = "",
    signers: str = "",
    signing_on: dt.date | None = None,
    uploads: Iterable[tuple[str, BinaryIO]] = (),
) -> Question:
    """Keep a question with its files, each inspected like every upload, and open a task about it.

    Refused (QuestionRefused, each sentence beginning with the name of its file), leaving no row and no file: a file
    that the inspection refuses or that was destroyed by order, the same file twice, more than ten files.
    """
    offered = list(uploads)
    if len(offered) > MOST_FILES:
        raise QuestionRefused(_("Add at most ten files. Put several pages into one PDF."), code="too_many")
    kept: list[str] = []
    try:
        with transaction.atomic():
            question = Question.objects.create(
                kind=kind,
                committee=committee,
                partnership=partnership,
                hand_in=hand_in,
                page=page[:300],
                text=text,
                signers=signers,
                signing_on=signing_on,
                asked_by=by,
                asked_at=now,
            )
            for name, upload in offered:
                kept.append(_keep(question, name, upload))
            open_task(kind=TASK_OF[kind], subject_id=question.pk, title=_title(question), now=now)
    except BaseException:
        for name in kept:
            default_storage.delete(name)
        raise
    return question


@transaction.atomic
def answer_question(*, question_id: int, answer: str, by: User, now: dt.datetime) -> Question:
    """Keep the answer and send it, word for word, to the one who asked and to the committee's main contacts.

    Refused (QuestionRefused): it has an answer already, or a colleague has taken its task.
    """
    question = Question.objects.select_for_update().get(pk=question_id)
    if question.answered_at:
        raise QuestionRefused(_("This question has been answered already. Your words were not sent."), code="answered")
    taken = Task.objects.held_by_others(by, now).filter(
        kind=TASK_OF[QuestionKind(question.kind)], subject_id=question.pk
    )
    if other := taken.select_related("claimed_by").first():
        raise QuestionRefused(_("%(name)s has already taken this.") % {"name": other.claimed_by}, code="taken")
    question.answer, question.answered_by, question.answered_at = answer, by, now
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    resolve_tasks(
        kind=TASK_OF[QuestionKind(question.kind)], subject_id=question.pk, by=by, outcome=_("Answered"), now=now
    )
    letters.write_answer(question)
    return question


def _keep(question: Question, name: str, upload: BinaryIO) -> str:
    """Inspect one file and keep it; returns where it is stored."""
    try:
        inspected = inspect_upload(upload, name=name)
        refuse_destroyed(inspected.sha256)
    except ValidationError as refusal:
        raise QuestionRefused([f"{name}: {sentence}" for sentence in refusal.messages], code="file") from refusal
    if question.files.filter(sha256=inspected.sha256).exists():
        raise QuestionRefused(_("%(name)s: this file was chosen twice.") % {"name": name}, code="same_file")
    facts: dict[str, Any] = {"media_type": inspected.media_type, "sha256": inspected.sha256}
    row = QuestionFile(
        question=question, original_name=name[-255:], size=inspected.size, pages=inspected.pages, **facts
    )
    upload.seek(0)
    row.file.save(name, File(upload), save=False)
    row.save()
    return str(row.file.name)


def _title(question: Question) -> str:
    about = question.partnership or question.committee or question.asked_by
    return f"{about}: {' '.join(question.text.split())[:120]}"
