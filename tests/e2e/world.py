"""The demonstration, with what it does not hold by itself: a filled-in draft, invitations, a certificate that fails."""

import datetime as dt
import io
import re
from dataclasses import dataclass

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import global_settings
from django.contrib.auth.models import AbstractBaseUser
from django.test import override_settings
from django.utils import timezone

from agreements.choices import Act, Arrival, FileRole, QuestionKind
from agreements.documents.post import bind, print_letter
from agreements.models import HandIn, RegistryEntry
from agreements.services.handing_in import start_hand_in
from agreements.services.questions import answer_question, ask_association
from agreements.services.reviewing import send_back_to_reviewer
from directory.choices import Role
from directory.first_advisories import load_first_advisories
from directory.models import Committee, Invitation, LawAdvisory, ListImport
from directory.services import (
    change_role,
    dissolve_committee,
    end_seat,
    invite,
    join_by_invitation,
    note_answer,
    open_silence,
)
from partnerships.models import Partnership, SideLetter
from sistercities.accounts.absences import end_absence, say_away
from sistercities.accounts.models import User
from sistercities.accounts.second_step import ask_to_remove, confirm_removal, remove_by_command
from sistercities.association.first_texts import load_first_texts
from sistercities.association.models import EditedPage, ReasonCode
from sistercities.desk.leaving import let_leave
from sistercities.desk.mistakes import report_mistake
from sistercities.desk.models import MistakeReport, PrintBatch
from sistercities.desk.print_batches import make_batch, print_batch
from sistercities.pages.demo import loader
from sistercities.post.models import Effect, Mail
from tests.accounts.authenticator import with_app
from tests.agreements.about_files import copy_of, decided_about, recorded_paper, withheld
from tests.agreements.blackened import copied, handed_in_with_copy, recorded_with_copy, with_paper
from tests.factories import (
    AdministratorFactory,
    CommitteeFactory,
    LetterFactory,
    PartnerCommunityFactory,
    PartnershipFactory,
    RecorderFactory,
    SeatFactory,
    SecondStepRequestFactory,
    StaffFactory,
)
from tests.factories_agreements import add_pdf, complete_hand_in, handed_in, pdf_bytes, recorded_entry, reviewed
from tests.later_acts import begun, handed_in_act, letter_to_side, recorded_act
from tests.lists import brought_in, load_some

LONGEST_NAME = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
NEWCOMER, EXPIRED = "newcomer@demo.example", "late@demo.example"


@dataclass(frozen=True)
class World:
    """What the walk needs beside the demonstration. Invitations are given by the end of their links."""

    invitation: str
    second_invitation: str
    expired_invitation: str
    batch: PrintBatch
    report: MistakeReport
    listed: ListImport
    looked_at: ListImport
    draft: HandIn
    draft_of_two: HandIn
    received_two: HandIn
    on_behalf: HandIn
    unmade: HandIn
    later: HandIn
    later_received: HandIn
    told: SideLetter
    late: RegistryEntry
    failed: RegistryEntry
    copied: HandIn
    received_copy: HandIn
    recorded_copy: RegistryEntry
    copy_to_come: HandIn
    withheld: RegistryEntry


def load_world() -> World:
    """Load the demonstration as `make demo` does, its PDFs rendered, and add to it."""
    now = timezone.now()
    load_first_texts(page_model=EditedPage, reason_model=ReasonCode)
    load_first_advisories(model=LawAdvisory)
    with override_settings(PASSWORD_HASHERS=global_settings.PASSWORD_HASHERS):
        loader.load(now=now)
    with_keys(User.objects.get(email="admin@demo.example"))
    with override_settings(CELERY_TASK_ALWAYS_EAGER=False):  # letters stay readable, certificates unmade
        return enlarged(now)


def enlarged(now: dt.datetime) -> World:
    load_some()
    committee = User.objects.get(email="committee@demo.example")
    seattle = Committee.objects.get(communities__name="Seattle")
    late, failed = recorded_entry(), recorded_entry()
    kobe = RegistryEntry.objects.get(hand_in=hand_in_of("Seattle", "Kobe"))
    write_other_letters(seattle, by=committee, now=now)
    long_ago = now - dt.timedelta(days=40)
    open_silence(committee=CommitteeFactory(), reason="No answer.", by=StaffFactory(), now=long_ago)
    move_staff(now)
    promised = Effect.objects.filter(task="agreements.seal_entry", arguments__0=failed.pk)
    assert promised.update(error="TimeoutError: the renderer did not answer", attempts=3)
    return World(
        invitation=invited(NEWCOMER, by=committee, committee=seattle, now=now),
        second_invitation=invited("second@demo.example", by=committee, committee=seattle, now=now),
        expired_invitation=invited(EXPIRED, by=committee, committee=seattle, now=now - dt.timedelta(days=20)),
        batch=printed_batch(by=User.objects.get(email="reviewer@demo.example"), now=now),
        report=report_mistake(
            about=partnership_between("Seattle", "Kobe").get_absolute_url(),
            text="It began in 1957.",
            source="A plaque",
            email="",
            now=now,
        ),
        listed=brought_in({"home_subdivision": ""}, {"partner_name": "Atlantis"})[0].list_import,
        looked_at=brought_in({}, {"year": "58"}, dry_run=True)[0].list_import,
        draft=filled_draft(seattle, by=committee),
        draft_of_two=complete_hand_in(own_papers=True, committee=seattle, by=committee),
        received_two=handed_in(own_papers=True, with_pages=False),
        on_behalf=start_hand_in(
            by=User.objects.get(email="reviewer@demo.example"),
            committee=None,
            on_behalf=True,
            arrival=Arrival.POST,
            arrived_from="City clerk of Seattle",
            received_on=timezone.localdate(now),
            original_kept_at="Cabinet 3",
            now=now,
        ),
        later=begun(kobe, Act.SUSPENSION, by=committee, committee=seattle),
        later_received=handed_in_act(failed, Act.SUSPENSION),
        told=letter_to_side(recorded_act(late, Act.SUSPENSION)),
        unmade=reviewed(),
        late=late,
        failed=failed,
        copied=draft_with_copy(seattle, by=committee),
        received_copy=handed_in_with_copy()[0],
        recorded_copy=recorded_with_copy()[0],
        copy_to_come=decision_with_copy(),
        withheld=withheld(*recorded_paper()),
    )


def decision_with_copy() -> HandIn:
    decision = decided_about(*recorded_paper(), Act.PUBLIC_COPY)
    copy_of(decision)
    return decision


def draft_with_copy(committee: Committee, *, by: User) -> HandIn:
    hand_in, scan = with_paper(committee=committee, by=by)
    copied(hand_in, scan)
    return hand_in


def write_other_letters(committee: Committee, *, by: User, now: dt.datetime) -> None:
    """Those that the demonstration has no reason to write: a person comes, changes and goes; a look back."""
    token = invited("editor@demo.example", by=by, committee=committee, now=now)
    seat = join_by_invitation(token=token, full_name="Editor in Seattle", now=now)
    change_role(seat_id=seat.pk, role=Role.VIEWER, by=by, now=now)
    end_seat(seat_id=seat.pk, by=by, now=now)
    ask_and_answer(committee, by=by, now=now)
    silent = CommitteeFactory(name="Committee that answers late", email="late@demo.example")
    SeatFactory(committee=silent, role=Role.COORDINATOR)
    opened = {"reason": "Two letters came back.", "by": RecorderFactory(), "now": now}
    note_answer(
        committee=open_silence(committee=silent, **opened).committee, answer="A call", by=StaffFactory(), now=now
    )
    source = {"source": "Minutes of its last meeting", "by": StaffFactory(), "now": now}
    dissolve_committee(committee_id=silent.pk, on=timezone.localdate(now), **source)
    send_back_to_reviewer(hand_in_id=reviewed().pk, text="See page 2.", by=RecorderFactory(), now=timezone.now())


def ask_and_answer(committee: Committee, *, by: User, now: dt.datetime) -> None:
    """A text shown before signing that is answered, and a question that waits."""
    partnership = partnership_between("Seattle", "Kobe")
    look = ask_association(
        kind=QuestionKind.LOOK,
        text="Can the association record this once it is signed?",
        signers=f"The mayor of Seattle\nThe mayor of {LONGEST_NAME}",
        signing_on=timezone.localdate(now) + dt.timedelta(days=30),
        by=by,
        now=now,
        committee=committee,
        partnership=partnership,
        uploads=[("final text.pdf", io.BytesIO(pdf_bytes()))],
    )
    reviewer = User.objects.get(email="reviewer@demo.example")
    answer_question(question_id=look.pk, answer="Yes. Have both sides date it.", by=reviewer, now=timezone.now())
    ask_association(kind=QuestionKind.QUESTION, text="Who keeps the paper?", by=by, now=now, committee=committee)


def move_staff(now: dt.datetime) -> None:
    """Somebody will be away, somebody lost their second step, and somebody came, was ill and left."""
    today = timezone.localdate(now)
    registrar, second, reviewer, admin = (
        User.objects.get(email=f"{name}@demo.example") for name in ("registrar", "registrar2", "reviewer", "admin")
    )
    guest = AdministratorFactory(full_name="Administrator for a while")
    absence = say_away(user=guest, starts_on=today, ends_on=today, by=reviewer, now=now)
    end_absence(absence_id=absence.pk, by=reviewer, now=now)
    asked = {"reason": "We spoke in the office", "by": reviewer, "now": now, "page": "/desk/staff/"}
    confirm_removal(request_id=ask_to_remove(user=with_app(guest), **asked).pk, by=admin, now=now)
    with_app(guest)
    remove_by_command(user=guest, now=now)
    start_hand_in(by=guest, committee=None, on_behalf=True, arrival=Arrival.POST, arrived_from="City clerk", now=now)
    let_leave(person=guest, by=admin, heir=second, now=now)
    day = dt.timedelta(days=1)
    say_away(user=second, starts_on=today + 2 * day, ends_on=today + 5 * day, by=second, now=now)
    SecondStepRequestFactory(user=registrar, asked_by=reviewer)


def printed_batch(*, by: User, now: dt.datetime) -> PrintBatch:
    """Letters on paper that are printed; one more came since."""
    batch = make_batch(by=by, paper="us", now=now)
    print_batch(batch_id=batch.pk, printer=print_letter, binder=bind)
    LetterFactory()
    return PrintBatch.objects.get(pk=batch.pk)


def filled_draft(committee: Committee, *, by: User) -> HandIn:
    """Everything is there but the statement, with a place of the longest name."""
    home = committee.communities.get()
    partner = PartnerCommunityFactory(name=LONGEST_NAME, native_name=LONGEST_NAME, native_language="cy", country="GB")
    partnership = PartnershipFactory(communities=[home, partner], state="in_development", since=None)
    hand_in = complete_hand_in(partnership=partnership, committee=committee, by=by)
    add_pdf(hand_in, by=by, role=FileRole.OTHER, name="a" * 60 + ".pdf")
    return hand_in


def invited(email: str, *, by: AbstractBaseUser, committee: Committee, now: dt.datetime) -> str:
    """The end of the link in the letter of an invitation."""
    invite(email=email, role=Role.EDITOR, by=by, committee=committee, now=now)
    assert Invitation.objects.filter(email=email).exists()
    found = re.search(r"/accounts/invitations/([^/\s]+)/", Mail.objects.filter(to=email).latest("pk").text)
    assert found
    return found[1]


def with_keys(user: User) -> None:
    """An authenticator app and printed codes."""
    with_app(user)
    RecoveryCodes.activate(user)


def partnership_between(home: str, partner: str) -> Partnership:
    return Partnership.objects.filter(parties__community__name=home).get(parties__community__name=partner)


def hand_in_of(home: str, partner: str) -> HandIn:
    return HandIn.objects.get(partnership=partnership_between(home, partner), act=Act.FOUNDING)
