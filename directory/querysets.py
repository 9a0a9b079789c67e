from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now, TruncDate

from sistercities.common.names import fold

from .choices import EDITING_ROLES, Role


class CommunityQuerySet(models.QuerySet):
    def for_list(self) -> CommunityQuerySet:
        return self.order_by("sort_key", "country", "subdivision_name", "pk")

    def current(self) -> CommunityQuerySet:
        """Without those that were merged into another."""
        return self.filter(merged_into=None)

    def search(self, text: str) -> CommunityQuerySet:
        """Communities one of whose names holds every word of `text`, accents and case aside."""
        from .models import CommunityName

        names = CommunityName.objects.filter(community=OuterRef("pk"))
        for word in fold(text).split():
            names = names.filter(folded__contains=word)
        return self.filter(Exists(names))

    def with_standing(self, on_date: dt.date) -> CommunityQuerySet:
        """Annotate `is_member`: a membership covers that day."""
        from .models import Membership

        return self.annotate(is_member=Exists(Membership.objects.on(on_date).filter(community=OuterRef("pk"))))

    def _seated(self, seats: SeatQuerySet) -> CommunityQuerySet:
        return self.filter(
            Exists(seats.filter(committee__communities=OuterRef("pk"))) | Exists(seats.filter(community=OuterRef("pk")))
        )

    def edited_by(self, user) -> CommunityQuerySet:
        """Communities for which this person may change things: an editing seat on one of their committees."""
        from .models import Seat

        return self.filter(
            Exists(Seat.objects.current().held_by(user).editing().filter(committee__communities=OuterRef("pk")))
        )

    def seated_by(self, user) -> CommunityQuerySet:
        """Communities on whose side this person sits in any role, guest seats included."""
        from .models import Seat

        return self._seated(Seat.objects.current().held_by(user))


class CommitteeQuerySet(models.QuerySet):
    def edited_by(self, user) -> CommitteeQuerySet:
        """Committees this person may act for; staff for all of them (on behalf)."""
        from .models import Seat

        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self
        return self.filter(Exists(Seat.objects.current().held_by(user).editing().filter(committee=OuterRef("pk"))))

    def coordinated_by(self, user) -> CommitteeQuerySet:
        """Committees whose seats this person may give and take away; staff for all of them."""
        from .models import Seat

        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self
        held = Seat.objects.current().held_by(user).filter(role=Role.COORDINATOR, committee=OuterRef("pk"))
        return self.filter(Exists(held))

    def seated_by(self, user) -> CommitteeQuerySet:
        """Committees on which this person has any seat."""
        from .models import Seat

        if not user.is_authenticated:
            return self.none()
        return self.filter(Exists(Seat.objects.current().held_by(user).filter(committee=OuterRef("pk"))))


class SeatQuerySet(models.QuerySet):
    def current(self) -> SeatQuerySet:
        """Seats that are held today (the database's day in the association's zone)."""
        today = TruncDate(Now())
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=today), starts_on__lte=today)

    def held_by(self, user) -> SeatQuerySet:
        return self.filter(user_id=user.pk, user__is_active=True) if user.is_authenticated else self.none()

    def editing(self) -> SeatQuerySet:
        return self.filter(role__in=EDITING_ROLES)


class MembershipQuerySet(models.QuerySet):
    def on(self, date: dt.date) -> MembershipQuerySet:
        return self.filter(period__contains=date)


class InvitationQuerySet(models.QuerySet):
    def open(self, now: dt.datetime) -> InvitationQuerySet:
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)

    def managed_by(self, user) -> InvitationQuerySet:
        """Invitations that this person may see and withdraw."""
        from .models import Committee

        if not user.is_authenticated:
            return self.none()
        return self if user.is_staff else self.filter(committee__in=Committee.objects.coordinated_by(user))
