"""Staff keep the list of state laws; nobody else sees it, and nothing is lost between two of them."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from directory.first_advisories import load_first_advisories
from directory.models import LawAdvisory
from directory.services.authority import save_advisory
from tests.desk_pages import text_of
from tests.factories import LawAdvisoryFactory, SeatFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db
ANSWERS = {
    "title": "An act on agreements",
    "state": "US-OH",
    "state_name": "Ohio",
    "countries": "China, iran, KP",
    "text": "Ask the attorney. This is not legal advice.",
    "source_url": "https://example.org/act",
    "in_force_from_day": "1",
    "in_force_from_month": "7",
    "in_force_from_year": "2025",
}


@pytest.fixture
def staff(client_of):
    return client_of(StaffFactory())


@pytest.fixture
def no_laws():
    LawAdvisory.objects.all().delete()


def opened(client, address):
    """What a browser would send back unchanged."""
    form = client.get(address).context["form"]
    day = form.initial["in_force_from"]
    boxes = {"in_force_from_day": day.day, "in_force_from_month": day.month, "in_force_from_year": day.year}
    countries = form["countries"].value()
    kept = {name: form.initial[name] for name in ("title", "state", "state_name", "text", "source_url", "version")}
    return {**kept, **boxes, "countries": form.fields["countries"].prepare_value(countries)}


@pytest.mark.parametrize("address", ["/desk/laws/", "/desk/laws/new/", "/desk/laws/{}/"])
def test_the_list_is_closed_to_everyone_but_staff(client_of, address):
    address = address.format(LawAdvisoryFactory().pk)
    assert client_of(None).get(address).headers["Location"] == f"/accounts/login/?next={address}"
    assert client_of(UserFactory()).get(address).status_code == 404
    assert client_of(SeatFactory().user).post(address, ANSWERS).status_code in {404, 405}
    assert client_of(StaffFactory()).get(address).status_code == 200


def test_the_first_two_are_there_and_are_not_written_again(no_laws, staff):
    load_first_advisories(model=LawAdvisory)
    LawAdvisory.objects.filter(state="US-TX").update(texts={"en": "Ours now."})
    load_first_advisories(model=LawAdvisory)
    rows = {row.state: (row.countries, row.in_force_from, row.text) for row in LawAdvisory.objects.all()}
    assert rows.keys() == {"US-TX", "US-IN"}
    assert rows["US-TX"] == (["CN", "IR", "KP", "RU"], dt.date(2025, 9, 1), "Ours now.")
    assert rows["US-IN"][:2] == (["CN", "CU", "IR", "KP", "RU", "VE"], dt.date(2024, 7, 1))
    page = text_of(staff.get("/desk/laws/"))
    assert "Texas China, Iran, North Korea, Russia from 1 September 2025" in page


def test_a_law_is_added_with_countries_by_name_or_code(no_laws, staff):
    assert staff.post("/desk/laws/new/", ANSWERS).headers["Location"] == "/desk/laws/"
    row = LawAdvisory.objects.get()
    assert (row.state, row.countries, row.in_force_from, row.in_force_until) == (
        "US-OH",
        ["CN", "IR", "KP"],
        dt.date(2025, 7, 1),
        None,
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"countries": "Atlantis"}, "“Atlantis” is not one country"),
        ({"countries": ""}, "Countries concerned"),
        ({"state": ""}, "Give the state with its name and its code"),
        ({"state": "Ohio"}, "Write the code of the state, for instance US-TX."),
        ({"in_force_until_day": "1", "in_force_until_month": "6", "in_force_until_year": "2025"}, "cannot end before"),
        ({"source_url": "nowhere"}, "Where the law stands"),
    ],
)
def test_bad_input_comes_back_with_what_was_typed(no_laws, staff, change, sentence):
    answer = staff.post("/desk/laws/new/", {**ANSWERS, **change})
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert "Ask the attorney. This is not legal advice.</textarea>" in answer.content.decode()
    assert not LawAdvisory.objects.exists()


def test_the_second_one_to_save_sees_both_and_loses_nothing(staff, client_of):
    row = LawAdvisoryFactory(countries=["CN", "JP"])
    address = f"/desk/laws/{row.pk}/"
    form = opened(staff, address)
    colleague = client_of(StaffFactory(full_name="Officer of Membership"))
    assert colleague.post(address, {**form, "text": "The colleague's text."}).status_code == 302
    answer = staff.post(address, {**form, "text": "My text."})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Officer of Membership changed this on" in page
    assert "The colleague&#x27;s text." in page
    assert "My text.</textarea>" in page
    again = {**form, "text": "My text.", "version": answer.context["form"].data["version"]}
    assert staff.post(address, again).status_code == 302
    row.refresh_from_db()
    assert (row.text, row.countries) == ("My text.", ["CN", "JP"])
    assert row.events.count() == 3


def test_texts_in_other_languages_stay(staff):
    row = LawAdvisoryFactory(titles={"en": "Act", "es": "Ley"}, texts={"en": "Ask.", "es": "Pregunte."})
    staff.post(f"/desk/laws/{row.pk}/", {**opened(staff, f"/desk/laws/{row.pk}/"), "title": "New act"})
    row.refresh_from_db()
    assert (row.titles, row.texts["es"]) == ({"en": "New act", "es": "Ley"}, "Pregunte.")


def test_the_service_takes_it_from_staff_only():
    with pytest.raises(ValidationError, match="Only the association"):
        save_advisory(advisory_id=LawAdvisoryFactory().pk, values={}, version="", by=UserFactory())


@pytest.mark.parametrize(
    "wrong",
    [
        {"titles": {"es": "Ley"}},
        {"countries": []},
        {"state": ""},
        {"in_force_until": dt.date(2000, 1, 1)},
    ],
)
def test_the_database_refuses_half_a_law(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        LawAdvisoryFactory(**wrong)


def test_the_list_costs_the_same_for_one_and_for_three(no_laws, staff):
    costs = []
    for rows in (1, 2):
        for _n in range(rows):
            LawAdvisoryFactory()
        with CaptureQueriesContext(connection) as asked:
            staff.get("/desk/laws/")
        costs.append(len(asked))
    assert costs[0] == costs[1]
