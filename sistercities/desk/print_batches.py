"""Letters on paper: they wait, are printed together as one PDF, and are posted by a person on a day."""

import datetime as dt
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sistercities.common.history import because
from sistercities.post.effects import promise, retry_now
from sistercities.post.models import Effect, Mail
from sistercities.post.querysets import MailQuerySet

from .models import BatchLetter, PrintBatch

if TYPE_CHECKING:
    from sistercities.accounts.models import User

# One letter as PDF; and the pages of several put together, with their number.
Printer = Callable[[Mail, str], bytes]
Binder = Callable[[list[bytes]], tuple[bytes, int]]


class BatchRefused(ValidationError):
    """This cannot be done with these letters; the sentence says why."""


class CannotPrint(Exception):
    """This one letter cannot be drawn; the words say why."""


def waiting_letters() -> MailQuerySet:
    """Letters on paper that are in no batch yet."""
    return Mail.objects.on_paper_to_post().exclude(Exists(BatchLetter.objects.filter(mail=OuterRef("pk"))))


@transaction.atomic
def make_batch(*, by: "User", paper: str, now: dt.datetime) -> PrintBatch:
    """Take every letter that waits into one batch and promise its PDF. `paper`: a value of PrintBatch.Paper.

    Refused (BatchRefused): `by` is not of the staff, or no letter waits. Of two who do it at once one gets them.
    """
    _refuse_others(by)
    if paper not in PrintBatch.Paper.values:
        raise BatchRefused(_("Choose one of the papers that are offered."), code="paper")
    locked = list(Mail.objects.on_paper_to_post().select_for_update().values_list("pk", flat=True))
    waiting = list(waiting_letters().filter(pk__in=locked).values_list("pk", flat=True))
    if not waiting:
        raise BatchRefused(_("No letter waits to be printed."), code="none")
    batch = PrintBatch.objects.create(made_by=by, made_at=now, paper=paper)
    BatchLetter.objects.bulk_create(BatchLetter(batch=batch, mail_id=pk) for pk in waiting)
    Mail.objects.filter(pk__in=waiting).update(post_error="")
    promise("agreements.print_batch", batch.pk, key=batch.key)
    return batch


def print_batch(*, batch_id: int, printer: Printer, binder: Binder) -> None:
    """Print a batch and keep its PDF, unless it is there. A second run begins anew.

    A letter that cannot be printed goes back to those that wait, with the reason; the others are not held up. A batch
    of which nothing is left is removed. One that was printed before keeps its letters, which may have been posted: it
    waits until all of them can be printed again (CannotPrint).
    """
    batch = PrintBatch.objects.filter(pk=batch_id, pdf="").first()
    if batch is None:
        return
    printed: list[bytes] = []
    for mail in batch.letters:
        try:
            printed.append(printer(mail, batch.paper))
        except CannotPrint as refused:
            if batch.edition > 1:
                raise
            BatchLetter.objects.filter(batch=batch, mail=mail).delete()
            Mail.objects.filter(pk=mail.pk).update(post_error=str(refused)[:500])
        else:
            PrintBatch.objects.filter(pk=batch_id).update(printed=len(printed))
    if not printed:
        PrintBatch.objects.filter(pk=batch_id, lines=None).delete()
        return
    data, pages = binder(printed)
    _keep(batch_id, batch.edition, data, pages)


@transaction.atomic
def mark_posted(*, batch_id: int, on_date: dt.date, by: "User", now: dt.datetime) -> PrintBatch:
    """Say that the letters of a batch were posted on a day, by whom it is said. The batch stays, and can be reprinted.

    Refused (BatchRefused): `by` is not of the staff, the PDF is not made yet, it was said before, a day that lies
    ahead or before the batch. What is secret in a letter is removed, as from a mail that was sent, and the PDF is
    made anew without it.
    """
    _refuse_others(by)
    batch = PrintBatch.objects.select_for_update().get(pk=batch_id)
    if not batch.pdf:
        raise BatchRefused(_("The letters are not printed yet."), code="unprinted")
    if batch.posted_on:
        raise BatchRefused(_("%(name)s has already said so.") % {"name": batch.posted_by}, code="posted")
    if not timezone.localdate(batch.made_at) <= on_date <= timezone.localdate(now):
        raise BatchRefused(_("Enter a day between the making of the letters and today."), code="day")
    because("letters_posted")
    batch.posted_on, batch.posted_by = on_date, by
    batch.save()
    batch.letters.update(sent_at=now)
    if not (settings.IS_DEMO or settings.DEBUG) and batch.letters.filter(is_secret=True).update(text="", html=""):
        _print_anew(batch)
    return batch


@transaction.atomic
def print_anew_with(*, enclosures: Collection[str]) -> None:
    """The agreement PDFs of these records are no longer handed out as they are: nor are batches that hold them.

    Side effects: the PDF of each such batch is removed and promised anew. Whoever takes such letters into a batch at
    the same moment is waited for.
    """
    list(waiting_letters().filter(enclosure__in=enclosures).order_by("pk").select_for_update())
    for batch in _with_enclosures(enclosures).order_by("pk").select_for_update():
        _print_anew(batch)


def replaced_pdfs(*, enclosures: Collection[str]) -> list[str]:
    """Where earlier PDFs of batches with the agreement PDFs of these records lay."""
    batches = _with_enclosures(enclosures)
    return [batch.pdf_name(edition) for batch in batches for edition in range(1, batch.edition)]


@transaction.atomic
def take_apart(*, batch_id: int, by: "User") -> None:
    """Put the letters of a batch that is not posted back among those that wait, and remove the batch.

    Refused (BatchRefused): `by` is not of the staff, or it was posted.
    """
    _refuse_others(by)
    batch = PrintBatch.objects.select_for_update().get(pk=batch_id)
    if batch.posted_on:
        raise BatchRefused(_("These letters were posted."), code="posted")
    Effect.objects.filter(key=batch.key, done_at=None).delete()
    pdf = batch.pdf
    because("batch_taken_apart")
    batch.delete()
    if pdf:
        transaction.on_commit(lambda: default_storage.delete(pdf))


def try_again(*, batch_id: int, by: "User") -> None:
    """Ask for another try of a PDF that is not there at once."""
    _refuse_others(by)
    batch = PrintBatch.objects.get(pk=batch_id)
    if effect := Effect.objects.waiting().filter(key=batch.key).first():
        retry_now(effect)


def _print_anew(batch: PrintBatch) -> None:
    old = batch.pdf
    batch.pdf, batch.edition, batch.printed = "", batch.edition + 1, 0
    batch.save()
    promise("agreements.print_batch", batch.pk, key=batch.key)
    if old:
        transaction.on_commit(lambda: default_storage.delete(old))


def _with_enclosures(numbers: Collection[str]) -> "QuerySet[PrintBatch]":
    return PrintBatch.objects.filter(pk__in=BatchLetter.objects.filter(mail__enclosure__in=numbers).values("batch"))


@transaction.atomic
def _keep(batch_id: int, edition: int, data: bytes, pages: int) -> None:
    """Store the PDF, unless the batch was taken apart or is printed anew, or another worker was quicker."""
    batch = PrintBatch.objects.select_for_update().filter(pk=batch_id, pdf="", edition=edition).first()
    if batch is None:
        return
    batch.pdf = default_storage.save(batch.pdf_name(batch.edition), ContentFile(data))
    batch.pages = pages
    batch.save()


def _refuse_others(by: "User") -> None:
    if not (by.is_authenticated and by.is_active and by.is_staff):
        raise BatchRefused(_("Only the association does this."), code="person")
