from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from sistercities.post.recipients import PostalAddress

from .handins import HandIn


class Sender(models.Model):
    """Where letters reach the one who sent in what staff typed: by e-mail or by post. Their name is `arrived_from`.

    Private: no history is kept of it, nothing public reads it, and the row goes once the last letter is written.
    """

    hand_in = models.OneToOneField(HandIn, models.CASCADE, related_name="sender", verbose_name=_("hand-in"))
    email = models.EmailField(_("e-mail"), blank=True)
    post_address = models.TextField(_("postal address"), blank=True)
    post_country = CountryField(_("country"), blank=True)

    class Meta:
        verbose_name = _("address of a sender")
        verbose_name_plural = _("addresses of senders")
        constraints = [
            models.CheckConstraint(
                condition=(Q(post_address="") & ~Q(email="")) | (~Q(post_address="") & Q(email="")),
                name="sender_one_way",
            )
        ]

    def __str__(self) -> str:
        return str(self.recipient)

    @property
    def recipient(self) -> str | PostalAddress:
        """To whom a letter is written."""
        return self.email or PostalAddress(self.hand_in.arrived_from, self.post_address, str(self.post_country))
