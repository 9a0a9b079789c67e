"""A file that is withheld, or shown as a public copy only, from the commit of the act on: who gets which bytes."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.choices import Act, Visibility
from agreements.models import PublicCopy, RegistryEntry, Scan
from agreements.services.chain import verify_register
from agreements.services.handing_in import submit_hand_in
from agreements.services.reviewing import review_hand_in
from sistercities.post.models import Effect
from tests.agreements.about_files import WHY, copied_later, copy_of, decided_about, recorded_paper, withheld
from tests.agreements.blackened import REASON, bytes_of, recorded_with_copy
from tests.desk_pages import text_of as page_text
from tests.factories import AdministratorFactory, RecorderFactory, RecordingGrantFactory, StaffFactory, UserFactory
from tests.factories_agreements import STATEMENT, add_pdf, complete_hand_in, record
from tests.register_rows import add_small_pages, quickly_recorded

pytestmark = pytest.mark.django_db


def status_of(client: Client, address: str) -> int:
    answer = client.get(address)
    if answer.streaming:
        assert b"".join(answer.streaming_content)
    return answer.status_code


def addresses_of(scan: Scan) -> list[str]:
    """The file and the pictures of its pages."""
    return [reverse("scan_file", args=[scan.pk]), *(reverse("scan_page", args=[scan.pk, n]) for n in (1, 2))]


def addresses_of_copy(copy: PublicCopy) -> list[str]:
    return [copy.get_absolute_url(), copy.page_address(1), copy.page_address(2)]


def line_of(act: RegistryEntry, what: str) -> str:
    day = timezone.localtime(act.recorded_at)
    return f"{what} on {day.day} {day:%B %Y}: {WHY} ({act.number})"


def test_those_who_may_record_get_a_withheld_file_and_nobody_else(client: Client, client_of: Any) -> None:
    entry, scan = recorded_paper()
    assert [status_of(client, address) for address in addresses_of(scan)] == [200] * 3
    act = withheld(entry, scan)
    own = client_of(scan.hand_in.started_by)
    lost = RecordingGrantFactory(ends_on=timezone.localdate() - dt.timedelta(days=1)).user
    closed = [own, *map(client_of, (UserFactory(), StaffFactory(), AdministratorFactory(), lost))]
    open_to = [client_of(RecordingGrantFactory(user=UserFactory()).user), client_of(RecorderFactory())]
    for address in addresses_of(scan):
        assert status_of(client, address) == 302
        assert [status_of(visitor, address) for visitor in closed] == [404] * 5
        assert [status_of(visitor, address) for visitor in open_to] == [200] * 2
    line = line_of(act, "A file was withheld")
    page = client.get(entry.get_absolute_url())
    assert page.context["pages"] == []
    assert [address for address in addresses_of(scan) if address in page.content.decode()] == []
    assert line in page_text(page)
    assert scan.sha256 in page_text(page).replace(" ", "")
    assert line in page_text(client.get(entry.partnership.get_absolute_url()))
    assert line in page_text(own.get(scan.hand_in.get_absolute_url()))
    since = client.get(reverse("registry_entry_json", args=[entry.number])).json()["files_since"]
    assert [(row["sha256"], row["act"], row["number"], row["reason"]) for row in since] == [
        (scan.sha256, "withholding", act.number, WHY)
    ]
    assert bytes_of(scan)
    assert verify_register().is_sound


def test_from_its_act_on_everybody_gets_the_copy(client: Client, client_of: Any) -> None:
    entry, scan = recorded_paper()
    decision = decided_about(entry, scan, Act.PUBLIC_COPY)
    waiting = copy_of(decision)
    own = client_of(scan.hand_in.started_by)
    for address in addresses_of_copy(waiting):
        assert [status_of(visitor, address) for visitor in (client, own)] == [302, 404]
    assert [status_of(client, address) for address in addresses_of(scan)] == [200] * 3
    act, copy = copied_later(entry, scan)
    assert [status_of(client, address) for address in addresses_of(scan)] == [302] * 3
    assert [status_of(client, address) for address in addresses_of_copy(copy)] == [200] * 3
    assert [status_of(own, address) for address in addresses_of(scan)] == [200] * 3
    assert [status_of(client, address) for address in addresses_of_copy(waiting)] == [302] * 3
    page = client.get(entry.get_absolute_url())
    assert [row["url"] for row in page.context["pages"]] == [copy.page_address(1), copy.page_address(2)]
    assert [address for address in addresses_of(scan) if address in page.content.decode()] == []
    for words in (line_of(act, "A file was replaced by a public copy"), REASON):
        assert words in page_text(page)
    (since,) = client.get(reverse("registry_entry_json", args=[entry.number])).json()["files_since"]
    assert (since["act"], since["public_copy_sha256"]) == ("public_copy", copy.sha256)


def test_a_copy_made_before_recording_goes_with_its_withheld_original(client: Client, client_of: Any) -> None:
    entry, scan, copy = recorded_with_copy()
    assert [status_of(client, address) for address in addresses_of_copy(copy)] == [200] * 3
    withheld(entry, scan)
    officer = RecordingGrantFactory(user=UserFactory()).user
    for address in (*addresses_of_copy(copy), *addresses_of(scan)):
        people = (scan.hand_in.started_by, StaffFactory(), RecorderFactory(), officer)
        visitors = (client, *map(client_of, people))
        assert [status_of(visitor, address) for visitor in visitors] == [302, 404, 404, 200, 200]
    assert client.get(entry.get_absolute_url()).context["pages"] == []


def test_the_desk_names_a_withheld_file_and_opens_it_to_those_who_may_record(client_of: Any) -> None:
    entry, scan = recorded_paper()
    act = withheld(entry, scan)
    review = reverse("handin_review", args=[scan.hand_in_id])
    staff, recorder = client_of(StaffFactory()).get(review), client_of(RecorderFactory()).get(review)
    for page, is_open in ((staff, False), (recorder, True)):
        assert [address in page.content.decode() for address in addresses_of(scan)] == [is_open] * 3
        assert scan.original_name in page_text(page)
    said = line_of(act, "A file was withheld")
    assert f"{said}. Those who may record can open it, and nobody else." in page_text(staff)


def test_a_file_for_the_association_with_the_bytes_of_a_withheld_one_is_closed_too(client_of: Any) -> None:
    entry, scan = recorded_paper()
    other = complete_hand_in()
    again = add_pdf(other, by=other.started_by, data=bytes_of(scan), visibility=Visibility.ASSOCIATION)
    submit_hand_in(hand_in_id=other.pk, statement=STATEMENT, by=other.started_by, now=timezone.now())
    add_small_pages(other)
    record(review_hand_in(hand_in_id=other.pk, by=StaffFactory(), now=timezone.now()))
    address = reverse("scan_file", args=[again.pk])
    people = (StaffFactory(), RecorderFactory(), other.started_by)
    assert [status_of(client_of(person), address) for person in people] == [200] * 3
    withheld(entry, scan)
    assert [status_of(client_of(person), address) for person in people] == [404, 200, 404]


def test_the_same_bytes_elsewhere_on_the_register_are_withheld_too(client: Client) -> None:
    entry, scan = recorded_paper()
    other, same = recorded_paper(data=bytes_of(scan))
    assert scan.sha256 == same.sha256
    act = withheld(entry, scan)
    assert [status_of(client, address) for address in addresses_of(same)] == [302] * 3
    assert line_of(act, "A file was withheld") in page_text(client.get(other.get_absolute_url()))
    keys = Effect.objects.filter(key__startswith=f"seal:{other.number}:").order_by("pk")
    assert [key.rsplit(":", 1)[1] for key in keys.values_list("key", flat=True)] == ["1", "2"]


def test_other_files_stay_public(client: Client) -> None:
    other = quickly_recorded()
    entry, scan = recorded_paper()
    withheld(entry, scan)
    assert status_of(client, reverse("scan_file", args=[other.hand_in.scans.get().pk])) == 200


def test_the_committee_sees_its_own_draft_with_the_same_file(client_of: Any) -> None:
    entry, scan = recorded_paper()
    withheld(entry, scan)
    draft = complete_hand_in(with_file=False)
    again = add_pdf(draft, by=draft.started_by, data=bytes_of(scan), name="again.pdf")
    assert status_of(client_of(draft.started_by), reverse("scan_file", args=[again.pk])) == 200


@pytest.mark.parametrize("acts", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_decisions(
    client: Client, django_assert_max_num_queries: Any, acts: int
) -> None:
    entry, scan = recorded_paper()
    for _act in range(acts):
        copied_later(entry, scan)
    client.get(entry.get_absolute_url())
    with django_assert_max_num_queries(16):
        client.get(entry.get_absolute_url())
