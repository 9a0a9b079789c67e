"""What anybody may see of the register: list, entries, PDF, and the views for programs."""

import hashlib
import io
import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html
from PIL import Image

from agreements import canonical
from agreements.choices import FileRole
from agreements.models import RegistryEntry, SealedPdf
from agreements.services import files, handing_in, reviewing
from tests.agreements.blackened import recorded_with_copy
from tests.factories import CommunityFactory, PartnerCommunityFactory, PartnershipFactory, StaffFactory
from tests.factories_agreements import STATEMENT, add_pdf, complete_hand_in, record, recorded_entry

pytestmark = pytest.mark.django_db


def entry_between(home: str, partner: str, country: str = "JP") -> RegistryEntry:
    communities = [CommunityFactory(name=home), PartnerCommunityFactory(name=partner, country=country)]
    return recorded_entry(partnership=PartnershipFactory(communities=communities, state="in_development", since=None))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_any_length(client: Client, rows: int, django_assert_num_queries) -> None:
    for _n in range(rows):
        recorded_entry()
    client.get(reverse("registry"))
    with django_assert_num_queries(8):
        client.get(reverse("registry"))


def test_an_entry_is_found_by_community_country_year_kind_and_number(client: Client) -> None:
    kobe = entry_between("Seattle", "Kobe")
    erbil = entry_between("Nashville", "Erbil", "IQ")
    year = kobe.recorded_at.year

    def found(query: str) -> set[str]:
        page = client.get(reverse("registry") + query).context["page"]
        return {entry.number for entry in page}

    assert found("?q=kobe") == {kobe.number}
    assert found(f"?q={erbil.number}") == {erbil.number}
    assert found("?country=IQ") == {erbil.number}
    assert found("?country=US") == {kobe.number, erbil.number}
    assert found(f"?year={year}") == {kobe.number, erbil.number}
    assert found(f"?year={year - 1}") == set()
    assert found("?kind=memorandum_of_understanding") == {kobe.number, erbil.number}
    assert found("?kind=proclamation") == set()


def test_every_count_beside_a_facet_is_the_number_of_rows_after_the_click(client: Client) -> None:
    entry_between("Seattle", "Kobe")
    entry_between("Nashville", "Erbil", "IQ")
    choices = client.get(reverse("registry")).context["choices"]
    assert {choice.name for choice in choices} == {"country", "year", "kind"}
    for choice in choices:
        for option in choice.options:
            assert client.get(reverse("registry") + option.query).context["total"] == option.count


def test_the_page_of_an_entry_reads_like_a_record(client: Client, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        entry = entry_between("Seattle", "Kobe")
    pdf = SealedPdf.objects.get(entry=entry)
    page = client.get(entry.get_absolute_url()).content.decode()
    for words in (entry.number, "Seattle", "Kobe", "The mayor of Kobe", "10 October 1957", "In force", pdf.sha256[:8]):
        assert words in page
    assert reverse("registry_pdf", args=[entry.number]) in page
    assert reverse("verify_code", args=[entry.code]) in page


def test_a_later_change_of_a_name_does_not_change_the_record(client: Client) -> None:
    entry = entry_between("Seattle", "Kobe")
    kobe = entry.partnership.parties.get(side=2).community
    kobe.name = "Renamed"
    kobe.save()
    page = client.get(entry.get_absolute_url())
    assert [party["name"] for party in page.context["parties"]] == ["Seattle", "Kobe"]


def test_files_for_the_association_only_are_named_and_neither_shown_nor_linked(client: Client) -> None:
    draft = complete_hand_in()
    letter = add_pdf(draft, by=draft.started_by, role=FileRole.AUTHORITY_PAPER)
    assert letter.visibility == "association"
    handing_in.submit_hand_in(hand_in_id=draft.pk, statement=STATEMENT, by=draft.started_by, now=timezone.now())
    for scan in draft.scans.all():
        files.make_page_images(scan_id=scan.pk)
    entry = record(reviewing.review_hand_in(hand_in_id=draft.pk, by=StaffFactory(), now=timezone.now()))
    page = client.get(entry.get_absolute_url())
    shown = {row["sha256"]: row.get("url") for row in page.context["files"]}
    assert shown[letter.sha256] is None
    assert reverse("scan_file", args=[letter.pk]) not in page.content.decode()
    assert client.get(reverse("scan_file", args=[letter.pk])).status_code == 302


def test_every_picture_of_a_page_keeps_its_place_free(client: Client) -> None:
    """Of an original and of a public copy alike: the sizes on the page are those of the pictures."""
    for entry in (recorded_entry(), recorded_with_copy()[0]):
        page = client.get(entry.get_absolute_url())
        pictures = html.fromstring(page.content).xpath("//figure//img")
        assert pictures
        for picture in pictures:
            drawn = Image.open(io.BytesIO(client.get(picture.get("src")).getvalue()))
            assert (picture.get("width"), picture.get("height")) == tuple(map(str, drawn.size))


def test_the_pdf_is_served_as_it_was_stored(client: Client, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        entry = recorded_entry()
    answer = client.get(reverse("registry_pdf", args=[entry.number]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-cache"
    body = b"".join(answer.streaming_content)
    assert hashlib.sha256(body).hexdigest() == SealedPdf.objects.get(entry=entry).sha256


def test_while_the_pdf_is_being_made_the_address_says_so(client: Client) -> None:
    entry = recorded_entry()
    answer = client.get(reverse("registry_pdf", args=[entry.number]))
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")


def test_entry_json_holds_the_exact_canonical_text(client: Client, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        entry = entry_between("Seattle", "Kōbe")
    answer = json.loads(client.get(reverse("registry_entry_json", args=[entry.number])).content)
    assert answer["canonical"] == entry.canonical
    assert answer["hash"] == canonical.chained_hash(answer["previous_hash"], answer["canonical"])
    assert answer["recorded_at"] == json.loads(answer["canonical"])["recorded_at"]
    assert answer["pdf_sha256"] == SealedPdf.objects.get(entry=entry).sha256
    assert [version["version"] for version in answer["pdf_versions"]] == [1]
    assert (answer["number"], answer["in_force_today"]) == (entry.number, True)
    assert answer["legal_note"] == "Recording is not a legal judgement."
    assert "note" not in answer


def test_entry_json_has_no_fingerprint_while_the_pdf_is_being_made(client: Client) -> None:
    entry = recorded_entry()
    answer = json.loads(client.get(reverse("registry_entry_json", args=[entry.number])).content)
    assert (answer["pdf_sha256"], answer["pdf_versions"]) == (None, [])


def test_head_json_names_the_newest_entry_at_once(client: Client) -> None:
    address = reverse("registry_head")
    assert json.loads(client.get(address).content) == {"seq": None, "number": None, "hash": None, "recorded_at": None}
    for _n in range(2):
        entry = recorded_entry()
        answer = client.get(address)
        head = json.loads(answer.content)
        assert (head["seq"], head["number"], head["hash"]) == (entry.seq, entry.number, entry.hash)
        assert answer["Cache-Control"] == "no-store"


def test_in_the_demonstration_every_answer_for_programs_says_so(client: Client, settings) -> None:
    entry = recorded_entry()
    settings.IS_DEMO = True
    for address in (reverse("registry_head"), reverse("registry_entry_json", args=[entry.number])):
        answer = json.loads(client.get(address).content)
        assert answer["note"] == "Demonstration: not a record of any association"
    assert "Demonstration" not in entry.canonical


@pytest.mark.parametrize("number", ["SC-2026-99999", "nothing", "SC-1-1"])
def test_a_number_that_is_not_there_is_not_found(client: Client, number: str) -> None:
    assert client.get(reverse("registry_entry", args=[number])).status_code == 404


def test_a_number_in_small_letters_leads_to_its_page(client: Client) -> None:
    entry = recorded_entry()
    answer = client.get(reverse("registry_entry", args=[entry.number.lower()]))
    assert (answer.status_code, answer["Location"]) == (301, entry.get_absolute_url())
