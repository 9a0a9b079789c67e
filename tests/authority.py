"""What recording asks for beside the papers, made for tests: sides looked up, laws read, the side at home a member."""

import datetime as dt

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from agreements import authority
from agreements.models import HandIn
from agreements.services.authority import see_advisory
from directory.choices import Check, Outcome
from directory.models import Committee, Community, Membership, RealityCheck
from tests.factories import LONG_AGO, MembershipFactory, StaffFactory


def look_up(*communities: Community, outcome: str = Outcome.CONFIRMED) -> None:
    """Every check that nobody has made yet of these communities, with this outcome."""
    by, now = StaffFactory(), timezone.now()
    RealityCheck.objects.bulk_create(
        (
            RealityCheck(
                community=community,
                check_kind=kind,
                outcome=outcome,
                link=f"https://example.org/{community.pk}/{kind}",
                note="Seen there",
                checked_by=by,
                checked_at=now,
            )
            for community in communities
            for kind in Check
        ),
        ignore_conflicts=True,
    )


def make_member(community: Community, committee: Committee) -> None:
    """A membership without end, unless there was any before."""
    if not Membership.objects.filter(community=community).exists():
        MembershipFactory(committee=committee, community=community)


def lapse(community: Community, *, days_ago: int) -> None:
    """Its membership ended so many days ago."""
    end = timezone.localdate() - dt.timedelta(days=days_ago)
    Membership.objects.filter(community=community).update(period=DateRange(LONG_AGO, end))


def read_laws(hand_in: HandIn) -> None:
    """Every law that concerns the document was read with it."""
    staff, now = StaffFactory(), timezone.now()
    for law in authority.laws(hand_in, on_date=timezone.localdate(now)):
        see_advisory(hand_in_id=hand_in.pk, advisory_id=law.advisory.pk, by=staff, now=now)
