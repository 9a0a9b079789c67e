"""A record with papers that only the association keeps: they are named with their fingerprints and shown nowhere.

And the printed way back: the code on the sealed paper leads to the record that it was made of.
"""

import hashlib
import io
from dataclasses import dataclass
from urllib.parse import urlsplit

import pikepdf
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.choices import Capacity, FileRole, Visibility
from agreements.models import HandIn, RegistryEntry, Scan
from agreements.selectors import file_answer
from agreements.services.chain import verify_register
from agreements.services.files import make_page_images
from agreements.services.handing_in import submit_hand_in
from agreements.services.papers import save_signatures
from agreements.services.previews import fingerprint_of, kept_preview
from agreements.services.reviewing import review_hand_in
from agreements.services.sealing import seal_entry
from sistercities.common.dates import PartialDate
from tests.agreements.reading import figures, text_of
from tests.desk_pages import text_of as page_text
from tests.desk_pages import with_preview
from tests.factories import StaffFactory
from tests.factories_agreements import STATEMENT, add_pdf, complete_hand_in, record, recorded_entry, signer

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Papers:
    """A reviewed document of two public files and three that only the association keeps, among them the letter."""

    hand_in: HandIn
    public: list[Scan]
    kept: list[Scan]
    letter: Scan


@pytest.fixture
def papers() -> Papers:
    hand_in = complete_hand_in()
    by, party = hand_in.started_by, hand_in.partnership.parties.get(side=2)
    here = {"by": by, "party": party}
    letter = add_pdf(hand_in, role=FileRole.AUTHORITY_PAPER, dated=PartialDate(1957, 9, 28), **here)
    designee = signer(party, capacity=Capacity.DESIGNEE, authority_id=letter.pk)
    save_signatures(hand_in_id=hand_in.pk, party=party, signers=[designee], by=by)
    hidden = {"visibility": Visibility.ASSOCIATION}
    council = add_pdf(hand_in, role=FileRole.COUNCIL_ACT, pages=2, **hidden, **here)
    signed = add_pdf(hand_in, by=by, pages=3, **hidden)
    decision = add_pdf(hand_in, by=by, role=FileRole.COUNCIL_ACT)
    submit_hand_in(hand_in_id=hand_in.pk, statement=STATEMENT, by=by, now=timezone.now())
    for scan in hand_in.scans.all():
        make_page_images(scan_id=scan.pk)
    hand_in = review_hand_in(hand_in_id=hand_in.pk, by=StaffFactory(), now=timezone.now())
    public = [hand_in.scans.order_by("position").first(), decision]
    return Papers(hand_in, public=public, kept=[letter, council, signed], letter=letter)


def sealed(entry: RegistryEntry) -> bytes:
    pdf = seal_entry(entry_id=entry.pk, version=1, now=timezone.now())
    with pdf.file.open("rb") as source:
        return source.read()


def attached(pdf: pikepdf.Pdf) -> dict[str, str]:
    """Every file inside, wherever in the PDF it hangs, by name with its fingerprint."""
    files = {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}
    streams = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Type") == "/EmbeddedFile"]
    assert len(streams) == len(files)
    return {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}


def drawn(pdf: pikepdf.Pdf) -> list[str]:
    """The pages of papers that are shown as pictures."""
    return sorted(alt for alt in figures(pdf) if alt.startswith("page "))


SHOWN = ["page 1 of 1 of Council act", "page 1 of 1 of Signed document, file 1 of 2"]


def test_the_sealed_pdf_holds_the_public_papers_alone_and_names_the_others(papers: Papers) -> None:
    data = sealed(record(papers.hand_in))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        inside, pictures = attached(pdf), drawn(pdf)
    originals = {name: sha256 for name, sha256 in inside.items() if not name.endswith(".json")}
    assert inside.keys() - originals.keys() == {"canonical.json", "chain.json"}
    assert sorted(originals) == ["01-signed.pdf", "02-signed.pdf"]
    assert [originals[name] for name in sorted(originals)] == [scan.sha256 for scan in papers.public]
    assert pictures == SHOWN
    text = text_of(data)
    assert text.count("Kept by the association, not shown.") == len(papers.kept)
    assert "dated 28 September 1957" in text
    bare = text.replace(" ", "")
    assert [scan.sha256 in bare for scan in papers.kept] == [True] * 3


def test_the_preview_shows_the_same_papers_and_carries_none(papers: Papers) -> None:
    hand_in = with_preview(papers.hand_in)
    kept = kept_preview(hand_in_id=hand_in.pk, fingerprint=fingerprint_of(hand_in))
    assert kept
    with papers.letter.file.storage.open(kept.pdf) as source:
        data = source.read()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert attached(pdf) == {}
        assert drawn(pdf) == SHOWN
    text = text_of(data)
    assert text.count("Kept by the association, not shown.") == len(papers.kept)
    assert "dated 28 September 1957" in text
    assert papers.letter.sha256 in text.replace(" ", "")


def test_the_page_of_the_record_shows_pages_of_the_public_signed_document_alone(papers: Papers, client: Client) -> None:
    answer = client.get(record(papers.hand_in).get_absolute_url())
    assert [page["url"] for page in answer.context["pages"]] == [reverse("scan_page", args=[papers.public[0].pk, 1])]
    files, shown = {file["sha256"]: file.get("url") for file in answer.context["files"]}, answer.content.decode()
    for scan in papers.kept:
        assert files[scan.sha256] is None
        assert reverse("scan_file", args=[scan.pk]) not in shown
        assert reverse("scan_page", args=[scan.pk, 1]) not in shown


def test_verify_knows_the_public_originals_alone(papers: Papers, client: Client) -> None:
    entry, today = record(papers.hand_in), timezone.localdate()
    assert [file_answer(scan.sha256, on_date=today).entry for scan in papers.public] == [entry, entry]
    assert [file_answer(scan.sha256, on_date=today).entry for scan in papers.kept] == [None] * 3
    for scan in papers.kept:
        page = client.get(reverse("verify"), {"sha256": scan.sha256}).content.decode()
        assert entry.number not in page


def test_the_code_on_the_paper_opens_the_record_that_it_was_made_of(client: Client) -> None:
    other, entry = recorded_entry(), recorded_entry()
    data = sealed(entry)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        [code] = [alt for alt in figures(pdf) if alt.startswith("QR code: ")]
        links = {str(link.A.URI) for page in pdf.pages for link in page.get("/Annots", []) if "/A" in link}
    address = code.removeprefix("QR code: ")
    assert address == f"{settings.PUBLIC_URL}/verify/{entry.code}/"
    assert links == {address}
    answer = client.get(urlsplit(address).path)
    assert answer.context["entry"] == entry != other
    groups = " ".join(entry.code[at : at + 4] for at in range(0, len(entry.code), 4))
    text = text_of(data)
    assert f"Code {groups}" in text
    assert f"(code {groups})" in text
    assert client.get(reverse("verify"), {"q": groups}).context["entry"] == entry


def test_a_signed_document_for_the_association_only_is_recorded_named_and_shown_nowhere(
    client: Client, second: Client
) -> None:
    hand_in = complete_hand_in(with_file=False)
    scan = add_pdf(
        hand_in, by=hand_in.started_by, visibility=Visibility.ASSOCIATION, dated=PartialDate(1957, 10, 10), pages=2
    )
    submit_hand_in(hand_in_id=hand_in.pk, statement=STATEMENT, by=hand_in.started_by, now=timezone.now())
    make_page_images(scan_id=scan.pk)
    hand_in = with_preview(review_hand_in(hand_in_id=hand_in.pk, by=StaffFactory(), now=timezone.now()))
    shown = page_text(second.get(reverse("handin_record", args=[hand_in.pk])))
    assert "No page of it becomes public." in shown
    entry = record(hand_in)
    data = sealed(entry)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert sorted(attached(pdf)) == ["canonical.json", "chain.json"]
        assert drawn(pdf) == []
    text = text_of(data)
    assert "Kept by the association, not shown." in text
    assert "dated 10 October 1957" in text
    assert scan.sha256 in text.replace(" ", "")
    page = client.get(entry.get_absolute_url())
    assert page.context["pages"] == []
    assert client.get(reverse("scan_file", args=[scan.pk])).status_code == 302
    assert verify_register().is_sound


def test_a_public_signed_document_is_not_called_withheld(papers: Papers, second: Client) -> None:
    shown = page_text(second.get(reverse("handin_record", args=[with_preview(papers.hand_in).pk])))
    assert "No page of it becomes public." not in shown
