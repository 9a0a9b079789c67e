"""The review page and its decisions: pass on, send back, refuse."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from lxml import html

from agreements.choices import Capacity, FileRole, Status
from agreements.models import HandIn
from agreements.services.handing_in import REVIEW_TASK, submit_hand_in
from agreements.services.papers import save_paper, save_signatures
from agreements.services.reviewing import correct_hand_in
from sistercities.association.models import ReasonCode
from sistercities.desk.models import Task
from sistercities.desk.services import claim_task
from sistercities.post.models import Mail
from tests.desk_pages import address, hidden, text_of
from tests.factories import (
    OfficeHolderFactory,
    StaffFactory,
)
from tests.factories_agreements import (
    STATEMENT,
    ReasonCodeFactory,
    add_pdf,
    as_status,
    complete_hand_in,
    pdf_bytes,
    signer,
)
from tests.register_rows import quickly_handed_in, quickly_recorded

pytestmark = pytest.mark.django_db


def take(hand_in: HandIn, by, kind: str = REVIEW_TASK) -> None:
    claim_task(task_id=Task.objects.open().get(kind=kind, subject_id=hand_in.pk).pk, by=by, now=timezone.now())


# The review page


def test_the_review_page_shows_papers_data_history_and_what_else_is_known(desk):
    hand_in = quickly_handed_in(
        on_behalf=True, arrival="post", arrived_from="City clerk", received_on=dt.date(2026, 3, 2)
    )
    other = quickly_handed_in(partnership=hand_in.partnership)
    elsewhere = complete_hand_in(with_file=False)
    data = pdf_bytes()
    scan = add_pdf(hand_in, by=StaffFactory(), role=FileRole.OTHER, data=data, name="minutes.pdf")
    add_pdf(elsewhere, by=elsewhere.started_by, data=data)
    submit_hand_in(hand_in_id=elsewhere.pk, statement=STATEMENT, by=elsewhere.started_by, now=timezone.now())
    community = hand_in.partnership.parties.get(side=1).community
    OfficeHolderFactory(community=community, name="Somebody else", term=("1956-01-01", "1960-01-01"))
    OfficeHolderFactory(community=community, name="A later mayor", term=("1960-01-01", None))
    response = desk.get(address("handin_review", hand_in))
    page, words = response.content.decode(), text_of(response)
    signed = hand_in.scans.get(original_name="signed.pdf")
    assert reverse("scan_page", args=[signed.pk, 1]) in page
    assert 'alt="page 1 of 1 of Signed document"' in page
    for part in (
        "by post from City clerk",
        "received 2 March 2026",
        f"The mayor of {community.name}",
        "10 October 1957, Kobe",
        "Memorandum of understanding",
        "minutes.pdf",
        "Another name than in the directory.",
        "The directory names Mayor Somebody else for those days",
        "Handed in",
        f"by {hand_in.handed_in_by}",
    ):
        assert part in words, part
    assert "A later mayor" not in words
    assert address("handin_review", other) in page
    assert address("handin_review", elsewhere) in page
    assert scan.sha256[:8] in page


def test_the_page_names_what_stops_the_document_and_where_to_mend_it(desk):
    hand_in = quickly_handed_in(sides=(1,))
    party = hand_in.partnership.parties.get(side=1)
    save_signatures(
        hand_in_id=hand_in.pk, party=party, signers=[signer(party, capacity=Capacity.DESIGNEE)], by=StaffFactory()
    )
    response = desk.get(address("handin_review", hand_in))
    words = text_of(response)
    partner = hand_in.partnership.parties.get(side=2).community.name
    assert f"Add the letter that allows The mayor of {party.community.name} to sign" in words
    assert f"Signed by one: the signature of {partner} is missing." in words
    assert "It cannot go to the second person while something stops it." in words
    assert address("handin_correct_signers", hand_in, 1) in response.content.decode()
    assert address("handin_pass", hand_in) not in response.content.decode()


@pytest.mark.parametrize("status", [status for status in Status if status != Status.DRAFT])
def test_the_page_opens_in_every_status_and_offers_only_what_is_possible(desk, status):
    hand_in = as_status(status)
    page = desk.get(address("handin_review", hand_in)).content.decode()
    assert (address("handin_pass", hand_in) in page) is (status == Status.HANDED_IN and "What stops it" not in page)
    assert (address("handin_correct_document", hand_in) in page) is (status in (Status.HANDED_IN, Status.REVIEWED))


def test_a_draft_is_not_on_the_desk(desk):
    assert desk.get(address("handin_review", complete_hand_in())).status_code == 404


def test_the_review_page_names_earlier_entries_and_open_tasks_with_their_holders(desk):
    entry = quickly_recorded()
    hand_in, other = (quickly_handed_in(partnership=entry.partnership) for _n in "ab")
    take(other, StaffFactory(full_name="Officer Green"))
    response = desk.get(address("handin_review", hand_in))
    facts = {term.text: term.getnext() for term in html.fromstring(response.content).iterfind(".//section//dt")}
    [link] = facts["On the register"].iterfind(".//a")
    assert (link.get("href"), link.text) == (entry.get_absolute_url(), entry.number)
    tasks = {
        Task.objects.open().get(subject_id=about.pk): holder
        for about, holder in ((hand_in, ""), (other, ", Officer Green"))
    }
    assert [line.text_content() for line in facts["Open tasks"].iterfind(".//li")] == [
        f"{task.title}, since {date_format(timezone.localdate(task.opened_at), 'j F Y')}{holder}"
        for task, holder in tasks.items()
    ]


def test_a_partnership_without_entry_has_nothing_on_the_register_yet(desk):
    response = desk.get(address("handin_review", quickly_handed_in()))
    assert "On the register Nothing yet" in text_of(response)


def test_the_review_page_costs_the_same_for_any_number_of_signers_files_and_steps(desk):
    hand_in = quickly_handed_in()
    party, by = hand_in.partnership.parties.get(side=1), StaffFactory()
    counts = []
    for many in (1, 4):
        signers = [signer(party, name=f"Commissioner {n}") for n in range(many)]
        save_signatures(hand_in_id=hand_in.pk, party=party, signers=signers, by=by)
        for _n in range(many):
            add_pdf(hand_in, by=by, role=FileRole.OTHER)
        desk.get(address("handin_review", hand_in))
        with CaptureQueriesContext(connection) as counted:
            desk.get(address("handin_review", hand_in))
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_whoever_has_not_taken_it_can_look_but_not_act(desk, client_of):
    hand_in, colleague = quickly_handed_in(), StaffFactory(full_name="Officer Green")
    take(hand_in, colleague)
    response = desk.get(address("handin_review", hand_in))
    assert "Officer Green has taken this on" in text_of(response)
    assert address("handin_pass", hand_in) not in response.content.decode()
    revision = {"revision": hand_in.revision}
    assert desk.post(address("handin_pass", hand_in), revision).status_code == 422
    correction = desk.post(address("handin_correct_document", hand_in), {"kind": "resolution"}, follow=True)
    assert correction.redirect_chain == [(address("handin_review", hand_in), 302)]
    assert "Officer Green has taken this. Ask for it to be given back, or take it over." in text_of(correction)
    answers = {"reason": ReasonCodeFactory().code, "note": ""}
    assert desk.post(address("handin_return", hand_in), answers).status_code == 422
    hand_in.refresh_from_db()
    assert hand_in.status == Status.HANDED_IN
    assert client_of(colleague).post(address("handin_pass", hand_in), revision).status_code == 302


# Passing it on


def test_passing_on(desk, staff):
    hand_in = quickly_handed_in()
    response = desk.get(address("handin_review", hand_in))
    answers = {"revision": hidden(response, "revision"), "note": "All as on the paper."}
    done = desk.post(address("handin_pass", hand_in), answers, follow=True)
    assert "Reviewed. It waits for the second person" in text_of(done)
    hand_in.refresh_from_db()
    assert (hand_in.status, hand_in.reviewed_by) == (Status.REVIEWED, staff)
    assert hand_in.actions.last().note == "All as on the paper."


def test_passing_on_what_a_colleague_has_changed_since_says_who_changed_what(desk):
    hand_in = quickly_handed_in()
    revision = hidden(desk.get(address("handin_review", hand_in)), "revision")
    correct_hand_in(
        hand_in_id=hand_in.pk,
        by=StaffFactory(full_name="Officer Green"),
        now=timezone.now(),
        save=save_paper,
        kind="resolution",
        relationship="sister",
        languages=["en"],
    )
    response = desk.post(address("handin_pass", hand_in), {"revision": revision, "note": "My own words"})
    assert response.status_code == 409
    words = text_of(response)
    assert "The document changed since you opened the page. Look at it again." in words
    assert "Changed: what the document is by Officer Green" in words
    assert "My own words" in response.content.decode()
    assert hidden(response, "revision") == str(HandIn.objects.get(pk=hand_in.pk).revision)


@pytest.mark.parametrize("revision", ["", "x", "-1", "0"])
def test_passing_on_without_having_seen_the_page_is_refused(desk, revision):
    hand_in = quickly_handed_in()
    assert desk.post(address("handin_pass", hand_in), {"revision": revision}).status_code in (409, 422)
    assert HandIn.objects.get(pk=hand_in.pk).status == Status.HANDED_IN


# Sending back, refusing


DECISIONS = [
    ("handin_return", ReasonCode.Use.RETURN, Status.RETURNED, "returned"),
    ("handin_refuse", ReasonCode.Use.REFUSE, Status.REFUSED, "refused"),
]


@pytest.mark.parametrize(("route", "use", "status", "letter"), DECISIONS)
def test_what_was_shown_is_what_is_sent_and_kept(desk, route, use, status, letter):
    hand_in = quickly_handed_in()
    reason = ReasonCodeFactory(use=use, letters={"en": "The fixed words."})
    ReasonCodeFactory(use=use, labels={"en": "No longer used"}, is_current=False)
    mails = Mail.objects.count()
    first = desk.get(address(route, hand_in))
    assert "A signature is missing" in text_of(first)
    assert "No longer used" not in text_of(first)
    answers = {"reason": reason.code, "note": "Page 2 <is> missing & more."}
    shown = desk.post(address(route, hand_in), answers)
    assert shown.status_code == 200
    assert Mail.objects.count() == mails
    assert HandIn.objects.get(pk=hand_in.pk).status == Status.HANDED_IN
    letters = shown.context["letters"]
    assert [mail.to for mail in letters] == [hand_in.handed_in_by.email]
    assert "The fixed words." in text_of(shown)
    assert hand_in.handed_in_by.email in text_of(shown)
    sent = desk.post(address(route, hand_in), {**answers, "letter": hidden(shown, "letter")})
    assert sent.status_code == 302
    mail = Mail.objects.get(kind=f"agreements/{letter}")
    assert (mail.to, mail.subject, mail.text, mail.html) == (
        letters[0].to,
        letters[0].subject,
        letters[0].text,
        letters[0].html,
    )
    assert "Page 2 <is> missing & more." in mail.text
    assert HandIn.objects.get(pk=hand_in.pk).status == status


@pytest.mark.parametrize(("route", "use", "status", "letter"), DECISIONS)
def test_a_letter_that_was_not_the_one_shown_is_not_sent(desk, route, use, status, letter):
    hand_in, reason = quickly_handed_in(), ReasonCodeFactory(use=use)
    answers = {"reason": reason.code, "note": "One"}
    shown = hidden(desk.post(address(route, hand_in), answers), "letter")
    for changed in ({"note": "Two"}, {"letters": {"en": "Other fixed words."}}):
        if "letters" in changed:
            ReasonCode.objects.filter(pk=reason.pk).update(**changed)
            changed = {}  # noqa: PLW2901 - the answers stay
        response = desk.post(address(route, hand_in), {**answers, **changed, "letter": shown})
        assert response.status_code == 200
        assert "The letter is not the one that you saw" in text_of(response)
        assert hidden(response, "letter") != shown
    assert not Mail.objects.filter(kind=f"agreements/{letter}").exists()
    assert HandIn.objects.get(pk=hand_in.pk).status == Status.HANDED_IN


def test_without_a_reason_nothing_is_shown_and_the_note_stays(desk):
    hand_in = quickly_handed_in()
    other_use = ReasonCodeFactory(use=ReasonCode.Use.REFUSE)
    for reason in ("", "nonsense", other_use.code):
        response = desk.post(address("handin_return", hand_in), {"reason": reason, "note": "My own words"})
        assert response.status_code == 422
        assert "My own words" in response.content.decode()
    assert desk.post(address("handin_return", hand_in)).status_code == 422


def test_a_committee_without_an_address_is_said_to_get_no_letter(desk, staff):
    hand_in = quickly_handed_in(by=staff, on_behalf=True, received_on=timezone.localdate())
    reason = ReasonCodeFactory(use=ReasonCode.Use.REFUSE).code
    response = desk.post(address("handin_refuse", hand_in), {"reason": reason, "note": ""})
    assert "so nothing is sent. Tell them by phone" in text_of(response)
    answers = {"reason": reason, "note": "", "letter": hidden(response, "letter")}
    assert desk.post(address("handin_refuse", hand_in), answers).status_code == 302
    assert HandIn.objects.get(pk=hand_in.pk).status == Status.REFUSED


@pytest.mark.parametrize("route", ["handin_return", "handin_refuse", "handin_correct_document", "handin_correct_text"])
@pytest.mark.parametrize("status", [Status.RETURNED, Status.RECORDED, Status.WITHDRAWN])
def test_what_is_not_with_the_association_is_not_decided_or_corrected(desk, route, status):
    assert desk.get(address(route, as_status(status))).status_code == 404
