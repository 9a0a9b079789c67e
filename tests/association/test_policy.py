"""The policy row: staff keep it, two of them lose nothing, and it has a value from the first day."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from sistercities.association.models import Policy
from sistercities.association.selectors import current_policy
from tests.desk_pages import text_of
from tests.factories import SeatFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/desk/policy/"


@pytest.fixture
def staff(client_of):
    return client_of(StaffFactory())


def opened(client):
    form = client.get(ADDRESS).context["form"]
    return {name: form[name].value() for name in ("standing_asked_of", "standing_grace_days", "notice_days", "version")}


def test_it_is_closed_to_everyone_but_staff(client_of):
    assert client_of(None).get(ADDRESS).headers["Location"] == f"/accounts/login/?next={ADDRESS}"
    for person in (UserFactory(), SeatFactory().user):
        assert client_of(person).get(ADDRESS).status_code == 404
        assert client_of(person).post(ADDRESS, {"standing_asked_of": "nobody"}).status_code == 404


@pytest.mark.parametrize("is_stored", [True, False])
def test_what_holds_by_default(is_stored):
    Policy.objects.all().delete()
    if is_stored:
        Policy.objects.create(pk=1)
    policy = current_policy()
    assert (policy.standing_asked_of, policy.standing_grace_days, policy.designee_letters_since) == (
        "handing_in",
        90,
        None,
    )


def test_staff_change_it_and_its_history_says_who(staff):
    since = {
        "designee_letters_since_day": "1",
        "designee_letters_since_month": "1",
        "designee_letters_since_year": "1990",
    }
    answers = {**opened(staff), "standing_asked_of": "every_home", "standing_grace_days": "30", **since}
    assert staff.post(ADDRESS, answers).headers["Location"] == ADDRESS
    policy = current_policy()
    assert (policy.standing_asked_of, policy.standing_grace_days) == ("every_home", 30)
    assert policy.designee_letters_since == dt.date(1990, 1, 1)
    assert policy.events.last().pgh_context.metadata["url"] == ADDRESS
    staff.post(ADDRESS, {**opened(staff), "standing_asked_of": "every_home"})
    assert current_policy().designee_letters_since is None


@pytest.mark.parametrize(
    "wrong", [{"standing_asked_of": "everybody"}, {"standing_grace_days": "-1"}, {"standing_grace_days": "many"}]
)
def test_bad_input_changes_nothing(staff, wrong):
    answer = staff.post(ADDRESS, {**opened(staff), **wrong})
    assert answer.status_code == 422
    assert (current_policy().standing_asked_of, current_policy().standing_grace_days) == ("handing_in", 90)


def test_the_second_one_to_save_sees_what_the_first_saved(staff, client_of):
    form = opened(staff)
    colleague = client_of(StaffFactory(full_name="Officer of Membership"))
    colleague.post(ADDRESS, {**form, "standing_grace_days": "45"})
    answer = staff.post(ADDRESS, {**form, "standing_grace_days": "10"})
    assert answer.status_code == 422
    assert "Officer of Membership changed this on" in text_of(answer)
    assert "For how many days after its end does a membership still count? 45" in text_of(answer)
    again = {**form, "standing_grace_days": "10", "version": answer.context["form"].data["version"]}
    assert staff.post(ADDRESS, again).status_code == 302
    assert current_policy().standing_grace_days == 10


def test_there_is_one_row():
    with pytest.raises(IntegrityError), transaction.atomic():
        Policy.objects.create(pk=2)
