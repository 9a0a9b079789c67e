"""Everything that a visitor can reach from the register is fetched and read: nothing that stays inside is in it."""

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pikepdf
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from agreements.choices import Capacity, FileRole, Visibility
from agreements.models import RegistryEntry, Sender
from agreements.services import arranging
from agreements.services.files import make_page_images
from agreements.services.handing_in import submit_hand_in
from agreements.services.papers import save_council_act, save_signatures
from agreements.services.reviewing import review_hand_in
from agreements.services.sealing import seal_entry
from sistercities.common.dates import PartialDate
from tests.agreements.blackened import OPEN, REASON, SECRET, WRITER, bytes_of, copied, paper, with_paper
from tests.agreements.reading import text_of
from tests.factories import RecorderFactory, StaffFactory
from tests.factories_agreements import STATEMENT, add_pdf, record, signer

pytestmark = pytest.mark.django_db

# What only the association and the committee know, by what it is.
INSIDE = {
    "what is blacked out": SECRET,
    "the rest of the original's text": OPEN,
    "what the original says about itself": WRITER,
    "the text of a letter": "Plum Street 12",
    "the name of a letter": "letter-about-quince",
    "the text of a council paper for the association": "Walnut Yard 3",
    "the name of that paper": "council-medlar",
    "the text of a signed page for the association": "Hazel Court 9",
    "the name of that page": "signed-rowan",
    "the text of a page that was left out": "Birch Row 5",
    "the name of that page that was left out": "left-out-sorrel",
    "from whom it came": "The clerk Tamarind",
    "where the originals are": "Cabinet Persimmon",
    "the sender's postal address": "Gooseberry Alley 4",
    "who reviewed it": "Reviewer Kumquat",
    "who recorded it": "Recorder Loquat",
    "a note of the reviewer": "Note on Mulberry",
    "an e-mail address": "quiet@inside.example",
}


@pytest.fixture
def entry(caplog: Any) -> RegistryEntry:
    """On the register, with papers of every kind that stay inside, typed by staff for somebody; the log is kept."""
    caplog.set_level(logging.DEBUG)
    typist = StaffFactory(email=INSIDE["an e-mail address"])
    hand_in, scan = with_paper(
        by=typist,
        on_behalf=True,
        arrival="post",
        arrived_from=INSIDE["from whom it came"],
        original_kept_at=INSIDE["where the originals are"],
        sender_address=INSIDE["the sender's postal address"],
        received_on=timezone.localdate(),
    )
    here = {"by": typist, "party": hand_in.partnership.parties.get(side=2)}
    letter = add_pdf(
        hand_in,
        role=FileRole.AUTHORITY_PAPER,
        data=paper(line=INSIDE["the text of a letter"]),
        name="letter-about-quince.pdf",
        dated=PartialDate(1957, 9, 28),
        **here,
    )
    designee = signer(here["party"], capacity=Capacity.DESIGNEE, authority_id=letter.pk)
    save_signatures(hand_in_id=hand_in.pk, party=here["party"], signers=[designee], by=typist)
    kept = {"visibility": Visibility.ASSOCIATION}
    council = add_pdf(
        hand_in,
        role=FileRole.COUNCIL_ACT,
        data=paper(line=INSIDE["the text of a council paper for the association"]),
        name="council-medlar.pdf",
        **kept,
        **here,
    )
    save_council_act(hand_in_id=hand_in.pk, number="Res. 1", scan=council, **here)
    signed = paper(line=INSIDE["the text of a signed page for the association"])
    add_pdf(hand_in, by=typist, data=signed, name="signed-rowan.pdf", **kept)
    spare = paper(line=INSIDE["the text of a page that was left out"])
    left_out = add_pdf(hand_in, by=typist, data=spare, name="left-out-sorrel.pdf")
    arranging.leave_out_scan(hand_in_id=hand_in.pk, scan_id=left_out.pk, by=typist)
    copied(hand_in, scan)
    submit_hand_in(hand_in_id=hand_in.pk, statement=STATEMENT, by=typist, now=timezone.now())
    for row in hand_in.scans.all():
        make_page_images(scan_id=row.pk)
    reviewer, recorder = (
        factory(full_name=INSIDE[what])
        for factory, what in ((StaffFactory, "who reviewed it"), (RecorderFactory, "who recorded it"))
    )
    note = INSIDE["a note of the reviewer"]
    entry = record(review_hand_in(hand_in_id=hand_in.pk, by=reviewer, now=timezone.now(), text=note), recorder=recorder)
    assert Sender.objects.get().post_address == INSIDE["the sender's postal address"]
    seal_entry(entry_id=entry.pk, version=1, now=timezone.now())
    return entry


@dataclass
class Crawl:
    """A visitor who opens everything: by address the answer in plain words."""

    client: Client
    read: dict[str, str] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)

    def from_here(self, *addresses: str) -> None:
        waiting = list(addresses)
        while waiting:
            address = waiting.pop()
            if address in self.read:
                continue
            answer = self.client.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            kind = answer.get("Content-Type", "").partition(";")[0]
            self.kinds.add(kind)
            self.read[address] = f"{answer.headers} " + " ".join(words_in(body, kind))
            if answer.status_code in (301, 302):
                continue
            waiting += links_in(body) if kind == "text/html" else []


def links_in(page: bytes) -> list[str]:
    """Where its links, pictures and scripts lead on this site, what is only for signing in left aside."""
    found = html.fromstring(page).xpath("//@href | //@src")
    paths = [urlsplit(str(link).removeprefix(settings.PUBLIC_URL)) for link in found]
    own = [path for path in paths if not path.netloc and not path.scheme and path.path.startswith("/")]
    skipped = ("/accounts/", "/static/", "/admin/")
    return [
        f"{path.path}?{path.query}" if path.query else path.path for path in own if not path.path.startswith(skipped)
    ]


def words_in(body: bytes, kind: str) -> Iterator[str]:
    """The answer as it is and, of a PDF, its text, its parts unpacked, and everything attached to it."""
    yield body.decode("utf-8", "replace")
    if kind != "application/pdf":
        return
    yield text_of(body)
    with pikepdf.open(io.BytesIO(body)) as document:
        for name, spec in document.attachments.items():
            yield f"{name} {spec.description}"
            data = spec.get_file().read_bytes()
            yield from words_in(data, "application/pdf" if data.startswith(b"%PDF") else "")
        for part in document.objects:
            if isinstance(part, pikepdf.Stream) and part.get("/Subtype") != "/Image":
                yield part.read_bytes().decode("latin-1")


def test_what_stays_inside_is_in_nothing_that_a_visitor_can_open(
    entry: RegistryEntry, client: Client, caplog: Any
) -> None:
    hand_in = entry.hand_in
    crawl = Crawl(client)
    number = entry.number
    crawl.from_here("/", "/registry/", "/partnerships/", "/directory/", "/verify/", "/statistics/")
    crawl.from_here(
        entry.get_absolute_url(),
        reverse("registry_pdf", args=[number]),
        reverse("registry_entry_json", args=[number]),
        reverse("registry_head"),
        *(f"/verify/?sha256={scan.sha256}" for scan in hand_in.scans.all()),
        *(reverse("scan_file", args=[scan.pk]) for scan in hand_in.scans.all()),
        *(reverse("scan_page", args=[scan.pk, 1]) for scan in hand_in.scans.all()),
        reverse("handin_review", args=[hand_in.pk]),
        reverse("handin_detail", args=[hand_in.pk]),
    )
    assert {"text/html", "application/json", "application/pdf", "image/png"} <= crawl.kinds
    opened = {what: [address for address, said in crawl.read.items() if text in said] for what, text in INSIDE.items()}
    assert opened == {what: [] for what in INSIDE}
    records = [*caplog.get_records("setup"), *caplog.records]
    logged = " ".join(record.getMessage() for record in records if not record.name.startswith("factory"))
    assert [what for what, text in INSIDE.items() if text in logged] == []
    said = crawl.read[entry.get_absolute_url()]
    assert REASON in said
    assert not Sender.objects.exists()


def test_the_crawl_finds_what_is_there(entry: RegistryEntry) -> None:
    """The same reading of what is inside finds every text: it is not blind."""
    texts = " ".join(
        " ".join(words_in(bytes_of(scan), "application/pdf")) + scan.original_name for scan in entry.hand_in.scans.all()
    )
    of_files = [text for what, text in INSIDE.items() if "text" in what or "name of" in what or "blacked" in what]
    assert [text for text in of_files if text not in texts] == []
