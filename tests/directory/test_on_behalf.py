"""Staff do for a committee what its main contact can do: page and log name who asked and who did it."""

import datetime as dt
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.choices import ActionKind, Arrival, Change, Status
from agreements.models import HandIn
from agreements.services.changing import HandInRefused
from agreements.services.typing_for import type_for_committee
from directory.choices import Role
from directory.models import Invitation, OnBehalf, OnBehalfDeed, Seat
from directory.services.on_behalf import OnBehalfRefused, acting_for, begin_on_behalf, end_on_behalf
from tests.desk_pages import text_of
from tests.factories import CommitteeFactory, InvitationFactory, SeatFactory, StaffFactory, UserFactory
from tests.factories_agreements import complete_hand_in, handed_in, pdf_bytes, returned, reviewed

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
ASKED = {"asked_by": "Chair of Harbor", "asked_how": "post", "asked_on": TODAY}
TYPED = {
    "asked_by": "Chair of Harbor",
    "asked_how": "post",
    "asked_on_day": str(TODAY.day),
    "asked_on_month": str(TODAY.month),
    "asked_on_year": str(TODAY.year),
}


@pytest.fixture
def staff():
    return StaffFactory(full_name="Officer of Membership")


@pytest.fixture
def desk(client_of, staff):
    return client_of(staff)


def begun(committee, staff, **facts):
    return begin_on_behalf(committee=committee, by=staff, **{"now": NOW, **ASKED, **facts})


def done_for(committee):
    return list(OnBehalfDeed.objects.filter(request__committee=committee).values_list("what", flat=True))


def test_everything_on_the_pages_of_the_committee_is_noted_with_both_names(desk, client_of):
    chair = SeatFactory(role=Role.COORDINATOR, user__full_name="Chair of Harbor")
    other = SeatFactory(committee=chair.committee, role=Role.VIEWER, user__full_name="Reader of Harbor")
    pk = chair.committee_id
    people = reverse("desk_committee_people", args=[pk])
    begin = reverse("on_behalf_begin", args=[pk])
    assert begin in desk.get(people).content.decode()
    sheet = SimpleUploadedFile("sheet P-1.pdf", pdf_bytes())
    assert desk.post(begin, {**TYPED, "sheet": sheet}).headers["Location"] == people
    assert "Chair of Harbor asked by post on" in text_of(desk.get(people))
    desk.post(people, {"email": "new@example.org", "role": Role.EDITOR})
    desk.post(reverse("seat_change", args=[other.pk]), {"role": Role.EDITOR})
    now = Seat.objects.current().get(user=other.user)
    assert "You act for" in text_of(desk.get(reverse("seat_detail", args=[now.pk])))
    post = {"by_post": "1", "post_address": "12 Harbor Street\nPortland", "post_country": "US"}
    desk.post(reverse("desk_seat_post", args=[now.pk]), post)
    desk.post(reverse("desk_committee_post", args=[pk]), post)
    desk.post(reverse("invitation_withdraw", args=[Invitation.objects.get().pk]))
    desk.post(reverse("seat_end", args=[now.pk]))
    assert done_for(chair.committee) == [
        "Invited new@example.org: Editor",
        "Reader of Harbor: Editor",
        "How letters to Reader of Harbor come",
        "How letters to the committee come",
        "The invitation to new@example.org was withdrawn",
        "The seat of Reader of Harbor ended",
    ]
    said = "Chair of Harbor asked by post on"
    for browser in (desk, client_of(chair.user)):
        address = people if browser is desk else reverse("committee_people", args=[pk])
        text = text_of(browser.get(address))
        assert said in text
        assert "Officer of Membership did it: " in text
        assert "Invited new@example.org: Editor" in text
    log = Invitation.objects.get().events.order_by("pgh_id").first().pgh_context.metadata
    assert log["asked_by"] == f"Chair of Harbor, by post, {TODAY:%Y-%m-%d}"
    assert log["user"] == OnBehalf.objects.get().opened_by_id
    assert log["on_behalf"] == OnBehalf.objects.get().pk


def test_what_is_refused_is_not_noted(desk, staff):
    chair = SeatFactory(role=Role.COORDINATOR)
    begun(chair.committee, staff)
    answer = desk.post(reverse("seat_end", args=[chair.pk]))
    assert answer.status_code == 422
    assert "only main contact" in text_of(answer)
    assert done_for(chair.committee) == []


def test_without_a_request_the_association_acts_by_itself(desk):
    invitation = InvitationFactory()
    desk.post(reverse("invitation_withdraw", args=[invitation.pk]))
    assert Invitation.objects.get().withdrawn_at
    assert not OnBehalfDeed.objects.exists()
    assert "asked_by" not in Invitation.objects.get().events.last().pgh_context.metadata


def test_a_request_is_about_one_committee_one_person_and_one_sitting(staff):
    committee, other = CommitteeFactory(), CommitteeFactory()
    row = begun(committee, staff)
    assert acting_for(committee, staff, now=NOW) == row
    assert acting_for(other, staff, now=NOW) is None
    assert acting_for(committee, StaffFactory(), now=NOW) is None
    assert acting_for(committee, staff, now=NOW + dt.timedelta(hours=13)) is None
    end_on_behalf(request_id=row.pk, by=StaffFactory(), now=NOW)
    assert acting_for(committee, staff, now=NOW) == row
    end_on_behalf(request_id=row.pk, by=staff, now=NOW)
    assert acting_for(committee, staff, now=NOW) is None


def test_a_new_request_ends_the_one_before(staff, desk):
    committee = CommitteeFactory()
    first, second = begun(committee, staff), begun(committee, staff, asked_by="Treasurer")
    assert acting_for(committee, staff, now=NOW) == second
    assert OnBehalf.objects.get(pk=first.pk).closed_at == NOW
    assert desk.post(reverse("on_behalf_end", args=[second.pk])).status_code == 302
    assert "You act for" not in text_of(desk.get(reverse("desk_committee_people", args=[committee.pk])))


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"asked_by": ""}, {"asked_by"}),
        ({"asked_how": "pigeon"}, {"asked_how"}),
        ({"asked_on_year": ""}, {"asked_on"}),
        ({"asked_on_year": str(TODAY.year + 1)}, {"asked_on"}),
        ({"sheet": SimpleUploadedFile("sheet.pdf", b"MZ a program")}, {"sheet"}),
    ],
)
def test_who_how_and_when_are_needed_and_the_file_is_inspected(desk, wrong, fields):
    committee = CommitteeFactory()
    page = desk.post(reverse("on_behalf_begin", args=[committee.pk]), {**TYPED, **wrong})
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == fields
    assert not OnBehalf.objects.exists()
    assert not default_storage.exists(f"sheets/{committee.pk}")


@pytest.mark.parametrize("facts", [{"asked_by": " "}, {"asked_on": TODAY + dt.timedelta(days=1)}])
def test_the_service_refuses_what_the_form_would(staff, facts):
    with pytest.raises(OnBehalfRefused):
        begun(CommitteeFactory(), staff, **facts)
    with pytest.raises(ValidationError):
        begun(CommitteeFactory(), staff, asked_how="pigeon")


def test_only_staff_act_for_committees(client_of):
    chair = SeatFactory(role=Role.COORDINATOR)
    with pytest.raises(OnBehalfRefused, match="Only the association"):
        begun(chair.committee, chair.user)
    assert client_of(chair.user).get(reverse("on_behalf_begin", args=[chair.committee_id])).status_code == 404
    assert "say who asked" not in text_of(
        client_of(chair.user).get(reverse("committee_people", args=[chair.committee_id]))
    )


def test_the_sheet_is_for_staff_and_never_shown_in_a_page(desk, staff, client_of):
    chair, data = SeatFactory(role=Role.COORDINATOR), pdf_bytes()
    row = begun(chair.committee, staff, sheet=io.BytesIO(data), sheet_name="sheet.pdf")
    address = reverse("on_behalf_sheet", args=[row.pk])
    answer = desk.get(address)
    assert b"".join(answer.streaming_content) == data
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sheet.pdf"'
    assert client_of(chair.user).get(address).status_code == 404
    assert desk.get(reverse("on_behalf_sheet", args=[begun(chair.committee, staff).pk])).status_code == 404


def test_the_same_sheet_twice_is_kept_once(staff):
    committee, data = CommitteeFactory(), pdf_bytes()
    rows = [begun(committee, staff, sheet=io.BytesIO(data), sheet_name="sheet.pdf") for _time in range(2)]
    assert rows[0].sheet == rows[1].sheet
    assert len(default_storage.listdir(f"sheets/{committee.pk}")[1]) == 1


def test_the_database_asks_for_a_name(staff):
    with pytest.raises(IntegrityError), transaction.atomic():
        OnBehalf.objects.create(
            committee=CommitteeFactory(), asked_by="", asked_how="post", asked_on=TODAY, opened_by=staff, opened_at=NOW
        )


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_people_costs_the_same_for_any_number_of_requests(desk, rows, django_assert_num_queries):
    committee = CommitteeFactory()
    for _n in range(rows):
        request = begun(committee, StaffFactory())
        for what in ("One", "Two"):
            OnBehalfDeed.objects.create(request=request, what=what, at=NOW)
    with django_assert_num_queries(12):
        assert desk.get(reverse("desk_committee_people", args=[committee.pk])).status_code == 200


# A document that a committee began itself


@pytest.mark.parametrize("made", [complete_hand_in, returned, lambda: handed_in(with_pages=False)])
def test_staff_go_on_with_a_document_when_the_committee_asks(desk, staff, made):
    hand_in = made()
    received = hand_in.received_on
    take = reverse("handin_take", args=[hand_in.pk])
    assert desk.post(take, TYPED).headers["Location"] == hand_in.get_absolute_url()
    now = HandIn.objects.get(pk=hand_in.pk)
    assert (now.on_behalf, now.arrival, now.arrived_from) == (True, Arrival.POST, "Chair of Harbor")
    assert (now.received_on, now.status) == (received or TODAY, hand_in.status)
    line = now.actions.last()
    assert (line.kind, line.what, line.by) == (ActionKind.CHANGED, Change.ARRIVAL, staff)
    assert line.note == f"Chair of Harbor asked by post on {TODAY:%Y-%m-%d} that the association types it."
    assert done_for(now.committee) == [f"Types the document {now.partnership}"]
    assert now.events.order_by("-pgh_id").first().pgh_context.metadata["asked_by"].startswith("Chair of Harbor")


def test_staff_then_type_and_withdraw_it_as_their_own(desk, client_of):
    hand_in = returned()
    step = reverse("handin_document", args=[hand_in.pk])
    assert desk.get(step).status_code == 404
    desk.post(reverse("handin_take", args=[hand_in.pk]), {**TYPED, "asked_how": "phone"})
    assert desk.get(step).status_code == 200
    assert desk.post(reverse("handin_withdraw", args=[hand_in.pk]), {"reason": "They asked"}).status_code == 302
    assert HandIn.objects.get(pk=hand_in.pk).status == Status.WITHDRAWN
    assert client_of(hand_in.started_by).get(hand_in.get_absolute_url()).status_code == 200


def test_a_call_changes_nothing_about_how_the_paper_came():
    hand_in = returned()
    asked = {**ASKED, "asked_how": "phone"}
    type_for_committee(hand_in_id=hand_in.pk, by=StaffFactory(), now=NOW, **asked)
    assert HandIn.objects.get(pk=hand_in.pk).arrival == Arrival.PORTAL


def test_what_cannot_be_taken_over_is_refused(desk):
    for hand_in in (reviewed(), handed_in(on_behalf=True, received_on=TODAY, by=StaffFactory(), with_pages=False)):
        with pytest.raises(HandInRefused, match="cannot be taken over"):
            type_for_committee(hand_in_id=hand_in.pk, by=StaffFactory(), now=NOW, **ASKED)
        assert desk.get(reverse("handin_take", args=[hand_in.pk])).status_code == 404
    with pytest.raises(HandInRefused, match="cannot be taken over"):
        type_for_committee(hand_in_id=complete_hand_in().pk, by=UserFactory(), now=NOW, **ASKED)


def test_the_reference_of_a_draft_leads_there(desk):
    hand_in = complete_hand_in()
    answer = desk.get(reverse("sheet_list"), {"q": f"D-{hand_in.pk}"})
    assert answer.headers["Location"] == reverse("handin_take", args=[hand_in.pk])
