"""What the demonstration holds, and where it is refused."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from agreements import canonical, standing
from agreements.choices import BY_ASSOCIATION, Act, Arrival, Capacity, FileRole, Method, QuestionKind, Status
from agreements.letters import write_pdf_ready
from agreements.models import HandIn, Instrument, PublicCopy, Question, RegistryEntry, Scan, Signature
from agreements.selectors import DEMONSTRATION
from agreements.services.handing_in import REVIEW_TASK
from agreements.shown import shown_of
from agreements.status import answer_for
from directory.models import Committee, Community, Silence
from partnerships.models import EarlierRecognition, Partnership
from partnerships.services import remove_line, state_by_side
from partnerships.services.earlier import CONFIRM_TASK
from partnerships.stages import State
from sistercities import environment
from sistercities.accounts.models import User
from sistercities.accounts.recording_rights import end_recording, grant_recording
from sistercities.accounts.services import add_person
from sistercities.common.languages import language_name
from sistercities.desk.mistakes import close_report, report_mistake
from sistercities.desk.models import Task
from sistercities.desk.print_batches import waiting_letters
from sistercities.desk.services import claim_task, take_over_task
from sistercities.pages.demo import loader
from sistercities.pages.demo.people import LOGINS
from sistercities.post.models import Mail
from sistercities.settings import BASE_DIR
from tests.agreements.reading import pages_of
from tests.conftest import storages_in
from tests.e2e.world import hand_in_of, move_staff, partnership_between, write_other_letters

pytestmark = pytest.mark.django_db
LETTERS = BASE_DIR / "templates" / "emails"
# Those of signing in are written by ways of their own (tests/accounts/test_mails.py).
OURS = ("accounts", "agreements", "desk", "partnerships")


@pytest.fixture(scope="class")
def demonstration(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """As `make demo` loads it, for all tests of a class; nothing is committed."""
    given = override_settings(IS_DEMO=True, **storages_in(tmp_path_factory.mktemp("media")))
    with given, django_db_blocker.unblock(), transaction.atomic():
        loader.load(now=timezone.now())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def own_files() -> None:
    """The files of the demonstration stay where they were written."""


def entry_of(home: str, partner: str) -> RegistryEntry:
    """The first entry of these two on the register."""
    return RegistryEntry.objects.founding().get(partnership=partnership_between(home, partner))


def signatures_of(home: str, partner: str) -> list[Signature]:
    entry = entry_of(home, partner)
    return list(Signature.objects.filter(instrument__entries=entry).select_related("party__community"))


@pytest.mark.usefixtures("demonstration")
class TestContent:
    def test_communities_are_real_places(self) -> None:
        """Each with a number or a source by which anybody can look it up, and its place on the map."""
        assert Community.objects.exclude(geonames_id=None).exclude(source="").exclude(latitude=None).count() >= 40
        assert Community.objects.filter(geonames_id__isnull=False).values("geonames_id").distinct().count() >= 40

    def test_partnerships_have_a_source_for_what_is_said_of_them(self) -> None:
        claimed = Partnership.objects.filter(state_claims__isnull=False).distinct()
        assert claimed.count() >= 40
        assert not claimed.filter(state_claims__source="").exists()
        assert not claimed.filter(date_claims__source="").exists()
        linked = claimed.filter(state_claims__source_url__startswith="https://").distinct()
        assert linked.count() >= 40

    def test_every_language_has_its_name(self) -> None:
        tags = {tag for paper in Instrument.objects.all() for tag in paper.languages}
        assert {tag for tag in tags if language_name(tag) == tag} == set()

    def test_a_document_is_in_every_state_of_its_way(self) -> None:
        found = Counter(HandIn.objects.values_list("status", flat=True))
        assert {status for status in Status if found[status] == 0} == set()
        assert found[Status.RECORDED] >= 12

    def test_several_sign_for_a_side_their_dates_cannot_be_read(self) -> None:
        signed = signatures_of("Grant County", "Komaki")
        assert Counter(row.party.community.name for row in signed) == {"Grant County": 3, "Komaki": 1}
        assert all(row.signed_on is None and row.not_later_than for row in signed)

    def test_designees_of_1988_without_a_letter(self) -> None:
        designees = [row for row in signatures_of("Portland", "Kaohsiung") if row.capacity == Capacity.DESIGNEE]
        assert len(designees) == 2
        assert all(row.authority is None and row.authority_reason for row in designees)

    def test_an_earlier_list_is_confirmed_and_another_one_waits(self) -> None:
        """By two people, as everywhere: nothing that is loaded confirms itself."""
        rows = EarlierRecognition.objects.all()
        assert {row.entered_by.email for row in rows} == {"reviewer@demo.example"}
        assert [row.confirmed_by and row.confirmed_by.email for row in rows.order_by("pk")] == [
            "registrar@demo.example",
            None,
        ]
        assert str(rows.waiting().get().partnership) == "Asheville – Osogbo – Raleigh – Xiangyang"
        known = Partnership.objects.with_recognition().filter(is_recognised_before=True)
        assert [str(row) for row in known] == ["Buffalo – Kanazawa"]
        assert Task.objects.open().filter(kind=CONFIRM_TASK).count() == 1

    def test_a_place_that_is_no_government_is_refused(self) -> None:
        """By the reason of that name, with its letter."""
        hand_in = hand_in_of("Newark", "Kailasa")
        decided = hand_in.actions.last()
        assert decided
        assert (hand_in.status, decided.reason_code) == (Status.REFUSED, "not-real-government")
        assert "did not find a real local or regional government" in decided.letter

    def test_a_reviewed_document_waits_for_the_membership(self) -> None:
        hand_in = hand_in_of("Phoenix", "Hermosillo")
        assert hand_in.status == Status.REVIEWED
        assert standing.open_membership_of(hand_in, on_date=timezone.localdate()) == ["Phoenix"]

    def test_two_proclamations_are_one_entry(self) -> None:
        entry = entry_of("Nashville", "Edmonton")
        assert [(paper.kind, paper.names_others) for paper in entry.instruments.all()] == [("proclamation", True)] * 2

    def test_a_governor_signs_for_his_side(self) -> None:
        titles = {row.party.community.name: row.title for row in signatures_of("Nashville", "Erbil")}
        assert titles == {"Nashville": "Mayor", "Erbil": "Governor"}

    @pytest.mark.parametrize(
        ("slug", "state"),
        [
            ("anaheim-vitoria-gasteiz", "notice_given"),
            ("des-moines-stavropol", "suspended"),
            ("fountain-hills-ataco", "term_ended"),
            ("san-bernardino-herzliya", "dormant"),
            ("anaheim-pudong", "void"),
            ("boring-dull", "superseded"),
            ("boring-dull-bland-shire", "in_force"),
            ("portland-lviv", "in_force"),
        ],
    )
    def test_every_answer_of_the_register_can_be_seen(self, slug: str, state: str) -> None:
        entry = RegistryEntry.objects.founding().get(partnership__slug=slug)
        assert answer_for(entry, on_date=timezone.localdate()).code == state

    @pytest.mark.parametrize("act", Act)
    def test_every_act_is_on_the_register_and_says_what_is_invented(self, act: str) -> None:
        entries = RegistryEntry.objects.filter(act=act)
        assert entries
        for entry in entries if act in BY_ASSOCIATION else ():
            assert "Demonstration: " in canonical.parsed(entry.canonical)["reason"]

    def test_a_public_copy_is_given_for_one_file_and_another_one_is_withheld(self) -> None:
        (copy,) = PublicCopy.objects.all()
        assert copy.scan.hand_in.entries.get() == entry_of("San Antonio", "Querétaro")
        assert shown_of([copy.scan])[copy.scan.pk].copy == copy
        withheld = entry_of("Fort Worth", "Reggio Emilia").hand_in.scans.get()
        assert shown_of([withheld])[withheld.pk].withheld_by == RegistryEntry.objects.get(act=Act.WITHHOLDING)

    def test_an_electronic_signature_comes_with_the_page_of_its_service(self) -> None:
        assert {row.method for row in signatures_of("Portland", "Lviv")} == {Method.ELECTRONIC}
        roles = entry_of("Portland", "Lviv").hand_in.scans.values_list("role", flat=True)
        assert set(roles) == {FileRole.SIGNED_DOCUMENT, FileRole.SIGNING_CERTIFICATE}

    def test_a_signing_by_video_has_a_copy_of_each_side(self) -> None:
        entry = RegistryEntry.objects.get(act=Act.REAFFIRMATION, partnership=partnership_between("Houston", "Taipei"))
        signed = Signature.objects.filter(instrument__entries=entry)
        assert [(row.method, row.instrument.party) for row in signed] == [(Method.VIDEO, row.party) for row in signed]
        assert entry.instruments.count() == 2

    def test_three_communities_in_three_countries_are_one_entry(self) -> None:
        entry = RegistryEntry.objects.founding().get(partnership__slug="boring-dull-bland-shire")
        assert [row["country"] for row in canonical.parsed(entry.canonical)["parties"]] == ["US", "GB", "AU"]

    def test_a_text_was_looked_at_before_signing_and_a_question_waits(self) -> None:
        answers = dict(Question.objects.values_list("kind", "answer"))
        assert answers[QuestionKind.LOOK].startswith("Yes.")
        assert answers[QuestionKind.QUESTION] == ""

    def test_papers_and_letters_go_by_post(self) -> None:
        """Most papers arrived so; one committee, one clerk and one side without a seat are written to on paper."""
        arrived = HandIn.objects.filter(arrival=Arrival.POST, on_behalf=True)
        assert arrived.count() > HandIn.objects.count() / 2
        assert not arrived.filter(arrived_from="").exists()
        names = {letter.post_name for letter in waiting_letters()}
        assert names == {
            "Fort Worth sister cities committee",
            "City clerk of San Diego",
            "The head of the community of Somoto",
        }
        assert hand_in_of("San Diego", "Yokohama").sender.post_address

    def test_one_committee_was_written_to_because_nobody_answers(self) -> None:
        silence = Silence.objects.get()
        assert (silence.committee.name, silence.ended_at) == ("Fountain Hills sister cities committee", None)
        assert silence.runs_until > timezone.localdate()
        assert Mail.objects.get(kind="accounts/committee_silent").to == silence.committee.email

    def test_two_people_may_record(self) -> None:
        recorders = User.objects.recorders(timezone.localdate())
        assert set(recorders.values_list("email", flat=True)) == {"registrar@demo.example", "registrar2@demo.example"}

    def test_every_scan_says_on_its_page_that_it_is_none(self) -> None:
        scans = list(Scan.objects.all())
        handed_in = HandIn.objects.exclude(status=Status.DRAFT).values_list("pk", flat=True)
        assert {scan.hand_in_id for scan in scans} == set(handed_in)
        for scan in scans:
            with scan.file.open("rb") as source:
                pages = pages_of(source.read())
            for page in pages:
                text = " ".join(page.split())
                assert "Demonstration copy. This page was made by the portal's demonstration." in text
                assert "It is not a scan of the real document" in text

    def test_no_login_is_printed_that_does_not_work(self) -> None:
        for login in LOGINS:
            user = User.objects.get(email=login.email)
            assert (user.is_staff, user.is_superuser, user.is_active) == (login.is_staff, login.is_superuser, True)

    def test_every_letter_says_that_it_is_of_a_demonstration(self) -> None:
        write_the_others(now=timezone.now())
        written = set(Mail.objects.values_list("kind", flat=True))
        files = [path for app in OURS for path in (LETTERS / app).glob("*_subject.txt")]
        kinds = {str(path.relative_to(LETTERS)).removesuffix("_subject.txt") for path in files}
        assert kinds - written == set()
        for mail in Mail.objects.all():
            assert (mail.kind, DEMONSTRATION in mail.text, DEMONSTRATION in mail.html) == (mail.kind, True, True)


def write_the_others(*, now: dt.datetime) -> None:
    """The letters that loading gives no reason for."""
    committee, admin, registrar, reviewer = (person(name) for name in ("committee", "admin", "registrar", "reviewer"))
    write_other_letters(Committee.objects.get(communities__name="Seattle"), by=committee, now=now)
    write_pdf_ready(RegistryEntry.objects.earliest("seq"))
    officer = add_person(email="officer@demo.example", full_name="Officer of the board")
    grant = grant_recording(user=officer, starts_on=timezone.localdate(now), by=admin, now=now)
    end_recording(grant_id=grant.pk, by=admin, now=now + dt.timedelta(days=2))
    move_staff(now)
    seattle = partnership_between("Seattle", "Kobe").parties.get(side=1)
    state_by_side(party=seattle, state=State.DORMANT, since=None, by=committee, today=timezone.localdate(now))
    line = EarlierRecognition.objects.waiting().earliest("pk")
    remove_line(row_id=line.pk, by=registrar, reason="The report names another place.", now=now)
    about = partnership_between("Seattle", "Kobe").get_absolute_url()
    report = report_mistake(about=about, text="It began in 1957.", source="", email="reader@demo.example", now=now)
    close_report(report_id=report.pk, answer="We have corrected the year.", by=registrar, now=now)
    task = claim_task(task_id=Task.objects.open().filter(kind=REVIEW_TASK).earliest("pk").pk, by=registrar, now=now)
    take_over_task(task_id=task.pk, holder_id=registrar.pk, by=reviewer, now=now)


def person(name: str) -> User:
    return User.objects.get(email=f"{name}@demo.example")


@pytest.mark.parametrize("given", [None, "0", "yes"])
def test_without_demo_1_nothing_is_loaded(monkeypatch: pytest.MonkeyPatch, given: str | None) -> None:
    monkeypatch.delenv("DEMO", raising=False)
    if given:
        monkeypatch.setenv("DEMO", given)
    with pytest.raises(CommandError, match="This is not a demonstration: set DEMO=1"):
        call_command("load_demo")
    assert not User.objects.exists()


def test_a_production_installation_takes_no_demonstration(
    monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    assert environment.kind({"SISTERCITIES_ENV": "production", "DEMO": "1"}) == environment.PRODUCTION
    settings.IS_PRODUCTION = True
    monkeypatch.setenv("DEMO", "1")
    with pytest.raises(CommandError, match="This is a production installation"):
        call_command("load_demo")
    assert not User.objects.exists()
