"""Signed documents for tests, on any part of their way to the register.

The row factories make the fewest facts that are valid. The verbs below go the real way, by the services:
`complete_hand_in()` a draft that lacks nothing, then `handed_in()`, `returned()`, `refused()`, `withdrawn()`,
`reviewed()` and `recorded_entry()`, each with people of its own. `as_status(status)` makes one for every status.
"""

import datetime as dt
import io
import itertools
from typing import Any

import factory
import pikepdf
from django.utils import timezone
from factory.django import DjangoModelFactory
from PIL import Image

from agreements.choices import (
    Capacity,
    CouncilActKind,
    DateReading,
    DocumentKind,
    FileRole,
    Method,
    Status,
    Visibility,
)
from agreements.models import CouncilAct, HandIn, Instrument, RegistryEntry, Scan, Signature
from agreements.services import files, handing_in, papers, recording, reviewing
from agreements.services.papers import SignatureFacts
from directory.choices import Role
from directory.models import Committee
from partnerships.models import Partnership, Party
from sistercities.accounts.models import User
from sistercities.association.models import ReasonCode
from sistercities.common.dates import PartialDate
from tests.authority import look_up, make_member, read_laws
from tests.factories import (
    CommitteeFactory,
    CommunityFactory,
    PartnerCommunityFactory,
    PartnershipFactory,
    RecorderFactory,
    SeatFactory,
    StaffFactory,
    UserFactory,
)

STATEMENT = "I confirm that the files are true copies of the signed document."
_different = itertools.count(1)


def pdf_bytes(pages: int = 1, *, mark: str = "") -> bytes:
    """A small PDF; without `mark` no two calls give the same bytes."""
    mark = mark or f"paper {next(_different)}"
    document = pikepdf.new()
    for number in range(pages):
        document.add_blank_page(page_size=(612, 792))
        drawing = f"0 0 0 rg 72 {700 - number % 5 * 20} 300 4 re f % {mark}, page {number + 1}"
        document.pages[-1].Contents = document.make_stream(drawing.encode())
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def picture_bytes(form: str = "JPEG", *, size: tuple[int, int] = (850, 1100)) -> bytes:
    """A photograph of a page; no two calls give the same bytes."""
    shade = next(_different) % 200
    image = Image.new("RGB", size, "white")
    image.paste((shade, 40, 90), (80, 80, 400, 120))
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


class ReasonCodeFactory(DjangoModelFactory):
    class Meta:
        model = ReasonCode

    code = factory.Sequence(lambda n: f"signature-missing-{n}")
    use = ReasonCode.Use.RETURN
    labels = factory.LazyFunction(lambda: {"en": "A signature is missing"})
    letters = factory.LazyFunction(lambda: {"en": "One side has not signed yet. Please add its signature."})


class HandInFactory(DjangoModelFactory):
    """A draft of a new committee; `status` makes the row, not its history: `as_status` goes the real way."""

    class Meta:
        model = HandIn

    committee = factory.SubFactory(CommitteeFactory)
    partnership = factory.SubFactory(PartnershipFactory)
    started_by = factory.SubFactory(UserFactory)
    started_at = factory.LazyFunction(timezone.now)


class InstrumentFactory(DjangoModelFactory):
    class Meta:
        model = Instrument

    hand_in = factory.SubFactory(HandInFactory)
    kind = DocumentKind.MEMORANDUM
    languages = factory.LazyFunction(lambda: ["en", "ja"])


class SignatureFactory(DjangoModelFactory):
    """The head of side 1, in ink, on a day."""

    class Meta:
        model = Signature

    instrument = factory.SubFactory(InstrumentFactory)
    party = factory.LazyAttribute(lambda row: row.instrument.hand_in.partnership.parties.get(side=1))
    name = factory.LazyAttribute(lambda row: f"The mayor of {row.party.community.name}")
    title = "Mayor"
    capacity = Capacity.HEAD
    method = Method.INK
    date_reading = DateReading.AS_WRITTEN
    signed_on = factory.LazyAttribute(
        lambda row: PartialDate(1957, 10, 10) if row.date_reading == DateReading.AS_WRITTEN else None
    )
    not_later_than = factory.LazyAttribute(
        lambda row: None if row.date_reading == DateReading.AS_WRITTEN else dt.date(2020, 1, 1)
    )
    place = "Kobe"


class ScanFactory(DjangoModelFactory):
    """A public PDF of one page with its file, kept past the inspection."""

    class Meta:
        model = Scan

    hand_in = factory.SubFactory(HandInFactory)
    role = FileRole.SIGNED_DOCUMENT
    visibility = Visibility.PUBLIC
    original_name = "signed.pdf"
    file = factory.django.FileField(data=b"%PDF-1.7", filename="signed.pdf")
    media_type = "application/pdf"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    size = 8
    pages = 1
    uploaded_by = factory.SubFactory(UserFactory)
    uploaded_at = factory.LazyFunction(timezone.now)


class CouncilActFactory(DjangoModelFactory):
    class Meta:
        model = CouncilAct

    hand_in = factory.SubFactory(HandInFactory)
    party = factory.LazyAttribute(lambda row: row.hand_in.partnership.parties.get(side=1))
    kind = CouncilActKind.RESOLUTION
    number = "Res. 85-48"
    decided_on = PartialDate(1985, 2, 4)
    vote = "7-0"


def signer(party: Party, **facts: Any) -> SignatureFacts:
    """The head of a side who signed in ink on 10 October 1957, unless `facts` say otherwise."""
    base = {"name": f"The mayor of {party.community.name}", "title": "Mayor", "place": "Kobe"}
    if facts.get("date_reading", DateReading.AS_WRITTEN) == DateReading.AS_WRITTEN:
        base["signed_on"] = PartialDate(1957, 10, 10)
    return SignatureFacts(**base | facts)


def add_pdf(hand_in: HandIn, *, by: User, role: str = FileRole.SIGNED_DOCUMENT, **facts: Any) -> Scan:
    """One more file, by the service, inspected like any other."""
    data = facts.pop("data", None) or pdf_bytes(facts.pop("pages", 1))
    facts = {"name": "signed.pdf", "now": timezone.now(), **facts}
    return files.add_scan(hand_in_id=hand_in.pk, upload=io.BytesIO(data), role=role, by=by, **facts)


def complete_hand_in(
    *,
    partnership: Partnership | None = None,
    committee: Committee | None = None,
    by: User | None = None,
    sides: tuple[int, ...] = (1, 2),
    now: dt.datetime | None = None,
    with_file: bool = True,
    own_papers: bool = False,
    with_authority: bool = True,
    **started: Any,
) -> HandIn:
    """A draft that lacks nothing, of the main contact `by` of the home side's committee, made by the services.

    `sides` are those that have signed; `own_papers`: each of them a proclamation of its own that names the other;
    `with_authority`: staff have looked up the sides before, and the home side is a member;
    `started` goes to `start_hand_in` (on_behalf, received_on ...).
    """
    if partnership is None:
        home = (committee and committee.communities.first()) or CommunityFactory()
        pair = [home, PartnerCommunityFactory()]
        partnership = PartnershipFactory(communities=pair, state="in_development", since=None)
    home = partnership.parties.get(side=1).community
    committee = committee or home.committees.first() or CommitteeFactory(communities=[home])
    by = by or SeatFactory(committee=committee, role=Role.COORDINATOR).user
    hand_in = handing_in.start_hand_in(
        by=by, committee=committee, partnership=partnership, now=now or timezone.now(), **started
    )
    papers.save_paper(
        hand_in_id=hand_in.pk,
        by=by,
        kind=DocumentKind.MEMORANDUM,
        relationship=partnership.kind,
        languages=["en", "ja"],
    )
    if own_papers:
        papers.arrange_papers(hand_in_id=hand_in.pk, each_has_its_own=True, by=by)
    for party in partnership.parties.filter(side__in=sides).select_related("community"):
        if own_papers:
            add_own_paper(hand_in, party, by=by, with_file=with_file)
        papers.save_signatures(hand_in_id=hand_in.pk, party=party, signers=[signer(party)], by=by)
    if with_file and not own_papers:
        add_pdf(hand_in, by=by)
    if with_authority:
        look_up(*(party.community for party in partnership.parties.all()))
        make_member(home, committee)
    hand_in.refresh_from_db()
    return hand_in


def add_own_paper(
    hand_in: HandIn, party: Party, *, by: User, with_file: bool = True, names_others: bool = True
) -> None:
    """The proclamation of one side, where each side has a paper of its own."""
    papers.save_paper(
        hand_in_id=hand_in.pk,
        by=by,
        kind=DocumentKind.PROCLAMATION,
        languages=["en"],
        title=f"Proclamation of {party.community.name}",
        names_others=names_others,
        party=party,
    )
    if with_file:
        data = pdf_bytes(mark=f"Proclamation {party.side}")
        add_pdf(hand_in, by=by, party=party, data=data, name=f"proclamation-{party.side}.pdf")


def handed_in(*, now: dt.datetime | None = None, with_pages: bool = True, **facts: Any) -> HandIn:
    """Waiting for review, with the images of its pages made as a worker would (`with_pages=False`: not yet).

    The laws that concern its sides are read.
    """
    hand_in = complete_hand_in(now=now, **facts)
    hand_in = handing_in.submit_hand_in(
        hand_in_id=hand_in.pk, statement=STATEMENT, by=hand_in.started_by, now=now or timezone.now()
    )
    if with_pages:
        for scan in hand_in.scans.all():
            files.make_page_images(scan_id=scan.pk)
    read_laws(hand_in)
    return hand_in


def returned(*, note: str = "Page 2 is missing.", reason: ReasonCode | None = None, **facts: Any) -> HandIn:
    """Sent back to the committee by a reviewer."""
    hand_in = handed_in(with_pages=False, **facts)
    return reviewing.return_hand_in(
        hand_in_id=hand_in.pk, reason=reason or ReasonCodeFactory(), text=note, by=StaffFactory(), now=timezone.now()
    )


def refused(**facts: Any) -> HandIn:
    """Refused for good."""
    hand_in = handed_in(with_pages=False, **facts)
    reason = ReasonCodeFactory(use=ReasonCode.Use.REFUSE, labels={"en": "Not a government"})
    return reviewing.refuse_hand_in(
        hand_in_id=hand_in.pk, reason=reason, text="", by=StaffFactory(), now=timezone.now()
    )


def withdrawn(**facts: Any) -> HandIn:
    """Taken back by the committee after handing in."""
    hand_in = handed_in(with_pages=False, **facts)
    return handing_in.withdraw_hand_in(hand_in_id=hand_in.pk, by=hand_in.started_by, now=timezone.now())


def reviewed(*, reviewer: User | None = None, **facts: Any) -> HandIn:
    """Waiting for the second person."""
    hand_in = handed_in(**facts)
    return reviewing.review_hand_in(hand_in_id=hand_in.pk, by=reviewer or StaffFactory(), now=timezone.now())


def record(hand_in: HandIn, *, recorder: User | None = None, now: dt.datetime | None = None) -> RegistryEntry:
    """Record a reviewed hand-in by somebody without a part in it."""
    return recording.record_hand_in(
        hand_in_id=hand_in.pk,
        by=recorder or RecorderFactory(),
        preview_sha256=hand_in.snapshot_sha256,
        now=now or timezone.now(),
    )


def recorded_entry(*, recorder: User | None = None, now: dt.datetime | None = None, **facts: Any) -> RegistryEntry:
    """The whole way: a committee hands in, a reviewer reviews, a third person records."""
    return record(reviewed(**facts), recorder=recorder, now=now)


def as_status(status: str, **facts: Any) -> HandIn:
    """A hand-in that really got to `status`."""
    ways = {
        Status.DRAFT: complete_hand_in,
        Status.HANDED_IN: handed_in,
        Status.RETURNED: returned,
        Status.REVIEWED: reviewed,
        Status.WITHDRAWN: withdrawn,
        Status.REFUSED: refused,
        Status.RECORDED: lambda **given: HandIn.objects.get(entries=recorded_entry(**given)),
    }
    return ways[Status(status)](**facts)
