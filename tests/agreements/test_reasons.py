"""Staff edit the letters of reasons: placeholders are checked, the letter is seen before, what was sent stays."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from agreements.services.reviewing import refuse_hand_in, return_hand_in
from sistercities.association.models import ReasonCode
from sistercities.association.placeholders import ALLOWED, check_letter, fill_letter
from sistercities.association.reasons import ReasonRefused, add_reason, move_reason, save_reason, set_reason_current
from sistercities.association.services import StaleForm
from sistercities.post.models import Mail
from tests.desk_pages import address, hidden, text_of
from tests.factories import (
    AssociationSettingsFactory,
    CommunityFactory,
    PartnerCommunityFactory,
    PartnershipFactory,
    SeatFactory,
    StaffFactory,
    UserFactory,
)
from tests.factories_agreements import ReasonCodeFactory, handed_in

pytestmark = pytest.mark.django_db
RETURN, REFUSE = ReasonCode.Use.RETURN, ReasonCode.Use.REFUSE
LONGEST = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"


@pytest.fixture
def staff():
    return StaffFactory(full_name="Officer of Membership")


@pytest.fixture
def desk(client_of, staff):
    return client_of(staff)


def arrived(home="Harbor", partner="Minato"):
    pair = [CommunityFactory(name=home), PartnerCommunityFactory(name=partner)]
    partnership = PartnershipFactory(communities=pair, state="in_development", since=None)
    return handed_in(partnership=partnership, with_pages=False)


def opened(desk, code):
    return {**desk.get(reverse("reason_edit", args=[code])).context["form"].initial}


@pytest.mark.parametrize(
    ("text", "use", "sentence"),
    [
        ("Dear {comittee}", RETURN, "Nobody knows what {comittee} stands for. Write {communities}, "),
        ("A {} in it", RETURN, "Nobody knows what {} stands for."),
        ("Not about anything", REFUSE, "This letter needs {communities}: the communities of the document"),
        ("{communities} and a { alone", REFUSE, "There is a brace without its other one"),
        ("{{communities}}", RETURN, "There is a brace without its other one"),
    ],
)
def test_a_wrong_placeholder_is_refused_by_name(text, use, sentence):
    with pytest.raises(ValidationError) as refused:
        check_letter(text, use=use)
    assert any(line.startswith(sentence) for line in refused.value.messages)


def test_every_letter_that_came_with_the_portal_is_accepted():
    assert ReasonCode.objects.count() == 10
    for reason in ReasonCode.objects.all():
        check_letter(reason.letter, use=reason.use)


def test_what_a_value_holds_is_never_read_as_a_placeholder():
    values = dict.fromkeys(ALLOWED, "") | {"communities": "{phone} – Kobe", "phone": "1"}
    assert fill_letter("About {communities}, {phone}, {other}", values) == "About {phone} – Kobe, 1, {other}"


@pytest.mark.parametrize(("use", "decide"), [(RETURN, return_hand_in), (REFUSE, refuse_hand_in)])
def test_placeholders_are_filled_in_the_mail_and_in_what_is_kept(use, decide):
    office = AssociationSettingsFactory(post_address="1 Main Street\nWashington, DC 20005")
    letter = "On {communities}\n\nCame {received_on} from {committee}. {association}, {phone}, {email}, {post_address}"
    hand_in = arrived("Bön & Sons", "Minato")
    reason = ReasonCodeFactory(use=use, letters={"en": letter})
    decide(hand_in_id=hand_in.pk, reason=reason, text="", by=StaffFactory(), now=timezone.now())
    filled = (
        f"On Bön & Sons – Minato\n\nCame {date_format(hand_in.received_on, 'j F Y')} from {hand_in.committee}. "
        f"{office.name}, {office.phone}, {office.email}, 1 Main Street, Washington, DC 20005"
    )
    mail = Mail.objects.get(kind__in=["agreements/returned", "agreements/refused"])
    assert filled in mail.text
    assert "Bön &amp; Sons" in mail.html
    assert hand_in.actions.last().letter == filled


def test_what_was_sent_stays_when_the_letter_changes(staff, desk):
    hand_in, reason = arrived(), ReasonCodeFactory(letters={"en": "The first words."})
    return_hand_in(hand_in_id=hand_in.pk, reason=reason, text="", by=staff, now=timezone.now())
    desk.post(reverse("reason_edit", args=[reason.code]), {**opened(desk, reason.code), "letter": "Other words."})
    assert ReasonCode.objects.get(pk=reason.pk).letter == "Other words."
    assert hand_in.actions.last().letter == "The first words."


def test_a_sender_sees_the_letter_again_when_a_colleague_edited_it_meanwhile(desk, client_of):
    hand_in, reason = arrived(), ReasonCodeFactory(letters={"en": "The first words."})
    answers = {"reason": reason.code, "note": ""}
    shown = desk.post(address("handin_return", hand_in), answers)
    colleague = client_of(StaffFactory())
    edit = reverse("reason_edit", args=[reason.code])
    assert colleague.post(edit, {**opened(colleague, reason.code), "letter": "New words."}).status_code == 302
    again = desk.post(address("handin_return", hand_in), {**answers, "letter": hidden(shown, "letter")})
    assert "The letter is not the one that you saw" in text_of(again)
    assert "New words." in text_of(again)
    assert desk.post(address("handin_return", hand_in), {**answers, "letter": hidden(again, "letter")}).headers[
        "Location"
    ] == reverse("desk_queue")
    assert "New words." in Mail.objects.get(kind="agreements/returned").text


def test_it_is_seen_with_the_newest_document_and_the_longest_names(desk):
    arrived(LONGEST, "Minato")
    newest = arrived("Harbor", "Minato")
    reason = ReasonCodeFactory(letters={"en": "About {communities}."})
    mails = Mail.objects.count()
    edit = reverse("reason_edit", args=[reason.code])
    page = desk.post(edit, {**opened(desk, reason.code), "letter": "Now on {communities}.", "preview": "1"})
    seen = page.context["seen"]
    assert [row["example"].hand_in.pk == newest.pk for row in seen] == [True, False]
    assert "Now on Harbor – Minato." in seen[0]["example"].mail.text
    assert f"Now on {LONGEST} – Minato." in text_of(page)
    assert "Your document needs a change: Harbor – Minato" in text_of(page)
    as_html = desk.get(seen[1]["html"])
    assert f"Now on {LONGEST} – Minato." in as_html.content.decode()
    assert as_html.headers["Content-Security-Policy"].startswith("sandbox")
    assert ReasonCode.objects.get(pk=reason.pk).letter == "About {communities}."
    assert Mail.objects.count() == mails


def test_the_newest_is_one_of_the_same_kind(desk):
    returned, _later = arrived("Harbor"), arrived("Haven")
    reason = ReasonCodeFactory()
    return_hand_in(hand_in_id=returned.pk, reason=reason, text="", by=StaffFactory(), now=timezone.now())
    page = desk.post(reverse("reason_edit", args=[reason.code]), {**opened(desk, reason.code), "preview": "1"})
    assert page.context["seen"][0]["example"].hand_in == returned


def test_without_any_document_the_page_says_so(desk):
    page = desk.post(reverse("reason_edit", args=["missing-date"]), {**opened(desk, "missing-date"), "preview": "1"})
    assert page.status_code == 200
    assert "No document was handed in yet" in text_of(page)


def test_an_html_that_was_seen_is_for_that_person_only(desk, client_of):
    arrived()
    page = desk.post(reverse("reason_edit", args=["missing-date"]), {**opened(desk, "missing-date"), "preview": "1"})
    html = page.context["seen"][0]["html"]
    assert desk.get(html).status_code == 200
    assert client_of(StaffFactory()).get(html).status_code == 404


def test_a_wrong_letter_is_sent_back_as_it_was_typed(desk):
    edit = reverse("reason_edit", args=["duplicate"])
    page = desk.post(edit, {**opened(desk, "duplicate"), "letter": "Typed {nothing}"})
    assert page.status_code == 422
    assert "Nobody knows what {nothing} stands for." in text_of(page)
    assert "This letter needs {communities}" in text_of(page)
    assert "Typed {nothing}</textarea>" in page.content.decode()


def test_two_who_edit_lose_nothing(desk, client_of):
    form, edit = opened(desk, "missing-date"), reverse("reason_edit", args=["missing-date"])
    client_of(StaffFactory(full_name="A colleague")).post(edit, {**form, "letter": "The colleague's words."})
    page = desk.post(edit, {**form, "letter": "My words."})
    assert page.status_code == 422
    assert "A colleague changed this on" in text_of(page)
    assert "The colleague&#x27;s words." in page.content.decode()
    assert "My words.</textarea>" in page.content.decode()
    with pytest.raises(StaleForm):
        save_reason(code="missing-date", label="x", letter="y", version=form["version"], by=StaffFactory())


def test_the_history_says_who_and_when(desk):
    before = ReasonCode.objects.get(code="missing-date").letter
    desk.post(reverse("reason_edit", args=["missing-date"]), {**opened(desk, "missing-date"), "letter": "New words."})
    desk.post(reverse("reason_move", args=["missing-date"]), {"to": "down"})
    desk.post(reverse("reason_retire", args=["missing-date"]))
    texts = desk.get(reverse("reason_history", args=["missing-date"])).context["texts"]
    assert [(row.letter, row.by, row.is_current) for row in texts] == [
        ("New words.", "Officer of Membership", False),
        ("New words.", "Officer of Membership", True),
        (before, "", True),
    ]
    assert "Officer of Membership" in text_of(desk.get(reverse("reason_history", args=["missing-date"])))


def test_a_reason_is_added_and_can_be_chosen(desk):
    typed = {"use": "return", "label": "  The seal is   missing ", "letter": "Please add the seal."}
    assert desk.post(reverse("reason_new"), typed).status_code == 302
    row = ReasonCode.objects.get(code="the-seal-is-missing")
    assert (row.label, row.use, row.is_current) == ("The seal is missing", "return", True)
    assert ReasonCode.objects.filter(use=RETURN).last() == row
    assert "The seal is missing" in text_of(desk.get(address("handin_return", arrived())))
    assert add_reason(use=RETURN, label="New", letter="x", by=StaffFactory()).code == "new-2"
    assert add_reason(use=RETURN, label="長崎", letter="x", by=StaffFactory()).code == "reason"


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"use": ""}, {"use"}),
        ({"label": ""}, {"label"}),
        ({"letter": ""}, {"letter"}),
        ({"label": "On {communities}"}, {"label"}),
        ({"use": "refuse"}, {"letter"}),
    ],
)
def test_a_reason_that_lacks_something_is_not_added(desk, wrong, fields):
    count = ReasonCode.objects.count()
    page = desk.post(reverse("reason_new"), {"use": "return", "label": "One", "letter": "Two", **wrong})
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == fields
    assert ReasonCode.objects.count() == count


def test_a_retired_reason_cannot_be_chosen_until_it_is_brought_back(desk):
    choose = address("handin_return", arrived())

    def offered():
        return desk.get(choose).context["form"].fields["reason"].queryset.filter(code="missing-date").exists()

    desk.post(reverse("reason_retire", args=["missing-date"]))
    assert not offered()
    desk.post(reverse("reason_retire", args=["missing-date"]), {"is_current": "1"})
    assert offered()


def test_the_last_reason_of_a_kind_stays(staff, desk):
    *others, last = ReasonCode.objects.filter(use=REFUSE)
    for row in others:
        set_reason_current(code=row.code, is_current=False, by=staff)
    with pytest.raises(ReasonRefused, match="last reason of its kind"):
        set_reason_current(code=last.code, is_current=False, by=staff)
    page = desk.post(reverse("reason_retire", args=[last.code]), follow=True)
    assert "last reason of its kind" in text_of(page)
    assert ReasonCode.objects.get(pk=last.pk).is_current


def test_the_order_is_that_of_the_list(staff, desk):
    codes = list(ReasonCode.objects.filter(use=RETURN).values_list("code", flat=True))
    move_reason(code=codes[0], up=True, by=staff)
    assert list(ReasonCode.objects.filter(use=RETURN).values_list("code", flat=True)) == codes
    desk.post(reverse("reason_move", args=[codes[0]]), {"to": "down"})
    moved = [codes[1], codes[0], *codes[2:]]
    assert list(ReasonCode.objects.filter(use=RETURN).values_list("code", flat=True)) == moved
    offered = desk.get(address("handin_return", arrived())).context["form"].fields["reason"].queryset
    assert [row.code for row in offered] == moved


@pytest.mark.parametrize("change", [set_reason_current, move_reason])
def test_only_staff_change_reasons(change):
    facts = {"is_current": False} if change is set_reason_current else {"up": False}
    for person in (UserFactory(), SeatFactory().user, StaffFactory(is_active=False)):
        with pytest.raises(ReasonRefused):
            change(code="missing-date", by=person, **facts)
    assert ReasonCode.objects.get(code="missing-date").is_current


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_any_length(desk, rows, django_assert_num_queries):
    ReasonCode.objects.exclude(code__in=["missing-date", "duplicate"]).delete()
    for _n in range(rows):
        ReasonCodeFactory()
    with django_assert_num_queries(3):
        assert desk.get(reverse("reason_list")).status_code == 200
