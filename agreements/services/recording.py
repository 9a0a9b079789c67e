"""The second person: one transaction makes a reviewed document an entry of the register."""

import datetime as dt

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements import canonical, completeness, letters, standing
from agreements.choices import ABOUT_FILE, BOTH_SIDES, Act, ActionKind, Status
from agreements.models import EntryInstrument, HandIn, RegistryEntry, Scan
from agreements.pdf_versions import acts_about
from partnerships.models import DateClaim, Partnership, Party
from partnerships.services import confirm_by_committee, move_to_programs, rewrite_state_periods, set_kind
from partnerships.stages import ClaimKind, SourceRank
from sistercities.accounts.models import User
from sistercities.common.history import because
from sistercities.desk.print_batches import print_anew_with
from sistercities.desk.services import resolve_tasks
from sistercities.post.effects import promise

from .changing import HandInRefused, lock, note
from .handing_in import RECORD_TASK
from .reviewing import refuse_if_taken
from .second_person import objections
from .telling import ask_to_tell


class RecordRefused(HandInRefused):
    """The document was not recorded; nothing was written and no number was used."""


@transaction.atomic
def record_hand_in(*, hand_in_id: int, by: User, preview_sha256: str, now: dt.datetime) -> RegistryEntry:
    """Record a reviewed document: entry with number and chain, the state that follows, the promise of the PDF.

    A founding act also moves the partnership to programs and brings the dates of its document. After an act about a
    file no PDF that shows it is served any more, on paper behind a letter neither, and a new version of each is
    promised; where it orders that the file be destroyed, nobody gets it from then on, and its removal is promised.

    `preview_sha256` is the fingerprint of the draft canonical text that the preview showed. Refused
    (RecordRefused): not reviewed, anything changed since review or preview, a missing signature, a person with a
    part in it, an open membership; HandInRefused: a colleague has taken it. Safe in parallel: one recording at a
    time holds the register's lock, from choosing the number until commit.
    """
    hand_in = lock(hand_in_id)
    if hand_in.status != Status.REVIEWED or hand_in.partnership is None or hand_in.reviewed_by is None:
        raise RecordRefused(_("This document has not been reviewed, or its review was cleared."), code="status")
    today = timezone.localdate(now)
    if stops := objections(hand_in, by=by, on_date=today):
        raise RecordRefused([str(sentence) for sentence in stops], code="person")
    refuse_if_taken(hand_in, by=by, kinds=(RECORD_TASK,))
    partnership = Partnership.objects.select_for_update().get(pk=hand_in.partnership.pk)
    content = canonical.draft(hand_in)
    if not canonical.sha256(canonical.as_text(content)) == hand_in.snapshot_sha256 == preview_sha256:
        raise RecordRefused(
            _("The document changed after the page was made. Look at the preview again."), code="changed"
        )
    if open_sides := standing.open_membership_of(hand_in, on_date=today):
        raise RecordRefused(str(standing.refusal(open_sides)), code="standing")
    if stops := completeness.obstacles(hand_in, on_date=today):
        raise RecordRefused([str(sentence) for sentence in stops], code="incomplete")
    entry = _append(hand_in, content, partnership=partnership, reviewer=hand_in.reviewed_by, by=by, now=now)
    because(ActionKind.RECORDED.value, entry.number)
    hand_in.status = Status.RECORDED
    hand_in.save(update_fields=["status"])
    note(hand_in, ActionKind.RECORDED, by=by, at=now, text=entry.number)
    resolve_tasks(kind=RECORD_TASK, subject_id=hand_in.pk, by=by, outcome=entry.number, now=now)
    if hand_in.act in BOTH_SIDES:
        set_kind(partnership=partnership, kind=hand_in.relationship)
    if hand_in.act == Act.FOUNDING:
        move_to_programs(partnership=partnership, by=by, at=now, reason=entry.number)
        _claim_dates(entry)
    rewrite_state_periods(partnership_id=partnership.pk)
    _confirm(hand_in, entry)
    promise("agreements.seal_entry", entry.pk, 1, key=f"seal:{entry.number}:1")
    if hand_in.act in ABOUT_FILE and hand_in.about_scan:
        _renew_pdfs(hand_in.about_scan)
    if hand_in.destroyed_by_order_of:
        promise("agreements.destroy_file", entry.pk, key=f"destroy:{entry.number}")
    letters.write_recorded(hand_in, entry)
    ask_to_tell(hand_in, entry, now=now)
    return entry


def _append(
    hand_in: HandIn,
    content: canonical.Canonical,
    *,
    partnership: Partnership,
    reviewer: User,
    by: User,
    now: dt.datetime,
) -> RegistryEntry:
    """Take the register's lock, the next place and number, and write the entry with the papers it rests on.

    Of two at once the one that began first may come second: its moment is then that of the entry before it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('agreements_register'))")
    newest = RegistryEntry.objects.order_by("-seq").first()
    seq = newest.seq + 1 if newest else 1
    previous_hash = newest.hash if newest else canonical.NO_PREVIOUS
    recorded_at = max(now.replace(microsecond=0), newest.recorded_at) if newest else now.replace(microsecond=0)
    number = _next_number(hand_in.founding, year=timezone.localdate(recorded_at).year)
    text = canonical.as_text(canonical.final(content, seq=seq, number=number, recorded_at=recorded_at))
    entry = RegistryEntry.objects.create(
        seq=seq,
        number=number,
        act=hand_in.act,
        founding=hand_in.founding,
        partnership=partnership,
        hand_in=hand_in,
        kind=content["kind"],
        recorded_at=recorded_at,
        received_on=dt.date.fromisoformat(content["received_on"]),
        canonical=text,
        previous_hash=previous_hash,
        hash=canonical.chained_hash(previous_hash, text),
        reviewed_by=reviewer,
        recorded_by=by,
    )
    EntryInstrument.objects.bulk_create(
        EntryInstrument(entry=entry, instrument=paper, n=n)
        for n, paper in enumerate(hand_in.instruments.all(), start=1)
    )
    return entry


def _renew_pdfs(scan: Scan) -> None:
    """Promise the next version of every PDF that shows or carries this file, and of printed letters with one of them.

    Only under the register's lock: each act about a file of an entry makes exactly one version of its PDF.
    """
    entries = RegistryEntry.objects.showing_file(scan.sha256)
    for entry in entries:
        version = 1 + len(acts_about(entry))
        promise("agreements.seal_entry", entry.pk, version, key=f"seal:{entry.number}:{version}")
    print_anew_with(enclosures=[entry.number for entry in entries])


def _next_number(founding: RegistryEntry | None, *, year: int) -> str:
    """`SC-<year>-<5 digits>`, gapless in the year; a later act counts on from its founding entry, gapless from 1.

    Only under the register's lock.
    """
    if founding:
        return f"{founding.number}-{RegistryEntry.objects.filter(founding=founding).count() + 1}"
    prefix = f"SC-{year}-"
    newest = RegistryEntry.objects.founding().filter(number__startswith=prefix).order_by("-number").first()
    return f"{prefix}{int(newest.number[-5:]) + 1 if newest else 1:05d}"


def _confirm(hand_in: HandIn, entry: RegistryEntry) -> None:
    """A committee that hands a document in says with it, on the day of receipt, that the partnership is alive.

    Who suspends or ends it does not.
    """
    if hand_in.committee_id is None or hand_in.act in (Act.SUSPENSION, Act.TERMINATION):
        return
    confirm_by_committee(
        partnership=entry.partnership,
        committee_id=hand_in.committee_id,
        on=entry.received_on,
        how=entry.number,
        by=hand_in.handed_in_by,
    )


def _claim_dates(entry: RegistryEntry) -> None:
    """The dates of the document become claims of the partnership, with the entry as their source."""
    sides = {party.side: party for party in Party.objects.filter(partnership=entry.partnership_id)}
    ranks = {ClaimKind.COUNCIL_VOTE: SourceRank.COUNCIL_RECORD}
    DateClaim.objects.bulk_create(
        (
            DateClaim(
                partnership_id=entry.partnership_id,
                kind=row["kind"],
                party=sides.get(row["side"]),
                value=row["value"],
                rank=ranks.get(row["kind"], SourceRank.SIGNED_DOCUMENT),
                source=entry.number,
                source_url=settings.PUBLIC_URL + entry.get_absolute_url(),
            )
            for row in canonical.parsed(entry.canonical)["dates"]
        ),
        ignore_conflicts=True,
    )
