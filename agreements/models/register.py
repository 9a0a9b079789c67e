import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.choices import Act, DocumentKind
from agreements.querysets import RegistryEntryQuerySet
from partnerships.models import Partnership

from .handins import HandIn
from .papers import Instrument

# Without letters and digits that are mistaken for each other on paper.
CODE_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"


def new_code() -> str:
    """Ten characters for the printed short address: 28^10 possibilities."""
    return "".join(secrets.choice(CODE_ALPHABET) for _character in range(10))


def sealed_path(pdf: "SealedPdf", filename: str) -> str:
    return f"sealed/{pdf.entry.number}/{pdf.sha256}.pdf"


class RegistryEntry(models.Model):
    """One act on the register: append-only, numbered, chained by hash. The database refuses every change."""

    seq = models.PositiveBigIntegerField(_("place in the chain"), unique=True)
    number = models.CharField(_("number"), max_length=30, unique=True)
    act = models.CharField(_("act"), max_length=20, choices=Act)
    founding = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="later_acts")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    hand_in = models.ForeignKey(HandIn, models.PROTECT, null=True, blank=True, related_name="entries")
    instruments = models.ManyToManyField(Instrument, through="EntryInstrument", related_name="entries")
    kind = models.CharField(_("kind of document"), max_length=40)
    recorded_at = models.DateTimeField(_("recorded at"))
    received_on = models.DateField(_("received on"))
    canonical = models.TextField(_("canonical text"))
    previous_hash = models.CharField(_("hash of the entry before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64, unique=True)
    code = models.CharField(_("short code"), max_length=20, unique=True, default=new_code)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = RegistryEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("registry entries")
        ordering = ["-seq"]
        constraints = [
            models.CheckConstraint(condition=~Q(reviewed_by=F("recorded_by")), name="registryentry_two_people"),
            models.CheckConstraint(condition=Q(act__in=Act.values), name="registryentry_act_known"),
            models.CheckConstraint(
                condition=Q(act=Act.FOUNDING, founding=None) | (~Q(act=Act.FOUNDING) & Q(founding__isnull=False)),
                name="registryentry_later_act_names_founding",
            ),
        ]
        indexes = [
            models.Index(fields=["partnership", "seq"], name="registryentry_by_partnership"),
            models.Index(fields=["act", "recorded_at"], name="registryentry_by_act"),
            models.Index(fields=["kind"], name="registryentry_by_kind"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("registry_entry", args=[self.number])

    @property
    def act_in_words(self) -> str:
        """What was recorded: "Recorded for the first time", "Renewal"."""
        return gettext("Recorded for the first time") if self.act == Act.FOUNDING else self.get_act_display()

    @property
    def kind_in_words(self) -> str:
        """The kind of signed document, in the current language."""
        return str(dict(DocumentKind.choices).get(self.kind, self.kind))


class EntryInstrument(models.Model):
    """The papers on which an entry rests."""

    entry = models.ForeignKey(RegistryEntry, models.PROTECT, related_name="rests_on")
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="rested_on")
    n = models.PositiveSmallIntegerField(_("number of the paper"))

    class Meta:
        ordering = ["entry", "n"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "instrument"], name="entryinstrument_once"),
            models.UniqueConstraint(fields=["entry", "n"], name="entryinstrument_n_once"),
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.n}"


class SealedPdf(models.Model):
    """One sealed version of an entry's PDF: built once, stored under its hash, never changed."""

    entry = models.ForeignKey(RegistryEntry, models.PROTECT, related_name="sealed_pdfs")
    version = models.PositiveSmallIntegerField(_("version"))
    sha256 = models.CharField(_("file fingerprint"), max_length=64, unique=True)
    file = models.FileField(_("file"), upload_to=sealed_path, max_length=200)
    size = models.PositiveIntegerField(_("bytes"))
    sealed_at = models.DateTimeField(_("sealed at"))

    class Meta:
        ordering = ["entry", "version"]
        constraints = [models.UniqueConstraint(fields=["entry", "version"], name="sealedpdf_one_per_version")]

    def __str__(self) -> str:
        return f"{self.entry} v{self.version}"
