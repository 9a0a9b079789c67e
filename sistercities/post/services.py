"""Write to people: a row of the mail log first, then the message."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from sistercities.association.selectors import association_context

from .effects import promise
from .models import Mail
from .recipients import PostalAddress, by_post


@transaction.atomic
def write_mail(
    *,
    to: str | PostalAddress,
    template: str,
    context: dict[str, Any],
    is_secret: bool = False,
    on_paper_too: bool = True,
    enclosure: str = "",
) -> Mail:
    """Write the mail `templates/emails/<template>` to the address `to` and promise its sending.

    Three files make a mail: `_subject.txt`, `.txt` and `.html`. The context gains the association and the
    public address. Returns the row; nothing leaves before the surrounding transaction commits.

    Whoever wants letters by post (`recipients`), and a postal address as `to`, gets it on paper: it waits on the desk
    for the next batch. What is secret, or not `on_paper_too`, is for the moment and always goes by e-mail; a secret
    letter goes by post only to an address that the caller gives. `enclosure`: number of the record whose agreement
    PDF is printed behind it.
    """
    if isinstance(to, str) and on_paper_too and not is_secret:
        to = by_post(to) or to
    mail = mail_of(to=to, template=template, context=context, is_secret=is_secret)
    mail.enclosure = enclosure
    mail.save()
    _promise_sending(mail)
    return mail


def keep_letter(*, to: str, country: str, template: str, context: dict[str, Any], enclosure: str = "") -> Mail:
    """Write the same to somebody of whom only a name and a country are known. It stays until `address_letter`."""
    mail = mail_of(to=PostalAddress(to, "", country), template=template, context=context)
    mail.enclosure = enclosure
    mail.save()
    return mail


@transaction.atomic
def address_letter(*, mail_id: int, to: str | PostalAddress) -> Mail:
    """Send a letter of `keep_letter`, word for word, to this e-mail or postal address. ValueError if it has a way."""
    mail = _without_way(mail_id)
    _direct(mail, to)
    mail.save()
    _promise_sending(mail)
    return mail


@transaction.atomic
def note_handed_over(*, mail_id: int, on: dt.date) -> Mail:
    """A letter of `keep_letter` reached its reader without us, on that day. ValueError if it has a way."""
    mail = _without_way(mail_id)
    mail.sent_at = timezone.make_aware(dt.datetime.combine(on, dt.time(12)))
    mail.save()
    return mail


def mail_of(*, to: str | PostalAddress, template: str, context: dict[str, Any], is_secret: bool = False) -> Mail:
    """The mail as `write_mail` would write it; nothing is stored."""
    full = {**association_context(), "public_url": settings.PUBLIC_URL, **context}
    mail = Mail(
        kind=template,
        subject=" ".join(render_to_string(f"emails/{template}_subject.txt", full).split()),
        text=render_to_string(f"emails/{template}.txt", full).strip() + "\n",
        html=render_to_string(f"emails/{template}.html", full),
        is_secret=is_secret,
    )
    _direct(mail, to)
    return mail


def send_mail(*, mail_id: int) -> None:
    """Send a written mail once. A second call finds `sent_at` and does nothing; letters on paper stay."""
    with transaction.atomic():
        mail = Mail.objects.select_for_update().get(pk=mail_id)
        if mail.sent_at or not mail.to:
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


def _direct(mail: Mail, to: str | PostalAddress) -> None:
    postal = PostalAddress("", "") if isinstance(to, str) else to
    mail.to = to if isinstance(to, str) else ""
    mail.post_name, mail.post_address, mail.post_country = postal.name, postal.lines, postal.country


def _without_way(mail_id: int) -> Mail:
    mail = Mail.objects.select_for_update().get(pk=mail_id)
    if mail.way:
        raise ValueError(f"Mail {mail_id} goes by {mail.way}.")
    return mail


def _promise_sending(mail: Mail) -> None:
    if mail.to:
        promise("post.send_mail", mail.pk, key=f"mail:{mail.pk}")
    else:
        promise("desk.letter_waits", mail.pk, key=f"letter:{mail.pk}")


def _host() -> str:
    return settings.PUBLIC_URL.split("//")[-1].split("/")[0].split(":")[0]
