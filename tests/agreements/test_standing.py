"""Good standing: a document of a lapsed member is received, dated and reviewed, waits, and loses nothing."""

import datetime as dt

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone

from agreements import standing
from agreements.choices import Status
from agreements.models import HandIn
from agreements.services.handing_in import RECORD_TASK
from agreements.services.recording import RecordRefused
from directory.models import Committee, Membership
from sistercities.association.models import Policy
from sistercities.desk.models import Task
from sistercities.post.models import Mail
from tests.authority import lapse
from tests.desk_pages import text_of, with_preview
from tests.factories import (
    AssociationSettingsFactory,
    CommunityFactory,
    MembershipFactory,
    PartnerCommunityFactory,
    PartnershipFactory,
    RecorderFactory,
    StaffFactory,
)
from tests.factories_agreements import record
from tests.register_rows import quickly_handed_in, quickly_recorded, quickly_reviewed

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def home_of(hand_in):
    return hand_in.partnership.parties.get(side=1).community


def lapsed(**facts):
    """A reviewed document whose home side's membership ended a year ago, before it came."""
    home = CommunityFactory(name="Harbor")
    committee = MembershipFactory(
        committee__communities=[home], community=home, period=DateRange(dt.date(2000, 1, 1), dt.date(2020, 1, 1))
    ).committee
    return quickly_reviewed(committee=committee, **facts)


def asks(**values):
    Policy.objects.update_or_create(pk=1, defaults=values)


def renew(hand_in):
    MembershipFactory(
        committee=hand_in.committee, community=home_of(hand_in), period=DateRange(TODAY, TODAY + dt.timedelta(days=365))
    )


def open_names(hand_in, on_date=TODAY):
    return standing.open_membership_of(hand_in, on_date=on_date)


# Whose standing, and which grace


@pytest.mark.parametrize(
    ("days_ago", "grace", "is_open"), [(0, 90, False), (1, 0, True), (89, 90, False), (90, 90, False), (91, 90, True)]
)
def test_a_membership_counts_for_the_days_of_grace_after_its_end(days_ago, grace, is_open):
    """Its end is the first day without it."""
    asks(standing_grace_days=grace)
    hand_in = quickly_reviewed()
    lapse(home_of(hand_in), days_ago=days_ago - 1)
    assert bool(open_names(hand_in)) is is_open


def test_a_membership_of_tomorrow_does_not_count_today():
    hand_in = lapsed()
    tomorrow = TODAY + dt.timedelta(days=1)
    MembershipFactory(committee=hand_in.committee, community=home_of(hand_in), period=DateRange(tomorrow, None))
    assert open_names(hand_in) == ["Harbor"]
    assert open_names(hand_in, tomorrow) == []


@pytest.mark.parametrize(
    ("asked_of", "found"),
    [("nobody", []), ("handing_in", []), ("every_home", ["Second harbor"])],
)
def test_the_policy_says_whose_membership_is_asked(asked_of, found):
    asks(standing_asked_of=asked_of)
    places = [CommunityFactory(name="First harbor"), CommunityFactory(name="Second harbor"), PartnerCommunityFactory()]
    partnership = PartnershipFactory(communities=places, state="in_development", since=None)
    hand_in = quickly_reviewed(partnership=partnership, sides=(1, 2, 3))
    assert open_names(hand_in) == found


def test_without_a_committee_the_sides_at_home_are_asked():
    hand_in = lapsed()
    HandIn.objects.filter(pk=hand_in.pk).update(committee=None)
    hand_in.refresh_from_db()
    assert open_names(hand_in) == ["Harbor"]


def test_what_holds_without_a_row_of_policy():
    Policy.objects.all().delete()
    assert open_names(lapsed()) == ["Harbor"]


def test_many_documents_cost_as_much_as_one(django_assert_num_queries):
    rows = [quickly_reviewed() for _n in range(3)]
    for number in (1, 3):
        with django_assert_num_queries(2):
            standing.open_memberships([row.pk for row in rows[:number]], on_date=TODAY)


# Waiting, and the day when it ends


def test_it_is_received_dated_and_reviewed_and_then_waits():
    AssociationSettingsFactory(membership_url="https://association.example/join/")
    hand_in = lapsed()
    assert (hand_in.status, hand_in.received_on) == (Status.REVIEWED, TODAY)
    with pytest.raises(RecordRefused, match="The membership of Harbor is open") as refused:
        record(hand_in)
    assert refused.value.code == "standing"
    kinds = list(Mail.objects.values_list("kind", flat=True))
    assert "agreements/ready_to_record" not in kinds
    letter = Mail.objects.get(kind="agreements/standing_open")
    assert letter.to == hand_in.started_by.email
    for words in ("membership of Harbor is open", "Renew the membership: https://association.example/join/"):
        assert words in letter.text
    assert "https://association.example/join/" in letter.html


def test_on_the_day_the_membership_is_back_it_is_recorded_with_its_first_day_of_receipt():
    hand_in = lapsed(now=timezone.now() - dt.timedelta(days=20))
    renew(hand_in)
    entry = record(hand_in)
    assert entry.received_on == TODAY - dt.timedelta(days=20)


def test_a_lapsed_city_keeps_what_is_public(client):
    entry = quickly_recorded()
    lapse(home_of(entry.hand_in), days_ago=400)
    for address in (entry.get_absolute_url(), entry.partnership.get_absolute_url()):
        assert client.get(address).status_code == 200
    assert entry.number in text_of(client.get(entry.get_absolute_url()))


# Pages


def test_the_queue_says_what_it_waits_for_and_nobody_is_asked_to_record_it(client_of):
    hand_in, recorder = lapsed(), RecorderFactory()
    queue = text_of(client_of(recorder).get("/desk/"))
    assert "Received, membership open: Harbor" in queue
    assert "can record it" not in queue
    assert "Not for you now" in queue
    task = Task.objects.open().get(kind=RECORD_TASK, subject_id=hand_in.pk)
    client_of(recorder).post(reverse("task_claim", args=[task.pk]))
    task.refresh_from_db()
    assert task.claimed_by is None
    renew(hand_in)
    assert "Received, membership open" not in text_of(client_of(recorder).get("/desk/"))


def test_the_record_page_says_why_it_waits_and_who_can_end_it(client_of):
    hand_in = with_preview(lapsed())
    address = reverse("handin_record", args=[hand_in.pk])
    page = client_of(RecorderFactory()).get(address)
    assert "The membership of Harbor is open" in text_of(page)
    assert "Its committee renews the membership with us" in text_of(page)
    assert "I compared the agreement PDF" not in text_of(page)
    renew(hand_in)
    assert "I compared the agreement PDF" in text_of(client_of(RecorderFactory()).get(address))


def test_the_committee_reads_what_to_do(client_of):
    AssociationSettingsFactory(membership_url="https://association.example/join/")
    hand_in = lapsed()
    page = client_of(hand_in.started_by).get(hand_in.get_absolute_url())
    assert "The document waits until the membership is back" in text_of(page)
    assert 'href="https://association.example/join/"' in page.content.decode()


def test_passing_on_says_that_it_waits(client_of):
    hand_in = quickly_handed_in()
    lapse(home_of(hand_in), days_ago=400)
    answer = client_of(StaffFactory()).post(
        reverse("handin_pass", args=[hand_in.pk]), {"revision": hand_in.revision}, follow=True
    )
    assert "It waits for the membership; the committee was told what to do." in text_of(answer)


def test_a_community_of_several_committees_is_a_member_by_any_of_them():
    hand_in = lapsed()
    other = Committee.objects.create(name="The other committee")
    other.communities.add(home_of(hand_in))
    Membership.objects.create(committee=other, community=home_of(hand_in), period=DateRange(TODAY, None))
    assert open_names(hand_in) == []
