"""Who may record: seen by all of the staff, given and ended by administrators, told to the person."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sistercities.accounts.models import RecordingGrant, User
from sistercities.accounts.recording_rights import RightRefused, end_recording, grant_recording
from sistercities.post.models import Mail
from tests.desk_pages import text_of
from tests.factories import AdministratorFactory, RecorderFactory, RecordingGrantFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/desk/staff/"
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


@pytest.fixture
def administrator():
    return AdministratorFactory(full_name="Officer Grey")


@pytest.fixture
def person():
    return StaffFactory(full_name="Officer Blue", email="blue@example.org")


def answers(email="blue@example.org", first=TODAY, last=None, **more):
    boxes = {"starts_on": first, "ends_on": last}
    days = {
        f"{name}_{box}": str(getattr(day, box))
        for name, day in boxes.items()
        if day
        for box in ("day", "month", "year")
    }
    return {"user": email, **days, **more}


def given(by, user, **facts):
    return grant_recording(**{"user": user, "starts_on": TODAY, "by": by, "now": timezone.now()} | facts)


def may_record(person, day=TODAY):
    return User.objects.recorders(day).filter(pk=person.pk).exists()


def test_the_desk_leads_to_the_page_and_it_says_who_may_record(client_of, person):
    recorder = RecorderFactory(full_name="Officer Red")
    RecordingGrant.objects.filter(user=recorder).update(starts_on=TODAY - DAY, ends_on=TODAY + DAY)
    browser = client_of(person)
    assert f'href="{PAGE}"' in browser.get("/desk/").content.decode()
    words = text_of(browser.get(PAGE))
    assert "Officer Blue" in words
    assert f"from {(TODAY - DAY):%-d %B %Y} until {(TODAY + DAY):%-d %B %Y}" in words
    assert "End this right" not in words
    assert "Give the right" not in words


def test_an_administrator_gives_the_right_and_the_person_is_told(client_of, administrator, person):
    page = client_of(administrator).post(PAGE, answers(reason="Leave of a colleague"), follow=True)
    assert f"Officer Blue can record from {TODAY:%-d %B %Y} on, and was told by e-mail." in text_of(page)
    assert may_record(person)
    grant = person.recording_grants.get()
    assert (grant.granted_by, grant.reason) == (administrator, "Leave of a colleague")
    mail = Mail.objects.get()
    assert (mail.to, mail.subject) == ("blue@example.org", "You can record signed documents")
    assert "Officer Grey has given you the right to record signed documents" in mail.text
    assert grant.events.get().pgh_context.metadata["reason"] == "recording_granted"


def test_the_right_holds_on_its_days_only(administrator, person):
    given(administrator, person, starts_on=TODAY + DAY, ends_on=TODAY + 2 * DAY)
    assert [may_record(person, TODAY + n * DAY) for n in range(4)] == [False, True, True, False]


def test_an_administrator_ends_the_right_at_once(client_of, administrator):
    recorder = RecorderFactory(email="red@example.org")
    RecordingGrant.objects.filter(user=recorder).update(starts_on=TODAY - 9 * DAY)
    browser, grant = client_of(administrator), recorder.recording_grants.get()
    assert "End this right" in text_of(browser.get(PAGE))
    browser.post(reverse("recording_end", args=[grant.pk]))
    assert not may_record(recorder)
    assert Mail.objects.get(to="red@example.org").subject == "Your right to record has ended"
    browser.post(reverse("recording_end", args=[grant.pk]))
    assert Mail.objects.count() == 1


def test_a_right_of_today_ends_with_today(administrator, person):
    grant = given(administrator, person)
    assert end_recording(grant_id=grant.pk, by=administrator, now=timezone.now()).ends_on == TODAY
    assert not may_record(person, TODAY + DAY)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"first": TODAY - DAY}, "Choose today or a later day."),
        ({"first": TODAY + 2 * DAY, "last": TODAY + DAY}, "The last day lies before the first one."),
        ({"email": "nobody@example.org"}, "Nobody with a login has this address."),
    ],
)
def test_what_cannot_be_given_is_said(client_of, administrator, person, facts, sentence):
    page = client_of(administrator).post(PAGE, answers(**facts))
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert not RecordingGrant.objects.exists()


def test_nobody_has_the_right_twice_at_a_time(administrator, person):
    given(administrator, person, ends_on=TODAY + DAY)
    with pytest.raises(RightRefused, match="Officer Blue has the right in that time already"):
        given(administrator, person, starts_on=TODAY + DAY)
    assert given(administrator, person, starts_on=TODAY + 2 * DAY)


def test_only_administrators_give_and_end_it(client_of, person):
    grant = RecordingGrant.objects.create(user=person, starts_on=TODAY)
    for nobody in (StaffFactory(), RecorderFactory(), UserFactory()):
        assert client_of(nobody).post(PAGE, answers()).status_code == 404
        assert client_of(nobody).post(reverse("recording_end", args=[grant.pk])).status_code == 404
        with pytest.raises(RightRefused):
            given(nobody, person)
        with pytest.raises(RightRefused):
            end_recording(grant_id=grant.pk, by=nobody, now=timezone.now())


def test_an_officer_of_the_board_is_listed_with_the_right(client_of, administrator):
    given(administrator, UserFactory(full_name="Treasurer"))
    assert "Treasurer" in text_of(client_of(administrator).get(PAGE))
    assert "officer who was lent the right" in text_of(client_of(administrator).get(PAGE))


def test_the_page_costs_the_same_for_any_number_of_people_and_rights(client_of, person):
    browser, costs = client_of(person), []
    for more in (1, 3):
        for _n in range(more):
            recorder = RecorderFactory()
            for n in range(more):
                RecordingGrantFactory(user=recorder, starts_on=TODAY + (n + 1) * DAY)
        browser.get(PAGE)
        with CaptureQueriesContext(connection) as counted:
            assert recorder.full_name in text_of(browser.get(PAGE))
        costs.append(len(counted))
    assert costs[0] == costs[1]
