"""Making a public copy on its page, without script: mark, look, make; at the committee and at the desk."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from lxml import html

from agreements.choices import Status, Visibility
from agreements.models import HandIn, Scan
from agreements.services import files
from sistercities.desk.models import Task
from tests.agreements.blackened import REASON, bytes_of, copied, handed_in_with_copy, is_blackened, with_paper
from tests.desk_pages import address, text_of
from tests.factories import StaffFactory
from tests.factories_agreements import add_pdf, complete_hand_in

pytestmark = pytest.mark.django_db


def form_of(page: HttpResponse) -> dict[str, Any]:
    """What a browser sends of the form that carries what is marked, without a button."""
    [form] = [form for form in html.fromstring(page.content).forms if "page" in form.fields]
    answers: dict[str, Any] = {}
    for name, value in form.form_values():
        answers.setdefault(name, []).append(value)
    return answers


def boxes(page: HttpResponse) -> list[tuple[str, ...]]:
    """The black boxes on the pages that are shown."""
    found = html.fromstring(page.content).findall(".//rect")
    return [tuple(box.get(name) for name in ("x", "y", "width", "height")) for box in found]


def press(client: Client, page: HttpResponse, at: str, button: str, value: str = "1", **typed: str) -> HttpResponse:
    return client.post(at, {**form_of(page), **typed, button: value})


def test_lines_are_marked_looked_at_and_blacked_out_without_script(client_of: Any) -> None:
    hand_in, scan = with_paper()
    client, at = client_of(hand_in.started_by), address("handin_copy", hand_in, scan.pk)
    page = press(client, client.get(at), at, "add", top="15", bottom="23 %")
    assert boxes(page) == [("0", "330", "1700", "176")]
    assert "Page 1: from 15 to 23 percent of the height, across the whole width" in text_of(page)
    page = press(client, page, at, "go", "2")
    assert boxes(page) == []
    assert "Signed document, page 2 of 2" in text_of(page)
    page = press(client, page, at, "add", top="1,5", bottom="50", left="10", right="20.5")
    assert "Page 2: from 1.5 to 50 percent of the height, from 10 to 20.5 percent of the width" in text_of(page)
    assert "Page 1: from 15" in text_of(page)
    page = press(client, page, at, "remove", "2 15 500 100 205")
    assert "Page 2: from" not in text_of(page)
    page = press(client, page, at, "look", reason=REASON)
    assert "This is what everybody will get" in text_of(page)
    assert boxes(page) == [("0", "330", "1700", "176")]
    assert not scan.public_copies.exists()
    page = press(client, page, at, "mark")
    assert REASON in page.content.decode()
    page = press(client, page, at, "look")
    assert press(client, page, at, "make").url == address("handin_files", hand_in)
    copy = scan.public_copies.get()
    assert (copy.reason, copy.made_by) == (REASON, hand_in.started_by)
    assert is_blackened(bytes_of(copy)) == (True, True)
    shown = text_of(client.get(address("handin_files", hand_in)))
    assert f"Everybody gets a public copy with places blacked out: {REASON}" in shown


WRONG = {
    "no numbers": ("add", {}, "Say where the place begins."),
    "not a number": ("add", {"top": "a third", "bottom": "50"}, "Enter a number"),
    "beyond the page": ("add", {"top": "10", "bottom": "101"}, "less than or equal to 100"),
    "upside down": ("add", {"top": "50", "bottom": "10"}, "lower edge has to be further down"),
    "from right to left": ("add", {"top": "1", "bottom": "9", "left": "50", "right": "50"}, "right edge has to be"),
    "nothing marked": ("look", {"reason": REASON}, "Mark at least one place"),
    "no reason": ("make", {"area": "1 0 10 0 1000"}, "Say what is blacked out, and why"),
}


@pytest.mark.parametrize("why", WRONG)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client_of: Any, why: str) -> None:
    hand_in, scan = with_paper()
    client, at = client_of(hand_in.started_by), address("handin_copy", hand_in, scan.pk)
    button, typed, sentence = WRONG[why]
    page = press(client, client.get(at), at, button, **typed)
    assert page.status_code == 422
    assert sentence in text_of(page)
    kept = form_of(page)
    assert {name: [value.strip() for value in kept[name]] for name in typed} == {
        name: [value] for name, value in typed.items()
    }
    assert not scan.public_copies.exists()


def test_places_that_no_page_of_ours_wrote_are_passed_over(client_of: Any) -> None:
    hand_in, scan = with_paper()
    client, at = client_of(hand_in.started_by), address("handin_copy", hand_in, scan.pk)
    for area in ("1 0 10 0", "1 10 0 0 1000", "x", "3 0 10 0 1000", "1 0 99999 0 1000", "1 -5 10 0 1000"):
        page = client.post(at, {"area": [area], "page": "999", "reason": REASON, "make": "1"})
        assert page.status_code == 422
    assert not scan.public_copies.exists()


def test_pages_that_are_not_drawn_are_drawn_on_request(client_of: Any, django_capture_on_commit_callbacks: Any) -> None:
    hand_in = complete_hand_in()
    scan = hand_in.scans.get()
    client, at = client_of(hand_in.started_by), address("handin_copy", hand_in, scan.pk)
    assert "The pages of this file are drawn first" in text_of(client.get(at))
    assert not scan.page_images.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(at, {"prepare": "1"}).url == at
    assert "Black out lines on page 1" in text_of(client.get(at))


def test_a_copy_is_changed_and_taken_away(client_of: Any) -> None:
    hand_in, scan = with_paper()
    first = copied(hand_in, scan)
    client, at = client_of(hand_in.started_by), address("handin_copy", hand_in, scan.pk)
    page = client.get(at)
    assert (len(boxes(page)), REASON in text_of(page)) == (1, True)
    press(client, page, at, "make", reason="Something else")
    second = scan.public_copies.get()
    assert (second.reason, second.areas) == ("Something else", first.areas)
    assert client.post(at, {"drop": "1"}).status_code == 302
    assert not scan.public_copies.exists()


def test_only_a_public_file_has_the_page(client_of: Any) -> None:
    hand_in, scan = with_paper()
    other = add_pdf(hand_in, by=hand_in.started_by, visibility=Visibility.ASSOCIATION)
    client = client_of(hand_in.started_by)
    assert client.get(address("handin_copy", hand_in, other.pk)).status_code == 404
    files.describe_scan(hand_in_id=hand_in.pk, scan_id=scan.pk, visibility="association", by=hand_in.started_by)
    assert client.get(address("handin_copy", hand_in, scan.pk)).status_code == 404
    assert "Make a public copy" not in text_of(client.get(address("handin_file", hand_in, scan.pk)))


def at_desk() -> tuple[HandIn, Scan]:
    hand_in, scan, _copy = handed_in_with_copy()
    return hand_in, scan


def test_the_reviewer_sees_original_and_copy_and_can_change_it(desk: Client, staff: Any) -> None:
    hand_in, scan = at_desk()
    shown = text_of(desk.get(address("handin_review", hand_in)))
    assert "Public copy: everybody gets this" in shown
    assert "Original, kept by the association" in shown
    at = address("handin_correct_copy", hand_in, scan.pk)
    page = press(desk, desk.get(at), at, "add", top="80", bottom="90")
    assert press(desk, page, at, "make").url == address("handin_review", hand_in)
    copy = scan.public_copies.get()
    assert (len(copy.areas), copy.made_by) == (2, staff)
    hand_in.refresh_from_db()
    assert hand_in.status == Status.HANDED_IN


def test_what_a_colleague_has_taken_is_not_changed(desk: Client, client_of: Any) -> None:
    hand_in, scan = at_desk()
    task = Task.objects.open().get(subject_id=hand_in.pk)
    other = client_of(StaffFactory())
    other.post(reverse("task_claim", args=[task.pk]))
    at = address("handin_correct_copy", hand_in, scan.pk)
    answer = desk.post(at, {"area": "1 0 10 0 1000", "reason": "Other", "make": "1"})
    assert "has taken this" in text_of(desk.get(answer.url))
    assert scan.public_copies.get().reason == REASON
