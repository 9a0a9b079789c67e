"""Keep the address of somebody who sent a document in, for as long as letters about it are to come."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from agreements.models import HandIn, Sender

from .changing import HandInRefused

# As the services about the arrival name it, with what says nothing.
NO_ADDRESS = {"sender_email": "", "sender_address": "", "sender_country": ""}


def address_of_sender(hand_in: HandIn) -> dict[str, str]:
    """The address that is kept, by the names of `NO_ADDRESS`."""
    row = Sender.objects.filter(hand_in=hand_in).first()
    if row is None:
        return dict(NO_ADDRESS)
    return dict(zip(NO_ADDRESS, (row.email, row.post_address, str(row.post_country)), strict=True))


def keep_sender(hand_in: HandIn, *, sender_email: str, sender_address: str, sender_country: str) -> None:
    """Keep the one address of the sender, or none; call it inside a change of the hand-in.

    E-mail is kept in lower case, as that of every other reader: who is both gets one letter. Refused (HandInRefused):
    an address for a document that its committee hands in itself.
    """
    if not (sender_email or sender_address):
        forget_sender(hand_in)
        return
    if not hand_in.on_behalf:
        raise HandInRefused(_("Only a document that staff type has a sender."), code="sender")
    facts: dict[str, Any] = {"email": sender_email.lower(), "post_address": sender_address}
    country = sender_country if sender_address else ""
    Sender.objects.update_or_create(hand_in=hand_in, defaults={**facts, "post_country": country})


def forget_sender(hand_in: HandIn) -> None:
    """Remove the address: no letter about this document is to come."""
    Sender.objects.filter(hand_in=hand_in).delete()
