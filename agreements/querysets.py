from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from directory.models import Committee
from partnerships.models import Partnership
from sistercities.accounts.models import RecordingGrant
from sistercities.common.visitors import Visitor

from .choices import OVER, WITH_COMMITTEE, WITH_STAFF, Act, Status, Visibility


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
        return Q(Exists(RecordingGrant.objects.current().filter(user=user.pk)), status=Status.REVIEWED)

    def editable_by(self, user: Visitor) -> HandInQuerySet:
        """The committee's editors while it is a draft or was sent back; staff for what staff typed."""
        if not user.is_authenticated:
            return self.none()
        mine = self.filter(status__in=WITH_COMMITTEE)
        if user.is_staff:
            return mine.filter(on_behalf=True)
        return mine.filter(on_behalf=False, committee__in=Committee.objects.edited_by(user))

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

    def recordable_by(self, user: Visitor) -> HandInQuerySet:
        """Reviewed ones, for people with the right to record; who may record this one the service decides."""
        if not user.is_authenticated or not RecordingGrant.objects.current().filter(user=user).exists():
            return self.none()
        return self.filter(status=Status.REVIEWED)

    def for_list(self) -> HandInQuerySet:
        return self.select_related("committee", "started_by").prefetch_related("partnership__parties__community")


class ScanQuerySet(models.QuerySet):
    def visible_to(self, user: Visitor) -> ScanQuerySet:
        """Public files of recorded hand-ins for everyone; all files of a hand-in for those who see the hand-in."""
        from .models import EntryInstrument, HandIn

        recorded = Exists(EntryInstrument.objects.filter(instrument__hand_in=OuterRef("hand_in")))
        public = Q(recorded, visibility=Visibility.PUBLIC)
        if not user.is_authenticated:
            return self.filter(public)
        return self.filter(public | Q(hand_in__in=HandIn.objects.visible_to(user)))

    def signed_documents(self) -> ScanQuerySet:
        from .choices import FileRole

        return self.filter(role=FileRole.SIGNED_DOCUMENT)


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
