"""Mistakes on public records: reported by anybody, worked on once, the address erased with the answer."""

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partnerships.stages import State
from sistercities.desk.mistakes import MISTAKE_TASK, ReportRefused, close_report, record_at, report_mistake
from sistercities.desk.models import MistakeReport, Task
from sistercities.post.models import Mail
from tests.factories import CommunityFactory, PartnerCommunityFactory, PartnershipFactory, StaffFactory, UserFactory
from tests.register_rows import quickly_recorded

pytestmark = pytest.mark.django_db
WORDS = {"text": "It began in 1957.", "source": "The plaque at the harbor", "email": "reader@example.org"}


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def page() -> str:
    return PartnershipFactory().get_absolute_url()


def form_of(page: str) -> str:
    return f"{reverse('mistake_report')}?about={page}"


def reported(page: str, **facts: str) -> MistakeReport:
    return report_mistake(about=page, now=timezone.now(), **{**WORDS, **facts})


def test_a_report_makes_one_task_that_leads_to_the_record(client: Client, client_of, page: str) -> None:
    answer = client.post(form_of(page), WORDS)

    assert (answer.status_code, answer["Location"]) == (302, reverse("mistake_thanks"))
    report = MistakeReport.objects.get()
    assert (report.about, report.text, report.source, report.email) == (page, *WORDS.values())
    task = Task.objects.open().get(kind=MISTAKE_TASK)
    assert (task.subject_id, task.title) == (report.pk, report.title)
    shown = client_of(StaffFactory()).get(reverse("mistake_detail", args=[report.pk])).content.decode()
    assert f'<a href="{page}">{report.title}</a>' in shown
    assert "It began in 1957." in shown


def test_every_public_record_has_the_link(client: Client, page: str) -> None:
    community = CommunityFactory()
    for address in (page, community.get_absolute_url(), quickly_recorded().get_absolute_url()):
        assert f'href="{reverse("mistake_report")}?about={address}"' in client.get(address).content.decode()
        assert record_at(address) in client.get(form_of(address)).content.decode()


def test_what_is_not_public_cannot_be_reported(client: Client) -> None:
    hidden = PartnershipFactory(
        communities=[CommunityFactory(), PartnerCommunityFactory()], state=State.IN_DEVELOPMENT, since=None
    )
    proposed = CommunityFactory(is_proposed=True)
    elsewhere = ["", "/", "/desk/", "https://example.org/", "//example.org/", "/nowhere/", "javascript:alert(1)"]
    for address in [hidden.get_absolute_url(), proposed.get_absolute_url(), *elsewhere]:
        assert record_at(address) == ""
        assert client.get(reverse("mistake_report"), {"about": address}).status_code == 404
    with pytest.raises(ReportRefused):
        reported("/desk/")


def test_a_report_without_words_is_told_so_and_keeps_what_was_typed(client: Client, page: str) -> None:
    answer = client.post(form_of(page), {**WORDS, "text": " ", "email": "nobody"})

    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "Say what is wrong." in shown
    assert "The plaque at the harbor" in shown
    assert not MistakeReport.objects.exists()


def test_the_sixth_report_of_an_hour_is_not_taken_and_nothing_typed_is_lost(client: Client, page: str) -> None:
    for _n in range(5):
        assert client.post(form_of(page), WORDS).status_code == 302

    answer = client.post(form_of(page), {**WORDS, "text": "The sixth"})

    assert answer.status_code == 429
    assert "The sixth</textarea>" in answer.content.decode()
    assert MistakeReport.objects.count() == 5


def test_a_program_that_fills_in_every_field_is_thanked_and_forgotten(client: Client, page: str) -> None:
    answer = client.post(form_of(page), {**WORDS, "website": "https://example.org/"})

    assert answer["Location"] == reverse("mistake_thanks")
    assert not MistakeReport.objects.exists()
    assert not Task.objects.exists()


def test_the_answer_goes_to_the_reader_once_and_the_address_goes(client_of, page: str) -> None:
    report, staff = reported(page), StaffFactory()

    answer = client_of(staff).post(reverse("mistake_detail", args=[report.pk]), {"answer": "We corrected the year."})

    assert answer.status_code == 302
    mail = Mail.objects.get(kind="desk/mistake_answered")
    assert mail.to == "reader@example.org"
    assert "We corrected the year." in mail.text
    assert page in mail.text
    report.refresh_from_db()
    assert (report.email, report.answered_by) == ("", staff)
    assert Task.objects.get(kind=MISTAKE_TASK).outcome == "We corrected the year."
    with pytest.raises(ReportRefused):
        close_report(report_id=report.pk, answer="Again", by=staff, now=timezone.now())


def test_without_an_address_nobody_is_written_to(page: str) -> None:
    report = reported(page, email="")

    close_report(report_id=report.pk, answer="It is right as it stands.", by=StaffFactory(), now=timezone.now())

    assert not Mail.objects.filter(kind="desk/mistake_answered").exists()


def test_only_staff_answer(page: str) -> None:
    with pytest.raises(ReportRefused):
        close_report(report_id=reported(page).pk, answer="Hm", by=UserFactory(), now=timezone.now())


def test_an_answered_report_keeps_no_address(page: str) -> None:
    report = reported(page)
    with pytest.raises(IntegrityError, match="mistakereport_answered_whole"), transaction.atomic():
        MistakeReport.objects.filter(pk=report.pk).update(
            answer="Done", answered_by=StaffFactory(), answered_at=timezone.now()
        )


@pytest.mark.parametrize("n", [1, 3])
def test_the_page_of_a_report_costs_the_same_for_any_number_of_others(
    n: int, client_of, page: str, django_assert_num_queries
) -> None:
    for _n in range(n):
        report = reported(page)
    desk, address = client_of(StaffFactory()), reverse("mistake_detail", args=[report.pk])
    desk.get(address)
    with django_assert_num_queries(4):
        desk.get(address)
