"""What stands on the review page beside the papers and the data: obstacles, history, related records."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise

from agreements import authority, completeness
from agreements.models import HandIn, HandInAction, Question, RegistryEntry, Scan, Signature
from agreements.services.handing_in import RECORD_TASK, REVIEW_TASK
from agreements.story import story_of
from directory.models import OfficeHolder
from partnerships.models import Partnership
from sistercities.accounts.models import User
from sistercities.desk.models import Task


@dataclass(frozen=True)
class Step:
    """One line of the history."""

    what: str
    by: str
    at: dt.datetime
    reason: str = ""
    note: str = ""


@dataclass(frozen=True)
class Obstacle:
    """What stops the document; `step` names the form where it is mended, "" if there is none."""

    sentence: str | Promise
    step: str = ""


@dataclass(frozen=True)
class Related:
    """What else the desk knows about this partnership and these files."""

    entries: list[RegistryEntry]
    hand_ins: list[HandIn]
    same_files: list[tuple[Scan, Scan]]
    tasks: list[Task]


def obstacles(hand_in: HandIn, *, on_date: dt.date) -> list[Obstacle]:
    """What stops reviewing and recording on that day, each with the form where it is mended."""
    steps = {str(problem.sentence): problem.step for problem in completeness.problems(hand_in)}
    steps |= {str(problem.sentence): problem.step for problem in completeness.act_problems(hand_in)}
    steps |= {str(stop.sentence): stop.step for stop in authority.stops(hand_in, on_date=on_date)}
    sentences = completeness.obstacles(hand_in, on_date=on_date)
    return [Obstacle(sentence, steps.get(str(sentence), "")) for sentence in sentences]


def history(hand_in: HandIn) -> list[Step]:
    """What happened to the document, oldest first."""
    return _steps(story_of(hand_in))


def changes_since(hand_in: HandIn, revision: int) -> list[Step]:
    """What others did after the page of that revision was made: for "somebody was quicker"."""
    history = hand_in.events  # type: ignore[attr-defined]  # made by pghistory
    later = history.filter(revision__gt=revision).order_by("revision").values_list("pgh_created_at", flat=True)
    first = later.first()
    return _steps(hand_in.actions.select_related("by").filter(at__gte=first)) if first else []


def heads_then(hand_in: HandIn) -> dict[int, list[OfficeHolder]]:
    """By side, whom the directory knows as head on the days on which that side can have signed.

    A hint for the reviewer: a signature never depends on it.
    """
    rows = list(Signature.objects.filter(instrument__hand_in=hand_in).select_related("party"))
    holders = list(OfficeHolder.objects.filter(community__in={row.party.community_id for row in rows}, is_head=True))
    found: dict[int, list[OfficeHolder]] = {}
    for row in rows:
        known = found.setdefault(row.party_id, [])
        known += [holder for holder in holders if holder not in known and _was_head(holder, row)]
    return found


def _was_head(holder: OfficeHolder, row: Signature) -> bool:
    """Whether the term touches the days on which the signature can have been given; any term if no date is known."""
    if holder.community_id != row.party.community_id or row.signed_on is None:
        return holder.community_id == row.party.community_id
    begun = holder.term.lower is None or holder.term.lower <= row.signed_on.latest
    return begun and (holder.term.upper is None or holder.term.upper > row.signed_on.earliest)


def related(hand_in: HandIn, *, by: User) -> Related:
    """Entries and other documents of the partnership, the same files elsewhere, and open tasks about all of them."""
    others = HandIn.objects.visible_to(by).filter(partnership=hand_in.partnership_id).exclude(pk=hand_in.pk)
    scans = {scan.sha256: scan for scan in hand_in.scans.all()}
    elsewhere = Scan.objects.filter(sha256__in=scans).exclude(hand_in=hand_in).select_related("hand_in__committee")
    ids = [hand_in.pk, *others.values_list("pk", flat=True)]
    about = Q(kind__in=(REVIEW_TASK, RECORD_TASK), subject_id__in=ids)
    return Related(
        entries=list(RegistryEntry.objects.filter(partnership=hand_in.partnership_id).order_by("seq")),
        hand_ins=list(others.for_list()),
        same_files=[(scans[scan.sha256], scan) for scan in elsewhere.order_by("-pk")],
        tasks=list(Task.objects.visible_to(by).open().filter(about).for_list()),
    )


def looks(hand_in: HandIn) -> list[Question]:
    """What the association answered about this partnership's text before it was signed, newest first."""
    if hand_in.partnership_id is None:
        return []
    return list(Question.objects.looks().filter(partnership=hand_in.partnership_id).for_list())


def partnership_today(hand_in: HandIn, *, today: dt.date) -> Partnership | None:
    """The partnership with its state and recognition of that day; None while none is chosen."""
    return Partnership.objects.for_list(today).filter(pk=hand_in.partnership_id).first()


def task_of(hand_in: HandIn) -> Task | None:
    """The open task about this document, if there is one."""
    about = Task.objects.open().filter(kind__in=(REVIEW_TASK, RECORD_TASK), subject_id=hand_in.pk)
    return about.for_list().first()


def _steps(actions: Iterable[HandInAction]) -> list[Step]:
    actions = list(actions)
    return [
        Step(
            what=action.in_words,
            by=str(action.by) if action.by else "",
            at=action.at,
            reason=action.reason_label,
            note=action.note,
        )
        for action in actions
    ]
