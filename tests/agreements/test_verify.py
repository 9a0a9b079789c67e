"""Is this file intact, and is the agreement in force today: by file, fingerprint, number and code."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.models import RegistryEntry, SealedPdf
from agreements.selectors import entry_by_code, entry_by_text, file_answer
from agreements.services import reviewing
from agreements.services.sealing import seal_entry
from agreements.status import ANSWERS, answer_for
from agreements.views.verify import WRONG_CODES
from partnerships.models import Partnership, StatePeriod
from sistercities.accounts.models import User
from sistercities.association.models import AssociationSettings
from sistercities.common.dates import PartialDate
from tests.factories import StaffFactory
from tests.factories_agreements import handed_in, record, recorded_entry, reviewed

pytestmark = pytest.mark.django_db
UNKNOWN = "0" * 64


@pytest.fixture
def entry() -> RegistryEntry:
    return recorded_entry()


@pytest.fixture
def pdf(entry: RegistryEntry) -> SealedPdf:
    return seal_entry(entry_id=entry.pk, version=1, now=timezone.now())


def as_json(client: Client, sha256: str) -> dict[str, Any]:
    answer = client.get(reverse("verify"), {"sha256": sha256}, headers={"Accept": "application/json"})
    assert answer.status_code == 200
    return json.loads(answer.content)


def later_act(entry: RegistryEntry, state: str, *, on: dt.date) -> None:
    """The state from a day on, as an act after the founding one writes it."""
    before = StatePeriod.objects.get(partnership=entry.partnership, days__contains=on)
    StatePeriod.objects.filter(pk=before.pk).update(days=DateRange(before.days.lower, on))
    StatePeriod.objects.create(
        partnership=entry.partnership, state=state, days=DateRange(on, None), basis="act", number=f"{entry.number}-1"
    )


def upload(client: Client, data: bytes, name: str = "agreement.pdf"):
    return client.post(reverse("verify"), {"file": SimpleUploadedFile(name, data)})


def test_the_pdf_is_intact_and_in_force(client: Client, entry: RegistryEntry, pdf: SealedPdf) -> None:
    answer = as_json(client, pdf.sha256)
    assert (answer["intact"], answer["number"], answer["version"], answer["replaced_by"], answer["in_force_today"]) == (
        True,
        entry.number,
        1,
        None,
        True,
    )


def test_one_changed_byte_does_not_match(client: Client, pdf: SealedPdf) -> None:
    with pdf.file.open("rb") as source:
        data = bytearray(source.read())
    assert "Unchanged" in upload(client, bytes(data)).content.decode()
    data[len(data) // 2] ^= 1
    changed = upload(client, bytes(data))
    assert changed.status_code == 200
    assert "Does not match" in changed.content.decode()
    assert "Unchanged" not in changed.content.decode()


def test_an_unknown_fingerprint_answers_with_nulls(client: Client) -> None:
    answer = as_json(client, UNKNOWN)
    assert answer["intact"] is False
    assert [answer[key] for key in ("number", "version", "replaced_by", "in_force_today")] == [None] * 4
    assert answer["legal_note"] == "Recording is not a legal judgement."


def test_a_replaced_pdf_still_verifies_as_version_1(client: Client, entry: RegistryEntry, pdf: SealedPdf) -> None:
    newer = seal_entry(entry_id=entry.pk, version=2, now=timezone.now())
    answer = as_json(client, pdf.sha256)
    assert (answer["intact"], answer["version"], answer["replaced_by"]) == (True, 1, 2)
    page = client.get(reverse("verify"), {"sha256": pdf.sha256}).content.decode()
    assert "version 1" in page
    assert "replaced by version 2" in page
    assert as_json(client, newer.sha256)["replaced_by"] is None


def test_an_intact_pdf_of_an_ended_agreement_says_both(client: Client, entry: RegistryEntry, pdf: SealedPdf) -> None:
    later_act(entry, "ended", on=timezone.localdate())
    answer = as_json(client, pdf.sha256)
    assert (answer["intact"], answer["in_force_today"]) == (True, False)
    page = client.get(reverse("verify"), {"sha256": pdf.sha256}).content.decode()
    assert "Unchanged" in page
    assert "Ended on" in page


def test_a_public_original_is_known_too(client: Client, entry: RegistryEntry) -> None:
    scan = entry.hand_in.scans.get()
    answer = as_json(client, scan.sha256)
    assert (answer["intact"], answer["number"], answer["version"]) == (True, entry.number, None)


def test_a_file_of_an_unrecorded_document_is_unknown(client: Client) -> None:
    assert as_json(client, reviewed().scans.get().sha256)["intact"] is False


@pytest.mark.parametrize("text", ["", "xyz", "0" * 63, "g" * 64])
def test_what_is_no_fingerprint_gets_a_sentence(client: Client, text: str) -> None:
    page = client.get(reverse("verify"), {"sha256": text})
    assert page.status_code == 422
    assert "64 characters" in page.content.decode()
    machine = client.get(reverse("verify"), {"sha256": text}, headers={"Accept": "application/json"})
    assert machine.status_code == 400


def test_spaces_and_capitals_of_a_copied_fingerprint_do_not_matter(client: Client, pdf: SealedPdf) -> None:
    copied = " ".join(pdf.sha256[n : n + 8] for n in range(0, 64, 8)).upper()
    assert as_json(client, copied)["intact"] is True


def test_without_a_file_the_form_says_what_to_do(client: Client) -> None:
    page = client.post(reverse("verify"), {})
    assert page.status_code == 422
    assert "Choose the PDF" in page.content.decode()


def test_the_file_post_needs_no_token_and_sets_no_cookie(pdf: SealedPdf) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = upload(strict, b"anything")
    assert answer.status_code == 200
    assert not answer.cookies


def test_number_and_code_lead_to_the_record(client: Client, entry: RegistryEntry) -> None:
    grouped = f"{entry.code[:5]}-{entry.code[5:]}".lower()
    assert entry_by_text(entry.number.lower()) == entry
    assert entry_by_code(grouped) == entry
    page = client.get(reverse("verify_code", args=[entry.code]))
    assert page.context["entry"] == entry
    assert "In force" in page.content.decode()
    assert client.get(reverse("verify"), {"q": entry.number}).context["entry"] == entry


def test_an_unknown_code_is_not_found_and_guessing_is_stopped(client: Client, entry: RegistryEntry) -> None:
    limit = int(WRONG_CODES.split("/")[0])
    for _n in range(limit + 1):
        assert client.get(reverse("verify_code", args=["2345678923"])).status_code == 404
    stopped = client.get(reverse("verify_code", args=["2345678923"]))
    assert (stopped.status_code, stopped["Retry-After"]) == (429, "60")
    assert client.get(reverse("verify_code", args=[entry.code])).status_code == 429


def test_right_codes_are_not_counted(client: Client, entry: RegistryEntry) -> None:
    limit = int(WRONG_CODES.split("/")[0])
    codes = [client.get(reverse("verify_code", args=[entry.code])).status_code for _n in range(limit + 5)]
    assert set(codes) == {200}


def test_full_fingerprints_can_be_looked_up_120_times_a_minute(client: Client, pdf: SealedPdf) -> None:
    codes = {client.get(reverse("verify"), {"sha256": pdf.sha256}).status_code for _n in range(120)}
    assert codes == {200}


def test_every_answer_ends_with_what_the_register_knows() -> None:
    assert len(ANSWERS) == 9
    assert all(str(sentence).endswith("as far as this register knows.") for _word, sentence, _known in ANSWERS.values())


@pytest.mark.parametrize(
    ("state", "code", "in_force"),
    [
        ("active", "in_force", True),
        ("dormant", "dormant", True),
        ("suspended", "suspended", False),
        ("term_ended", "term_ended", None),
        ("superseded", "superseded", False),
        ("ended", "ended", False),
    ],
)
def test_the_answer_follows_the_state_of_the_day(entry: RegistryEntry, state: str, code: str, in_force: object) -> None:
    today = timezone.localdate()
    later_act(entry, state, on=today)
    answer = answer_for(entry, on_date=today)
    assert (answer.code, answer.in_force) == (code, in_force)


def test_an_end_that_is_still_to_come_is_notice_given(entry: RegistryEntry) -> None:
    today = timezone.localdate()
    end = dt.date(today.year + 1, 5, 4)
    later_act(entry, "ended", on=end)
    answer = answer_for(entry, on_date=today)
    assert (answer.code, answer.in_force) == ("notice_given", True)
    assert f"4 May {end.year}" in str(answer.sentence)
    assert answer_for(entry, on_date=end).code == "ended"


def in_force_from(day: str, **facts: Any) -> RegistryEntry:
    """Signed on 10 October 1957 and recorded, with a day in force on the paper."""
    hand_in = handed_in(**facts)
    hand_in.instruments.update(in_force_on=PartialDate.parse(day))
    return record(reviewing.review_hand_in(hand_in_id=hand_in.pk, by=StaffFactory(), now=timezone.now()))


@pytest.mark.parametrize(
    ("day", "words", "first_day"),
    [
        ("2990", "2990", dt.date(2990, 1, 1)),
        ("2990-05", "May 2990", dt.date(2990, 5, 1)),
        ("2990-05-04", "4 May 2990", dt.date(2990, 5, 4)),
    ],
)
def test_what_comes_into_force_later_is_signed_and_not_yet_in_force(day: str, words: str, first_day: dt.date) -> None:
    entry = in_force_from(day)
    eve = first_day - dt.timedelta(days=1)
    for on_date in (timezone.localdate(), eve):
        answer = answer_for(entry, on_date=on_date)
        assert (answer.code, str(answer.word), answer.in_force) == ("not_yet_in_force", "Not yet in force", False)
        assert str(answer.sentence) == f"Signed; in force from {words}, as far as this register knows."
    assert answer_for(entry, on_date=first_day).code == "in_force"
    later_act(entry, "dormant", on=timezone.localdate())
    assert answer_for(entry, on_date=eve).in_force is False
    later_act(entry, "ended", on=eve)
    assert answer_for(entry, on_date=eve).code == "ended"


def test_its_partnership_is_active_from_the_signing_on_and_no_page_says_that_nothing_is_signed(
    client: Client, client_of: Callable[[User | None], Client]
) -> None:
    entry = in_force_from("2990")
    row = Partnership.objects.for_list(timezone.localdate()).get(pk=entry.partnership_id)
    assert (row.state, str(row.state_since), row.is_recorded) == ("active", "1957-10-10", True)
    public = client.get(row.get_absolute_url()).content.decode()
    file = client_of(StaffFactory()).get(reverse("workspace_partnership", args=[row.slug])).content.decode()
    record_page = client.get(entry.get_absolute_url()).content.decode()
    for page in (public, file, record_page):
        assert "nothing is signed" not in page
    for page in (public, record_page, client.get(reverse("verify_code", args=[entry.code])).content.decode()):
        assert "Signed; in force from 2990" in page
    status = client.get(reverse("registry_entry_json", args=[entry.number])).json()["status_today"]
    assert "Signed; in force from 2990" in str(status)


def test_before_the_signing_nothing_is_in_force(entry: RegistryEntry) -> None:
    assert answer_for(entry, on_date=dt.date(1950, 1, 1)).in_force is False
    StatePeriod.objects.filter(partnership=entry.partnership).delete()
    assert answer_for(entry, on_date=timezone.localdate()).in_force is False


@pytest.mark.parametrize(("in_force", "since"), [("1957-12", "1957-12"), ("2990", "None"), (None, "None")])
def test_without_a_date_of_signing_the_day_in_force_stands_for_it_unless_it_comes_later(in_force, since) -> None:
    hand_in = handed_in()
    unread = {"date_reading": "unreadable", "signed_on": None, "not_later_than": dt.date(1960, 1, 1)}
    paper = hand_in.instruments.get()
    paper.signatures.update(**unread)
    hand_in.instruments.update(in_force_on=in_force)
    entry = record(reviewing.review_hand_in(hand_in_id=hand_in.pk, by=StaffFactory(), now=timezone.now()))
    act = StatePeriod.objects.get(partnership=entry.partnership, basis="act")
    assert (act.state, str(act.since)) == ("active", since)
    assert act.days.lower == (dt.date(1957, 12, 1) if since != "None" else entry.received_on)


def test_looking_up_a_file_costs_a_fixed_number_of_queries(pdf: SealedPdf, django_assert_num_queries) -> None:
    with django_assert_num_queries(5):
        file_answer(pdf.sha256, on_date=timezone.localdate())


def test_a_form_without_a_file_does_not_wipe_the_answer(client: Client, entry: RegistryEntry, pdf: SealedPdf) -> None:
    page = client.get(reverse("verify"), {"sha256": pdf.sha256}).content.decode()
    assert f'name="answered_sha256" value="{pdf.sha256}"' in page
    again = client.post(reverse("verify"), {"answered_sha256": pdf.sha256})
    assert again.status_code == 422
    assert "Unchanged" in again.content.decode()
    assert "Choose the PDF that you want to check." in again.content.decode()
    page = client.get(reverse("verify"), {"q": entry.number}).content.decode()
    assert f'name="answered_number" value="{entry.number}"' in page
    assert "Not checked yet" in client.post(reverse("verify"), {"answered_number": entry.number}).content.decode()
    assert 'id="answer"' not in client.post(reverse("verify"), {"answered_number": "SC-1999-00001"}).content.decode()


def test_what_is_not_found_leads_on(client: Client) -> None:
    AssociationSettings.objects.update_or_create(pk=1, defaults={"phone": "+1 202 555 0100"})
    register = f'href="{reverse("registry")}"'
    unknown = client.get(reverse("verify"), {"q": "SC-1999-00001"}).content.decode()
    assert "ask us:" in unknown
    assert 'name="q" value="SC-1999-00001"' in unknown
    for page in (unknown, client.get(reverse("verify"), {"sha256": UNKNOWN}).content.decode()):
        assert register in page.partition('id="answer"')[2].partition('id="by-file"')[0]


@pytest.mark.parametrize("written", ["sc 2026 {n}", "SC-2026-{n:05d}", "sc-2026-{n}"])
def test_a_number_is_understood_as_people_write_it(entry: RegistryEntry, written: str) -> None:
    _sc, year, n = entry.number.split("-")
    assert entry_by_text(written.replace("2026", year).format(n=int(n))) == entry
    assert entry_by_text(f"SC {year} {int(n) + 1}") is None
