import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partnerships.querysets_side_letters import SideLetterQuerySet
from sistercities.post.models import Mail

from .partnerships import Party


@pghistory.track()
class SideLetter(models.Model):
    """A letter to a side that no letter of ours reaches. Staff give it an address, or say how it was handed over.

    The letter itself is a mail, whole from the beginning: what staff read and print is what the side gets.
    """

    party = models.ForeignKey(Party, models.CASCADE, related_name="side_letters", verbose_name=_("side"))
    mail = models.OneToOneField(Mail, models.PROTECT, related_name="+", verbose_name=_("letter"))
    how = models.CharField(
        _("to whom it was handed over"), max_length=200, blank=True, help_text=_("Only where it did not go by mail.")
    )
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("seen to by")
    )
    told_at = models.DateTimeField(_("seen to at"), null=True, blank=True)

    objects = SideLetterQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(told_by=None, told_at=None, how="") | Q(told_by__isnull=False, told_at__isnull=False),
                name="sideletter_told_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party}: {self.mail.subject}"

    @property
    def way_in_words(self) -> str:
        """How it went: "By e-mail to mayor@kobe.example", "At the ceremony in Kobe, 3 March 2026"; "" before."""
        if self.told_at is None:
            return ""
        if self.how and self.mail.sent_at:
            day = date_format(localdate(self.mail.sent_at), "j F Y")
            return gettext("Handed over: %(how)s, %(day)s") % {"how": self.how, "day": day}
        way = gettext("By e-mail to %(reader)s") if self.mail.to else gettext("By post to %(reader)s")
        return way % {"reader": self.mail.recipient}
