"""The mail log, for staff and in the demonstration."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import EffectFactory, MailFactory, StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client_of):
    return client_of(StaffFactory())


def test_staff_read_the_mails_but_no_secret(desk):
    EffectFactory(key=f"mail:{MailFactory(subject='Stuck', to='a@example.org').pk}", error="ConnectionRefusedError")
    MailFactory(subject="Sent", to="b@example.org", sent_at=timezone.now())
    secret = MailFactory(subject="Your code", text="123456", is_secret=True)
    text = desk.get(reverse("mail_log")).content.decode()
    assert "Stuck" in text
    assert "Not sent, trying again" in text
    assert "Your code" not in text
    for route in ("mail_detail", "mail_html"):
        assert desk.get(reverse(route, args=[secret.pk])).status_code == 404


def test_the_mail_log_is_searched_by_address_and_subject(desk):
    MailFactory(subject="Recorded: Kobe & Seattle", to="clerk@example.org")
    MailFactory(subject="Other", to="mayor@example.org")
    for query, expected in {
        "clerk@": ["Recorded: Kobe & Seattle"],
        "kobe &": ["Recorded: Kobe & Seattle"],
        "zz": [],
    }.items():
        response = desk.get(reverse("mail_log"), {"q": query})
        assert [mail.subject for mail in response.context["page"].object_list] == expected
    assert "No message with these words" in response.content.decode()


def test_one_mail_shows_its_text_and_why_it_is_not_sent(desk):
    mail = MailFactory(text="See http://testserver/x/ <b>\n", html="<p>HTML</p>")
    EffectFactory(key=f"mail:{mail.pk}", error="ConnectionRefusedError: no server")
    text = desk.get(reverse("mail_detail", args=[mail.pk])).content.decode()
    assert '<a href="http://testserver/x/"' in text
    assert "&lt;b&gt;" in text
    assert "ConnectionRefusedError: no server" in text


@pytest.mark.parametrize("route", ["mail_html", "demo_mail_html"])
def test_the_html_of_a_mail_is_a_closed_page_of_its_own(desk, settings, route):
    settings.IS_DEMO = True
    mail = MailFactory(html="<p>Good day</p><script>alert(1)</script>")
    response = desk.get(reverse(route, args=[mail.pk]))
    assert response.content.decode() == mail.html
    policy = response["Content-Security-Policy"]
    assert policy.split("; ")[:2] == ["sandbox", "default-src 'none'"]
    assert "script-src" not in policy


def test_the_mail_log_costs_the_same_for_any_length(desk):
    counts = []
    for more in (1, 24):
        for _n in range(more):
            EffectFactory(key=f"mail:{MailFactory().pk}")
        desk.get(reverse("mail_log"))
        with CaptureQueriesContext(connection) as counted:
            desk.get(reverse("mail_log"))
        counts.append(len(counted))
    assert counts[0] == counts[1]


DEMO_ROUTES = ["demo_mail_log", "demo_mail_detail", "demo_mail_html"]


@pytest.mark.parametrize("route", DEMO_ROUTES)
def test_in_the_demonstration_everybody_reads_every_mail(client, settings, route):
    settings.IS_DEMO = True
    mail = MailFactory(subject="Your code", text="123456", html="<p>123456</p>", is_secret=True)
    response = client.get(reverse(route, args=[] if route == "demo_mail_log" else [mail.pk]))
    assert response.status_code == 200
    assert ("Your code" if route == "demo_mail_log" else "123456") in response.content.decode()


@pytest.mark.parametrize("route", DEMO_ROUTES)
def test_elsewhere_that_page_does_not_exist(client, desk, settings, route):
    settings.IS_DEMO = False
    mail = MailFactory(is_secret=True)
    for browser in (client, desk):
        assert browser.get(reverse(route, args=[] if route == "demo_mail_log" else [mail.pk])).status_code == 404
