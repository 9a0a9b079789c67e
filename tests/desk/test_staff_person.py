"""The page of a person: days away, a lost second step, and what the desk says at its head."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements.services.handing_in import RECORD_TASK
from sistercities.accounts.models import Absence, SecondStepRequest, User
from sistercities.desk.models import Task
from sistercities.post.models import Mail
from tests.accounts.authenticator import with_app
from tests.desk_pages import text_of
from tests.factories import (
    AbsenceFactory,
    AdministratorFactory,
    RecorderFactory,
    SecondStepRequestFactory,
    StaffFactory,
    TaskFactory,
    UserFactory,
)
from tests.factories_agreements import complete_hand_in
from tests.register_rows import quickly_reviewed

pytestmark = pytest.mark.django_db
OWN = "/desk/staff/me/"
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


@pytest.fixture
def person():
    return StaffFactory(full_name="Officer Red", email="red@example.org")


@pytest.fixture
def colleague():
    return StaffFactory(full_name="Officer Blue")


def page_of(person):
    return reverse("staff_detail", args=[person.pk])


def days(first, last):
    boxes = {"starts_on": first, "ends_on": last}
    return {
        f"{name}_{box}": str(getattr(day, box))
        for name, day in boxes.items()
        for box in ("day", "month", "year")
        if day
    }


# Days away


def test_staff_say_on_their_own_page_that_they_are_away(client_of, person):
    browser = client_of(person)
    assert f'href="{OWN}"' in browser.get("/desk/").text
    page = browser.post(OWN, days(TODAY, TODAY + 4 * DAY), follow=True)
    assert page.redirect_chain == [(OWN, 302)]
    assert f"Kept: away from {TODAY:%-d %B} until {(TODAY + 4 * DAY):%-d %B %Y}." in text_of(page)
    assert "I am back" in text_of(page)
    assert Absence.objects.get().entered_by == person
    assert f"until {(TODAY + 4 * DAY):%-d %B %Y}" in text_of(browser.get("/desk/staff/"))


def test_whoever_was_lent_the_right_has_a_page_of_their_own_and_no_other(client_of, person):
    officer = RecorderFactory(is_staff=False)
    browser = client_of(officer)
    browser.post(OWN, days(TODAY + DAY, TODAY + 2 * DAY))
    assert officer.absences.get()
    page = text_of(browser.get(OWN))
    assert "Officer who was lent the right to record" in page
    assert "Staff and their rights" not in page
    assert browser.get(page_of(officer)).status_code == 200
    assert browser.get(page_of(person)).status_code == 404
    officer.recording_grants.update(ends_on=TODAY - DAY)
    assert browser.get(OWN).status_code == 404
    assert browser.post(OWN, days(TODAY, TODAY)).status_code == 404


def test_an_officer_finds_the_page_from_where_they_record(client_of):
    officer = RecorderFactory(is_staff=False)
    assert f'href="{OWN}"' in client_of(officer).get(reverse("handin_record", args=[quickly_reviewed().pk])).text


def test_a_colleague_enters_it_for_somebody_who_is_ill(client_of, person, colleague):
    browser = client_of(colleague)
    page = browser.post(page_of(person), days(TODAY - DAY, TODAY + DAY), follow=True)
    assert page.redirect_chain == [(page_of(person), 302)]
    assert "entered by Officer Blue" in text_of(page)
    assert Mail.objects.get().to == "red@example.org"
    page = browser.post(reverse("absence_end", args=[Absence.objects.get().pk]), follow=True)
    assert "These days away are ended." in text_of(page)
    assert Absence.objects.get().ends_on == TODAY - DAY


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (days(TODAY, None), "Enter the day, the month and the year."),
        (days(TODAY + 2 * DAY, TODAY + DAY), "The last day lies before the first one."),
        (days(TODAY - 9 * DAY, TODAY - DAY), "These days are over."),
        ({**days(TODAY, TODAY), "ends_on_month": "13"}, "Enter the month as a number from 1 to 12."),
    ],
)
def test_bad_days_get_a_sentence_and_keep_what_was_typed(client_of, person, answers, sentence):
    page = client_of(person).post(OWN, answers)
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert f'value="{answers["starts_on_year"]}"' in page.text
    assert not Absence.objects.exists()


def test_days_that_are_over_or_somebody_elses_are_not_ended(client_of, person):
    officer = RecorderFactory(is_staff=False)
    over = AbsenceFactory(starts_on=TODAY - 3 * DAY, ends_on=TODAY - DAY)
    assert client_of(person).post(reverse("absence_end", args=[over.pk])).status_code == 404
    theirs = AbsenceFactory(user=person)
    assert client_of(officer).post(reverse("absence_end", args=[theirs.pk])).status_code == 404


def test_what_the_person_has_taken_is_free_from_the_first_day_on(client_of, person, colleague):
    task = TaskFactory(kind=RECORD_TASK, title="Twins", claimed_by=person, claimed_at=timezone.now())
    assert "Twins" in text_of(client_of(colleague).get(page_of(person)))
    client_of(person).post(OWN, days(TODAY, TODAY + DAY))
    assert "Twins" not in text_of(client_of(colleague).get(page_of(person)))
    assert Task.objects.get(pk=task.pk).holder is None


# What the desk says at its head


def test_the_desk_warns_when_fewer_than_two_who_may_record_are_here(client_of, person):
    first, second = RecorderFactory(full_name="Officer Gold"), RecorderFactory(full_name="Officer Teal")
    browser = client_of(person)
    for page in ("/desk/", "/desk/staff/"):
        assert "Fewer than two who may record" not in text_of(browser.get(page))
    AbsenceFactory(user=first, starts_on=TODAY + DAY, ends_on=TODAY + 4 * DAY)
    AbsenceFactory(user=second, starts_on=TODAY + 4 * DAY, ends_on=TODAY + 4 * DAY)
    for page in ("/desk/", "/desk/staff/"):
        words = text_of(browser.get(page))
        assert "Fewer than two who may record are here on these days" in words
        span = f"{(TODAY + DAY):%-d %B} to {(TODAY + 3 * DAY):%-d %B}"
        assert f"{span}: only Officer Teal " in words
        assert f"{(TODAY + 4 * DAY):%-d %B}: nobody " in words
        assert "An administrator can lend the right" in words
    assert 'href="/desk/staff/#grant"' in client_of(AdministratorFactory()).get("/desk/").text


def test_the_item_says_who_could_finish_it_and_who_is_away(client_of, person):
    for name in ("Officer Gold", "Officer Teal"):
        RecorderFactory(full_name=name)
    quickly_reviewed()
    browser = client_of(person)
    assert "Officer Gold or Officer Teal can record it" in text_of(browser.get("/desk/"))
    until = f"{(TODAY + 2 * DAY):%-d %B}"
    gold, teal = User.objects.filter(full_name__in=["Officer Gold", "Officer Teal"])
    AbsenceFactory(user=gold, ends_on=TODAY + 2 * DAY)
    assert f"Officer Teal can record it; Officer Gold (away until {until})" in text_of(browser.get("/desk/"))
    AbsenceFactory(user=teal, ends_on=TODAY + 2 * DAY)
    nobody = (
        f"Nobody who is here can record it; Officer Gold (away until {until}) and Officer Teal (away until {until})"
    )
    assert nobody in text_of(browser.get("/desk/"))


@pytest.mark.parametrize("page", ["/desk/", "/desk/staff/"])
def test_pages_cost_the_same_for_any_number_of_people(client_of, page):
    browser, counts = client_of(AdministratorFactory()), []
    for rows in (1, 3):
        for _row in range(rows):
            AbsenceFactory(user=RecorderFactory())
            gone = StaffFactory()
            gone.is_staff = gone.is_active = False
            gone.save()
            SecondStepRequestFactory()
        browser.get(page)
        with CaptureQueriesContext(connection) as counted:
            browser.get(page)
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_the_page_of_a_person_costs_the_same_for_any_length(client_of, person, colleague):
    browser, counts = client_of(colleague), []
    for rows in (1, 3):
        for row in range(rows):
            first = TODAY + (10 * rows + 3 * row) * DAY
            AbsenceFactory(user=person, starts_on=first, ends_on=first, entered_by=StaffFactory())
            TaskFactory(claimed_by=person, claimed_at=timezone.now(), subject_id=10 * rows + row)
            complete_hand_in(on_behalf=True, arrival="post", arrived_from="City clerk", by=person, committee=None)
        browser.get(page_of(person))
        with CaptureQueriesContext(connection) as counted:
            assert browser.get(page_of(person)).status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1]


# A lost second step


def test_a_colleague_asks_and_an_administrator_confirms(client_of, person, colleague):
    with_app(person)
    administrator = AdministratorFactory()
    asker = client_of(colleague)
    page = asker.post(reverse("second_step_ask", args=[person.pk]), {"reason": "We met today"}, follow=True)
    words = text_of(page)
    assert "The other administrators were written to." in words
    assert "An administrator who did not ask confirms it" in words
    assert "Confirm and remove" not in words
    judge = client_of(administrator)
    assert "Officer Red has lost the second step" in text_of(judge.get("/desk/"))
    assert "Officer Red has lost the second step" not in text_of(asker.get("/desk/"))
    assert "We met today" in text_of(judge.get(page_of(person)))
    request = SecondStepRequest.objects.get()
    page = judge.post(reverse("second_step_confirm", args=[request.pk]), follow=True)
    assert "The second step of Officer Red is removed." in text_of(page)
    assert not Authenticator.objects.exists()
    assert judge.post(reverse("second_step_confirm", args=[request.pk])).status_code == 404


def test_nobody_confirms_what_they_asked_or_what_is_about_them(client_of, person):
    administrator = AdministratorFactory()
    own = SecondStepRequestFactory(user=administrator)
    asked = SecondStepRequestFactory(user=person, asked_by=administrator)
    late = SecondStepRequestFactory(asked_at=timezone.now() - dt.timedelta(hours=25))
    for request in (own, asked, late):
        assert client_of(administrator).post(reverse("second_step_confirm", args=[request.pk])).status_code == 404
    assert client_of(StaffFactory()).post(reverse("second_step_confirm", args=[asked.pk])).status_code == 404
    assert not SecondStepRequest.objects.exclude(confirmed_at=None).exists()


def test_nobody_asks_for_themselves(client_of, person):
    with_app(person)
    assert "Ask that it is removed" not in text_of(client_of(person).get(OWN))
    assert client_of(person).post(reverse("second_step_ask", args=[person.pk]), {"reason": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({}, "Say how you know that it is them who ask."),
        ({"reason": "We met"}, "Whoever runs the server can remove the second step."),
    ],
)
def test_what_cannot_be_asked_is_said(client_of, person, colleague, answers, sentence):
    with_app(person)
    page = client_of(colleague).post(reverse("second_step_ask", args=[person.pk]), answers)
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert answers.get("reason", "") in page.text


def test_a_request_is_closed(client_of, person, colleague):
    request = SecondStepRequestFactory(user=person, asked_by=colleague)
    with_app(person)
    close = reverse("second_step_close", args=[request.pk])
    assert client_of(StaffFactory()).post(close).status_code == 404
    page = client_of(colleague).post(close, follow=True)
    assert "The request is closed. Nothing was removed." in text_of(page)
    assert "Ask that it is removed" in text_of(page)
    assert Authenticator.objects.filter(user=person).exists()


def test_members_of_committees_have_no_page_here(client_of, colleague):
    assert client_of(colleague).get(page_of(UserFactory())).status_code == 404
