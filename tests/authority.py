"""What recording asks for beside the papers, made for tests: sides looked up, laws read, the side at home a member."""

import datetime as dt

from django.utils import timezone

from agreements import authority
from agreements.models import HandIn
from agreements.services.authority import see_advisory
from directory.choices import Check, Outcome
from directory.models import Committee, Community, Membership, RealityCheck
from directory.services.authority import note_check
from sistercities.accounts.models import User
from tests.factories import LONG_AGO, MembershipFactory, StaffFactory


def with_authority(hand_in: HandIn) -> None:
    """Everything that `authority` and `standing` ask for; what is there already stays as it is."""
    staff = StaffFactory()
    parties = hand_in.partnership.parties.select_related("community").order_by("side")
    for party in parties:
        look_up(party.community, by=staff)
    if hand_in.committee:
        make_member(parties[0].community, hand_in.committee)
    for law in authority.laws(hand_in, on_date=timezone.localdate()):
        see_advisory(hand_in_id=hand_in.pk, advisory_id=law.advisory.pk, by=staff, now=timezone.now())


def look_up(community: Community, *, by: User | None = None, outcome: str = Outcome.CONFIRMED) -> None:
    """Every check that nobody has made yet, with this outcome."""
    by = by or StaffFactory()
    made = RealityCheck.objects.filter(community=community).values_list("check_kind", flat=True)
    for kind in set(Check) - set(made):
        facts = {"outcome": outcome, "link": f"https://{community.slug}.example/{kind}", "note": "Seen there"}
        note_check(community=community, check=kind, by=by, now=timezone.now(), **facts)


def make_member(community: Community, committee: Committee) -> None:
    """A membership without end, unless there was any before."""
    if not Membership.objects.filter(community=community).exists():
        MembershipFactory(committee=committee, community=community)


def lapse(community: Community, *, days_ago: int) -> None:
    """Its membership ended so many days ago."""
    end = timezone.localdate() - dt.timedelta(days=days_ago)
    Membership.objects.filter(community=community).update(period=(LONG_AGO, end))
