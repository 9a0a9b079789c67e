"""What pages, PDF, feeds for machines and the desk say about a file that was destroyed by order."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.choices import Act
from agreements.models import HandIn, RegistryEntry, Scan
from agreements.services.destroying import destroy_file
from agreements.services.sealing import seal_entry
from sistercities.post.models import Effect
from tests.agreements.about_files import DAY, ORDER, WHY, decided_about, ordered, recorded_paper, reviewed_decision
from tests.agreements.about_files import withheld as withheld_plainly
from tests.agreements.reading import text_of
from tests.desk_pages import address, with_preview
from tests.desk_pages import text_of as page_text
from tests.factories import RecorderFactory, StaffFactory
from tests.factories_agreements import pdf_bytes
from tests.register_rows import add_small_pages, quickly_recorded

pytestmark = pytest.mark.django_db
SAID = f"and destroyed by order of {ORDER} of 18 January 2023: {WHY}"


@pytest.fixture
def gone() -> tuple[RegistryEntry, Scan, RegistryEntry]:
    """An entry, its file that is destroyed, and the act that says so."""
    entry, scan = recorded_paper()
    act = ordered(entry, scan)
    destroy_file(entry_id=act.pk)
    return entry, scan, act


def typed(scan: Scan, **changes: str) -> dict[str, Any]:
    days = {f"decided_on_{box}": value for box, value in (("day", "18"), ("month", "1"), ("year", "2023"))}
    order = {f"ordered_on_{box}": value for box, value in (("day", "18"), ("month", "1"), ("year", "2023"))}
    paper = {"paper": SimpleUploadedFile("order.pdf", pdf_bytes()), "visibility": "association"}
    said = {"about": str(scan.pk), "reason": WHY, "destroyed_by_order_of": ORDER}
    return {**said, **days, **order, **paper, **changes}


def test_staff_type_an_order_and_see_what_it_will_do(client_of: Any) -> None:
    entry = quickly_recorded()
    scan = entry.hand_in.scans.get()
    desk = client_of(StaffFactory())
    answer = desk.post(reverse("entry_act", args=[entry.number, "withholding"]), typed(scan))
    hand_in = HandIn.objects.latest("pk")
    assert answer.url == address("handin_review", hand_in)
    assert (hand_in.destroyed_by_order_of, str(hand_in.ordered_on)) == (ORDER, "2023-01-18")
    for words in ("Destroyed by order of", ORDER, "Day of the order", "18 January 2023"):
        assert words in page_text(desk.get(answer.url))
    add_small_pages(hand_in)
    reviewed = with_preview(reviewed_decision(hand_in))
    page = page_text(client_of(RecorderFactory()).get(reverse("handin_record", args=[reviewed.pk])))
    for words in ("Recording this destroys a file", f"are removed for ever, by order of {ORDER}"):
        assert words in page


def test_without_an_order_nothing_is_said_about_destroying(client_of: Any) -> None:
    decision = with_preview(reviewed_decision(decided_about(*recorded_paper(), Act.WITHHOLDING)))
    page = page_text(client_of(RecorderFactory()).get(reverse("handin_record", args=[decision.pk])))
    assert "destroy" not in page.lower()
    assert "No page of it becomes public." not in page  # nobody signs a decision


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ordered_on_day": "", "ordered_on_month": "", "ordered_on_year": ""}, "Enter the day of the order."),
        ({"destroyed_by_order_of": ""}, "Say whose order it is, or leave the day empty."),
        ({"ordered_on_year": "2999"}, "This day lies after"),
        ({"ordered_on_day": "19"}, "The order is of a later day than the decision. Check the two days."),
    ],
)
def test_half_an_order_is_refused_in_words_and_what_was_typed_stays(
    client_of: Any, changes: dict[str, str], sentence: str
) -> None:
    entry = quickly_recorded()
    form = reverse("entry_act", args=[entry.number, "withholding"])
    answer = client_of(StaffFactory()).post(form, typed(entry.hand_in.scans.get(), **changes))
    assert (answer.status_code, sentence in page_text(answer), WHY in page_text(answer)) == (422, True, True)
    assert not HandIn.objects.filter(act="withholding").exists()


def test_a_withheld_file_can_be_chosen_for_an_order_alone(client_of: Any) -> None:
    entry, scan = recorded_paper()
    withheld_plainly(entry, scan)
    desk, form = client_of(StaffFactory()), reverse("entry_act", args=[entry.number, "withholding"])
    assert f"Signed document, {entry.number}: {scan.original_name} (withheld)" in page_text(desk.get(form))
    nothing = dict.fromkeys(("destroyed_by_order_of", "ordered_on_day", "ordered_on_month", "ordered_on_year"), "")
    answer = desk.post(form, typed(scan, **nothing))
    assert (answer.status_code, "that is not withheld yet" in page_text(answer)) == (422, True)
    assert desk.post(form, typed(scan)).status_code == 302
    ordered(entry, scan)
    assert scan.original_name not in page_text(desk.get(form))
    assert scan.original_name not in page_text(desk.get(reverse("entry_act", args=[entry.number, "public_copy"])))


def test_the_order_is_corrected_before_it_is_recorded(client_of: Any) -> None:
    decision = decided_about(*recorded_paper(), Act.WITHHOLDING)
    form = reverse("handin_correct_terms", args=[decision.pk])
    desk = client_of(StaffFactory())
    assert "By whose order?" in page_text(desk.get(form))
    sent = typed(decision.about_scan, revision=str(decision.revision))
    answer = desk.post(form, {name: value for name, value in sent.items() if name not in ("paper", "about")})
    decision.refresh_from_db()
    assert (answer.status_code, decision.destroyed_by_order_of, decision.ordered_on.earliest) == (302, ORDER, DAY)


def test_the_pages_of_the_record_and_of_the_act_say_it(client: Client, gone: Any) -> None:
    entry, scan, act = gone
    page = page_text(client.get(entry.get_absolute_url()))
    assert SAID in page
    assert "Nobody keeps it any more; the fingerprint above is that of the original." in page
    assert "The association keeps it;" not in page
    assert scan.sha256 in page.replace(" ", "")
    page = page_text(client.get(act.get_absolute_url()))
    assert f"A file of {entry.number} was withheld by the association and destroyed by order of {ORDER}." in page
    assert "18 January 2023" in page
    assert SAID in page_text(client.get(entry.partnership.get_absolute_url()))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "It is closed to everybody and is being removed."),
        ({"error": "OSError: the disk"}, "not removed yet. The last try failed: OSError: the disk."),
        ({"done_at": timezone.now()}, "the backups have to be cleaned as well."),
    ],
)
def test_whoever_recorded_it_sees_how_far_it_is(client_of: Any, changes: dict[str, Any], sentence: str) -> None:
    act = ordered(*recorded_paper())
    Effect.objects.filter(key=f"destroy:{act.number}").update(**changes)
    page = page_text(client_of(StaffFactory()).get(reverse("handin_recorded", args=[act.hand_in_id])))
    assert "The file that has to be destroyed" in page
    assert sentence in page


def test_machines_read_it(client: Client, gone: Any) -> None:
    entry, _scan, act = gone
    (since,) = client.get(reverse("registry_entry_json", args=[entry.number])).json()["files_since"]
    said = (since["act"], since["number"], since["destroyed_by_order_of"], since["ordered_on"])
    assert said == ("withholding", act.number, ORDER, "2023-01-18")
    other = recorded_paper()
    withheld_plainly(*other)
    (since,) = client.get(reverse("registry_entry_json", args=[other[0].number])).json()["files_since"]
    assert (since["destroyed_by_order_of"], since["ordered_on"]) == (None, None)


@pytest.mark.parametrize("is_destroyed", [True, False])
def test_the_check_of_a_file_says_it(client: Client, is_destroyed: bool) -> None:
    entry, scan = recorded_paper()
    if is_destroyed:
        ordered(entry, scan)
    else:
        withheld_plainly(entry, scan)
    asked = {"sha256": scan.sha256}
    page = page_text(client.get(reverse("verify"), asked))
    told = client.get(reverse("verify"), asked, headers={"accept": "application/json"}).json()
    assert (told["intact"], told["file"]) == (True, "withheld_original")
    assert told["destroyed_by_order_of"] == (ORDER if is_destroyed else None)
    assert (SAID in page, "The association does not have it any more." in page) == (is_destroyed, is_destroyed)
    assert ("it is kept, and not shown to the public" in page) is not is_destroyed


def test_the_next_version_of_the_pdf_says_it(gone: Any) -> None:
    entry, scan, act = gone
    with seal_entry(entry_id=entry.pk, version=2, now=timezone.now()).file.open("rb") as source:
        words = " ".join(text_of(source.read()).split())
    assert SAID in words
    assert "Nobody keeps it any more; its fingerprint and its size stay on the register." in words
    assert "Kept by the association, neither shown nor attached." not in words
    assert scan.sha256 in words.replace(" ", "")
    with seal_entry(entry_id=act.pk, version=1, now=timezone.now()).file.open("rb") as source:
        words = " ".join(text_of(source.read()).split())
    assert f"was withheld by the association and destroyed by order of {ORDER}." in words
