"""Requests that no page of ours makes get a plain answer, never an accident."""

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from sistercities.accounts.forms import NamesForm
from sistercities.common.numbers import whole_number
from sistercities.common.requests import UNKNOWN, client_address
from sistercities.desk.models import Task
from sistercities.desk.services import open_task
from sistercities.post.models import Mail
from tests.factories import (
    AssociationSettingsFactory,
    EarlierRecognitionFactory,
    SeatFactory,
    StaffFactory,
    UserFactory,
)
from tests.factories_agreements import complete_hand_in, handed_in, recorded_entry

pytestmark = pytest.mark.django_db
MANY_DIGITS = "9" * 5000


@pytest.mark.parametrize(
    "address",
    ["/verify/?q=%00", "/registry/%00/", "/registry/%00/agreement.pdf", "/registry/%00/entry.json", "/?%00=1"],
)
def test_a_null_character_is_found_nowhere(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "address", ["/desk/people/?q=%00", "/desk/mail/?q=%00", "/workspace/handins/new/?partnership=%00"]
)
def test_a_null_character_is_found_nowhere_by_staff(client_of, address):
    assert client_of(StaffFactory()).get(address).status_code == 404


def test_a_null_character_in_a_note_or_reason_is_left_out(client_of):
    desk, waiting, listed = client_of(StaffFactory()), handed_in(), EarlierRecognitionFactory()
    not_so = reverse("earlier_remove", args=[listed.pk])
    assert desk.post(not_so, {f"reason-{listed.pk}": "\0"}).status_code == 422
    assert desk.post(not_so, {f"reason-{listed.pk}": "Not\0 on this page"}).status_code == 302
    assert Mail.objects.filter(text__contains="Not on this page").exists()
    answer = desk.post(reverse("handin_pass", args=[waiting.pk]), {"revision": waiting.revision, "note": "Well\0 read"})
    assert answer.status_code in (302, 422)
    assert "\0" not in answer.content.decode()


@pytest.mark.parametrize("year", ["0", "-1", "1" + "0" * 30, "abc", "1899", "9999"])
def test_a_year_that_never_was_has_no_records(client, year):
    recorded_entry()
    answer = client.get("/registry/", {"year": year})
    assert answer.status_code == 200
    assert answer.context["total"] == 0


@pytest.mark.parametrize("day", ["0001-01-01", "0001-12-31", "0999-12-31"])
def test_a_day_before_all_history_is_refused(client, day):
    entry = recorded_entry()
    pages = (entry.partnership.get_absolute_url(), entry.get_absolute_url(), f"{entry.get_absolute_url()}entry.json")
    for page in pages:
        assert client.get(page, {"as_of": day}).status_code == 400, page
        assert client.get(page, {"as_of": "1000-01-01"}).status_code == 200, page


def test_a_value_that_no_facet_can_hold_is_passed_over(client):
    assert client.get("/registry/", {"year": MANY_DIGITS}).status_code == 200


def test_the_year_of_an_entry_finds_it(client):
    entry = recorded_entry()
    assert client.get("/registry/", {"year": entry.number[3:7]}).context["total"] == 1


@pytest.mark.parametrize(
    ("seen", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:5678", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("", UNKNOWN),
        ("unix:", UNKNOWN),
        ("unknown", UNKNOWN),
    ],
)
def test_every_visitor_has_an_address(client, rf, seen, address):
    assert client_address(rf.get("/", REMOTE_ADDR=seen)) == address
    assert client.get("/verify/?q=x", REMOTE_ADDR=seen).status_code == 200
    with override_settings(TRUSTED_PROXIES=1):
        assert client_address(rf.get("/", headers={"X-Forwarded-For": f"198.51.100.1, {seen or 'unknown'}"})) == address


def test_numbers_of_many_digits_are_none():
    assert [whole_number(text) for text in ("7", "٧", "", "-1", "1.5", "²", "1234567890", MANY_DIGITS)] == [
        7,
        7,
        *[None] * 6,
    ]


def test_steps_and_desk_take_no_number_of_many_digits(client_of):
    draft = complete_hand_in()
    client = client_of(draft.started_by)
    step = reverse("handin_signers", args=[draft.pk, 1])
    for name in ("signers", "remove", "signer-0-signed_on_day", "signer-0-signed_on_month"):
        assert client.post(step, {"signers": "1", name: MANY_DIGITS}).status_code in (302, 422), name
    waiting = handed_in()
    desk = client_of(StaffFactory())
    review = reverse("handin_pass", args=[waiting.pk])
    assert desk.post(review, {"revision": MANY_DIGITS}).status_code in (302, 409, 422)


@pytest.mark.parametrize("odd", ["-1", "desk_queue", "😀", "//evil.example/", "https://evil.example/", "javascript:x"])
def test_the_way_back_from_a_task_stays_here(client_of, odd):
    staff, colleague = StaffFactory(), StaffFactory()
    open_task(kind="handin_review", subject_id=handed_in().pk, title="Seattle – Kobe", now=timezone.now())
    task = Task.objects.latest("pk")
    client_of(colleague).post(reverse("task_claim", args=[task.pk]))
    assert client_of(staff).post(reverse("task_claim", args=[task.pk]), {"next": odd}).url == reverse("desk_queue")


def test_letters_lead_to_the_public_address_whatever_host_was_asked(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    AssociationSettingsFactory()
    user = UserFactory(password="a long phrase for tests")
    client.post(reverse("account_reset_password"), {"email": user.email}, headers={"host": "evil.example:6666"})
    letter = Mail.objects.get()
    assert "evil.example" not in letter.text + letter.html
    assert f"{settings.PUBLIC_URL}/accounts/password/reset/key/" in letter.text


def test_a_name_is_one_line():
    form = NamesForm({"full_name": "Main\r\n  contact\tin Seattle"})
    assert form.is_valid()
    assert form.cleaned_data["full_name"] == "Main contact in Seattle"


def test_nobody_keeps_a_copy_of_a_closed_page(client_of, client):
    seat = SeatFactory(role="coordinator")
    for address in ("/workspace/", "/workspace/handins/", "/accounts/profile/"):
        assert "no-store" in client_of(seat.user).get(address).headers["Cache-Control"], address
    assert "no-store" in client_of(StaffFactory()).get("/desk/").headers["Cache-Control"]
    assert "no-store" not in client.get("/registry/").headers.get("Cache-Control", "")


def test_the_profile_takes_forms_and_nothing_else(client_of):
    assert client_of(UserFactory()).put(reverse("account_profile")).status_code == 405
