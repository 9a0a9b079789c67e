from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, Value, When
from django.utils import timezone

from directory.models import Committee, Community
from partnerships.models import Partnership, Party
from sistercities.accounts.models import User
from sistercities.common.visitors import Visitor

from .choices import (
    BARS,
    BOTH_SIDES,
    BY_ASSOCIATION,
    CONTRIBUTING_ACTIONS,
    OVER,
    WITH_COMMITTEE,
    WITH_STAFF,
    Act,
    Status,
    Visibility,
)


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

    def told_of_by(self, user: Visitor) -> HandInQuerySet:
        """Recorded documents about which staff write to a side that did not take part."""
        is_staff = user.is_authenticated and user.is_staff
        return self.filter(status=Status.RECORDED).exclude(act__in=BOTH_SIDES) if is_staff else self.none()

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

        Of a file with a public copy everyone gets the copy alone.
        """
        from .models import EntryInstrument, HandIn, PublicCopy

        recorded = Exists(EntryInstrument.objects.filter(instrument__hand_in=OuterRef("hand_in")))
        copied = Exists(PublicCopy.objects.filter(scan=OuterRef("pk")))
        public = Q(recorded, ~copied, visibility=Visibility.PUBLIC, is_left_out=False)
        if not user.is_authenticated:
            return self.filter(public)
        return self.filter(public | Q(hand_in__in=HandIn.objects.visible_to(user)))


class PublicCopyQuerySet(models.QuerySet):
    def of_records(self) -> PublicCopyQuerySet:
        """Those that the register names."""
        from .models import EntryInstrument

        return self.filter(Exists(EntryInstrument.objects.filter(instrument__hand_in=OuterRef("scan__hand_in"))))

    def visible_to(self, user: Visitor) -> PublicCopyQuerySet:
        """The newest copy of each recorded file for everyone; all copies for those who see the hand-in."""
        from .models import HandIn, PublicCopy

        newer = Exists(PublicCopy.objects.filter(scan=OuterRef("scan"), pk__gt=OuterRef("pk")))
        public = self.of_records().filter(~newer, scan__visibility=Visibility.PUBLIC, scan__is_left_out=False)
        if not user.is_authenticated:
            return public
        own = self.filter(scan__hand_in__in=HandIn.objects.visible_to(user))
        return self.filter(Q(pk__in=public.values("pk")) | Q(pk__in=own.values("pk")))


class RegistryEntryQuerySet(models.QuerySet):
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


def _has_right(person: Visitor, on_date: dt.date) -> Exists:
    """Whether this person holds the right to record on that day."""
    return Exists(User.objects.recorders(on_date).filter(pk=person.pk))
