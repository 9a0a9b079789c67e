"""Coming back later, two people at once, the check of everything, and the whole way from empty list to receipt."""

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.choices import Status
from agreements.forms.handin_files import TRUE_COPY
from agreements.models import HandIn
from agreements.services import papers
from directory.choices import Role
from sistercities.post.models import Mail
from tests.agreements.test_handin_files import upload
from tests.agreements.test_handin_steps import SIGNER, at, begun, draft, signers
from tests.factories import PartnerCommunityFactory, PartnershipFactory, SeatFactory, StaffFactory
from tests.factories_agreements import add_pdf, complete_hand_in, handed_in, returned

pytestmark = pytest.mark.django_db


def seen_on(page: str) -> str:
    """What the page remembers of the rows that it was made from."""
    return page.split('name="seen" value="')[1].split('"', maxsplit=1)[0]


# Coming back later


def test_save_and_come_back_later_keeps_what_is_not_complete(client_of):
    hand_in = draft(sides=(1,))
    client, address = client_of(hand_in.started_by), at("signers", hand_in, 2)
    half = signers({"name": "The mayor in office", "place": "Kobe"}, later="1")
    answer = client.post(address, half, follow=True)
    assert answer.redirect_chain[-1][0] == hand_in.get_absolute_url()
    text = answer.content.decode()
    assert "Everything that you typed is kept. This step is not complete yet." in text
    assert "Begun and kept, not complete yet" in text
    again = client.get(address).content.decode()
    assert 'value="Kobe"' in again
    assert "Enter the title that the person had on that day." in again
    assert not hand_in.instruments.get().signatures.filter(party__side=2).exists()
    summary = client.get(at("summary", hand_in)).content.decode()
    assert "You left a step before it was complete." in summary
    client.post(address, signers(SIGNER))
    hand_in.refresh_from_db()
    assert hand_in.unfinished == {}


def test_save_and_come_back_later_saves_what_is_complete(client_of):
    hand_in = draft()
    answer = client_of(hand_in.started_by).post(at("text", hand_in), {"text-en": "The text", "later": "1"}, follow=True)
    assert "Saved. You can come back at any time." in answer.content.decode()
    assert hand_in.instruments.get().transcriptions.get().text == "The text"


def test_leaving_an_empty_step_keeps_nothing(client_of):
    hand_in = begun()
    client_of(hand_in.started_by).post(at("document", hand_in), {"later": "1", "title": "", "seen": ""})
    hand_in.refresh_from_db()
    assert hand_in.unfinished == {}


def test_characters_that_cannot_be_kept_do_not_stand_in_the_way(client_of):
    hand_in = draft()
    answer = client_of(hand_in.started_by).post(at("text", hand_in), {"text-en": "a\x00b"})
    assert answer.status_code == 422
    hand_in.refresh_from_db()
    assert hand_in.unfinished["text"]["answers"]["text-en"] == ["ab"]


def test_what_one_editor_left_half_filled_the_other_finds(client_of):
    hand_in = draft()
    colleague = SeatFactory(committee=hand_in.committee, role=Role.EDITOR).user
    client_of(hand_in.started_by).post(at("council", hand_in), {"side-1-decided_on_day": "3", "side-1-vote": "7-0"})
    assert 'value="7-0"' in client_of(colleague).get(at("council", hand_in)).content.decode()


# Two at once


def test_of_two_who_change_a_step_at_once_the_second_is_told_and_loses_nothing(client_of):
    hand_in = draft()
    other = SeatFactory(committee=hand_in.committee, role=Role.EDITOR).user
    colleague = client_of(other)
    me, address = client_of(hand_in.started_by), at("text", hand_in)
    mine, theirs = (seen_on(client.get(address).content.decode()) for client in (me, colleague))
    assert colleague.post(address, {"text-en": "Theirs", "seen": theirs}).status_code == 302
    answer = me.post(address, {"text-en": "Mine", "seen": mine})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert f"{other} changed this step while you had it open" in text
    assert "Mine</textarea>" in text
    assert hand_in.instruments.get().transcriptions.get().text == "Theirs"
    assert me.post(address, {"text-en": "Mine", "seen": seen_on(text)}).status_code == 302
    assert hand_in.instruments.get().transcriptions.get().text == "Mine"


def test_what_somebody_else_left_half_filled_is_not_overwritten_unseen(client_of):
    hand_in = draft()
    other = SeatFactory(committee=hand_in.committee, role=Role.EDITOR).user
    me, address = client_of(hand_in.started_by), at("council", hand_in)
    mine = seen_on(me.get(address).content.decode())
    client_of(other).post(address, {"side-1-decided_on_day": "3", "side-1-vote": "7-0", "later": "1"})
    for pressed in ({"later": "1"}, {}):
        answer = me.post(address, {"side-1-decided_on_day": "3", "side-1-vote": "9-0", "seen": mine, **pressed})
        assert answer.status_code == 409
        assert f"{other} changed this step" in answer.content.decode()
        hand_in.refresh_from_db()
        assert hand_in.unfinished["council"]["answers"]["side-1-vote"] == ["7-0"]
    again = {"side-1-decided_on_day": "3", "side-1-vote": "9-0", "seen": seen_on(answer.content.decode())}
    assert me.post(address, again).status_code == 422
    hand_in.refresh_from_db()
    assert hand_in.unfinished["council"]["answers"]["side-1-vote"] == ["9-0"]


def test_answers_that_were_refused_are_not_stale_when_they_come_again(client_of):
    hand_in = draft()
    client, address = client_of(hand_in.started_by), at("council", hand_in)
    wrong = {"side-2-vote": "7-0", "side-1-decided_on_day": "3", "side-1-number": "1", "side-1-vote": "9-0"}
    answer = client.post(address, {**wrong, "seen": seen_on(client.get(address).content.decode())})
    assert answer.status_code == 422
    again = client.post(address, {**wrong, "seen": seen_on(answer.content.decode())})
    assert again.status_code == 422


def test_one_may_change_another_step_meanwhile(client_of):
    hand_in = draft()
    client = client_of(hand_in.started_by)
    before = seen_on(client.get(at("council", hand_in)).content.decode())
    client.post(at("text", hand_in), {"text-en": "The text"})
    assert client.post(at("council", hand_in), {"side-1-act": "unknown", "seen": before}).status_code == 302


def test_the_letter_of_the_same_post_is_no_change_by_somebody_else(client_of):
    hand_in = draft()
    client, address = client_of(hand_in.started_by), at("signers", hand_in, 2)
    seen = seen_on(client.get(address).content.decode())
    posted = signers(SIGNER | {"capacity": "designee"}, seen=seen)
    assert client.post(address, {**posted, "signer-0-authority_file": upload()}).status_code == 302
    assert hand_in.instruments.get().signatures.get(party__side=2).authority == hand_in.scans.get()


# The check of everything


def test_the_check_shows_everything_with_links_to_change_it(client_of):
    hand_in = complete_hand_in()
    text = client_of(hand_in.started_by).get(at("summary", hand_in)).content.decode()
    for address in (
        at("partnership", hand_in),
        at("document", hand_in),
        at("signers", hand_in, 1),
        at("signers", hand_in, 2),
        at("council", hand_in),
        at("files", hand_in),
        at("text", hand_in),
    ):
        assert text.count(f'href="{address}"') >= 2, address
    for shown in ("Memorandum of understanding", "English, Japanese", "10 October 1957, Kobe", "signed.pdf", TRUE_COPY):
        assert str(shown) in text
    assert "This is still missing" not in text


def test_what_is_missing_stands_above_and_leads_to_its_step(client_of):
    hand_in = draft(sides=())
    client = client_of(hand_in.started_by)
    text = client.get(at("summary", hand_in)).content.decode()
    assert f'<a href="{at("files", hand_in)}">Add a scan or photo of the signed document.</a>' in text
    assert f'<a href="{at("signers", hand_in, 1)}">Say who signed, for at least one side.</a>' in text
    assert client.post(at("summary", hand_in), {"statement": "on"}).status_code == 422
    hand_in.refresh_from_db()
    assert hand_in.status == Status.DRAFT


@pytest.mark.parametrize(("character", "named"), [("\ue123", "U+E123"), ("\U000323af", "U+323AF")])
def test_a_character_that_cannot_be_printed_is_refused_by_its_code_point(client_of, character, named):
    hand_in = complete_hand_in()
    client = client_of(hand_in.started_by)
    client.post(at("text", hand_in), {"text-ja": f"姉妹{character}"})
    answer = client.post(at("summary", hand_in), {"statement": "on"})
    sentence = f"The character {named} cannot be printed. Replace it, or ask us how to write it."
    assert answer.status_code == 422
    assert f'<a href="{at("text", hand_in)}">{sentence}</a>' in answer.content.decode()


def test_nothing_leaves_without_the_statement_or_after_a_change_by_somebody_else(client_of):
    hand_in = complete_hand_in()
    client, address = client_of(hand_in.started_by), at("summary", hand_in)
    seen = seen_on(client.get(address).content.decode())
    answer = client.post(address, {"seen": seen})
    assert answer.status_code == 422
    assert answer.content.decode().count("Confirm that the files are true copies.") == 2
    papers.save_transcriptions(hand_in_id=hand_in.pk, texts={"en": "Changed"}, by=hand_in.started_by)
    assert client.post(address, {"seen": seen, "statement": "on"}).status_code == 409
    hand_in.refresh_from_db()
    assert hand_in.status == Status.DRAFT


def test_handing_in_twice_leads_to_the_document(client_of):
    hand_in = handed_in(with_pages=False)
    answer = client_of(hand_in.started_by).post(at("summary", hand_in), {"statement": "on"})
    assert answer.url == hand_in.get_absolute_url()


def test_what_was_sent_back_is_changed_and_handed_in_again(client_of):
    hand_in = returned()
    client = client_of(hand_in.started_by)
    assert at("summary", hand_in) in client.get(hand_in.get_absolute_url()).content.decode()
    client.post(
        at("files", hand_in),
        {
            "signed": upload("page-2.pdf"),
            "signed_visibility": "public",
            "other_visibility": "association",
            "other_role": "other",
        },
    )
    assert client.post(at("summary", hand_in), {"statement": "on"}).url == at("done", hand_in)
    hand_in.refresh_from_db()
    assert (hand_in.status, hand_in.scans.count()) == (Status.HANDED_IN, 2)


# The whole way


def test_a_committee_hands_in_from_an_empty_list_to_the_receipt(client_of, django_capture_on_commit_callbacks):
    seat = SeatFactory(role=Role.EDITOR)
    home, kobe = seat.committee.communities.get(), PartnerCommunityFactory(name="Kobe", native_name="神戸市")
    client = client_of(seat.user)

    def go_on(address: str, **answers: object) -> str:
        page = client.get(address).content.decode()
        answer = client.post(address, {"seen": seen_on(page), **answers})
        assert answer.status_code == 302, answer.content.decode()
        return answer.url

    partnership = client.post(reverse("handin_start")).url
    pair = go_on(partnership, partnership="new")
    answers = {"home": home.pk, "kind": "sister", "partner_name": "kobe"}
    assert go_on(pair, search="1", **answers) == f"{pair}#search"
    paper = go_on(pair, partner=kobe.pk, **answers)
    ours = go_on(paper, kind="agreement", relationship="sister", languages=["en", "ja"])
    theirs = go_on(ours, **signers(SIGNER))
    own_script = {"own_script_name": "神戸市長", "own_script_language": "ja"}
    council = go_on(theirs, **signers(SIGNER | own_script))
    files = go_on(council, **{"side-1-act": "yes", "side-1-number": "Res. 1"})
    private = {"other_visibility": "association", "other_role": "other"}
    text = go_on(files, signed=[upload("one.pdf"), upload("two.pdf")], signed_visibility="public", **private)
    summary = go_on(text, **{"text-en": "The two cities agree."})
    with django_capture_on_commit_callbacks(execute=True):
        done = go_on(summary, statement="on")
    hand_in = HandIn.objects.get()
    assert (hand_in.status, hand_in.handed_in_by, hand_in.true_copy_text) == (
        Status.HANDED_IN,
        seat.user,
        str(TRUE_COPY),
    )
    assert hand_in.received_on == timezone.localdate(hand_in.handed_in_at)
    assert "We have received your document" in client.get(done).content.decode()
    assert Mail.objects.get(kind="agreements/receipt").to == seat.user.email
    detail = client.get(hand_in.get_absolute_url()).content.decode()
    for scan in hand_in.scans.all():
        assert reverse("scan_page", args=[scan.pk, 1]) in detail
    assert "神戸市長" in detail


def test_staff_type_a_posted_document_for_a_committee(client_of):
    staff, committee_seat = StaffFactory(), SeatFactory(role=Role.COORDINATOR)
    partnership = PartnershipFactory(
        communities=[committee_seat.committee.communities.get(), PartnerCommunityFactory()]
    )
    client = client_of(staff)
    arrived = {
        "arrival": "mail",
        "arrived_from": "City clerk",
        "received_on_day": "2",
        "received_on_month": "11",
        "received_on_year": "2026",
        "original_kept_at": "Cabinet 3",
        "committee": committee_seat.committee.pk,
    }
    step = client.post(reverse("handin_arrived"), arrived).url
    hand_in = HandIn.objects.get()
    assert client.post(at("arrival", hand_in), arrived | {"arrived_from": "The clerk of the council"}).url == step
    paper = client.post(step, {"partnership": partnership.pk}).url
    ours = client.post(paper, {"kind": "resolution", "relationship": "sister", "languages": ["en"]}).url
    theirs = client.post(ours, signers(SIGNER)).url
    client.post(
        theirs,
        signers(
            SIGNER
            | {
                "date_reading": "not_written",
                "not_later_than_day": "2",
                "not_later_than_month": "11",
                "not_later_than_year": "2026",
            }
        ),
    )
    hand_in.refresh_from_db()
    add_pdf(hand_in, by=staff)
    assert 'value="2026"' in client.get(theirs).content.decode()
    assert client.post(at("summary", hand_in), {"statement": "on"}).url == at("done", hand_in)
    hand_in.refresh_from_db()
    assert (hand_in.status, str(hand_in.received_on)) == (Status.HANDED_IN, "2026-11-02")
    assert (hand_in.arrived_from, hand_in.handed_in_by) == ("The clerk of the council", staff)
    assert Mail.objects.get(kind="agreements/receipt").to == committee_seat.user.email


def test_a_document_of_a_committee_has_no_arrival_to_note(client_of):
    hand_in = draft()
    assert client_of(hand_in.started_by).get(at("arrival", hand_in)).status_code == 404
