"""After an act about a file the PDF is made anew: the old version is not given any more, and still verifies."""

import io
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.choices import Act
from agreements.models import RegistryEntry, SealedPdf
from agreements.selectors import file_answer, file_answer_json
from agreements.services.chain import verify_register
from agreements.services.sealing import seal_entry
from sistercities.post.models import Mail
from tests.agreements.about_files import WHY, copied_later, copy_of, decided_about, recorded_paper, withheld
from tests.agreements.about_files import reviewed_decision as reviewed
from tests.agreements.blackened import OPEN, SECRET, WRITER, bytes_of
from tests.agreements.reading import text_of
from tests.agreements.test_files_after_recording import line_of
from tests.desk_pages import text_of as page_text
from tests.factories import StaffFactory
from tests.factories_agreements import record

pytestmark = pytest.mark.django_db


def sealed(entry: RegistryEntry, version: int = 1) -> SealedPdf:
    return seal_entry(entry_id=entry.pk, version=version, now=timezone.now())


def bytes_in(pdf: SealedPdf) -> bytes:
    with pdf.file.open("rb") as source:
        return source.read()


def inside(data: bytes) -> dict[str, bytes]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}


def pictures_in(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return sum(len(page.get_images()) for page in pdf.pages)


def verified(client: Client, sha256: str) -> tuple[dict[str, Any], str]:
    answer = file_answer_json(file_answer(sha256, on_date=timezone.localdate()))
    return answer, page_text(client.get(reverse("verify"), {"sha256": sha256}))


def test_a_withheld_file_is_in_no_new_version_and_the_old_one_is_not_given(
    client: Client, client_of: Any, django_capture_on_commit_callbacks: Any
) -> None:
    entry, scan = recorded_paper()
    old = sealed(entry)
    assert "01-treaty.pdf" in inside(bytes_in(old))
    address = reverse("registry_pdf", args=[entry.number])
    assert b"".join(client.get(address).streaming_content) == bytes_in(old)
    decision = reviewed(decided_about(entry, scan, Act.WITHHOLDING))
    with django_capture_on_commit_callbacks() as waiting:
        act = record(decision)
    answer = client.get(address)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "a new version is being made" in page_text(answer)
    assert "A new version is being made" in page_text(client.get(entry.get_absolute_url()))
    said, page = verified(client, old.sha256)
    line = line_of(act, "A file was withheld")
    assert (said["intact"], said["version"], said["replaced_by"], said["replaced_because"]) == (True, 1, 2, [line])
    for words in ("version 1", "exactly as it was made", "It is replaced: a new version is being made.", line):
        assert words in page
    told = list(Mail.objects.filter(kind="agreements/pdf_ready").values_list("pk", flat=True))
    for callback in waiting:
        callback()
    new = entry.sealed_pdfs.get(version=2)
    data = bytes_in(new)
    assert b"".join(client.get(address).streaming_content) == data
    assert sorted(inside(data)) == ["canonical.json", "chain.json"]
    assert inside(data)["canonical.json"] == entry.canonical.encode()
    assert (pictures_in(data), pictures_in(bytes_in(old)) > 0) == (0, True)
    for shown in (data, *inside(data).values()):
        assert [word for word in (SECRET, OPEN, WRITER) if word.encode() in shown] == []
    text = " ".join(text_of(data).split())
    for words in (WHY, act.number, "neither shown nor attached"):
        assert words in text
    said, page = verified(client, old.sha256)
    assert (said["intact"], said["replaced_by"]) == (True, 2)
    for words in ("It was replaced by version 2", line):
        assert words in page
    assert verified(client, new.sha256)[0]["replaced_by"] is None
    versions = client.get(reverse("registry_entry_json", args=[entry.number])).json()
    assert [(row["version"], row["replaced"]) for row in versions["pdf_versions"]] == [(1, True), (2, False)]
    assert versions["pdf_sha256"] == new.sha256
    page = page_text(client.get(entry.get_absolute_url()))
    assert "Replaced by version 2." in page
    states = page_text(client_of(StaffFactory()).get(reverse("desk_certificates")))
    assert states.count(entry.number) >= 2
    ready = Mail.objects.filter(kind="agreements/pdf_ready").exclude(pk__in=told)
    assert {mail.text.count(act.number) > 0 for mail in ready} == {True}
    assert verify_register().is_sound


def test_a_public_copy_takes_the_place_of_the_file_in_the_new_version(client: Client) -> None:
    entry, scan = recorded_paper()
    old = sealed(entry)
    act, copy = copied_later(entry, scan)
    assert client.get(reverse("registry_pdf", args=[entry.number])).status_code == 503
    data = bytes_in(sealed(entry, 2))
    files = inside(data)
    assert sorted(files) == ["01-treaty-public-copy.pdf", "canonical.json", "chain.json"]
    assert files["01-treaty-public-copy.pdf"] == bytes_of(copy)
    for shown in (data, *files.values()):
        assert [word for word in (SECRET, WRITER) if word.encode() in shown] == []
    assert SECRET not in text_of(data)
    assert act.number in text_of(data)
    bare = text_of(data).replace(" ", "").replace("\n", "")
    assert (scan.sha256 in bare, copy.sha256 in bare) == (True, True)
    said, page = verified(client, old.sha256)
    line = line_of(act, "A file was replaced by a public copy")
    assert (said["replaced_by"], said["replaced_because"]) == (2, [line])
    assert line in page


def test_a_version_that_was_begun_before_the_act_is_never_given(client: Client) -> None:
    entry, scan = recorded_paper()
    withheld(entry, scan)
    sealed(entry)
    assert client.get(reverse("registry_pdf", args=[entry.number])).status_code == 503
    page = page_text(client.get(reverse("registry_entry", args=[entry.number])))
    assert "Get the PDF" not in page
    assert client.get(reverse("verify"), {"q": entry.number}).context["pdf"] is None


def test_verify_knows_the_withheld_original_and_its_copies_and_shows_none(client: Client) -> None:
    entry, scan = recorded_paper()
    _first, copy = copied_later(entry, scan)
    assert verified(client, copy.sha256)[0]["file"] == "public_copy"
    assert verified(client, scan.sha256)[0]["file"] == "original_of_public_copy"
    act = withheld(entry, scan)
    for sha256, what in ((scan.sha256, "withheld_original"), (copy.sha256, "public_copy")):
        said, page = verified(client, sha256)
        assert (said["intact"], said["file"], said["number"]) == (True, what, entry.number)
        assert said["withheld"] == line_of(act, "A file was withheld")
        for words in ("This file is on the register and withheld", said["withheld"]):
            assert words in page
        assert "/files/" not in page


def test_verify_does_not_know_a_copy_whose_decision_is_not_recorded() -> None:
    entry, scan = recorded_paper()
    waiting = copy_of(decided_about(entry, scan, Act.PUBLIC_COPY))
    assert file_answer(waiting.sha256, on_date=timezone.localdate()).entry is None
    assert file_answer_json(file_answer(scan.sha256, on_date=timezone.localdate()))["file"] == "original"
