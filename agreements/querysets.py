from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, Value, When
from django.utils import timezone

from directory.models import Committee, Community
from partnerships.models import Partnership, Party
from sistercities.accounts.models import User
from sistercities.common.visitors import Visitor

from .choices import (
    ABOUT_FILE,
    BARS,
    BY_ASSOCIATION,
    CONTRIBUTING_ACTIONS,
    OVER,
    WITH_COMMITTEE,
    WITH_STAFF,
    Act,
    Status,
    Visibility,
)

if TYPE_CHECKING:
    from .models import PublicCopy, RegistryEntry


class HandInQuerySet(models.QuerySet):
    def visible_to(self, user: Visitor) -> HandInQuerySet:
        """Staff see what was handed in and what they type themselves; a committee sees its own.

        A committee's draft is its own until it is handed in; the other side does not see hand-ins. Whoever was lent
        the right to record sees what waits for the second person.
        """
        if not user.is_authenticated:
            return self.none()
        own = Q(committee__in=Committee.objects.seated_by(user)) | Q(started_by=user)
        if user.is_staff:
            return self.filter(~Q(status=Status.DRAFT) | own)
        return self.filter(Q(committee__in=Committee.objects.seated_by(user)) | self._waits_for(user))

    def on_desk_of(self, user: Visitor) -> HandInQuerySet:
        """What the pages of the desk show: to staff everything but drafts, to others what they may record.

        What somebody has recorded stays open for them.
        """
        from .models import RegistryEntry

        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.exclude(status=Status.DRAFT)
        recorded = RegistryEntry.objects.filter(hand_in=OuterRef("pk"), recorded_by=user)
        return self.filter(self._waits_for(user) | Q(Exists(recorded)))

    def _waits_for(self, user: Visitor) -> Q:
        """Waiting for the second person, if this person has the right to record today."""
        return Q(_has_right(user, timezone.localdate()), status=Status.REVIEWED)

    def editable_by(self, user: Visitor) -> HandInQuerySet:
        """The committee's editors while it is a draft or was sent back; staff for what staff typed."""
        if not user.is_authenticated:
            return self.none()
        mine = self.filter(status__in=WITH_COMMITTEE)
        if user.is_staff:
            return mine.filter(on_behalf=True)
        return mine.filter(on_behalf=False, committee__in=Committee.objects.edited_by(user))

    def takeable_by(self, user: Visitor) -> HandInQuerySet:
        """What a committee types itself and can ask staff to go on with, drafts too: whoever has its sheet finds it."""
        if not (user.is_authenticated and user.is_staff):
            return self.none()
        before_review = (*WITH_COMMITTEE, Status.HANDED_IN)
        return self.filter(on_behalf=False, committee__isnull=False, status__in=before_review)

    def withdrawable_by(self, user: Visitor) -> HandInQuerySet:
        """The committee's editors, and staff for what they typed, at any time before recording."""
        if not user.is_authenticated:
            return self.none()
        alive = self.exclude(status__in=OVER)
        if user.is_staff:
            return alive.filter(on_behalf=True)
        return alive.filter(committee__in=Committee.objects.edited_by(user))

    def reviewable_by(self, user: Visitor) -> HandInQuerySet:
        """What staff work on now."""
        return self.filter(status__in=WITH_STAFF) if user.is_authenticated and user.is_staff else self.none()

    def returnable_by(self, user: Visitor) -> HandInQuerySet:
        """What staff work on now; whoever was lent the right to record returns what waits for the second person.

        What the association decides itself has nobody to be sent back to.
        """
        sent = self.exclude(act__in=BY_ASSOCIATION)
        if not user.is_authenticated or user.is_staff:
            return sent.reviewable_by(user)
        return sent.filter(self._waits_for(user))

    def with_bars(self, person: Visitor, *, on_date: dt.date) -> HandInQuerySet:
        """Annotate, as `BARS` names them, what keeps this person from recording each document on that day.

        The one rule for who may be the second person. The database refuses the same people by a trigger.
        """
        from .models import HandInAction

        noted = HandInAction.objects.filter(hand_in=OuterRef("pk"), by=person.pk, kind__in=CONTRIBUTING_ACTIONS)
        hands = Q(started_by=person.pk) | Q(handed_in_by=person.pk) | Q(true_copy_by=person.pk) | Q(Exists(noted))
        seats = Community.objects.seated_by(person)
        bars = {
            "lacks_right": ~_has_right(person, on_date),
            "is_reviewer": Case(When(reviewed_by=person.pk, then=Value(True)), default=Value(False)),
            "has_hand": Case(When(hands, then=Value(True)), default=Value(False)),
            "has_seat": Exists(Party.objects.filter(partnership=OuterRef("partnership"), community__in=seats)),
        }
        return self.annotate(**bars)

    def recordable_by(self, person: Visitor, *, on_date: dt.date) -> HandInQuerySet:
        """Those that nothing keeps this person from recording, now or once they are reviewed."""
        return self.with_bars(person, on_date=on_date).filter(**dict.fromkeys(BARS, False))

    def for_list(self) -> HandInQuerySet:
        related = ("committee", "started_by", "founding", "acting_party__community")
        return self.select_related(*related).prefetch_related("partnership__parties__community")


class ScanQuerySet(models.QuerySet):
    def in_document(self) -> ScanQuerySet:
        """Without the pages that were left out: what is shown, attached and named, in this order."""
        return self.filter(is_left_out=False).order_by("hand_in_id", "position", "pk")

    def visible_to(self, user: Visitor) -> ScanQuerySet:
        """Public files of recorded hand-ins for everyone; all files of a hand-in for those who see the hand-in.

        Of a file with a public copy everyone gets the copy alone, its original is read by those who see the hand-in
        and by those who may record. A file that is withheld is read by those who may record, and by nobody else; one
        that was destroyed by order by nobody.
        """
        from .models import HandIn

        recorded = _is_recorded("hand_in")
        copied = Exists(_copies_that_count(scan="pk", sha256="sha256"))
        withheld = _is_withheld("sha256")
        public = Q(recorded, ~copied, ~withheld, visibility=Visibility.PUBLIC, is_left_out=False)
        if not user.is_authenticated:
            return self.kept().filter(public)
        recorder = Q(_has_right(user, timezone.localdate()))
        own = Q(hand_in__in=HandIn.objects.visible_to(user)) & (recorder | ~Q(recorded & withheld))
        kept = Q(recorder, recorded, visibility=Visibility.PUBLIC, is_left_out=False)
        return self.kept().filter(public | own | kept)

    def kept(self) -> ScanQuerySet:
        """Without those of which the register says that they were destroyed by order, on the register or not."""
        return self.exclude(is_destroyed("sha256"))

    def decidable_about(self, founding: RegistryEntry, *, by_order: bool = False) -> ScanQuerySet:
        """The public files of a founding entry and of its later acts that are not withheld.

        `by_order`: those that can still be destroyed by order, withheld or not.
        """
        from .models import RegistryEntry

        entries = RegistryEntry.objects.filter(Q(pk=founding.pk) | Q(founding=founding))
        mine = self.in_document().filter(visibility=Visibility.PUBLIC, hand_in__in=entries.values("hand_in"))
        return mine.kept() if by_order else mine.exclude(_is_withheld("sha256"))


class PublicCopyQuerySet(models.QuerySet):
    def that_count(self) -> PublicCopyQuerySet:
        """Made before recording, or by a decision that is recorded."""
        return self.filter(Q(decision=None) | Q(_is_recorded("decision")))

    def that_overtake(self, copy: PublicCopy) -> PublicCopyQuerySet:
        """Newer copies of the same file that count: with one of them that copy would never be shown."""
        return self.that_count().filter(pk__gt=copy.pk, scan__sha256=copy.scan.sha256, decision__isnull=False)

    def of_records(self) -> PublicCopyQuerySet:
        """Those that the register names."""
        return self.that_count().filter(_is_recorded("scan__hand_in"))

    def visible_to(self, user: Visitor) -> PublicCopyQuerySet:
        """The newest copy of each recorded file for everyone, of a withheld one none.

        All copies for those who see the hand-in, and the decision that brings the copy; those of a withheld file for
        those who may record, and for nobody else; of one that was destroyed by order there is none.
        """
        from .models import HandIn

        newer = _copies_that_count(scan="scan", sha256="scan__sha256").filter(pk__gt=OuterRef("pk"))
        shown = self.of_records().filter(scan__visibility=Visibility.PUBLIC, scan__is_left_out=False)
        withheld = _is_withheld("scan__sha256")
        public = shown.exclude(Exists(newer)).exclude(withheld)
        if not user.is_authenticated:
            return public
        recorder = Q(_has_right(user, timezone.localdate()))
        seen = HandIn.objects.visible_to(user)
        own = self.filter(Q(decision=None, scan__hand_in__in=seen) | Q(decision__in=seen))
        own = own.filter(recorder | ~Q(_is_recorded("scan__hand_in") & withheld))
        kept = shown.filter(recorder & withheld)
        found = Q(pk__in=public.values("pk")) | Q(pk__in=own.values("pk")) | Q(pk__in=kept.values("pk"))
        return self.filter(found).exclude(is_destroyed("scan__sha256"))


class RegistryEntryQuerySet(models.QuerySet):
    def about_files(self, fingerprints: Iterable[str] | models.QuerySet) -> RegistryEntryQuerySet:
        """The public copies and withholdings of files with these fingerprints, in the order of the register."""
        return self.filter(act__in=ABOUT_FILE, hand_in__about_scan__sha256__in=fingerprints).order_by("seq")

    def withholdings(self) -> RegistryEntryQuerySet:
        return self.filter(act=Act.WITHHOLDING)

    def ordering_destruction(self) -> RegistryEntryQuerySet:
        """The withholdings that say by whose order their file was destroyed."""
        return self.withholdings().exclude(hand_in__destroyed_by_order_of="")

    def showing_file(self, sha256: str) -> RegistryEntryQuerySet:
        """The entries that rest on papers with this public file."""
        from .models import Scan

        files = Scan.objects.in_document().filter(sha256=sha256, visibility=Visibility.PUBLIC)
        return self.filter(rests_on__instrument__hand_in__in=files.values("hand_in")).distinct()

    def founding(self) -> RegistryEntryQuerySet:
        return self.filter(act=Act.FOUNDING)

    def not_void(self) -> RegistryEntryQuerySet:
        """Founding entries to which no later act declares them void."""
        from .models import RegistryEntry

        return self.exclude(Exists(RegistryEntry.objects.filter(act=Act.VOID, founding=OuterRef("pk"))))

    def search(self, text: str) -> RegistryEntryQuerySet:
        """By number, or by the names of the communities."""
        partnerships = Partnership.objects.search(text)
        return self.filter(Q(number__icontains=text.strip()) | Q(partnership__in=partnerships.values("pk")))

    def in_country(self, country: str) -> RegistryEntryQuerySet:
        """Entries of partnerships with a side in that country (ISO alpha-2)."""
        return self.filter(partnership__in=Partnership.objects.in_country(country).values("pk"))

    def for_list(self) -> RegistryEntryQuerySet:
        return self.prefetch_related(Prefetch("partnership", Partnership.objects.with_parties())).order_by("-seq")


def _is_recorded(hand_in: str) -> Exists:
    """Whether an entry of the register rests on the papers of that hand-in."""
    from .models import EntryInstrument

    return Exists(EntryInstrument.objects.filter(instrument__hand_in=OuterRef(hand_in)))


def _is_withheld(sha256: str) -> Exists:
    """Whether a recorded decision withholds the file of that fingerprint, wherever on the register it stands."""
    from .models import RegistryEntry

    return Exists(RegistryEntry.objects.withholdings().filter(hand_in__about_scan__sha256=OuterRef(sha256)))


def is_destroyed(sha256: str) -> Exists:
    """Whether a recorded decision says that the file of that fingerprint was destroyed by order."""
    from .models import RegistryEntry

    return Exists(RegistryEntry.objects.ordering_destruction().filter(hand_in__about_scan__sha256=OuterRef(sha256)))


def _copies_that_count(*, scan: str, sha256: str) -> PublicCopyQuerySet:
    """The copies of a file: its own made before recording, and those of decisions about a file of its fingerprint."""
    from .models import PublicCopy

    rows = PublicCopy.objects.that_count()
    return rows.filter(Q(decision=None, scan=OuterRef(scan)) | Q(decision__isnull=False, scan__sha256=OuterRef(sha256)))


def _has_right(person: Visitor, on_date: dt.date) -> Exists:
    """Whether this person holds the right to record on that day."""
    return Exists(User.objects.recorders(on_date).filter(pk=person.pk))
