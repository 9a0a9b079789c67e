"""The kinds of task that documents bring to the desk, the lines that help to choose one, and documents begun there."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import OuterRef, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from agreements import standing
from agreements.choices import BY_ASSOCIATION, ONE_SIDE, WITH_COMMITTEE, Arrival
from agreements.models import HandIn, HandInAction, Signature
from agreements.services.handing_in import ASK_TASK, RECORD_TASK, REVIEW_TASK
from agreements.services.second_person import who_may_record
from sistercities.accounts.models import Absence, User
from sistercities.common.names import sides_in_line
from sistercities.desk import handovers
from sistercities.desk.kinds import Lines, TaskKind, register


def review_details(hand_in_ids: Collection[int]) -> Mapping[int, Lines]:
    """From whom and how it came, when, how much paper, and which side has not signed."""
    rows = HandIn.objects.filter(pk__in=hand_in_ids).select_related("committee")
    counted = rows.annotate(pages=Sum("scans__pages"))
    unsigned = _unsigned(hand_in_ids)
    return {row.pk: [*unsigned.get(row.pk, []), _whence(row), _how_much(row)] for row in counted}


def ask_details(hand_in_ids: Collection[int]) -> Mapping[int, Lines]:
    """Who is to be asked, and how the document came."""
    rows = HandIn.objects.filter(pk__in=hand_in_ids).select_related("committee")
    return {row.pk: [line for line in (_whence(row), _received(row)) if line] for row in rows}


def record_details(hand_in_ids: Collection[int]) -> Mapping[int, Lines]:
    """Who reviewed it, and who could record it today, or which membership it waits for."""
    today = timezone.localdate()
    rows = list(HandIn.objects.filter(pk__in=hand_in_ids).select_related("reviewed_by"))
    people, open_sides = who_could_record(rows, today=today), standing.open_memberships(hand_in_ids, on_date=today)
    return {
        row.pk: [
            _reviewed(row),
            standing.in_a_line(open_sides[row.pk]) if row.pk in open_sides else people[row.pk],
        ]
        for row in rows
    }


def who_could_record(hand_ins: Sequence[HandIn], *, today: dt.date) -> dict[int, str]:
    """By document, in a sentence: who could record it today, and who could if they were here."""
    people = who_may_record(hand_ins, on_date=today)
    away = {row.user_id: row.in_words(today) for row in Absence.objects.on(today)}
    return {hand_in.pk: _who_is_here(people[hand_in.pk], away) for hand_in in hand_ins}


def what_they_may_record(hand_in_ids: Collection[int], person: User, on_date: dt.date) -> Collection[int]:
    """Those of the documents that this person could record on that day; none that waits for a membership."""
    rows = HandIn.objects.filter(pk__in=hand_in_ids).recordable_by(person, on_date=on_date)
    return set(rows.values_list("pk", flat=True)) - standing.open_memberships(hand_in_ids, on_date=on_date).keys()


def began_on_behalf(person: User) -> Sequence[handovers.Begun]:
    """What this person typed for somebody and nobody handed in yet, or what was sent back and waits to be mended."""
    rows = HandIn.objects.filter(started_by=person, on_behalf=True, status__in=WITH_COMMITTEE)
    return [handovers.Begun(_draft(row), reverse("handin_arrival", args=[row.pk])) for row in rows.for_list()]


def acts() -> QuerySet[HandInAction]:
    """What the holder of a task did with its document."""
    return HandInAction.objects.filter(hand_in=OuterRef("subject_id"), by=OuterRef("claimed_by"))


def who_can_finish(names: Sequence[str], away: Sequence[str] = ()) -> str:
    """Who could record the document, in a sentence. `away`: those who could if they were here, each with until when."""
    absent = get_text_list(list(away), gettext("and"))
    if away and not names:
        return gettext("Nobody who is here can record it; %(absent)s") % {"absent": absent}
    if away:
        people = get_text_list(list(names), gettext("or"))
        return gettext("%(people)s can record it; %(absent)s") % {"people": people, "absent": absent}
    if not names:
        return gettext(
            "Nobody can record it now: everybody with that right has a part in it. Lend the right to an officer"
        )
    return gettext("%(people)s can record it") % {"people": get_text_list(list(names), gettext("or"))}


def _who_is_here(people: Sequence[User], away: Mapping[int, str]) -> str:
    here = [str(person) for person in people if person.pk not in away]
    return who_can_finish(here, [f"{person} ({away[person.pk]})" for person in people if person.pk in away])


def _draft(row: HandIn) -> str:
    """What it is about and from whom it came, from what `for_list` fetched."""
    sides = sorted(row.partnership.parties.all(), key=lambda party: party.side) if row.partnership else []
    about = sides_in_line(party.community.name for party in sides) if sides else gettext("No partnership chosen yet")
    return ", ".join(part for part in (about, row.arrived_from) if part)


def _whence(row: HandIn) -> str:
    sender = row.arrived_from or (row.committee.name if row.committee else "")
    how = "" if row.arrival == Arrival.PORTAL else row.get_arrival_display().lower()
    return ", ".join(part for part in (sender, how) if part)


def _how_much(row: Any) -> str:
    """Of a hand-in of the queue: its files and pages, counted by the query."""
    pages = row.pages or 0
    amount = ngettext("%(pages)d page", "%(pages)d pages", pages) % {"pages": pages}
    return ", ".join((_received(row), amount))


def _reviewed(row: HandIn) -> str:
    return ", ".join((_received(row), gettext("reviewed by %(name)s") % {"name": row.reviewed_by}))


def _received(row: HandIn) -> str:
    return gettext("received %(day)s") % {"day": date_format(row.received_on, "j M") if row.received_on else "-"}


def _unsigned(hand_in_ids: Collection[int]) -> dict[int, list[str]]:
    """By hand-in, a line for each side whose signature is missing."""
    papers = HandIn.objects.filter(pk__in=hand_in_ids).exclude(act__in=BY_ASSOCIATION)
    alone = dict(papers.filter(act__in=ONE_SIDE).values_list("pk", "acting_party"))
    sides = papers.order_by("partnership__parties__side").values_list(
        "pk", "partnership__parties", "partnership__parties__community__name"
    )
    signed = set(Signature.objects.filter(instrument__hand_in__in=papers).values_list("instrument__hand_in", "party"))
    found: dict[int, list[str]] = {}
    for hand_in_id, party_id, name in sides:
        is_asked = party_id == alone.get(hand_in_id, party_id)
        if party_id and is_asked and (hand_in_id, party_id) not in signed:
            found.setdefault(hand_in_id, []).append(gettext("The signature of %(side)s is missing") % {"side": name})
    return found


register(
    TaskKind(
        REVIEW_TASK,
        _("Document to review"),
        lambda subject_id: reverse("handin_review", args=[subject_id]),
        review_details,
        acts=acts,
    )
)
register(
    TaskKind(
        ASK_TASK,
        _("Something to ask the sender for"),
        lambda subject_id: reverse("handin_detail", args=[subject_id]),
        ask_details,
        acts=acts,
    )
)
register(
    TaskKind(
        RECORD_TASK,
        _("Document to record"),
        lambda subject_id: reverse("handin_record", args=[subject_id]),
        record_details,
        what_they_may_record,
        acts,
    )
)
handovers.register(
    handovers.Handover(
        "documents",
        _("Documents typed for somebody and not handed in"),
        _("Everybody of the staff can go on with them; they stay begun by the one who began them."),
        began_on_behalf,
    )
)
