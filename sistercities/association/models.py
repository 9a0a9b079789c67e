"""What the association says about itself, and the texts that its staff edit."""

import pghistory
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .querysets import EditedPageQuerySet, ReasonCodeQuerySet


def in_language(texts: dict[str, str], language: str | None = None) -> str:
    """The text in the wanted (or current) language, else in English."""
    return texts.get(language or get_language() or "en") or texts.get("en", "")


@pghistory.track()
class AssociationSettings(models.Model):
    """One row: name, addresses and links of the association."""

    name = models.CharField(_("name"), max_length=200)
    motto = models.CharField(_("motto"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"))
    phone = models.CharField(_("phone"), max_length=60)
    post_address = models.TextField(_("postal address"), blank=True)
    website = models.URLField(_("website"), blank=True)
    membership_url = models.URLField(_("membership page"), blank=True)
    donate_url = models.URLField(_("donation page"), blank=True)
    social_links = models.JSONField(
        _("social pages"), default=list, blank=True, help_text=_("A list of pairs: name and address.")
    )

    class Meta:
        verbose_name = _("association")
        verbose_name_plural = _("association")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="associationsettings_one_row")]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class EditedPage(models.Model):
    """A page of Markdown that staff edit, by language, English required."""

    slug = models.SlugField(_("address"), unique=True)
    titles = models.JSONField(_("title by language"), default=dict)
    summaries = models.JSONField(_("summary by language"), default=dict)
    texts = models.JSONField(_("text by language, Markdown"), default=dict)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = EditedPageQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(titles__has_key="en") & models.Q(texts__has_key="en"),
                name="editedpage_has_english",
            )
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse(self.slug.replace("-", "_"))

    def clean(self) -> None:
        from django.core.exceptions import ValidationError

        if not self.titles.get("en") or not self.texts.get("en"):
            raise ValidationError(_("Give the title and the text in English."))

    @property
    def title(self) -> str:
        return in_language(self.titles)

    @property
    def summary(self) -> str:
        return in_language(self.summaries)

    @property
    def text(self) -> str:
        return in_language(self.texts)


@pghistory.track()
class ReasonCode(models.Model):
    """Why something was sent back or refused: a short label and the letter that explains it."""

    class Use(models.TextChoices):
        RETURN = "return", _("Return a hand-in")
        REFUSE = "refuse", _("Refuse a hand-in")

    code = models.SlugField(_("code"), unique=True)
    use = models.CharField(_("use"), max_length=20, choices=Use)
    labels = models.JSONField(_("label by language"), default=dict)
    letters = models.JSONField(_("letter by language"), default=dict)
    is_current = models.BooleanField(_("in use"), default=True)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)

    objects = ReasonCodeQuerySet.as_manager()

    class Meta:
        ordering = ["-use", "position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(labels__has_key="en") & models.Q(letters__has_key="en"),
                name="reasoncode_has_english",
            ),
            models.CheckConstraint(condition=models.Q(use__in=["return", "refuse"]), name="reasoncode_use_known"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self.labels)

    @property
    def letter(self) -> str:
        return in_language(self.letters)


@pghistory.track()
class Policy(models.Model):
    """One row: what the association asks for beside the papers. Staff keep it."""

    class Standing(models.TextChoices):
        NOBODY = "nobody", _("Of nobody")
        HANDING_IN = "handing_in", _("Of the community whose committee hands the document in")
        EVERY_HOME = "every_home", _("Of every community of our country that takes part")

    standing_asked_of = models.CharField(
        _("Of whom is a membership asked before a document is recorded?"),
        max_length=20,
        choices=Standing,
        default=Standing.HANDING_IN,
    )
    standing_grace_days = models.PositiveSmallIntegerField(
        _("For how many days after its end does a membership still count?"), default=90
    )
    designee_letters_since = models.DateField(
        _("Since when do designees need a letter?"),
        null=True,
        blank=True,
        help_text=_(
            "For a document signed before that day, the council act or a stated reason takes the place of the letter. "
            "Empty: a letter is needed, whenever the document was signed."
        ),
    )
    notice_days = models.PositiveSmallIntegerField(
        _("How many days of notice has a committee of which nobody answers?"), default=30
    )

    class Meta:
        verbose_name_plural = _("policy")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="policy_one_row"),
            models.CheckConstraint(
                condition=models.Q(standing_asked_of__in=["nobody", "handing_in", "every_home"]),
                name="policy_standing_known",
            ),
        ]

    def __str__(self) -> str:
        return self.get_standing_asked_of_display()
