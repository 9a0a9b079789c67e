"""What must still happen (effects) and what was written to people (the mail log)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .querysets import EffectQuerySet, MailQuerySet
from .recipients import PostalAddress


class Effect(models.Model):
    """One thing that must happen after a transaction: a PDF, a mail, a dump.

    The row is written in the transaction that promises it. Its id goes to Celery after commit; beat
    sends again what is neither done nor under a live lease. Tasks are idempotent.
    """

    task = models.CharField(_("task"), max_length=120)
    arguments = models.JSONField(_("arguments"), default=list)
    key = models.CharField(_("unique key"), max_length=200, unique=True)
    promised_at = models.DateTimeField(_("promised at"))
    due = models.DateTimeField(_("due"))
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    error = models.TextField(_("last error"), blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    objects = EffectQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["due"], condition=models.Q(done_at=None), name="effect_open_by_due")]

    def __str__(self) -> str:
        return self.key

    @property
    def state(self) -> str:
        """One of done, failing, stuck, waiting: what a member of staff wants to know.

        Stuck: a try was cut off before it could say why, and it is tried again.
        """
        if self.done_at:
            return "done"
        if self.error:
            return "failing"
        return "stuck" if self.attempts > 1 else "waiting"


class Mail(models.Model):
    """One message to one address, by e-mail or on paper: written here first, sent afterwards, kept as it was sent.

    With a name alone it is a letter to somebody of whom no address is known: it waits for one, or is handed over.
    """

    kind = models.CharField(_("kind"), max_length=120)
    to = models.EmailField(_("to"), blank=True)
    post_name = models.CharField(_("by post to"), max_length=200, blank=True)
    post_address = models.TextField(_("postal address"), blank=True)
    post_country = models.CharField(_("country"), max_length=2, blank=True)
    post_error = models.CharField(_("why it could not be printed"), max_length=500, blank=True)
    enclosure = models.CharField(
        _("what goes with it"),
        max_length=30,
        blank=True,
        help_text=_("Number of the record whose agreement PDF is printed behind the letter."),
    )
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    is_secret = models.BooleanField(
        _("secret"), default=False, help_text=_("Holds a code or a sign-in link: its text is removed once it is sent.")
    )
    written_at = models.DateTimeField(_("written at"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = _("mails")
        constraints = [
            models.CheckConstraint(condition=Q(to="") | Q(post_name="", post_address=""), name="mail_one_way"),
            models.CheckConstraint(condition=~Q(to="", post_name="", post_address=""), name="mail_to_somebody"),
        ]
        indexes = [
            models.Index(
                fields=["post_name"],
                condition=~Q(post_address="") & Q(sent_at=None),
                name="mail_on_paper_to_post",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.recipient})"

    @property
    def recipient(self) -> str:
        """The e-mail address, or the name to which it goes by post."""
        return self.to or self.post_name

    @property
    def way(self) -> str:
        """How it goes: "email", "post", "" while nobody knows, "hand" once it was handed over."""
        if self.to or self.post_address:
            return "email" if self.to else "post"
        return "hand" if self.sent_at else ""

    @property
    def postal(self) -> PostalAddress:
        """Where it goes on paper."""
        return PostalAddress(self.post_name, self.post_address, self.post_country)
