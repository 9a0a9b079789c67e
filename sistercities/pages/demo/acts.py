"""Later papers of the demonstration, taken through the real services. What is invented says so in its reason."""

import datetime as dt
import io

from django.utils import timezone

from agreements import canonical, deeds
from agreements.choices import BOTH_SIDES, Arrival, DateReading, DocumentKind, FileRole, Method
from agreements.models import HandIn, RegistryEntry
from agreements.services.acts import choose_act, save_terms
from agreements.services.files import add_scan, make_page_images
from agreements.services.handing_in import start_hand_in, submit_hand_in
from agreements.services.papers import SignatureFacts, arrange_papers, save_paper, save_signatures
from agreements.services.recording import record_hand_in
from agreements.services.reviewing import review_hand_in
from directory.choices import AskedHow
from directory.models import Committee
from partnerships.models import Partnership, Party
from partnerships.services import state_by_side
from partnerships.stages import State
from sistercities.accounts.models import User
from sistercities.common.dates import PartialDate

from .papers import NOT_NAMED, STATEMENT, drawn_copy
from .tables import Row

INVENTED = "Demonstration: invented, so that this can be seen."
People = dict[str, User]


def take_act(
    row: Row, partnership: Partnership, committee: Committee, people: People, *, now: dt.datetime
) -> RegistryEntry:
    """A later paper that came by post, typed, reviewed and recorded."""
    by, at = people["reviewer"], now - dt.timedelta(days=int(row["days_ago"]))
    parties = {str(party.side): party for party in partnership.parties.select_related("community").order_by("side")}
    hand_in = start_hand_in(
        by=by,
        committee=committee,
        partnership=partnership,
        now=at,
        on_behalf=True,
        arrival=Arrival.POST,
        arrived_from=f"City clerk of {parties[row['side'] or '1'].community}",
        received_on=timezone.localdate(at),
        original_kept_at="Binder in the registry",
    )
    facts = {"hand_in_id": hand_in.pk, "by": by}
    choose_act(act=row["act"], acting_party=parties.get(row["side"]), **facts)
    save_terms(**facts, **_terms(row, today=timezone.localdate(now)))
    signing = list(parties.values()) if row["act"] in BOTH_SIDES else [parties[row["side"]]]
    signers = {party: _signer(row, party, received=timezone.localdate(at)) for party in signing}
    has_own_papers = row["papers"] == "own"
    if has_own_papers:
        arrange_papers(each_has_its_own=True, **facts)
    for party in signing if has_own_papers else [None]:
        said = {"kind": row["kind"], "languages": ["en"], "relationship": partnership.kind}
        save_paper(party=party, names_others=has_own_papers, **said, **facts)
    for party, signer in signers.items():
        save_signatures(party=party, signers=[signer], **facts)
    hand_in.refresh_from_db()
    for party in signing if has_own_papers else [None]:
        paper = _paper(hand_in, [signers[party]] if party else list(signers.values()))
        name = "-".join(filter(None, [partnership.slug, row["act"], party and str(party.side)]))
        add_scan(upload=paper, name=f"{name}.pdf", role=FileRole.SIGNED_DOCUMENT, party=party, now=at, **facts)
    submit_hand_in(statement=STATEMENT, now=at + dt.timedelta(hours=1), **facts)
    return make_recorded(hand_in, people, at=at)


def call_dormant(partnership: Partnership, people: People, *, now: dt.datetime) -> None:
    """A side says by phone that nothing happens at the moment."""
    state_by_side(
        party=partnership.parties.get(side=1),
        state=State.DORMANT,
        since=PartialDate(2020),
        by=people["reviewer"],
        today=timezone.localdate(now),
        asked_by=INVENTED,
        asked_how=AskedHow.PHONE,
        asked_on=timezone.localdate(now - dt.timedelta(days=3)),
    )


def make_recorded(hand_in: HandIn, people: People, *, at: dt.datetime) -> RegistryEntry:
    """Reviewed by one, recorded by another; the PDF is left to the worker."""
    for scan in hand_in.scans.all():
        make_page_images(scan_id=scan.pk)
    reviewed = review_hand_in(hand_in_id=hand_in.pk, by=people["reviewer"], now=at + dt.timedelta(hours=3))
    return record_hand_in(
        hand_in_id=hand_in.pk,
        by=people["registrar"],
        preview_sha256=canonical.sha256(canonical.as_text(canonical.draft(reviewed))),
        now=at + dt.timedelta(hours=6),
    )


def _terms(row: Row, *, today: dt.date) -> dict[str, object]:
    """What the act asks for; an end to come is counted from today."""
    said: dict[str, object] = {"reason": row["reason"]}
    if row["ends_in_days"]:
        said["effective_on"] = PartialDate.of_day(today + dt.timedelta(days=int(row["ends_in_days"])))
    elif row["effective_on"]:
        said["effective_on"] = PartialDate.parse(row["effective_on"])
    if row["term_ends_on"]:
        said["term_ends_on"] = PartialDate.parse(row["term_ends_on"])
    return said | {name: row[name] for name in ("effective_words", "condition") if row[name]}


def _signer(row: Row, party: Party, *, received: dt.date) -> SignatureFacts:
    """The mayor of a side; the sources name nobody. Without a date the paper has none."""
    who = {"name": NOT_NAMED, "title": f"Mayor of {party.community.name}", "method": row["method"] or Method.INK}
    if row["signed"]:
        return SignatureFacts(**who, signed_on=PartialDate.parse(row["signed"]))
    return SignatureFacts(**who, date_reading=DateReading.NOT_WRITTEN, not_later_than=received)


def _paper(hand_in: HandIn, signers: list[SignatureFacts]) -> io.BytesIO:
    """The paper of an act, with what the act says."""
    content = canonical.parsed(canonical.as_text(canonical.draft(hand_in)))
    facts = [f"{label}: {words}" for label, words in deeds.particulars(content)]
    kind = str(DocumentKind(content["kind"]).label)
    parties = Party.objects.filter(partnership=hand_in.partnership).select_related("community").order_by("side")
    return io.BytesIO(drawn_copy(list(parties), kind=kind, says=[deeds.deed(content), *facts], signers=signers))
