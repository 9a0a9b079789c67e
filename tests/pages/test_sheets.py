"""Every committee form on paper: each question is there, with what is filled in, and the sheet finds its record."""

import datetime as dt
import inspect
from importlib import import_module

import pytest
from django import forms
from django.urls import reverse

from agreements import sheets
from agreements.forms.handin_council import CouncilForm
from agreements.forms.handin_signers import SignerForm
from agreements.models import HandIn
from directory.choices import Role
from sistercities.common.dates import PartialDate
from sistercities.common.sheets import Part, all_sheets, by_reference, questions, register_sheet, sheet
from tests.desk_pages import text_of
from tests.factories import (
    AssociationSettingsFactory,
    CommitteeFactory,
    SeatFactory,
    StaffFactory,
    UserFactory,
)
from tests.factories_agreements import ReasonCodeFactory, complete_hand_in, handed_in, returned, withdrawn

pytestmark = pytest.mark.django_db

FORMS_OF_COMMITTEES = [
    "agreements.forms.handin_start",
    "agreements.forms.handin_partnership",
    "agreements.forms.handin_paper",
    "agreements.forms.handin_signers",
    "agreements.forms.handin_council",
    "agreements.forms.handin_files",
    "agreements.forms.handin_acts",
    "agreements.forms.public_copy",
    "agreements.forms.questions",
    "agreements.forms.verify",
    "directory.forms_changes",
    "directory.forms_people",
    "directory.forms_committees",
    "partnerships.forms",
    "sistercities.accounts.forms",
]
NOT_ON_PAPER = {
    "AnswerForm": "staff answer, or note an answer",
    "AreaForm": "what is to be black is marked on a copy of the page",
    "CopyForm": "staff make the copy from what is marked on paper",
    "DissolveForm": "staff note it",
    "HandoverForThemForm": "staff enter a handover that was asked for",
    "SilenceForm": "staff give notice",
    "ArrivalForm": "staff say how the paper reached them",
    "TranscriptionForm": "the text is typed from the paper itself; it stands on the sheet of a document",
    "JoinForm": "a person makes their own login; a password is never written down",
    "EmailForm": "a part of InviteForm; alone, staff invite guests with it",
    "NamesForm of accounts": "a part of ProfileForm",
    "EnvelopeForm": "a part of ByPostForm; alone, staff write to a side with it",
    "VerifyFileForm": "a file is compared by a computer; the sheet asks for a copy",
}
# Shown only where there is something to choose from, or to confirm.
ONLY_ON_SCREEN = {
    "SignerForm": {"authority"},
    "CommitteeForm": {"communities"},
    "StateForm": {"asked_by", "asked_how", "asked_on"},
    "StatementForm": {"unchanged"},
}


def forms_of_committees():
    for path in FORMS_OF_COMMITTEES:
        module = import_module(path)
        for name, found in inspect.getmembers(module, inspect.isclass):
            if issubclass(found, forms.BaseForm) and found.__module__ == path:
                yield pytest.param(found, id=f"{path.rsplit('.', 1)[-1]}.{name}")


def name_of(form):
    is_base = form.__module__ == "sistercities.accounts.forms" and form.__name__ == "NamesForm"
    return "NamesForm of accounts" if is_base else form.__name__


def forms_on_blank_sheets():
    return [form for kind in all_sheets() for part in kind.blank() for form in part.forms]


@pytest.mark.parametrize("form", list(forms_of_committees()))
def test_each_field_of_each_committee_form_is_on_its_sheet(form):
    printed = [each for each in forms_on_blank_sheets() if type(each) is form]
    if name_of(form) in NOT_ON_PAPER:
        assert printed == []
        return
    asked = {question.name for each in printed for question in questions(each)}
    visible = {name for name, field in form.base_fields.items() if not isinstance(field.widget, forms.HiddenInput)}
    assert visible - asked - ONLY_ON_SCREEN.get(form.__name__, set()) == getattr(form, "only_on_screen", set())
    assert asked


def test_a_new_field_stands_on_the_sheet_by_itself(monkeypatch):
    monkeypatch.setitem(CouncilForm.base_fields, "chair", forms.CharField(label="Who chaired the council?"))
    labels = [question.label for part in sheets.blank_hand_in() for question in part.questions]
    assert labels.count("Who chaired the council?") == 2


def test_a_blank_sheet_suggests_no_answer():
    rows = [row for kind in all_sheets() for part in kind.blank() for row in part.questions]
    assert [box.label for row in rows for box in row.boxes if box.is_ticked] == []
    assert [row.value for row in rows if row.value] == []


def test_every_kind_of_question_has_its_place():
    class Every(forms.Form):
        box = forms.BooleanField(label="Tick")
        one = forms.ChoiceField(label="One", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect, initial="a")
        few = forms.ChoiceField(label="Few", choices=[("", "Choose"), ("a", "A")])
        many = forms.ChoiceField(label="Many", choices=[(str(n), f"No {n}") for n in range(30)])
        file = forms.FileField(label="File")
        text = forms.CharField(label="Text", widget=forms.Textarea)
        hidden = forms.CharField(widget=forms.HiddenInput)

    rows = {row.name: row for row in questions(Every(initial={"one": "b", "many": "7", "text": "Hello"}))}
    assert [(row.name, row.kind) for row in rows.values()] == [
        ("box", "tick"),
        ("one", "choices"),
        ("few", "choices"),
        ("many", "lines"),
        ("file", "file"),
        ("text", "lines"),
    ]
    assert [(box.label, box.is_ticked) for box in rows["one"].boxes] == [("A", False), ("B", True)]
    assert [box.label for box in rows["few"].boxes] == ["A"]
    assert (rows["many"].value, rows["text"].value, len(rows["text"].lines)) == ("No 7", "Hello", 6)


def test_a_date_is_three_boxes_with_what_is_known():
    facts = {"letters": [], "not_after": dt.date(2026, 3, 2), "country": "US"}
    form = SignerForm(initial={"signed_on": PartialDate(1957, 10), "not_later_than": None}, **facts)
    [signed] = [row for row in questions(form) if row.name == "signed_on"]
    assert [value for _label, value in signed.parts] == ["", "10", "1957"]


def test_a_document_is_printed_as_far_as_it_is_filled_in(client_of):
    AssociationSettingsFactory(name="National Association", post_address="1 Main Street\nWashington")
    hand_in = complete_hand_in()
    page = client_of(hand_in.started_by).get(reverse("sheet_filled", args=["document", hand_in.pk]))
    text = text_of(page)
    assert f"Sheet D-{hand_in.pk}" in text
    assert "Send it to: National Association 1 Main Street Washington" in text
    home = hand_in.partnership.parties.get(side=1).community
    assert f"The mayor of {home.name}" in text
    assert "10 Day 10 Month 1957 Year" in text.replace("  ", " ")
    assert "✕ English (chosen)" in text


def test_what_is_half_filled_is_on_the_sheet_too(client_of):
    hand_in = complete_hand_in()
    browser, step = client_of(hand_in.started_by), reverse("handin_document", args=[hand_in.pk])
    seen = browser.get(step).context["seen"]
    browser.post(step, {"seen": seen, "title": "Half a title", "later": "1"})
    page = browser.get(reverse("sheet_filled", args=["document", hand_in.pk]))
    assert "Half a title" in text_of(page)


def test_a_new_draft_has_the_questions_about_both_sides(client_of):
    seat = SeatFactory(role=Role.COORDINATOR)
    browser = client_of(seat.user)
    browser.post(reverse("handin_start"), {})
    hand_in = HandIn.objects.get()
    text = text_of(browser.get(reverse("sheet_filled", args=["document", hand_in.pk])))
    assert "Has somebody signed for your community?" in text
    assert "Has somebody signed for the community abroad?" in text
    assert "Did the council of your community decide" in text


def test_what_was_sent_back_is_printed_with_its_letter(client_of):
    hand_in = returned(reason=ReasonCodeFactory(letters={"en": "The last page is missing."}), note="Page 3, please.")
    staff = text_of(client_of(StaffFactory()).get(reverse("sheet_filled", args=["document", hand_in.pk])))
    own = text_of(client_of(hand_in.started_by).get(reverse("sheet_filled", args=["document", hand_in.pk])))
    for text in (staff, own):
        assert "The last page is missing. Page 3, please." in text.replace("  ", " ")


def test_printing_changes_nothing(client_of):
    hand_in = complete_hand_in()
    before = HandIn.objects.values().get(pk=hand_in.pk), hand_in.actions.count()
    client_of(hand_in.started_by).get(reverse("sheet_filled", args=["document", hand_in.pk]))
    assert (HandIn.objects.values().get(pk=hand_in.pk), hand_in.actions.count()) == before


@pytest.mark.parametrize("name", ["document", "withdrawal", "people", "committee", "person", "question"])
def test_every_sheet_is_printed_blank(client_of, name):
    AssociationSettingsFactory()
    page = client_of(UserFactory()).get(reverse("sheet", args=[name]))
    kind = sheet(name)
    assert page.status_code == 200
    assert str(kind.title) in text_of(page)
    assert f"Sheet {kind.mark}-" in text_of(page)


def test_an_unknown_sheet_is_404(client_of):
    browser = client_of(StaffFactory())
    assert browser.get(reverse("sheet", args=["nothing"])).status_code == 404
    assert browser.get(reverse("sheet_filled", args=["nothing", 1])).status_code == 404
    assert browser.get(reverse("sheet_filled", args=["document", 10**6])).status_code == 404


def test_what_a_person_may_not_see_is_not_printed_for_them(client_of):
    hand_in, stranger = handed_in(with_pages=False), client_of(SeatFactory(role=Role.COORDINATOR).user)
    for name, pk in (
        ("document", hand_in.pk),
        ("withdrawal", hand_in.pk),
        ("people", hand_in.committee_id),
        ("committee", hand_in.committee_id),
        ("person", hand_in.started_by_id),
    ):
        assert stranger.get(reverse("sheet_filled", args=[name, pk])).status_code == 404


def test_the_sheet_of_a_committee_holds_what_is_known(client_of):
    known = {"name": "Harbor committee", "phone": "+1 555 0100", "post_address": "12 Harbor Street\nPortland"}
    committee = CommitteeFactory(**known)
    chair = SeatFactory(committee=committee, role=Role.COORDINATOR, user__full_name="Chair of Harbor")
    browser = client_of(chair.user)
    about = text_of(browser.get(reverse("sheet_filled", args=["committee", committee.pk])))
    assert "Harbor committee" in about
    assert "+1 555 0100" in about
    assert f"✕ {committee.communities.get().full_name}" in about.replace("  ", " ")
    people = text_of(browser.get(reverse("sheet_filled", args=["people", committee.pk])))
    assert "Chair of Harbor: Main contact" in people


def test_the_reference_leads_to_the_record(client_of):
    desk, hand_in = client_of(StaffFactory()), handed_in(with_pages=False)
    old, committee = withdrawn(), CommitteeFactory()
    ways = {
        f"d-{hand_in.pk}": reverse("handin_review", args=[hand_in.pk]),
        f" W-{old.pk} ": reverse("handin_review", args=[old.pk]),
        f"P-{committee.pk}": reverse("desk_committee_people", args=[committee.pk]),
    }
    assert {typed: desk.get(reverse("sheet_list"), {"q": typed}).headers["Location"] for typed in ways} == ways


@pytest.mark.parametrize("typed", ["D-", "D-0", "Q-1", "12", "D-99999999999999", "D-١", "V-1"])
def test_a_reference_that_names_nothing_says_so(client_of, typed):
    page = client_of(StaffFactory()).get(reverse("sheet_list"), {"q": typed})
    assert page.status_code == 422
    assert "No record has this reference." in text_of(page)
    assert f'value="{typed}"' in page.content.decode()


def test_references_are_read():
    assert by_reference("d-12") == (sheet("document"), 12)
    assert by_reference("nothing") is None


def test_a_sheet_is_registered_once():
    with pytest.raises(ValueError, match="registered twice"):
        register_sheet(sheet("document"))


def test_the_way_to_the_sheet_stands_on_each_form(client_of):
    hand_in = complete_hand_in()
    own, committee = client_of(hand_in.started_by), hand_in.committee
    printed = reverse("sheet_filled", args=["document", hand_in.pk])
    for route in ("handin_document", "handin_council", "handin_files", "handin_text", "handin_summary"):
        assert printed in own.get(reverse(route, args=[hand_in.pk])).content.decode(), route
    pages = {
        reverse("handin_start"): reverse("sheet", args=["document"]),
        reverse("handin_withdraw", args=[hand_in.pk]): reverse("sheet_filled", args=["withdrawal", hand_in.pk]),
        reverse("committee_people", args=[committee.pk]): reverse("sheet_filled", args=["people", committee.pk]),
        "/accounts/profile/": reverse("sheet_filled", args=["person", hand_in.started_by_id]),
        "/accounts/post/": reverse("sheet_filled", args=["person", hand_in.started_by_id]),
    }
    assert [page for page, link in pages.items() if link not in own.get(page).content.decode()] == []


def test_what_only_paper_asks_is_a_line():
    assert [row.kind for row in Part("Signed", asks=["Day", "Your signature"]).questions] == ["lines", "lines"]
