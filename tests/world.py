"""One small world with a person for every role, to ask every address as everybody.

Built once for a module inside a transaction that is rolled back at its end; each visit is rolled back on its own, so
that no answer depends on the visits before.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from agreements.choices import Act, Arrival, QuestionKind
from agreements.documents.post import bind, print_letter
from agreements.models import HandIn, PublicCopy, Question, RegistryEntry
from agreements.services.questions import ask_association
from directory.choices import Role
from directory.models import Committee, Community, Invitation, LawAdvisory, ListLine, OnBehalf, Seat, Silence
from directory.services import invite, open_silence
from directory.services.on_behalf import begin_on_behalf, note_deed
from partnerships.models import EarlierRecognition, Partnership, SideLetter
from sistercities.accounts.models import Absence, SecondStepRequest, User
from sistercities.association.first_texts import load_first_texts
from sistercities.association.models import EditedPage, ReasonCode
from sistercities.desk.mistakes import report_mistake
from sistercities.desk.models import MistakeReport, PrintBatch, Task
from sistercities.desk.print_batches import make_batch, print_batch
from sistercities.post.models import Mail
from tests.agreements.about_files import decided_about
from tests.agreements.blackened import handed_in_with_copy, recorded_with_copy
from tests.desk_pages import with_preview
from tests.factories import (
    AbsenceFactory,
    AdministratorFactory,
    AssociationSettingsFactory,
    CommitteeFactory,
    CommunityFactory,
    EarlierRecognitionFactory,
    LawAdvisoryFactory,
    LetterFactory,
    MailFactory,
    PartnerCommunityFactory,
    PartnershipFactory,
    RecorderFactory,
    RecordingGrantFactory,
    SeatFactory,
    SecondStepRequestFactory,
    StaffFactory,
    UserFactory,
)
from tests.factories_agreements import complete_hand_in, handed_in, pdf_bytes, record, recorded_entry, reviewed
from tests.later_acts import begun, handed_in_act, letter_to_side, recorded_act
from tests.lists import brought_in

# Signed out; signed in without any seat; main contact of another committee; a guest on the partner's side.
VISITOR, STRANGER, NEIGHBOR, GUEST = "visitor", "stranger", "neighbor", "guest"
VIEWER, EDITOR, COORDINATOR = "viewer", "editor", "coordinator"
# An officer of the board who was lent the right to record; staff without and with that right; a superuser.
OFFICER, REVIEWER, RECORDER, ADMINISTRATOR = "officer", "reviewer", "recorder", "administrator"

SEATED = frozenset({VIEWER, EDITOR, COORDINATOR})
EDITING = frozenset({EDITOR, COORDINATOR})
STAFF = frozenset({REVIEWER, RECORDER, ADMINISTRATOR})
SIGNED_IN = SEATED | STAFF | {STRANGER, NEIGHBOR, GUEST, OFFICER}
EVERYBODY = SIGNED_IN | {VISITOR}
ROLES = sorted(EVERYBODY)


@dataclass(frozen=True)
class Visit:
    """Who asked for what, and the answer."""

    role: str
    address: str
    response: HttpResponse
    body: bytes = field(repr=False)

    def __str__(self) -> str:
        return f"{self.role} at {self.address}: {self.response.status_code}"


@dataclass
class World:
    """The rows that addresses name, and the people. `build()` makes one."""

    home: Community
    partner: Community
    committee: Committee
    people: dict[str, User]
    partnership: Partnership
    entry: RegistryEntry
    copy: PublicCopy
    copy_inside: PublicCopy
    copy_to_come: HandIn
    draft: HandIn
    draft_of_two: HandIn
    received: HandIn
    received_two: HandIn
    reviewed: HandIn
    on_behalf: HandIn
    posted: HandIn
    later: HandIn
    later_received: HandIn
    told: SideLetter
    task: Task
    report: MistakeReport
    mail: Mail
    batch: PrintBatch
    law: LawAdvisory
    question: Question
    earlier: EarlierRecognition
    listed: ListLine
    silence: Silence
    seat: Seat
    invitation: Invitation
    token: str
    key: Authenticator
    absence: Absence
    asked: OnBehalf
    lost: SecondStepRequest
    sessions: dict[str, SimpleCookie]

    def client(self, role: str) -> Client:
        """A browser of its own in which the person of this role is signed in."""
        client = Client()
        if role != VISITOR:
            client.cookies.update(self.sessions[role])
        return client

    def ask(self, role: str, address: str, *, method: str = "get", data: Mapping[str, Any] | None = None) -> Visit:
        """Ask for an address; whatever the answer changes is undone."""
        client = self.client(role)
        with transaction.atomic():
            response = getattr(client, method)(address, data or {})
            body = b"".join(response.streaming_content) if response.streaming else response.content
            transaction.set_rollback(True)
        cache.clear()
        return Visit(role, address, response, body)

    def pages(self) -> Iterator[Visit]:
        """Every page of the site that answers 200, as each role that may open it."""
        from tests.access_table import TABLE, lines_of

        for route in TABLE:
            for line in lines_of(route):
                if line.method == "get" and line.answer == 200:
                    for role in sorted(line.audience):
                        yield self.ask(role, line.address(route, self))


def build() -> World:
    """The world as of today. Effects that commit promises are not kept: nothing is committed."""
    now, today = timezone.now(), timezone.localdate()
    AssociationSettingsFactory()
    load_first_texts(page_model=EditedPage, reason_model=ReasonCode)
    home, partner = CommunityFactory(name="Harbor"), PartnerCommunityFactory(name="Minato")
    committee = CommitteeFactory(name="Harbor's committee", communities=[home])
    people = _people(committee, partner)
    coordinator = people[COORDINATOR]
    ours = {"committee": committee, "by": coordinator}
    by_post = {
        "on_behalf": True,
        "arrival": Arrival.POST,
        "arrived_from": "City clerk",
        "received_on": timezone.localdate(now),
        "original_kept_at": "Cabinet 3",
    }
    partnership = PartnershipFactory(communities=[home, partner], lead_committee=committee)
    on_register = reviewed(partnership=partnership, reviewer=people[REVIEWER], **ours)
    entry, received = record(on_register), handed_in(**ours)
    unanswered = CommitteeFactory(email="office@example.org")
    silence = open_silence(committee=unanswered, reason="No answer.", by=people[REVIEWER], now=now)
    invitation = invite(email="new@example.org", committee=committee, role=Role.EDITOR, by=coordinator, now=now)
    return World(
        home=home,
        partner=partner,
        committee=committee,
        people=people,
        partnership=partnership,
        entry=entry,
        copy=recorded_with_copy(**ours)[2],
        copy_inside=handed_in_with_copy(**ours)[2],
        copy_to_come=decided_about(entry, entry.hand_in.scans.get(), Act.PUBLIC_COPY),
        draft=complete_hand_in(**ours),
        draft_of_two=complete_hand_in(own_papers=True, **ours),
        received=received,
        received_two=handed_in(own_papers=True, **ours),
        reviewed=with_preview(reviewed(reviewer=StaffFactory(), **ours)),
        on_behalf=complete_hand_in(committee=committee, by=people[REVIEWER], **by_post),
        later=begun(entry, Act.SUSPENSION, **ours),
        later_received=handed_in_act(entry, Act.SUSPENSION, **ours),
        told=letter_to_side(recorded_act(recorded_entry(), Act.SUSPENSION)),
        posted=handed_in(committee=committee, by=people[REVIEWER], **by_post),
        task=Task.objects.open().filter(subject_id=received.pk).latest("pk"),
        mail=MailFactory(),
        batch=_printed_batch(people[REVIEWER]),
        law=LawAdvisoryFactory(),
        question=ask_association(
            kind=QuestionKind.LOOK,
            text="Can this be recorded?",
            by=coordinator,
            now=now,
            committee=committee,
            uploads=[("final.pdf", io.BytesIO(pdf_bytes()))],
        ),
        earlier=EarlierRecognitionFactory(),
        report=report_mistake(
            about=partnership.get_absolute_url(), text="It began in 1957.", source="", email="", now=now
        ),
        listed=brought_in({"partner_name": "Atlantis"})[0],
        silence=silence,
        seat=SeatFactory(committee=committee, role=Role.VIEWER),
        invitation=invitation,
        token=_newest_token(),
        sessions={role: _signed_in(person) for role, person in people.items()},
        asked=asked_on_paper(committee, by=people[REVIEWER], now=now),
        absence=AbsenceFactory(user=people[OFFICER], starts_on=today + dt.timedelta(days=9)),
        lost=SecondStepRequestFactory(asked_by=people[REVIEWER], user=people[RECORDER]),
        key=Authenticator.objects.create(user=UserFactory(), type="webauthn", data={"name": "Somebody else's"}),
    )


def _people(committee: Committee, partner: Community) -> dict[str, User]:
    return {
        STRANGER: UserFactory(),
        NEIGHBOR: SeatFactory(role=Role.COORDINATOR).user,
        GUEST: SeatFactory(guest=True, community=partner).user,
        VIEWER: SeatFactory(committee=committee, role=Role.VIEWER).user,
        EDITOR: SeatFactory(committee=committee, role=Role.EDITOR).user,
        COORDINATOR: SeatFactory(committee=committee, role=Role.COORDINATOR).user,
        OFFICER: RecordingGrantFactory(user=UserFactory()).user,
        REVIEWER: StaffFactory(),
        RECORDER: RecorderFactory(),
        ADMINISTRATOR: AdministratorFactory(),
    }


def _signed_in(person: User) -> SimpleCookie:
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client.cookies


def _printed_batch(by: User) -> PrintBatch:
    """A letter that is printed, and one more that waits."""
    LetterFactory()
    batch = make_batch(by=by, paper="us", now=timezone.now())
    print_batch(batch_id=batch.pk, printer=print_letter, binder=bind)
    LetterFactory()
    return PrintBatch.objects.get(pk=batch.pk)


def asked_on_paper(committee: Committee, *, by: User, now: dt.datetime) -> OnBehalf:
    """A committee asked by post for something that staff have done for it; the sheet is kept."""
    row = begin_on_behalf(
        committee=committee,
        asked_by="Chair of the committee",
        asked_how="post",
        asked_on=timezone.localdate(now),
        by=by,
        now=now,
        sheet=io.BytesIO(pdf_bytes()),
        sheet_name="sheet.pdf",
    )
    note_deed(row, "Invited somebody", now=now)
    return row


def _newest_token() -> str:
    found = re.search(r"/accounts/invitations/([\w-]+)/", Mail.objects.filter(is_secret=True).latest("pk").text)
    assert found
    return found.group(1)
