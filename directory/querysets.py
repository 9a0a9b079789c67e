from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now, TruncDate

from sistercities.common.names import name_key
from sistercities.common.visitors import Visitor

from .choices import EDITING_ROLES, NameKind, Role
from .disclosure import COMMUNITY, disclosed
from .searching import Wanted


class CommunityQuerySet(models.QuerySet):
    def for_list(self) -> CommunityQuerySet:
        return self.order_by("sort_key", "country", "subdivision_name", "pk")

    def current(self) -> CommunityQuerySet:
        """Without those that were merged into another."""
        return self.filter(merged_into=None)

    def public(self) -> CommunityQuerySet:
        """What visitors find.

        A community that somebody typed into a document is not among them before it has a public partnership or
        a membership, or staff take its mark away.
        """
        return self.visible_to(AnonymousUser())

    def visible_to(self, user: Visitor) -> CommunityQuerySet:
        """Public ones for everyone; one typed into a document for those who see that document; for staff all."""
        from .models import Membership

        if user.is_authenticated and user.is_staff:
            return self
        member = Exists(Membership.objects.filter(community=OuterRef("pk")))
        return self.filter(Q(is_proposed=False) | Q(member) | disclosed(COMMUNITY, user))

    def search(self, text: str | Wanted) -> CommunityQuerySet:
        """Communities one of whose names holds every word of `text`, in the state or country named after it.

        "Portland, Oregon", "portland or", "cordoba argentina", "長崎". Nothing is found under no words.
        """
        return self.filter(Wanted.read(text).among(_names()))

    def similar(self, text: str | Wanted) -> CommunityQuerySet:
        """Communities with a name that is written nearly like `text`, nearest first: for a typing mistake."""
        from .models import CommunityName

        return Wanted.read(text).similar(self, CommunityName.objects.all(), "community")

    def called(self, text: str) -> CommunityQuerySet:
        """Communities one of whose names is `text`, as `name_key` compares them."""
        return self.filter(Exists(_names().filter(folded=name_key(text))))

    def by_closeness(self, text: str | Wanted) -> CommunityQuerySet:
        """Order what `search(text)` finds: the whole name first, then its beginning, larger places before smaller."""
        closeness = Wanted.read(text).closeness(_names(), main=Q(kind=NameKind.MAIN))
        return self.annotate(closeness=closeness).order_by(
            "closeness", F("population").desc(nulls_last=True), "sort_key", "pk"
        )

    def with_standing(self, on_date: dt.date) -> CommunityQuerySet:
        """Annotate `is_member`: a membership covers that day."""
        from .models import Membership

        return self.annotate(is_member=Exists(Membership.objects.on(on_date).filter(community=OuterRef("pk"))))

    def guests_managed_by(self, user: Visitor) -> CommunityQuerySet:
        """Communities to which this person may invite guests of the other side: staff, all of them."""
        return self if user.is_authenticated and user.is_staff else self.none()

    def _seated(self, seats: SeatQuerySet) -> CommunityQuerySet:
        return self.filter(
            Exists(seats.filter(committee__communities=OuterRef("pk"))) | Exists(seats.filter(community=OuterRef("pk")))
        )

    def edited_by(self, user: Visitor) -> CommunityQuerySet:
        """Communities for which this person may change things: an editing seat on one of their committees."""
        from .models import Seat

        return self.filter(
            Exists(Seat.objects.current().held_by(user).editing().filter(committee__communities=OuterRef("pk")))
        )

    def seated_by(self, user: Visitor) -> CommunityQuerySet:
        """Communities on whose side this person sits in any role, guest seats included."""
        from .models import Seat

        return self._seated(Seat.objects.current().held_by(user))


class CommitteeQuerySet(models.QuerySet):
    def edited_by(self, user: Visitor) -> CommitteeQuerySet:
        """Committees this person may act for; staff for all of them (on behalf)."""
        from .models import Seat

        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self
        return self.filter(Exists(Seat.objects.current().held_by(user).editing().filter(committee=OuterRef("pk"))))

    def coordinated_by(self, user: Visitor) -> CommitteeQuerySet:
        """Committees whose seats this person may give and take away; staff for all of them."""
        from .models import Seat

        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self
        held = Seat.objects.current().held_by(user).filter(role=Role.COORDINATOR, committee=OuterRef("pk"))
        return self.filter(Exists(held))

    def looking_after(self, communities: models.QuerySet[Any, Any]) -> CommitteeQuerySet:
        """Committees of at least one of these communities, given as a query for their keys."""
        from .models import Committee

        places = Committee.communities.through.objects.filter(committee=OuterRef("pk"))
        return self.filter(Exists(places.filter(community__in=communities)))

    def search(self, text: str) -> CommitteeQuerySet:
        """Committees by their own name or by a name of one of their communities."""
        from .models import Community

        found = Community.objects.search(text).filter(committees=OuterRef("pk"))
        return self.filter(Q(name__icontains=text.strip()) | Exists(found))

    def with_main_contacts(self) -> CommitteeQuerySet:
        """Annotate `has_main_contact`: somebody holds that seat today."""
        from .models import Seat

        held = Seat.objects.current().filter(committee=OuterRef("pk"), role=Role.COORDINATOR)
        return self.annotate(has_main_contact=Exists(held)).prefetch_related("communities").order_by("name", "pk")

    def visible_to(self, user: Visitor) -> CommitteeQuerySet:
        """Committees whose people this person sees: everybody with a seat there, and staff."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_staff else self.seated_by(user)

    def seated_by(self, user: Visitor) -> CommitteeQuerySet:
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

    def held_by(self, user: Visitor) -> SeatQuerySet:
        return self.filter(user_id=user.pk, user__is_active=True) if user.is_authenticated else self.none()

    def editing(self) -> SeatQuerySet:
        return self.filter(role__in=EDITING_ROLES)

    def on_sides(self, communities: models.QuerySet[Any, Any]) -> SeatQuerySet:
        """Seats of the committees that look after one of these communities, and of guests for one of them."""
        from .models import Committee

        return self.filter(Q(committee__in=Committee.objects.looking_after(communities)) | Q(community__in=communities))

    def ended(self) -> SeatQuerySet:
        return self.filter(ends_on__lte=TruncDate(Now()))

    def managed_by(self, user: Visitor) -> SeatQuerySet:
        """Seats that this person may change and end: main contacts on their committee, staff everywhere."""
        from .models import Committee

        if not user.is_authenticated:
            return self.none()
        return self if user.is_staff else self.filter(committee__in=Committee.objects.coordinated_by(user))

    def handed_over_by(self, user: Visitor) -> SeatQuerySet:
        """Seats that this person may hand over: those that they hold themselves as a main contact."""
        return self.current().held_by(user).filter(role=Role.COORDINATOR, committee__isnull=False)

    def for_list(self) -> SeatQuerySet:
        return self.select_related("user").order_by("role", "starts_on", "pk")


class MembershipQuerySet(models.QuerySet):
    def on(self, date: dt.date) -> MembershipQuerySet:
        return self.filter(period__contains=date)

    def standing_on(self, date: dt.date, *, grace_days: int) -> MembershipQuerySet:
        """Those that give good standing on that day: they cover it, or ended at most so many days before."""
        return self.filter(period__overlap=DateRange(date - dt.timedelta(days=grace_days), date, "[]"))


class InvitationQuerySet(models.QuerySet):
    def open(self, now: dt.datetime) -> InvitationQuerySet:
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)

    def managed_by(self, user: Visitor) -> InvitationQuerySet:
        """Invitations that this person may see and withdraw."""
        from .models import Committee

        if not user.is_authenticated:
            return self.none()
        return self if user.is_staff else self.filter(committee__in=Committee.objects.coordinated_by(user))


def _names() -> models.QuerySet[Any, Any]:
    """The names of the community of the query around it."""
    from .models import CommunityName

    return CommunityName.objects.filter(community=OuterRef("pk"))
