"""The second person's page, what comes after it, and the state of the certificates."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements import canonical
from agreements.choices import Status
from agreements.models import HandIn, RegistryEntry, SealedPdf
from agreements.services.changing import HandInRefused
from agreements.services.handing_in import RECORD_TASK, REVIEW_TASK
from agreements.services.reviewing import refuse_hand_in, return_hand_in
from sistercities.desk.models import Task
from sistercities.post.models import Effect
from tests.desk_pages import address, hidden, text_of, with_preview
from tests.factories import (
    AbsenceFactory,
    EffectFactory,
    RecorderFactory,
    SeatFactory,
    StaffFactory,
    UserFactory,
)
from tests.factories_agreements import (
    ReasonCodeFactory,
    reviewed,
)
from tests.register_rows import quickly_handed_in, quickly_recorded, quickly_reviewed

pytestmark = pytest.mark.django_db


# Recording


def test_the_record_page_shows_the_finished_certificate_and_what_becomes_public(second, recorder):
    hand_in = with_preview(reviewed())
    community = hand_in.partnership.parties.get(side=2).community
    response = second.get(address("handin_record", hand_in))
    page, words = response.content.decode(), text_of(response)
    assert hidden(response, "preview") == hand_in.snapshot_sha256
    assert f"{address('handin_preview_page', hand_in, 1)}?of=" in page
    assert reverse("scan_page", args=[hand_in.scans.get().pk, 1]) in page
    for part in (
        "Preview: not recorded",
        "This will be public for ever",
        f"The mayor of {community.name} , Mayor, head of the community",
        "Signed, " + community.name + ": 10 October 1957",
        "Files, every page, shown and attached Signed document",
        "This stays with the association",
    ):
        assert part in words, part
    picture = second.get(address("handin_preview_page", hand_in, 1))
    assert picture["Content-Type"] in ("image/png", "image/jpeg")
    assert b"".join(picture.streaming_content)
    assert second.get(address("handin_preview_page", hand_in, 99)).status_code == 404
    pdf = second.get(address("handin_preview_pdf", hand_in))
    assert (pdf["Content-Type"], b"".join(pdf.streaming_content)[:5]) == ("application/pdf", b"%PDF-")
    assert not RegistryEntry.objects.exists()


def test_recording_by_the_button(second, recorder):
    hand_in = with_preview(quickly_reviewed())
    page = second.get(address("handin_record", hand_in))
    response = second.post(
        address("handin_record", hand_in), {"preview": hidden(page, "preview"), "compared": "on"}, follow=True
    )
    assert response.redirect_chain == [(address("handin_recorded", hand_in), 302)]
    entry = RegistryEntry.objects.get()
    assert entry.recorded_by == recorder
    words = text_of(response)
    assert entry.number in words
    assert "It is being made; that takes some seconds." in words
    assert 'hx-trigger="every 2s"' in response.content.decode()
    assert second.get(address("handin_record", hand_in))["Location"] == address("handin_recorded", hand_in)


def test_nobody_records_without_saying_that_they_compared_certificate_and_papers(second):
    hand_in = with_preview(quickly_reviewed())
    page = second.get(address("handin_record", hand_in))
    assert "I compared the agreement PDF with the papers" in text_of(page)
    response = second.post(address("handin_record", hand_in), {"preview": hidden(page, "preview")})
    assert response.status_code == 422
    assert "Compare the agreement PDF with the papers, and say so with the tick." in text_of(response)
    assert not RegistryEntry.objects.exists()


def test_recording_what_the_preview_did_not_show_is_refused_with_a_new_preview(second):
    hand_in = with_preview(quickly_reviewed())
    for shown in ("f" * 64, "", "not a fingerprint"):
        response = second.post(address("handin_record", hand_in), {"preview": shown, "compared": "on"})
        assert response.status_code == 409
        words = text_of(response)
        assert "It was not recorded; no number was used" in words
        assert "The document changed after the page was made. Look at the preview again." in words
        assert hidden(response, "preview") == hand_in.snapshot_sha256
    assert not RegistryEntry.objects.exists()


def test_what_changed_since_the_review_goes_back_to_the_reviewer(second):
    hand_in = quickly_reviewed()
    community = hand_in.partnership.parties.get(side=2).community
    community.name = "Renamed"
    community.save()
    response = second.get(address("handin_record", hand_in))
    assert "Something changed since it was reviewed" in text_of(response)
    assert 'name="preview"' not in response.content.decode()
    now_shown = canonical.sha256(canonical.as_text(canonical.draft(hand_in)))
    assert second.post(address("handin_record", hand_in), {"preview": now_shown, "compared": "on"}).status_code == 409


def test_whoever_has_a_part_in_it_is_told_why_and_who_can(client_of, recorder):
    reviewer = RecorderFactory(full_name="Officer White")
    hand_in = quickly_reviewed(reviewer=reviewer)
    typist = RecorderFactory()
    HandIn.objects.filter(pk=hand_in.pk).update(started_by=typist)
    seated = RecorderFactory()
    SeatFactory(user=seated, committee=hand_in.committee)
    without = StaffFactory()
    for person, sentence in (
        (reviewer, "You reviewed this document."),
        (typist, "You typed or changed something in this document."),
        (seated, "You have a seat on one of the sides."),
        (without, "You do not have the right to record today."),
    ):
        browser = client_of(person)
        response = browser.get(address("handin_record", hand_in))
        words = text_of(response)
        assert "You cannot record it" in words
        assert sentence in words
        assert "Officer Red can record it" in words
        assert 'name="preview"' not in response.content.decode()
        refused = browser.post(
            address("handin_record", hand_in), {"preview": hand_in.snapshot_sha256, "compared": "on"}
        )
        assert refused.status_code == 422
        assert sentence in text_of(refused)
    assert not RegistryEntry.objects.exists()


def test_whoever_is_away_cannot_finish_it_now(client_of, recorder):
    hand_in = quickly_reviewed(reviewer=RecorderFactory())
    AbsenceFactory(user=recorder)
    words = text_of(client_of(StaffFactory()).get(address("handin_record", hand_in)))
    assert "Nobody who is here can record it; Officer Red (away until" in words


def test_nobody_left_who_could_record_is_said(client_of):
    reviewer = RecorderFactory()
    hand_in = quickly_reviewed(reviewer=reviewer)
    words = text_of(client_of(reviewer).get(address("handin_record", hand_in)))
    assert "Nobody can record it now: everybody with that right has a part in it." in words


@pytest.mark.parametrize("character", ["\ue123", "\U000323af"])
def test_a_character_that_no_font_has_blocks_preview_and_recording_by_its_code_point(second, character):
    hand_in = quickly_reviewed()
    community = hand_in.partnership.parties.get(side=2).community
    community.native_name = f"港{character}"
    community.save()
    snapshot = canonical.sha256(canonical.as_text(canonical.draft(hand_in)))
    HandIn.objects.filter(pk=hand_in.pk).update(snapshot_sha256=snapshot)
    response = second.get(address("handin_record", with_preview(hand_in)))
    words = text_of(response)
    assert f"No font of the agreement PDF has U+{ord(character):04X}." in words
    assert f"The character U+{ord(character):04X} cannot be printed." in words
    assert 'name="preview"' not in response.content.decode()
    assert second.get(address("handin_preview_pdf", hand_in)).status_code == 404
    assert second.post(address("handin_record", hand_in), {"preview": snapshot, "compared": "on"}).status_code == 422
    assert not RegistryEntry.objects.exists()


def test_back_to_the_reviewer_needs_a_note(second):
    hand_in = quickly_reviewed()
    response = second.post(address("handin_to_reviewer", hand_in), {"note": " "})
    assert response.status_code == 422
    assert "Write the reviewer a note that says what to look at." in text_of(response)
    done = second.post(address("handin_to_reviewer", hand_in), {"note": "Is the date right?"}, follow=True)
    assert "The reviewer has it again and was written to." in text_of(done)
    task = Task.objects.open().get(subject_id=hand_in.pk)
    assert (task.kind, task.claimed_by) == (REVIEW_TASK, hand_in.reviewed_by)
    again = second.post(address("handin_to_reviewer", hand_in), {"note": "Again"}, follow=True)
    assert "does not wait for the second person" in text_of(again)


def test_back_to_the_committee_from_the_second_person(second):
    hand_in, reason = quickly_reviewed(), ReasonCodeFactory()
    assert address("handin_return", hand_in) in second.get(address("handin_record", hand_in)).content.decode()
    shown = second.post(address("handin_return", hand_in), {"reason": reason.code, "note": "Look."})
    answers = {"reason": reason.code, "note": "Look.", "letter": hidden(shown, "letter")}
    assert second.post(address("handin_return", hand_in), answers).status_code == 302
    assert HandIn.objects.get(pk=hand_in.pk).status == Status.RETURNED
    assert not Task.objects.open().filter(kind=RECORD_TASK, subject_id=hand_in.pk).exists()


def test_an_officer_who_was_lent_the_right_records_without_a_desk(client_of):
    officer = RecorderFactory(is_staff=False)
    hand_in, waiting = with_preview(quickly_reviewed()), quickly_handed_in()
    browser = client_of(officer)
    page = browser.get(address("handin_record", hand_in))
    assert 'href="/desk/"' not in page.content.decode()
    picture = browser.get(reverse("scan_page", args=[hand_in.scans.get().pk, 1]))
    assert b"".join(picture.streaming_content)
    assert browser.get(address("handin_review", waiting)).status_code == 404
    assert browser.get(address("handin_correct_document", hand_in)).status_code == 404
    done = browser.post(
        address("handin_record", hand_in), {"preview": hidden(page, "preview"), "compared": "on"}, follow=True
    )
    assert done.redirect_chain == [(address("handin_recorded", hand_in), 302)]
    assert 'href="/desk/"' not in done.content.decode()
    assert client_of(UserFactory()).get(address("handin_recorded", hand_in)).status_code == 404


def test_an_officer_returns_what_waits_for_the_second_person_and_refuses_nothing(client_of):
    officer = RecorderFactory(is_staff=False)
    browser, reason = client_of(officer), ReasonCodeFactory()
    hand_in, waiting = quickly_reviewed(), quickly_handed_in()
    page = browser.get(address("handin_record", hand_in)).content.decode()
    assert address("handin_return", hand_in) in page
    assert address("handin_to_reviewer", hand_in) in page
    for route, row in (("handin_return", waiting), ("handin_refuse", waiting), ("handin_refuse", hand_in)):
        assert browser.get(address(route, row)).status_code == 404
    facts = {"reason": reason, "text": "", "by": officer, "now": timezone.now()}
    with pytest.raises(HandInRefused):
        return_hand_in(hand_in_id=waiting.pk, **facts)
    with pytest.raises(HandInRefused):
        refuse_hand_in(hand_in_id=hand_in.pk, **facts | {"reason": ReasonCodeFactory(use="refuse")})
    shown = browser.post(address("handin_return", hand_in), {"reason": reason.code, "note": "Look."})
    answers = {"reason": reason.code, "note": "Look.", "letter": hidden(shown, "letter")}
    sent = browser.post(address("handin_return", hand_in), answers, follow=True)
    assert sent.redirect_chain == [(reverse("workspace"), 302)]
    assert HandIn.objects.get(pk=hand_in.pk).status == Status.RETURNED
    assert hand_in.actions.get(kind="returned").by == officer


def test_the_right_of_yesterday_returns_nothing(client_of):
    hand_in = quickly_reviewed()
    officer = RecorderFactory(is_staff=False)
    officer.recording_grants.update(ends_on=timezone.localdate() - dt.timedelta(days=1))
    assert client_of(officer).get(address("handin_return", hand_in)).status_code == 404


# After recording


def promised(entry: RegistryEntry, **facts) -> Effect:
    effect = Effect.objects.get(key=f"seal:{entry.number}:1")
    Effect.objects.filter(pk=effect.pk).update(**facts)
    return effect


def sealed(entry: RegistryEntry) -> SealedPdf:
    promised(entry, done_at=timezone.now(), attempts=1)
    return SealedPdf.objects.create(
        entry=entry, version=1, sha256=f"{entry.pk:064x}", file="sealed/x.pdf", size=1000, sealed_at=timezone.now()
    )


def test_the_page_after_recording_follows_the_pdf(second, recorder):
    entry = quickly_recorded(recorder=recorder)
    page = address("handin_recorded", entry.hand_in)
    promised(entry, lease_until=timezone.now() + dt.timedelta(minutes=5), attempts=1)
    assert "Being made" in text_of(second.get(page))
    promised(entry, lease_until=None, error="OSError: no space left")
    words = text_of(second.get(page))
    assert "The last try failed: OSError: no space left." in words
    pdf = sealed(entry)
    part = second.get(page, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "hx-get" not in part.content.decode()
    assert "It is ready" in text_of(part)
    assert pdf.sha256[:8] in text_of(part)


def test_certificates_by_state_with_error_and_tries(desk):
    waiting, failing, done = (quickly_recorded() for _n in range(3))
    promised(failing, error="RenderRefused: No font has a glyph for U+E123", attempts=3)
    sealed(done)
    EffectFactory(task="post.send_mail")
    page = reverse("desk_certificates")
    words = text_of(desk.get(page))
    for part in ("All 3", "Failed 1", "Waiting 1", "Done 1", "No font has a glyph for U+E123", waiting.number):
        assert part in words, part
    shown = {"failed": failing, "waiting": waiting, "done": done}
    for state, entry in shown.items():
        rows = desk.get(page, {"state": state}).context["rows"]
        assert [row.entry for row in rows] == [entry]
    assert len(desk.get(page, {"state": "nonsense"}).context["rows"]) == 3


def test_try_again_now_makes_the_pdf(desk, settings, django_capture_on_commit_callbacks):
    entry = quickly_recorded()
    effect = promised(entry, error="OSError: no space left", attempts=3, due=timezone.now() + dt.timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        response = desk.post(reverse("certificate_retry", args=[effect.pk]), follow=True)
    assert "Being tried again now." in text_of(response)
    effect.refresh_from_db()
    assert (effect.state, effect.attempts) == ("done", 4)
    assert entry.sealed_pdfs.get().version == 1
    assert desk.post(reverse("certificate_retry", args=[effect.pk])).status_code == 404


def test_only_certificates_are_tried_again_here(desk):
    other = EffectFactory(task="post.send_mail", error="OSError")
    assert desk.post(reverse("certificate_retry", args=[other.pk])).status_code == 404


def test_the_certificates_cost_the_same_for_any_number(desk):
    counts = []
    for more in (1, 4):
        for _n in range(more):
            quickly_recorded()
        desk.get(reverse("desk_certificates"))
        with CaptureQueriesContext(connection) as counted:
            desk.get(reverse("desk_certificates"))
        counts.append(len(counted))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "route",
    [
        "handin_review",
        "handin_return",
        "handin_refuse",
        "handin_correct_document",
        "handin_record",
        "handin_preview_pdf",
    ],
)
def test_the_committee_itself_finds_nothing_of_this(client_of, route):
    hand_in = quickly_reviewed()
    assert client_of(hand_in.handed_in_by).get(address(route, hand_in)).status_code == 404
