"""Documents of the demonstration, taken through the real services by three people."""

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import timezone

from agreements import canonical
from agreements.choices import Arrival, DateReading, DocumentKind, FileRole, Method
from agreements.documents.renderer import render_pdf
from agreements.models import HandIn
from agreements.services.files import add_scan, make_page_images
from agreements.services.handing_in import start_hand_in, submit_hand_in, withdraw_hand_in
from agreements.services.papers import SignatureFacts, arrange_papers, save_council_act, save_paper, save_signatures
from agreements.services.recording import record_hand_in
from agreements.services.reviewing import refuse_hand_in, return_hand_in, review_hand_in
from directory.models import Committee
from partnerships.models import Partnership, Party
from partnerships.stages import Kind
from sistercities.accounts.models import User
from sistercities.association.models import ReasonCode
from sistercities.common.dates import PartialDate

from .tables import Row, table

# The sources of the demonstration name no signer; an office is not a person's name.
NOT_NAMED = "Not named in the sources"
# A clerk who gave an address for our letters.
BY_POST_TO_SENDER = {
    "San Diego": {"sender_address": "2 Demonstration Street\nSan Diego, CA 92101", "sender_country": "US"}
}
STATEMENT = "These files are true copies of the demonstration documents."


@dataclass(frozen=True)
class Journey:
    """One document on its way: the table's row, its partnership, and the people."""

    row: Row
    partnership: Partnership
    committee: Committee
    people: dict[str, User]
    now: dt.datetime

    @property
    def typist(self) -> User:
        return self.people["committee" if self.row["handed_in_by"] == "committee" else "reviewer"]

    @property
    def has_own_papers(self) -> bool:
        """Whether each side has a paper of its own."""
        return self.row["papers"] == "own"

    @property
    def parties(self) -> list[tuple[Party, str]]:
        """The sides with what the tables call them."""
        rows = self.partnership.parties.select_related("community").order_by("side")
        return list(zip(rows, ("home", "partner", "third"), strict=False))

    def at(self, *, hours: int) -> dt.datetime:
        """So many hours after the document arrived."""
        return self.now - dt.timedelta(days=int(self.row["days_ago"])) + dt.timedelta(hours=hours)


def take(journey: Journey) -> HandIn:
    """Bring a document as far as its row says; recorded ones leave their PDF to the worker."""
    hand_in = _hand_in(journey)
    outcome, people = journey.row["outcome"], journey.people
    if outcome in ("reviewed", "recorded"):
        for scan in hand_in.scans.all():
            make_page_images(scan_id=scan.pk)
        reviewed = review_hand_in(hand_in_id=hand_in.pk, by=people["reviewer"], now=journey.at(hours=26))
        if outcome == "recorded":
            record_hand_in(
                hand_in_id=hand_in.pk,
                by=people["registrar"],
                preview_sha256=canonical.sha256(canonical.as_text(canonical.draft(reviewed))),
                now=journey.at(hours=30),
            )
    elif outcome == "returned":
        _answer(return_hand_in, "return", hand_in, journey)
    elif outcome == "refused":
        _answer(refuse_hand_in, "refuse", hand_in, journey)
    elif outcome == "withdrawn":
        withdraw_hand_in(hand_in_id=hand_in.pk, by=journey.typist, now=journey.at(hours=20))
    hand_in.refresh_from_db()
    return hand_in


def start_draft(*, committee: Committee, by: User, now: dt.datetime) -> HandIn:
    """A draft that stops before its partnership is chosen, so that resuming can be tried."""
    hand_in = start_hand_in(by=by, committee=committee, now=now)
    return save_paper(
        hand_in_id=hand_in.pk,
        by=by,
        kind=DocumentKind.MEMORANDUM,
        relationship=Kind.FRIENDSHIP,
        languages=["en"],
    )


def _start(journey: Journey) -> HandIn:
    on_behalf = journey.typist.is_staff
    return start_hand_in(
        by=journey.typist,
        committee=journey.committee,
        partnership=journey.partnership,
        now=journey.at(hours=0),
        on_behalf=on_behalf,
        arrival=Arrival.POST if on_behalf else Arrival.PORTAL,
        arrived_from=f"City clerk of {journey.partnership.parties.get(side=1).community}" if on_behalf else "",
        received_on=timezone.localdate(journey.at(hours=0)) if on_behalf else None,
        original_kept_at="Binder in the registry" if on_behalf else "",
        **BY_POST_TO_SENDER.get(journey.row["home"], {}),
    )


def _hand_in(journey: Journey) -> HandIn:
    row, by = journey.row, journey.typist
    hand_in = _start(journey)
    save_paper(
        hand_in_id=hand_in.pk,
        by=by,
        kind=row["kind"],
        relationship=row["relationship"],
        languages=row["languages"].split(),
    )
    if journey.has_own_papers:
        arrange_papers(hand_in_id=hand_in.pk, each_has_its_own=True, by=by)
    for party, side in journey.parties:
        if journey.has_own_papers:
            paper = {"kind": row["kind"], "languages": row["languages"].split(), "names_others": True}
            save_paper(hand_in_id=hand_in.pk, by=by, party=party, **paper)
        save_signatures(hand_in_id=hand_in.pk, party=party, signers=_signers(journey, party, side), by=by)
        if side == "home" and row["council_date"]:
            save_council_act(
                hand_in_id=hand_in.pk,
                party=party,
                by=by,
                kind="resolution",
                number=row["council_number"],
                decided_on=PartialDate.parse(row["council_date"]),
            )
    for party in journey.partnership.parties.order_by("side") if journey.has_own_papers else [None]:
        add_scan(
            hand_in_id=hand_in.pk,
            upload=io.BytesIO(demonstration_copy(journey, of=party)),
            name=f"{party.community.slug if party else journey.partnership.slug}.pdf",
            role=FileRole.SIGNED_DOCUMENT,
            party=party,
            by=by,
            now=journey.at(hours=1),
        )
    if row["method"] == Method.ELECTRONIC:
        _add_certificate_of_service(hand_in, journey)
    return submit_hand_in(hand_in_id=hand_in.pk, statement=STATEMENT, by=by, now=journey.at(hours=2))


def _add_certificate_of_service(hand_in: HandIn, journey: Journey) -> None:
    """The page on which a signing service says who signed, and how it knows."""
    says = ["Certificate of an electronic signing service, as such services add it behind the document."]
    signers = [signer for party, side in journey.parties for signer in _signers(journey, party, side)]
    add_scan(
        hand_in_id=hand_in.pk,
        upload=io.BytesIO(drawn_copy([], kind="Certificate of the signing service", says=says, signers=signers)),
        name=f"{journey.partnership.slug}-signing-service.pdf",
        role=FileRole.SIGNING_CERTIFICATE,
        by=journey.typist,
        now=journey.at(hours=1),
    )


def _signers(journey: Journey, party: Party, side: str) -> list[SignatureFacts]:
    """Those of the table of signers, where the side had several or their dates are unknown; else the one of the row."""
    pair = {"home": journey.row["home"], "partner": journey.row["partner"], "side": side}
    rows = [row for row in table("signers") if pair.items() <= row.items()]
    return [_listed(row, party, journey) for row in rows] or [_signer(journey.row, party, side)]


def _listed(row: Row, party: Party, journey: Journey) -> SignatureFacts:
    is_dated = row["reading"] == DateReading.AS_WRITTEN
    return SignatureFacts(
        name=row["name"] or NOT_NAMED,
        title=row["title"] if row["name"] else f"{row['title']} of {party.community.name}",
        capacity=row["capacity"],
        signed_on=PartialDate.parse(row["signed"]) if is_dated else None,
        date_reading=row["reading"],
        not_later_than=None if is_dated else timezone.localdate(journey.at(hours=0)),
        place=row["place"],
        authority_reason=row["reason"],
    )


def _signer(row: Row, party: Party, side: str) -> SignatureFacts:
    title = row[f"{side}_title"]
    return SignatureFacts(
        name=row[f"{side}_name"] or NOT_NAMED,
        title=title if row[f"{side}_name"] else f"{title} of {party.community.name}",
        signed_on=PartialDate.parse(row[f"signed_{side}"]),
        place=row[f"{side}_place"],
        method=row["method"] or Method.INK,
    )


def demonstration_copy(journey: Journey, *, of: Party | None = None) -> bytes:
    """A page that stands for the scan and says so, with the facts of the table. `of`: the side whose paper it is."""
    sides = journey.parties
    signers = [row for party, side in sides if of in (None, party) for row in _signers(journey, party, side)]
    kind, invented = str(DocumentKind(journey.row["kind"]).label), journey.row["invented"]
    return drawn_copy([party for party, _side in sides], kind=kind, signers=signers, invented=invented)


def drawn_copy(
    parties: Sequence[Party],
    *,
    kind: str,
    says: Sequence[str] = (),
    signers: Sequence[SignatureFacts] = (),
    invented: str = "",
) -> bytes:
    """The PDF of a page that stands for a paper. `says`: its text; `invented`: what no source says."""
    facts = {"parties": parties, "kind": kind, "says": says, "signers": signers, "invented": invented}
    return render_pdf(render_to_string("pdf/demonstration_copy.html", facts), pictures={}, attachments=[])


def _answer(service: object, use: str, hand_in: HandIn, journey: Journey) -> None:
    reasons = ReasonCode.objects.filter(use=use, is_current=True).order_by("code")
    reason = reasons.filter(code=journey.row["reason"]).first() or reasons.first()
    service(  # type: ignore[operator]
        hand_in_id=hand_in.pk,
        reason=reason,
        text="Demonstration: this is how a note of the reviewer reads.",
        by=journey.people["reviewer"],
        now=journey.at(hours=24),
    )
