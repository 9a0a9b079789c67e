"""Bring lists in: read, look through, keep, choose for what is open, roll back. Each step can be taken up again."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from directory.choices import LineStatus, ListState
from directory.gazetteer.finding import resolve_all
from directory.gazetteer.resolving import Resolved
from directory.list_files import ListRefused, read_lines
from directory.lists import Keeper, ListKind, list_kind
from directory.models import ListImport, ListLine
from directory.querysets_lists import ListLineQuerySet
from sistercities.accounts.models import User
from sistercities.common.history import because
from sistercities.desk.services import open_task, resolve_tasks
from sistercities.post.effects import promise

OPEN_TASK = "list_lines"
# So many lines are looked at, kept and written together.
BATCH = 1_000
# What saving a line again may change.
WRITTEN = ("status", "reason", "ends", "subject_id", "made", "is_settled", "left")
Each = Callable[[int], object]
HOW = {
    "ambiguous": (LineStatus.AMBIGUOUS, _("%(end)s: more than one place fits.")),
    "country missing": (LineStatus.AMBIGUOUS, _("%(end)s: the country is missing.")),
    "not found": (LineStatus.UNRESOLVED, _("%(end)s: no place of this name is known there.")),
}


def in_silence(_lines: int) -> None:
    """Nobody watches."""


@transaction.atomic
def read_list(
    *,
    kind: str,
    file_name: str,
    data: bytes,
    by: User | None,
    now: dt.datetime,
    source: str = "",
    options: dict[str, Any] | None = None,
    by_worker: bool = True,
) -> ListImport:
    """Take a file in, line by line, and let a worker look at the lines, unless the caller does it itself.

    `by`: None where a command does it; `source` names the list where a line does not name its own; `options`: what the
    kind of list needs besides, and `keep_going`: lines that cannot be read hold the others not up. Refused
    (ListRefused): see `read_lines`; no line.
    """
    run = ListImport.objects.create(
        kind=kind,
        file_name=file_name[-255:],
        sha256=hashlib.sha256(data).hexdigest(),
        source=" ".join(source.split())[:200],
        options=options or {},
        by=by,
        at=now,
    )
    count = 0
    for batch in _batches(read_lines(data, list_kind(kind))):
        for line in batch:
            line.list_import = run
        count += len(ListLine.objects.bulk_create(batch))
    if not count:
        raise ListRefused(_("The file has no line under its head."))
    run.rows = count
    run.save(update_fields=["rows"])
    if by_worker:
        promise("directory.check_list", run.pk, key=run.key("check_list"))
    return run


def check_list(*, run_id: int, now: dt.datetime, each: Each = in_silence) -> ListImport:
    """Say of each line what would become of it. Nothing but the lines is written; a second run goes on.

    `each` hears after every batch how many lines it had.
    """
    run = ListImport.objects.select_related("by").get(pk=run_id)
    if run.state != ListState.CHECKING:
        return run
    kind = list_kind(run.kind)
    keeper = kind.keeper(run, now)
    while batch := list(run.lines.unread().order_by("number")[:BATCH]):
        with transaction.atomic():
            _look(kind, keeper, batch, timezone.localdate(now))
            _write(batch)
        each(len(batch))
    return _move(run, ListState.CHECKED)


def start_keeping(*, run_id: int, keep_going: bool = False, by_worker: bool = True) -> ListImport:
    """Say that a list that was looked through is to be imported.

    Refused (ListRefused): not looked through, imported already, or a line cannot be read and neither `keep_going` nor
    that choice of the run is set.
    """
    with transaction.atomic():
        run = ListImport.objects.select_for_update(of=("self",)).select_related("by").get(pk=run_id)
        if run.state != ListState.CHECKED:
            raise ListRefused(_("This list is not one that waits to be imported."), code="state")
        wrong = list(run.lines.filter(status=LineStatus.INVALID).order_by("number")[:5])
        if wrong and not (keep_going or run.options.get("keep_going")):
            lines = " ".join(gettext("Line %(n)d: %(why)s") % {"n": row.number, "why": row.reason} for row in wrong)
            raise ListRefused(_("Nothing is changed. %(lines)s"), code="invalid", params={"lines": lines})
        if by_worker:
            promise("directory.keep_list", run.pk, key=run.key("keep_list"))
        return _move(run, ListState.RUNNING)


def keep_list(*, run_id: int, now: dt.datetime, each: Each = in_silence) -> ListImport:
    """Bring in what the decided lines say, a batch at a time; a second run goes on where the first one stopped.

    Side effects: what the kind of list adds; a desk task where lines are open; history.
    """
    run = ListImport.objects.select_related("by").get(pk=run_id)
    if run.state != ListState.RUNNING:
        return run
    keeper = list_kind(run.kind).keeper(run, now)
    while batch := list(run.lines.to_keep().order_by("number")[:BATCH]):
        _keep(run, keeper, batch)
        each(len(batch))
    with transaction.atomic():
        keeper.finish()
        run.done_at = now
        run.save(update_fields=["done_at"])
        _settle_task(run, by=run.by, now=now)
        return _move(run, ListState.DONE)


@transaction.atomic
def choose_places(*, line_id: int, ends: Sequence[dict[str, Any]], by: User, now: dt.datetime) -> ListLine:
    """Staff say which places an open line means, and it comes in like the others.

    `ends`: for each end `id` of a place or `community`, with `name`, `place` and `country`. Refused (ListRefused): `by`
    is not of the staff, or the line is not open (any more).
    """
    line = _open_line(line_id, by)
    line.ends = [end if end == line.end(n) else _chosen(end, line.end(n)) for n, end in enumerate(ends)]
    _keep(line.list_import, list_kind(line.list_import.kind).keeper(line.list_import, now), [line], finish=True)
    _settle_task(line.list_import, by=by, now=now)
    return line


@transaction.atomic
def leave_out(*, line_id: int, by: User, now: dt.datetime) -> ListLine:
    """Staff say that an open line is not to come in. Refused as `choose_places` refuses."""
    line = _open_line(line_id, by)
    line.status, line.reason, line.is_settled = LineStatus.LEFT_OUT, gettext("Left out by %(who)s.") % {"who": by}, True
    _write([line])
    _settle_task(line.list_import, by=by, now=now)
    return line


@transaction.atomic
def start_taking_back(*, run_id: int, by: User | None, now: dt.datetime, by_worker: bool = True) -> ListImport:
    """Say that an import is to be rolled back. Refused (ListRefused): it is not imported, or is rolled back already."""
    run = ListImport.objects.select_for_update().get(pk=run_id)
    if run.state != ListState.DONE:
        raise ListRefused(_("Only a list that is imported can be rolled back, and only once."), code="state")
    run.taken_back_by, run.taken_back_at = by, now
    run.save(update_fields=["taken_back_by", "taken_back_at"])
    if by_worker:
        promise("directory.take_list_back", run.pk, key=run.key("take_list_back"))
    return _move(run, ListState.TAKING_BACK)


def take_list_back(*, run_id: int, now: dt.datetime, each: Each = in_silence) -> ListImport:
    """Remove what an import added and nothing else came to rest on, its last lines first; a second run goes on.

    What stays is said on its line. Side effects: its desk task is done; history.
    """
    run = ListImport.objects.select_related("taken_back_by").get(pk=run_id)
    if run.state != ListState.TAKING_BACK:
        return run
    kind = list_kind(run.kind)
    while batch := list(run.lines.to_take_back().order_by("-number")[:BATCH]):
        with transaction.atomic():
            because("list_taken_back", run.file_name)
            left = kind.take_back(batch)
            for line in batch:
                line.left = left.get(line.pk, "")
                line.made = line.made if line.left else {}
            _write(batch)
        each(len(batch))
    with transaction.atomic():
        resolve_tasks(kind=OPEN_TASK, subject_id=run.pk, by=run.taken_back_by, outcome=gettext("Rolled back"), now=now)
        return _move(run, ListState.TAKEN_BACK)


def _look(kind: ListKind, keeper: Keeper, batch: Sequence[ListLine], today: dt.date) -> None:
    """Set what would become of each line that can be read."""
    for line in batch:
        if problem := kind.problem(line.row, today):
            line.status, line.reason = LineStatus.INVALID, problem[:300]
    readable = [line for line in batch if line.status == LineStatus.READ]
    asked = {line.pk: kind.asked(line.row) for line in readable}
    found = resolve_all([one for ends in asked.values() for one in ends])
    for line in readable:
        resolved = [found[one] for one in asked[line.pk]]
        line.ends = [_end(one) for one in resolved]
        _say_what_is_open(line, kind, resolved)
    keeper.look([line for line in readable if line.status == LineStatus.READ])
    for line in batch:
        line.reason = line.reason[:300]


def _chosen(end: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    fitting = {"candidates": before["candidates"]} if "candidates" in before else {}
    return {**fitting, **end, "how": "chosen"}


def _say_what_is_open(line: ListLine, kind: ListKind, resolved: Sequence[Resolved]) -> None:
    sentences = []
    for end, one in zip(kind.ends, resolved, strict=True):
        if one.place is None:
            status, sentence = HOW[one.how]
            sentences.append(str(sentence) % {"end": end})
            line.status = status if line.status != LineStatus.UNRESOLVED else line.status
    line.reason = " ".join(sentences)


def _end(resolved: Resolved) -> dict[str, Any]:
    end: dict[str, Any] = {"how": resolved.how}
    if place := resolved.place:
        end |= {"id": place.geonames_id, "name": place.name, "place": place.subdivision_name, "country": place.country}
    elif resolved.candidates:
        end["candidates"] = [row.geonames_id for row in resolved.candidates][:50]
    return end


@transaction.atomic
def _keep(run: ListImport, keeper: Keeper, batch: Sequence[ListLine], *, finish: bool = False) -> None:
    because("list_imported", run.file_name)
    keeper.keep(batch)
    for line in batch:
        line.reason, line.is_settled = line.reason[:300], not line.is_open
    if finish:
        keeper.finish()
    _write(batch)


def _write(lines: Sequence[ListLine]) -> None:
    """Save lines again, all in one statement."""
    ListLine.objects.bulk_create(lines, update_conflicts=True, unique_fields=["id"], update_fields=WRITTEN)


def _move(run: ListImport, to: ListState) -> ListImport:
    run.state = to
    run.save(update_fields=["state"])
    return run


def _open_line(line_id: int, by: User) -> ListLine:
    if not (by.is_active and by.is_staff):
        raise ListRefused(_("Only the association does this."), code="person")
    lines: ListLineQuerySet = ListLine.objects.select_for_update(of=("self",)).select_related("list_import")
    line = lines.open().filter(pk=line_id, list_import__state=ListState.DONE).first()
    if line is None:
        raise ListRefused(_("A colleague has dealt with this line already."), code="gone")
    return line


def _settle_task(run: ListImport, *, by: User | None, now: dt.datetime) -> None:
    """One open task for this list while a line of it waits for a person, and none after that."""
    n = run.lines.open().count()
    if n:
        title = ngettext("%(file)s: %(n)d line", "%(file)s: %(n)d lines", n) % {"file": run.file_name, "n": n}
        open_task(kind=OPEN_TASK, subject_id=run.pk, title=title, now=now)
    else:
        resolve_tasks(kind=OPEN_TASK, subject_id=run.pk, by=by, outcome=gettext("Every line is dealt with"), now=now)


def _batches(lines: Iterator[ListLine]) -> Iterator[list[ListLine]]:
    batch: list[ListLine] = []
    for line in lines:
        batch.append(line)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
