from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Left
from django.utils import timezone

from directory.choices import REGIONAL
from directory.disclosure import PARTNERSHIP, disclosed
from directory.models import Committee, Community
from directory.querysets import CommunityQuerySet
from sistercities.common.visitors import Visitor

from .answers import answer
from .pairs import MOST_WORDS, halves, without_joints
from .stages import BEGINNINGS, State


class PartnershipQuerySet(models.QuerySet):
    def visible_to(self, user: Visitor) -> PartnershipQuerySet:
        """Public ones for everyone; those in development for the people with a seat on a side, and staff.

        One that a document opened is open to its sides when the document is handed in; before that, to those who
        see the draft.
        """
        if user.is_authenticated and user.is_staff:
            return self
        return self.filter(self._is_public() | self._is_seated(user)) if user.is_authenticated else self.public()

    def public(self) -> PartnershipQuerySet:
        """What visitors see: partnerships with any state other than in development, whatever the day."""
        return self.filter(self._is_public())

    def open_to_sides(self) -> PartnershipQuerySet:
        """Those that everybody with a seat on a side sees: not the ones that stand in drafts alone."""
        return self.filter(self._is_open_to(AnonymousUser()))

    def seated_by(self, user: Visitor) -> PartnershipQuerySet:
        """Partnerships on one of whose sides this person sits."""
        return self.filter(self._is_seated(user)) if user.is_authenticated else self.none()

    def editable_by(self, user: Visitor) -> PartnershipQuerySet:
        """Staff, and people with an editing seat on a committee of one side."""
        from .models import Party

        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self
        edited = Community.objects.edited_by(user)
        side = Exists(Party.objects.filter(partnership=OuterRef("pk"), community__in=edited))
        return self.filter(Q(side), self._is_open_to(user))

    def between(self, communities: list[Community]) -> PartnershipQuerySet:
        """Partnerships whose sides are exactly these communities."""
        from .models import Party

        wanted = [community.pk for community in communities]
        found = self
        for pk in wanted:
            found = found.filter(Exists(Party.objects.filter(partnership=OuterRef("pk"), community=pk)))
        others = Party.objects.filter(partnership=OuterRef("pk")).exclude(community__in=wanted)
        return found.exclude(Exists(others))

    def with_community(self, community: Community) -> PartnershipQuerySet:
        from .models import Party

        return self.filter(Exists(Party.objects.filter(partnership=OuterRef("pk"), community=community)))

    def of_committee(self, committee: Committee) -> PartnershipQuerySet:
        """Partnerships of the communities that a committee looks after, and those that it leads."""
        from .models import Party

        looked_after = Party.objects.filter(partnership=OuterRef("pk"), community__committees=committee)
        return self.filter(Q(Exists(looked_after)) | Q(lead_committee=committee))

    def search(self, text: str) -> PartnershipQuerySet:
        """Partnerships for each word group of which a side is found; all words may name one side or both.

        More than MOST_WORDS words are taken for one name: each further word would be a search of its own.
        """
        from .models import Party

        parties = Party.objects.filter(partnership=OuterRef("pk"))
        whole = Q(Exists(parties.filter(community__in=Community.objects.search(text))))
        words = dict.fromkeys(word.casefold() for word in without_joints(text))
        if not 2 <= len(words) <= MOST_WORDS:
            return self.filter(whole)
        each = Q()
        for word in words:
            each &= Q(Exists(parties.filter(community__in=Community.objects.search(word))))
        return self.filter(whole | each)

    def naming(self, text: str) -> PartnershipQuerySet:
        """Partnerships two of whose sides the text names: "Seattle Kobe" by their whole names, "Seattle and Kobe"."""
        pairs, words = halves(text), without_joints(text)
        found = Community.objects.search if len(words) < len(text.split()) else Community.objects.called
        named = Q(pk__in=[])
        for left, right in pairs:
            named |= _between(found(left), found(right))
        return self.filter(named)

    def of_two(self, one: str, two: str) -> PartnershipQuerySet:
        """Partnerships one side of which is found under the first name, and another side under the second."""
        return self.filter(_between(Community.objects.search(one), Community.objects.search(two)))

    def in_country(self, country: str) -> PartnershipQuerySet:
        from .models import Party

        return self.filter(Exists(Party.objects.filter(partnership=OuterRef("pk"), community__country=country)))

    def in_state(self, country: str, name: str) -> PartnershipQuerySet:
        """Partnerships with a side in this state or region of this country, by its name."""
        from .models import Party

        parties = Party.objects.filter(community__country=country, community__subdivision_name=name)
        return self.filter(Exists(parties.filter(partnership=OuterRef("pk"))))

    def with_regional(self) -> PartnershipQuerySet:
        """Annotate `is_regional`: a side is a county, state, prefecture or the like."""
        from .models import Party

        return self.annotate(
            is_regional=Exists(Party.objects.filter(partnership=OuterRef("pk"), community__level__in=REGIONAL))
        )

    def with_decade(self) -> PartnershipQuerySet:
        """Annotate `decade`, the first three figures of the year in which it began ("195"); None where unknown.

        The best kind of date tells, and of that kind the best source; without any, the first state's own date.
        """
        from .models import DateClaim, StatePeriod

        kinds = Case(*(When(kind=kind, then=n) for n, kind in enumerate(BEGINNINGS)))
        claims = DateClaim.objects.filter(partnership=OuterRef("pk"), kind__in=BEGINNINGS)
        best = claims.order_by(kinds, "rank", "value", "pk").values("value")[:1]
        states = StatePeriod.objects.filter(partnership=OuterRef("pk"), since__isnull=False)
        first = states.exclude(state=State.IN_DEVELOPMENT).order_by("days").values("since")[:1]
        began = Coalesce(*(Cast(Subquery(rows), models.TextField()) for rows in (best, first)))
        return self.annotate(decade=Left(began, 3))

    def across_countries(self) -> PartnershipQuerySet:
        """Without those whose sides all stand in one country: these are in no headline figure.

        A territory with its own ISO code counts as a country.
        """
        from .models import Party

        others = Party.objects.filter(partnership=OuterRef("partnership"))
        elsewhere = Exists(others.exclude(community__country=OuterRef("community__country")))
        return self.filter(Exists(Party.objects.filter(elsewhere, partnership=OuterRef("pk"), side=1)))

    def with_state(self, on_date: dt.date) -> PartnershipQuerySet:
        """Annotate `state` and `state_since` of that day, `is_confirmed` (by a side within 12 months) and `is_alive`.

        One join: at most one period holds a day (`stateperiod_apart`). A day before all that is known, or a file
        without any claim, is "not confirmed".
        """
        from .models import Confirmation

        year_before = on_date - dt.timedelta(days=365)
        confirmed = Confirmation.objects.filter(
            party__partnership=OuterRef("pk"), confirmed_on__gt=year_before, confirmed_on__lte=on_date
        )
        period = FilteredRelation("state_periods", condition=Q(state_periods__days__contains=on_date))
        return self.annotate(
            period=period,
            state=Coalesce(F("period__state"), Value(State.NOT_CONFIRMED)),
            state_since=F("period__since"),
            is_confirmed=Exists(confirmed),
        ).annotate(
            is_alive=Case(
                When(state=State.ACTIVE, is_confirmed=True, then=True),
                default=False,
                output_field=models.BooleanField(),
            )
        )

    def with_recognition(self) -> PartnershipQuerySet:
        """Annotate `is_recorded` (a founding entry that is not void) and `is_recognised_before`."""
        from .models import EarlierRecognition

        earlier = EarlierRecognition.objects.filter(partnership=OuterRef("pk"), confirmed_by__isnull=False)
        return self.annotate(is_recorded=answer("agreement_recorded"), is_recognised_before=Exists(earlier))

    def with_parties(self) -> PartnershipQuerySet:
        from .models import Party

        return self.prefetch_related(
            Prefetch("parties", Party.objects.select_related("community").order_by("side"), to_attr="sides")
        )

    def for_list(self, on_date: dt.date | None = None) -> PartnershipQuerySet:
        """Everything that a line of a list shows, at a fixed number of queries."""
        today = on_date or timezone.localdate()
        return self.with_state(today).with_recognition().with_parties().order_by("sort_key", "pk")

    def _is_public(self) -> Q:
        from .models import StatePeriod

        periods = StatePeriod.objects.filter(partnership=OuterRef("pk")).exclude(state=State.IN_DEVELOPMENT)
        return Q(Exists(periods))

    def _is_seated(self, user: Visitor) -> Q:
        from .models import Party

        seated = Community.objects.seated_by(user)
        side = Exists(Party.objects.filter(partnership=OuterRef("pk"), community__in=seated))
        return Q(side) & self._is_open_to(user)

    def _is_open_to(self, user: Visitor) -> Q:
        """Whether people of its sides see it: not while it stands in drafts alone that this person does not see."""
        return Q(is_proposed=False) | self._is_public() | disclosed(PARTNERSHIP, user)


def _between(left: CommunityQuerySet, right: CommunityQuerySet) -> Q:
    """A side is one of these communities, another side one of those."""
    from .models import Party

    other = Party.objects.filter(partnership=OuterRef("partnership"), community__in=right).exclude(pk=OuterRef("pk"))
    sides = Party.objects.filter(Exists(other), partnership=OuterRef("pk"), community__in=left)
    return Q(Exists(sides))
