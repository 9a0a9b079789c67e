"""Write to people: a row of the mail log first, then the message."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from sistercities.association.selectors import association_context

from .effects import promise
from .models import Mail


@transaction.atomic
def write_mail(*, to: str, template: str, context: dict[str, Any], is_secret: bool = False) -> Mail:
    """Write the mail `templates/emails/<template>` to the address `to` and promise its sending.

    Three files make a mail: `_subject.txt`, `.txt` and `.html`. The context gains the association and the
    public address. Returns the row; nothing leaves before the surrounding transaction commits.
    """
    mail = mail_of(to=to, template=template, context=context, is_secret=is_secret)
    mail.save()
    promise("post.send_mail", mail.pk, key=f"mail:{mail.pk}")
    return mail


def mail_of(*, to: str, template: str, context: dict[str, Any], is_secret: bool = False) -> Mail:
    """The mail as `write_mail` would write it; nothing is stored."""
    full = {**association_context(), "public_url": settings.PUBLIC_URL, **context}
    return Mail(
        kind=template,
        to=to,
        subject=" ".join(render_to_string(f"emails/{template}_subject.txt", full).split()),
        text=render_to_string(f"emails/{template}.txt", full).strip() + "\n",
        html=render_to_string(f"emails/{template}.html", full),
        is_secret=is_secret,
    )


def send_mail(*, mail_id: int) -> None:
    """Send a written mail once. A second call finds `sent_at` and does nothing."""
    with transaction.atomic():
        mail = Mail.objects.select_for_update().get(pk=mail_id)
        if mail.sent_at:
            return
        message = EmailMultiAlternatives(
            mail.subject, mail.text, to=[mail.to], headers={"Message-ID": f"<mail-{mail.pk}@{_host()}>"}
        )
        message.attach_alternative(mail.html, "text/html")
        message.send()
        mail.sent_at = timezone.now()
        if mail.is_secret and not (settings.IS_DEMO or settings.DEBUG):
            mail.text = mail.html = ""
        mail.save(update_fields=["sent_at", "text", "html"])


def _host() -> str:
    return settings.PUBLIC_URL.split("//")[-1].split("/")[0].split(":")[0]
