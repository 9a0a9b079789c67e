"""A register full of what only the association and its committees know, put there by the services."""

import datetime as dt
import io
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils import timezone

from agreements.choices import Act, Capacity, FileRole, QuestionKind, Visibility
from agreements.models import PublicCopy, Question, RegistryEntry, Scan
from agreements.services import arranging
from agreements.services.destroying import destroy_file
from agreements.services.files import make_page_images
from agreements.services.handing_in import submit_hand_in
from agreements.services.papers import save_council_act, save_signatures
from agreements.services.questions import answer_question, ask_association
from agreements.services.reviewing import review_hand_in
from agreements.services.sealing import seal_entry
from directory.choices import AskedHow, Check, Outcome, Role
from directory.models import OnBehalf
from directory.services.authority import note_check
from directory.services.handovers import Asked, start_handover
from directory.services.on_behalf import begin_on_behalf
from directory.services.silences import open_silence
from partnerships.models import SideLetter
from partnerships.services import hand_over, send_side_letter
from partnerships.services.statements import state_by_side
from sistercities.common.dates import PartialDate
from tests.agreements.about_files import copied_later, decided_about, recorded_paper, reviewed_decision
from tests.agreements.blackened import OPEN, SECRET, WRITER, copied, paper, with_paper
from tests.factories import RecorderFactory, SeatFactory, StaffFactory, UserFactory
from tests.factories_agreements import STATEMENT, add_pdf, record, signer

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
    "the text of a file withheld later": "Elm Close 4",
    "what is blacked out later": "Maple Lane 8",
    "the text of a file destroyed by order": "Alder Gate 2",
    "the text of the paper of a decision": "Poplar Bench 6",
    "the name of that paper of a decision": "order-sumac",
    "what a committee asked": "Question about Gooseberry",
    "what it was answered": "Answer about Cranberry",
    "who asked": "Asker Boysenberry",
    "the e-mail address of who asked": "asker@inside.example",
    "who will sign, as a committee says": "Signer Elderberry",
    "the text of a file of a question": "Aspen Mews 1",
    "the name of that file of a question": "draft-hawthorn",
    "the note of a check": "Note on Blackthorn",
    "the link of a check": "https://inside.example/looked-up",
    "who checked": "Checker Huckleberry",
    "who asked for a statement": "Ms Whortleberry",
    "who asked staff to act": "Mr Serviceberry",
    "the name of their sheet": "sheet-bilberry",
    "the text of their sheet": "Hickory Row 7",
    "who asked to hand over": "Mrs Lingonberry",
    "who is to follow": "successor@inside.example",
    "how we know that nobody answers": "Silent since Cloudberry",
    "where a letter to a side went": "side@inside.example",
    "how a letter to a side was handed over": "Given to Mr Dewberry",
}


@dataclass
class Register:
    """Four entries: with everything that stays inside; a file withheld, copied, destroyed since. What else there is."""

    entry: RegistryEntry
    others: list[RegistryEntry] = field(default_factory=list)
    acts: list[RegistryEntry] = field(default_factory=list)
    copies: list[PublicCopy] = field(default_factory=list)
    question: Question | None = None
    request: OnBehalf | None = None

    @property
    def scans(self) -> list[Scan]:
        return list(Scan.objects.filter(hand_in__entries__isnull=False).order_by("pk"))

    def addresses(self) -> list[str]:
        """Everything about it that has an address, open or closed."""
        entries = [self.entry, *self.others, *self.acts]
        found = [entry.get_absolute_url() for entry in entries]
        found += [
            reverse(name, args=[one.number]) for one in entries for name in ("registry_pdf", "registry_entry_json")
        ]
        found += [entry.partnership.get_absolute_url() for entry in entries]
        found += [reverse(name, args=[e.hand_in_id]) for e in entries for name in ("handin_review", "handin_detail")]
        for scan in self.scans:
            found += [reverse("scan_file", args=[scan.pk]), reverse("scan_page", args=[scan.pk, 1])]
            found.append(f"/verify/?sha256={scan.sha256}")
        for copy in PublicCopy.objects.all():
            found += [copy.get_absolute_url(), copy.page_address(1), f"/verify/?sha256={copy.sha256}"]
        assert self.question
        assert self.request
        files = self.question.files.all()
        found += [
            reverse("question_detail", args=[self.question.pk]),
            reverse("question_answer", args=[self.question.pk]),
        ]
        found += [reverse("question_file", args=[file.pk]) for file in files]
        found += [f"/verify/?sha256={file.sha256}" for file in files]
        committee = self.request.committee_id
        found += [reverse(name, args=[committee]) for name in ("desk_committee_people", "committee_people")]
        letters = SideLetter.objects.all()
        found += [reverse(name, args=[letter.pk]) for letter in letters for name in ("side_tell", "side_letter_pdf")]
        return [*found, reverse("on_behalf_sheet", args=[self.request.pk]), reverse("registry_head")]


def full_register() -> Register:
    """Everything is there, each thing as people bring it about."""
    register = Register(entry_with_papers_inside())
    entry = register.entry
    assert entry.hand_in
    committee = entry.hand_in.committee
    decide_later(register)
    home, abroad = (party.community for party in entry.partnership.parties.order_by("side"))
    staff, now = StaffFactory(full_name=INSIDE["who checked"]), timezone.now()
    facts = {"outcome": Outcome.CONFIRMED, "note": INSIDE["the note of a check"], "link": INSIDE["the link of a check"]}
    for community in (home, abroad):
        note_check(community=community, check=Check.WEBSITE, by=staff, now=now, **facts)
    asker = SeatFactory(
        committee=committee,
        role=Role.COORDINATOR,
        user=UserFactory(full_name=INSIDE["who asked"], email=INSIDE["the e-mail address of who asked"]),
    )
    upload = io.BytesIO(paper(line=INSIDE["the text of a file of a question"]))
    register.question = ask_association(
        kind=QuestionKind.LOOK,
        text=INSIDE["what a committee asked"],
        signers=INSIDE["who will sign, as a committee says"],
        by=asker.user,
        committee=committee,
        partnership=entry.partnership,
        uploads=[("draft-hawthorn.pdf", upload)],
        now=now,
    )
    answer_question(question_id=register.question.pk, answer=INSIDE["what it was answered"], by=staff, now=now)
    today = timezone.localdate(now)
    state_by_side(
        party=entry.partnership.parties.get(side=2),
        state="dormant",
        since=None,
        by=staff,
        today=today,
        asked_by=INSIDE["who asked for a statement"],
        asked_how=AskedHow.PHONE,
    )
    register.request = begin_on_behalf(
        committee=committee,
        asked_by=INSIDE["who asked staff to act"],
        asked_how=AskedHow.POST,
        asked_on=today,
        by=staff,
        now=now,
        sheet=io.BytesIO(paper(line=INSIDE["the text of their sheet"])),
        sheet_name="sheet-bilberry.pdf",
    )
    asked = Asked(INSIDE["who asked to hand over"], AskedHow.PHONE, today)
    start_handover(seat_id=asker.pk, email=INSIDE["who is to follow"], role_after="", by=staff, now=now, asked=asked)
    other = SeatFactory(role=Role.COORDINATOR).committee
    open_silence(committee=other, reason=INSIDE["how we know that nobody answers"], by=staff, now=now)
    first, second = SideLetter.objects.waiting()[:2]
    send_side_letter(letter_id=first.pk, to=INSIDE["where a letter to a side went"], by=staff, now=now)
    how = INSIDE["how a letter to a side was handed over"]
    hand_over(letter_id=second.pk, how=how, on=today, by=staff, now=now)
    return register


def entry_with_papers_inside() -> RegistryEntry:
    """On the register, with papers of every kind that stay inside, typed by staff for somebody."""
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
    here: dict[str, Any] = {"by": typist, "party": hand_in.partnership.parties.get(side=2)}
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
    sealed(entry, 1)
    return entry


def decide_later(register: Register) -> None:
    """Three more entries whose PDF with the file was given out; then the file is withheld, copied, destroyed."""
    what = {
        "the text of a file withheld later": withheld_with_paper,
        "what is blacked out later": replaced_by_copy,
        "the text of a file destroyed by order": destroyed,
    }
    for text, decision in what.items():
        entry, scan = recorded_paper(data=paper(line=INSIDE[text]))
        sealed(entry, 1)
        act = decision(entry, scan)
        sealed(entry, 2)
        sealed(act, 1)
        register.others.append(entry)
        register.acts.append(act)


def withheld_with_paper(entry: RegistryEntry, scan: Scan, **said: Any) -> RegistryEntry:
    """Withheld for a reason that stands in a paper of the association."""
    order = io.BytesIO(paper(line=INSIDE["the text of the paper of a decision"]))
    decision = decided_about(entry, scan, Act.WITHHOLDING, said=said, paper=order, name="order-sumac.pdf")
    return record(reviewed_decision(decision))


def replaced_by_copy(entry: RegistryEntry, scan: Scan) -> RegistryEntry:
    return copied_later(entry, scan)[0]


def destroyed(entry: RegistryEntry, scan: Scan) -> RegistryEntry:
    act = withheld_with_paper(entry, scan, destroyed_by_order_of="Superior Court", ordered_on=dt.date(2023, 1, 18))
    destroy_file(entry_id=act.pk)
    return act


def sealed(entry: RegistryEntry, version: int) -> None:
    seal_entry(entry_id=entry.pk, version=version, now=timezone.now())
