"""Somebody of the staff leaves: what it means is seen first; claims and drafts go on with colleagues."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from agreements.models import HandInAction
from agreements.services.handing_in import RECORD_TASK, REVIEW_TASK
from sistercities.accounts.models import User
from sistercities.desk import handovers
from sistercities.desk.leaving import heirs, let_leave
from sistercities.desk.models import Task
from sistercities.desk.services import claim_task
from sistercities.post.models import Mail
from tests.desk_pages import text_of
from tests.factories import (
    AbsenceFactory,
    AdministratorFactory,
    RecorderFactory,
    StaffFactory,
    UserFactory,
)
from tests.factories_agreements import complete_hand_in
from tests.register_rows import quickly_handed_in, quickly_reviewed

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)


@pytest.fixture
def administrator():
    return AdministratorFactory(full_name="Officer Grey")


@pytest.fixture
def person():
    return StaffFactory(full_name="Officer Red", email="red@example.org")


@pytest.fixture
def heir():
    return StaffFactory(full_name="Officer Blue", email="blue@example.org")


def page_of(person):
    return reverse("staff_leave", args=[person.pk])


def taken_by(person, hand_in, kind=REVIEW_TASK):
    return claim_task(task_id=Task.objects.open().get(kind=kind, subject_id=hand_in.pk).pk, by=person, now=NOW)


def draft_of(person):
    by_post = {"on_behalf": True, "arrival": "post", "arrived_from": "City clerk of Kobe"}
    return complete_hand_in(by=person, committee=None, **by_post)


def test_the_page_shows_what_happens_before_it_does(client_of, administrator, person):
    task, draft = taken_by(person, quickly_handed_in()), draft_of(person)
    browser = client_of(administrator)
    assert f'href="{page_of(person)}"' in browser.get(reverse("staff_detail", args=[person.pk])).text
    page = browser.get(page_of(person))
    words = text_of(page)
    for part in (
        "Signing in: password, codes by e-mail",
        task.title,
        "City clerk of Kobe",
        "Everything they did keeps",
    ):
        assert part in words
    assert reverse("handin_arrival", args=[draft.pk]) in page.text
    assert "What nobody could do any more" not in words
    person.refresh_from_db()
    assert person.is_active


def test_what_they_had_taken_goes_back_to_the_queue(client_of, administrator, person):
    task = taken_by(person, quickly_handed_in())
    page = client_of(administrator).post(page_of(person), follow=True)
    assert page.redirect_chain == [("/desk/staff/", 302)]
    assert "Officer Red can no longer sign in." in text_of(page)
    task.refresh_from_db()
    assert (task.claimed_by, task.claimed_at) == (None, None)
    assert task.events.latest("pgh_id").pgh_context.metadata["reason"] == "left"
    assert set(Mail.objects.filter(kind__startswith=("desk/")).values_list("to", flat=True)) == set()


def test_a_colleague_takes_over_and_is_told(client_of, administrator, person, heir, settings):
    task, draft = taken_by(person, quickly_handed_in()), draft_of(person)
    page = client_of(administrator).post(page_of(person), {"heir": heir.pk}, follow=True)
    assert "Officer Blue got 1 task." in text_of(page)
    task.refresh_from_db()
    assert (task.claimed_by, task.holder) == (heir, heir)
    mail = Mail.objects.get(to="blue@example.org")
    assert mail.subject == "What Officer Red leaves to you"
    for text in (mail.text, mail.html):
        assert task.title in text
        assert f"{settings.PUBLIC_URL}{reverse('handin_review', args=[task.subject_id])}" in text
        assert f"{settings.PUBLIC_URL}{reverse('handin_arrival', args=[draft.pk])}" in text


def test_what_the_colleague_may_not_do_goes_back_to_the_queue(administrator, heir):
    person = RecorderFactory()
    theirs, another = quickly_reviewed(reviewer=heir), quickly_reviewed()
    heir.recording_grants.create(starts_on=TODAY, granted_by=administrator)
    tasks = [taken_by(person, hand_in, RECORD_TASK) for hand_in in (theirs, another)]
    given = let_leave(person=person, by=administrator, now=NOW, heir=heir)
    assert [task.pk for task in given] == [tasks[1].pk]
    assert [Task.objects.get(pk=task.pk).claimed_by for task in tasks] == [None, heir]


def test_a_claim_that_was_over_is_not_handed_on(administrator, person, heir):
    task = taken_by(person, quickly_handed_in())
    AbsenceFactory(user=person)
    assert let_leave(person=person, by=administrator, now=NOW, heir=heir) == []
    task.refresh_from_db()
    assert task.claimed_by is None


def test_only_a_colleague_who_is_here_takes_over(client_of, administrator, person, heir):
    task = taken_by(person, quickly_handed_in())
    AbsenceFactory(user=heir)
    here = set(heirs(person, on_date=TODAY))
    assert administrator in here
    assert not {heir, person} & here
    for nobody in (heir, person, UserFactory(), StaffFactory(is_active=False)):
        page = client_of(administrator).post(page_of(person), {"heir": nobody.pk})
        assert page.status_code == 422
        assert "Choose a colleague who is here." in text_of(page)
        with pytest.raises(ValidationError, match="Choose a colleague who is here"):
            let_leave(person=person, by=administrator, now=NOW, heir=nobody)
    task.refresh_from_db()
    person.refresh_from_db()
    assert (task.claimed_by, person.is_active) == (person, True)


def test_drafts_stay_begun_by_the_one_who_left_and_colleagues_go_on(client_of, administrator, person, heir):
    draft = draft_of(person)
    let_leave(person=person, by=administrator, now=NOW)
    draft.refresh_from_db()
    assert draft.started_by == person
    browser = client_of(heir)
    words = browser.get("/desk/staff/").text
    assert reverse("staff_detail", args=[person.pk]) in words
    page = browser.get(reverse("staff_detail", args=[person.pk]))
    assert "No longer here. What they did keeps their name." in text_of(page)
    assert "Everybody of the staff can go on with them" in text_of(page)
    assert "I am away" not in text_of(page)
    address = reverse("handin_arrival", args=[draft.pk])
    assert address in page.text
    assert browser.get(address).status_code == 200


def test_nothing_of_the_name_changes_in_the_history(administrator, person):
    hand_in = quickly_reviewed(reviewer=person)
    before = list(HandInAction.objects.filter(hand_in=hand_in).order_by("pk").values_list("pk", "by", "kind"))
    let_leave(person=person, by=administrator, now=NOW)
    assert list(HandInAction.objects.order_by("pk").values_list("pk", "by", "kind")) == before
    hand_in.refresh_from_db()
    assert (hand_in.reviewed_by, str(hand_in.reviewed_by)) == (person, "Officer Red")


@pytest.mark.parametrize(
    ("others", "sentence"),
    [
        (0, "Nobody could record signed documents."),
        (1, "Nobody could record what Officer Teal has reviewed or typed."),
        (2, ""),
    ],
)
def test_red_words_say_what_nobody_could_do_any_more(client_of, administrator, others, sentence):
    person = RecorderFactory()
    RecorderFactory.create_batch(others, full_name="Officer Teal")
    page = client_of(administrator).get(page_of(person))
    assert ("tone-stop" in page.text) == bool(sentence)
    assert sentence in text_of(page)
    assert "End the login of" in text_of(page)


def test_who_never_recorded_leaves_nothing_behind_there(client_of, administrator, person):
    assert "tone-stop" not in client_of(administrator).get(page_of(person)).text


def test_the_last_administrator_cannot_leave(client_of, administrator):
    browser = client_of(administrator)
    for page in (browser.get(page_of(administrator)), browser.post(page_of(administrator))):
        words = text_of(page)
        assert "Officer Grey is the last administrator." in words
        assert "no administrator is left" in words
        assert "End the login of" not in words
    administrator.refresh_from_db()
    assert administrator.is_active
    AdministratorFactory()
    assert "Another administrator has to do this for you." in text_of(browser.get(page_of(administrator)))


def test_others_than_administrators_find_no_such_page(client_of, person):
    for nobody in (StaffFactory(), RecorderFactory(), RecorderFactory(is_staff=False), UserFactory()):
        for ask in (client_of(nobody).get, client_of(nobody).post):
            assert ask(page_of(person)).status_code == 404
    assert User.objects.get(pk=person.pk).is_active


def test_whoever_left_or_never_worked_here_has_no_such_page(client_of, administrator, person):
    officer = RecorderFactory(is_staff=False)
    let_leave(person=person, by=administrator, now=NOW)
    for nobody in (person, officer, UserFactory()):
        assert client_of(administrator).get(page_of(nobody)).status_code == 404
    assert client_of(administrator).post(reverse("staff_detail", args=[person.pk])).status_code == 404


def test_a_kind_of_what_is_left_behind_has_one_owner(monkeypatch, person):
    monkeypatch.setattr(handovers, "_handovers", {})
    begun = handovers.Begun("A letter", "/letter/")
    letters = handovers.Handover("letters", "Letters", "Anybody.", lambda who: [begun] if who == person else [])
    handovers.register(letters)
    with pytest.raises(ValueError, match="registered twice"):
        handovers.register(letters)
    assert handovers.left_behind(person) == [handovers.LeftBehind("Letters", "Anybody.", [begun])]
    assert handovers.left_behind(StaffFactory()) == []
