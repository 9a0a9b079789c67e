"""Nobody answers: notice to everybody, time to answer, somebody new after that only; the end of a committee."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from directory.choices import Role, SilenceEnd
from directory.models import Committee, Invitation, Membership, Seat, Silence
from directory.services import (
    Asked,
    DissolutionRefused,
    InvitationRefused,
    SeatRefused,
    SilenceRefused,
    answer_by_link,
    answer_by_seat,
    change_role,
    dissolve_committee,
    give_seat,
    invite,
    join_by_invitation,
    note_answer,
    open_silence,
    renew_invitation,
    start_handover,
)
from directory.services.silences import SILENCE_TASK, token_for
from partnerships.models import Partnership, StatePeriod
from sistercities.accounts.models import User
from sistercities.association.models import Policy
from sistercities.desk.models import Task
from sistercities.post.models import Mail
from tests.desk_pages import text_of
from tests.directory.test_invitations import newest_token
from tests.factories import (
    AssociationSettingsFactory,
    CommitteeFactory,
    PartnerCommunityFactory,
    PartnershipFactory,
    SeatFactory,
    StaffFactory,
    UserFactory,
)
from tests.register_rows import quickly_recorded

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = dt.timedelta(days=1)
REASON = "Two letters came back; the phone is dead."
ClientOf = Callable[[User | None], Client]


@pytest.fixture
def committee() -> Committee:
    return CommitteeFactory(name="Harbor's committee", email="Office@harbor.example")


@pytest.fixture
def staff() -> User:
    return StaffFactory()


@pytest.fixture
def silence(committee: Committee, staff: User) -> Silence:
    SeatFactory(committee=committee, role=Role.COORDINATOR, user__email="chair@harbor.example")
    SeatFactory(committee=committee, role=Role.VIEWER, user__email="reader@harbor.example")
    return open_silence(committee=committee, reason=REASON, by=staff, now=NOW)


def open_tasks() -> list[Task]:
    return list(Task.objects.open().filter(kind=SILENCE_TASK))


def ran_out(silence: Silence) -> dt.datetime:
    return NOW + (silence.runs_until - TODAY).days * DAY


def test_everybody_is_written_to_and_the_task_comes_back_when_it_has_run_out(silence: Silence) -> None:
    addresses = ["chair@harbor.example", "reader@harbor.example", "office@harbor.example"]
    letters = Mail.objects.filter(kind="accounts/committee_silent")
    assert list(letters.order_by("pk").values_list("to", flat=True)) == addresses == silence.written_to
    assert all(REASON in mail.text and mail.is_secret for mail in letters)
    assert silence.runs_until == TODAY + 30 * DAY
    (task,) = open_tasks()
    assert (task.subject_id, task.deferred_until) == (silence.committee_id, silence.runs_until)


def test_how_long_it_runs_is_the_policy_of_that_day(committee: Committee, staff: User) -> None:
    Policy.objects.update_or_create(pk=1, defaults={"notice_days": 45})
    assert open_silence(committee=committee, reason=REASON, by=staff, now=NOW).runs_until == TODAY + 45 * DAY


def test_who_opens_it_and_why_is_needed(committee: Committee, staff: User) -> None:
    chair = SeatFactory(committee=committee, role=Role.COORDINATOR).user
    for by, reason in ((chair, REASON), (StaffFactory(is_active=False), REASON), (staff, " ")):
        with pytest.raises(SilenceRefused):
            open_silence(committee=committee, reason=reason, by=by, now=NOW)
    assert not Mail.objects.exists()


def test_one_at_a_time(silence: Silence, staff: User) -> None:
    with pytest.raises(SilenceRefused, match="written to already"):
        open_silence(committee=silence.committee, reason=REASON, by=staff, now=NOW)
    with pytest.raises(IntegrityError, match="silence_one_open"), transaction.atomic():
        Silence.objects.create(
            committee=silence.committee, reason="-", opened_by=staff, opened_at=NOW, runs_until=TODAY
        )


def test_nobody_new_before_it_has_run_out(silence: Silence, staff: User) -> None:
    reader = Seat.objects.get(user__email="reader@harbor.example")
    wanted = {"email": "new@example.org", "role": Role.COORDINATOR, "committee": silence.committee, "by": staff}
    day_before = ran_out(silence) - DAY
    for now in (NOW, day_before):
        with pytest.raises(SeatRefused, match="has until"):
            invite(**wanted, now=now)
        with pytest.raises(SeatRefused, match="has until"):
            change_role(seat_id=reader.pk, role=Role.COORDINATOR, by=staff, now=now)
    assert not Invitation.objects.exists()
    invite(**wanted, now=ran_out(silence))
    silence.refresh_from_db()
    assert silence.ended_at is None
    user = join_by_invitation(token=newest_token(), full_name="New chair", now=ran_out(silence)).user
    silence.refresh_from_db()
    assert (silence.end, silence.ended_by) == (SilenceEnd.SEATED, user)
    assert Seat.objects.filter(user=user, role=Role.COORDINATOR, ends_on=None).exists()
    assert open_tasks() == []


def test_a_letter_on_paper_goes_where_the_postal_address_is_known(committee: Committee, staff: User) -> None:
    committee.post_address = "12 Harbor Street\nPortland, OR 97201"
    committee.save()
    open_silence(committee=committee, reason="Letters came back.", by=staff, now=timezone.now())
    paper = Mail.objects.get(kind="accounts/committee_silent", to="")
    assert (paper.post_name, paper.post_address) == (committee.name, committee.post_address)
    assert "call us or write to us. A word is enough" in " ".join(paper.text.split())
    assert "open this link" not in paper.text


def test_who_wants_letters_by_post_gets_the_notice_on_paper_too(committee: Committee, staff: User) -> None:
    at_home = {"user__by_post": True, "user__post_address": "3 Elm Street\nPortland, OR 97201"}
    chair = SeatFactory(committee=committee, role=Role.COORDINATOR, **at_home).user
    open_silence(committee=committee, reason=REASON, by=staff, now=NOW)
    letters = Mail.objects.filter(kind="accounts/committee_silent")
    assert letters.filter(to=chair.email).exists()
    assert letters.get(to="").post_address == "3 Elm Street\nPortland, OR 97201"


def test_what_has_expired_is_not_sent_anew_once_the_committee_has_answered(silence: Silence, staff: User) -> None:
    over = ran_out(silence)
    invite(email="new@example.org", role=Role.COORDINATOR, committee=silence.committee, by=staff, now=over)
    token, much_later = newest_token(), over + 60 * DAY
    note_answer(committee=silence.committee, answer="A call", by=staff, now=much_later)
    with pytest.raises(InvitationRefused):
        renew_invitation(token=token, now=much_later)


def test_what_staff_had_written_to_somebody_new_stops_working(committee: Committee, staff: User) -> None:
    wanted = {"email": "new@example.org", "committee": committee, "by": staff, "now": NOW}
    invite(role=Role.COORDINATOR, **wanted)
    invite(role=Role.EDITOR, **{**wanted, "email": "editor@example.org"})
    open_silence(committee=committee, reason=REASON, by=staff, now=NOW)
    withdrawn = Invitation.objects.filter(withdrawn_at__isnull=False)
    assert list(withdrawn.values_list("email", flat=True)) == ["new@example.org"]


def test_staff_enter_no_handover_while_it_runs(silence: Silence, staff: User) -> None:
    seat = Seat.objects.get(user__email="chair@harbor.example")
    asked = {"by": staff, "now": NOW, "asked": Asked("The chair", "phone", TODAY)}
    with pytest.raises(SeatRefused, match="has until"):
        start_handover(seat_id=seat.pk, email="next@example.org", role_after="", **asked)


def test_the_committee_itself_may_go_on_meanwhile(silence: Silence) -> None:
    chair = User.objects.get(email="chair@harbor.example")
    assert invite(email="new@example.org", role=Role.COORDINATOR, committee=silence.committee, by=chair, now=NOW).pk
    seat = Seat.objects.get(user=chair)
    assert start_handover(seat_id=seat.pk, email="next@example.org", role_after="", by=chair, now=NOW).pk


def test_the_link_of_a_letter_answers_with_one_click(client: Client, silence: Silence, staff: User) -> None:
    letter = Mail.objects.get(kind="accounts/committee_silent", to="office@harbor.example")
    address = re.search(r"/accounts/still-here/\S+/", letter.text).group()
    for method in (client.get, client.head, client.get):
        assert method(address).status_code == 200
    silence.refresh_from_db()
    assert silence.ended_at is None
    assert "Nothing changes." in text_of(client.post(address))
    silence.refresh_from_db()
    assert (silence.end, silence.answer) == (SilenceEnd.ANSWERED, "office@harbor.example, by the link")
    assert Mail.objects.get(kind="accounts/committee_answered").to == staff.email
    assert open_tasks() == []
    assert client.get(address).status_code == 410
    assert client.post(address).status_code == 410


def test_the_link_of_a_person_names_the_person(silence: Silence) -> None:
    answer_by_link(token=token_for(silence, "reader@harbor.example"), now=NOW)
    silence.refresh_from_db()
    assert silence.ended_by == User.objects.get(email="reader@harbor.example")


def test_a_made_up_link_answers_nothing(client: Client, silence: Silence) -> None:
    for token in ("nothing", f"{token_for(silence, 'office@harbor.example')}x"):
        assert client.post(f"/accounts/still-here/{token}/").status_code == 404
        with pytest.raises(SilenceRefused):
            answer_by_link(token=token, now=NOW)
    silence.refresh_from_db()
    assert silence.ended_at is None


@pytest.mark.parametrize("email", ["chair@harbor.example", "reader@harbor.example"])
def test_anybody_with_a_seat_answers_on_their_pages(client_of: ClientOf, silence: Silence, email: str) -> None:
    person = User.objects.get(email=email)
    client, people = client_of(person), f"/workspace/committees/{silence.committee_id}/people/"
    assert "We are still here" in client.get(people).text
    assert "We are still here" in client.get("/workspace/").text
    answer = client.post(f"/workspace/committees/{silence.committee_id}/still-here/", follow=True)
    assert "Thank you." in text_of(answer)
    silence.refresh_from_db()
    assert (silence.end, silence.ended_by) == (SilenceEnd.ANSWERED, person)
    assert "We are still here" not in client.get(people).text


def test_others_do_not_answer_for_them(silence: Silence, staff: User) -> None:
    for person in (UserFactory(), SeatFactory(role=Role.COORDINATOR).user, staff):
        with pytest.raises(SilenceRefused, match="Only somebody of this committee"):
            answer_by_seat(committee=silence.committee, by=person, now=NOW)


def test_an_answer_after_it_has_run_out_stops_the_letter_to_somebody_new(silence: Silence, staff: User) -> None:
    later = ran_out(silence)
    invite(email="new@example.org", role=Role.COORDINATOR, committee=silence.committee, by=staff, now=later)
    note_answer(committee=silence.committee, answer="The chair called.", by=StaffFactory(), now=later)
    assert Invitation.objects.get().withdrawn_at == later
    silence.refresh_from_db()
    assert (silence.end, silence.answer) == (SilenceEnd.ANSWERED, "The chair called.")


def test_it_is_logged_with_both_people(client_of: ClientOf, silence: Silence) -> None:
    other = StaffFactory()
    page = f"/desk/committees/{silence.committee_id}/no-answer/answered/"
    assert client_of(other).post(page, {"answer": ""}).status_code == 422
    assert client_of(other).post(page, {"answer": "The chair called."}).status_code == 302
    event = apps.get_model("directory", "SilenceEvent").objects.filter(pgh_obj=silence.pk).latest("pgh_id")
    context = event.pgh_context.metadata
    assert (event.opened_by_id, context["user"], context["reason"]) == (silence.opened_by_id, other.pk, "silence_ended")
    assert context["note"] == "answered: The chair called."


def test_the_desk_page_leads_through_it(client_of: ClientOf, committee: Committee, staff: User) -> None:
    client, page = client_of(staff), f"/desk/committees/{committee.pk}/no-answer/"
    assert "For 30 days anybody there can answer" in text_of(client.get(page))
    assert client.post(page, {"reason": ""}).status_code == 422
    assert "The letters are on their way." in text_of(client.post(page, {"reason": REASON}, follow=True))
    assert "Nobody new can be main contact before" in text_of(client.get(page))
    early = client.post(f"{page}seat/", {"email": "new@example.org"})
    assert early.status_code == 422
    assert "Nobody can be main contact before." in text_of(early)
    Silence.objects.update(opened_at=NOW - 31 * DAY, runs_until=TODAY - DAY)
    assert "Invite a new main contact" in client.get(page).text
    assert client.post(f"{page}seat/", {"email": "new@example.org"}).status_code == 302
    assert Invitation.objects.get().role == Role.COORDINATOR


# A committee that is no more


def dissolved(committee: Committee, staff: User, **facts: object) -> Committee:
    given = {"on": TODAY - DAY, "source": "Minutes of the last meeting", "by": staff, "now": NOW, **facts}
    return dissolve_committee(committee_id=committee.pk, **given)


def test_a_dissolved_committee_ends_its_seats_and_nothing_else(
    committee: Committee, staff: User, client: Client
) -> None:
    AssociationSettingsFactory()
    home = committee.communities.get()
    chair = SeatFactory(committee=committee, role=Role.COORDINATOR)
    partnership = PartnershipFactory(communities=[home, PartnerCommunityFactory()], lead_committee=committee)
    entry = quickly_recorded(partnership=partnership, committee=committee, by=chair.user)
    assert Membership.objects.filter(committee=committee).exists()
    open_silence(committee=committee, reason=REASON, by=staff, now=NOW)
    invite(email="new@example.org", role=Role.EDITOR, committee=committee, by=chair.user, now=NOW)
    before = (
        list(StatePeriod.objects.values("partnership", "state", "days", "basis", "number")),
        list(Partnership.objects.values()),
        list(Membership.objects.values()),
    )
    dissolved(committee, staff)
    assert before == (
        list(StatePeriod.objects.values("partnership", "state", "days", "basis", "number")),
        list(Partnership.objects.values()),
        list(Membership.objects.values()),
    )
    assert not Seat.objects.filter(committee=committee, ends_on=None).exists()
    assert Invitation.objects.get(email="new@example.org").withdrawn_at == NOW
    assert Silence.objects.get().end == SilenceEnd.DISSOLVED
    assert Mail.objects.get(kind="accounts/committee_dissolved").to == chair.user.email
    for address in (partnership.get_absolute_url(), home.get_absolute_url()):
        words = text_of(client.get(address))
        assert "No committee at present; write to the association. office@example.org +1 202 555 0100" in words
        assert entry.number in words
    assert client.get(entry.get_absolute_url()).status_code == 200


def test_day_and_source_are_needed_and_staff_alone_do_it(committee: Committee, staff: User) -> None:
    chair = SeatFactory(committee=committee, role=Role.COORDINATOR).user
    for wrong in ({"on": TODAY + DAY}, {"source": " "}, {"by": chair}):
        with pytest.raises(DissolutionRefused):
            dissolved(committee, staff, **wrong)
    assert Seat.objects.current().filter(user=chair).exists()
    dissolved(committee, staff)
    with pytest.raises(DissolutionRefused, match="already"):
        dissolved(committee, staff)


def test_the_database_wants_a_source(committee: Committee) -> None:
    with pytest.raises(IntegrityError, match="committee_dissolved_with_source"), transaction.atomic():
        Committee.objects.filter(pk=committee.pk).update(dissolved_on=TODAY)


def test_nobody_gets_a_seat_on_it_again(committee: Committee, staff: User) -> None:
    dissolved(committee, staff)
    with pytest.raises(SeatRefused, match="is dissolved"):
        invite(email="new@example.org", role=Role.COORDINATOR, committee=committee, by=staff, now=NOW)
    with pytest.raises(SeatRefused, match="is dissolved"):
        give_seat(user=UserFactory(), role=Role.VIEWER, committee=committee, now=NOW)
    with pytest.raises(SeatRefused, match="is dissolved"):
        open_silence(committee=committee, reason=REASON, by=staff, now=NOW)


def test_the_page_says_what_ends_and_asks_for_day_and_source(client_of: ClientOf, committee: Committee) -> None:
    seat = SeatFactory(committee=committee, user__full_name="The chair")
    client, page = client_of(StaffFactory()), f"/desk/committees/{committee.pk}/dissolved/"
    assert "The chair" in client.get(page).text
    assert client.post(page, {"source": "A letter"}).status_code == 422
    day = {"on_day": "4", "on_month": "5", "on_year": "2026", "source": "Letter of the city clerk"}
    done = client.post(page, day, follow=True)
    assert "Dissolved on 4 May 2026" in text_of(done)
    assert "Invite somebody" not in done.text
    seat.refresh_from_db()
    assert seat.ends_on == timezone.localdate()
