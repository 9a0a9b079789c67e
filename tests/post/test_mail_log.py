"""Every mail is a row first; it leaves once; what is secret does not stay."""

from typing import Any

import pytest
from django.core import mail as outbox

from sistercities.post import services, tasks
from sistercities.post.models import Effect, Mail
from tests.factories import AssociationSettingsFactory, MailFactory, StaffFactory, UserFactory

LETTER = {"to": "reader@example.org", "template": "accounts/seat_ended"}


@pytest.fixture
def letter(db: None) -> dict[str, Any]:
    AssociationSettingsFactory(name="Saint John's & Friends")
    seat = {"user": "Secretary"}
    return {**LETTER, "context": {"seat": seat, "place": "Harbor's committee", "by": "The chair"}}


def test_a_mail_is_a_row_and_a_promise_before_it_leaves(
    letter: dict[str, Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        mail = services.write_mail(**letter)
        assert outbox.outbox == []
        assert Effect.objects.get().arguments == [mail.pk]
    mail.refresh_from_db()
    (sent,) = outbox.outbox
    assert (sent.to, sent.subject) == (["reader@example.org"], "Your seat at Harbor's committee has ended")
    assert sent.body == mail.text
    assert sent.alternatives[0].content == mail.html
    assert sent.extra_headers["Message-ID"] == f"<mail-{mail.pk}@localhost>"
    assert mail.sent_at is not None


def test_text_is_text_and_html_is_html(letter: dict[str, Any]) -> None:
    mail = services.write_mail(**letter)
    assert "Saint John's & Friends" in mail.text
    assert "Saint John&#x27;s &amp; Friends" in mail.html
    assert mail.text == mail.text.strip() + "\n"


def test_sending_twice_sends_once(letter: dict[str, Any]) -> None:
    mail = services.write_mail(**letter)
    for _time in range(2):
        tasks.send_mail(mail.pk)
    assert len(outbox.outbox) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("is_demo", "kept"), [(False, ("", "")), (True, ("Good day.\n", "<p>Good day.</p>"))])
def test_a_secret_is_removed_once_it_is_sent(settings: Any, is_demo: bool, kept: tuple[str, str]) -> None:
    settings.IS_DEMO = is_demo
    mail = MailFactory(is_secret=True)
    services.send_mail(mail_id=mail.pk)
    mail.refresh_from_db()
    assert (mail.text, mail.html) == kept
    assert outbox.outbox[0].body == "Good day.\n"


@pytest.mark.django_db
def test_a_mail_that_cannot_leave_stays_to_be_sent(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    mail = MailFactory(is_secret=True)
    with pytest.raises(ConnectionRefusedError):
        services.send_mail(mail_id=mail.pk)
    mail.refresh_from_db()
    assert (mail.sent_at, mail.text) == (None, "Good day.\n")


@pytest.mark.django_db
def test_staff_read_the_log_without_secrets_and_nobody_else_does() -> None:
    plain = MailFactory()
    MailFactory(is_secret=True)
    assert list(Mail.objects.visible_to(StaffFactory())) == [plain]
    assert list(Mail.objects.visible_to(UserFactory())) == []
