import uuid
from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.choices import (
    NAMED_ELSEWHERE,
    Act,
    Capacity,
    CouncilActKind,
    DateReading,
    DocumentKind,
    FileRole,
    Method,
    Visibility,
)
from agreements.querysets import ScanQuerySet
from partnerships.models import Party
from sistercities.common.dates import PartialDateField

from .handins import HandIn

if TYPE_CHECKING:
    from .copies import PublicCopy


def scan_path(scan: "Scan", filename: str) -> str:
    """A path that tells nothing and is never guessed: uploads are served through a view only."""
    return f"handins/{scan.hand_in_id}/{uuid.uuid4().hex}"


def page_path(page: "PageImage", filename: str = "") -> str:
    """One place for each page of a scan, so a picture that was kept twice is stored once."""
    return f"pages/{page.scan_id}/{page.number}"


@pghistory.track()
class Instrument(models.Model):
    """One signed paper: a memorandum of understanding, a resolution or a proclamation.

    `party` is empty for one paper of all sides. Where each side has a paper of its own, they rest on each other:
    `names_others` says that this one names the other sides.
    """

    hand_in = models.ForeignKey(HandIn, models.CASCADE, related_name="instruments")
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("whose paper")
    )
    names_others = models.BooleanField(_("names the other side"), default=False)
    kind = models.CharField(_("kind of document"), max_length=40, choices=DocumentKind, blank=True)
    title = models.CharField(_("title on the paper"), max_length=300, blank=True)
    languages = ArrayField(models.CharField(max_length=35), verbose_name=_("languages"), default=list, blank=True)
    in_force_on = PartialDateField(_("in force from"), null=True, blank=True)

    class Meta:
        ordering = ["hand_in", "party__side", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="") | Q(kind__in=DocumentKind.values), name="instrument_kind_known"
            ),
            models.UniqueConstraint(fields=["hand_in", "party"], name="instrument_one_per_side", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()


@pghistory.track()
class Scan(models.Model):
    """A file of a hand-in, kept byte for byte.

    Several photos are one document: `position` orders them, `turned` says by how many degrees, clockwise, their pages
    are shown, and what `is_left_out` is neither shown nor attached nor named. The bytes never change.
    """

    hand_in = models.ForeignKey(HandIn, models.CASCADE, related_name="scans")
    instrument = models.ForeignKey(Instrument, models.CASCADE, null=True, blank=True, related_name="scans")
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("side"))
    role = models.CharField(_("what it is"), max_length=20, choices=FileRole)
    visibility = models.CharField(_("who may see it"), max_length=20, choices=Visibility)
    dated = PartialDateField(_("date on the paper"), null=True, blank=True)
    allows_from = models.DateField(_("allows signing from"), null=True, blank=True)
    allows_until = models.DateField(_("allows signing until"), null=True, blank=True)
    allows_acts = ArrayField(
        models.CharField(max_length=20, choices=Act),
        verbose_name=_("acts that it allows"),
        default=list,
        blank=True,
        help_text=_("Empty: it names none in particular."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    turned = models.PositiveSmallIntegerField(_("turned"), default=0)
    is_left_out = models.BooleanField(_("left out"), default=False)
    original_name = models.CharField(_("file name"), max_length=255)
    file = models.FileField(_("file"), upload_to=scan_path, max_length=200)
    media_type = models.CharField(_("type"), max_length=60)
    sha256 = models.CharField(_("file fingerprint"), max_length=64, db_index=True)
    size = models.PositiveIntegerField(_("bytes"))
    pages = models.PositiveSmallIntegerField(_("pages"))
    unreadable_page = models.PositiveSmallIntegerField(_("page that cannot be drawn"), null=True, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"))

    objects = ScanQuerySet.as_manager()

    class Meta:
        ordering = ["hand_in", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["hand_in", "sha256"], name="scan_once_per_handin"),
            models.CheckConstraint(condition=Q(role__in=FileRole.values), name="scan_role_known"),
            models.CheckConstraint(condition=Q(visibility__in=Visibility.values), name="scan_visibility_known"),
            models.CheckConstraint(
                condition=~Q(role__in=[FileRole.AUTHORITY_PAPER, FileRole.LETTER])
                | Q(visibility=Visibility.ASSOCIATION),
                name="scan_letters_stay_private",
            ),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="scan_sha256_shape"),
            models.CheckConstraint(condition=Q(turned__in=[0, 90, 180, 270]), name="scan_turned_by_quarters"),
            models.CheckConstraint(
                condition=Q(is_left_out=False) | ~Q(role__in=NAMED_ELSEWHERE), name="scan_named_papers_stay_in"
            ),
        ]

    def __str__(self) -> str:
        return self.original_name

    @property
    def copy_before_recording(self) -> "PublicCopy | None":
        """The copy that the entry names beside this file. What everybody gets in the end: `agreements.shown`."""
        return next((copy for copy in self.public_copies.all() if copy.decision_id is None), None)

    @property
    def is_picture(self) -> bool:
        """A photo or a scanned picture, not a PDF."""
        return self.media_type.startswith("image/")


class PageImage(models.Model):
    """One page of a scan as an sRGB image of at most 200 dpi, made once."""

    scan = models.ForeignKey(Scan, models.CASCADE, related_name="page_images")
    number = models.PositiveSmallIntegerField(_("page"))
    file = models.FileField(_("file"), upload_to=page_path, max_length=200)
    media_type = models.CharField(_("type"), max_length=60)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))

    class Meta:
        ordering = ["scan", "number"]
        constraints = [models.UniqueConstraint(fields=["scan", "number"], name="pageimage_one_per_page")]

    def __str__(self) -> str:
        return f"{self.scan} {self.number}"


@pghistory.track()
class Signature(models.Model):
    """Who signed for a side, as on the day. Never changes with later office-holders."""

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="signatures")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("side"))
    name = models.CharField(_("name"), max_length=200)
    own_script_name = models.CharField(_("name in own script"), max_length=200, blank=True)
    own_script_language = models.CharField(_("language of that script"), max_length=35, blank=True)
    title = models.CharField(_("title on that day"), max_length=200)
    capacity = models.CharField(_("signs as"), max_length=20, choices=Capacity, default=Capacity.HEAD)
    method = models.CharField(_("how"), max_length=20, choices=Method, default=Method.INK)
    signed_on = PartialDateField(_("date"), null=True, blank=True)
    date_reading = models.CharField(_("date on the paper"), max_length=20, choices=DateReading)
    not_later_than = models.DateField(_("not later than"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    authority = models.ForeignKey(
        Scan,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("letter that allows this person to sign"),
    )
    authority_reason = models.CharField(
        _("why there is no letter"), max_length=300, blank=True, help_text=_("Only for old papers.")
    )

    class Meta:
        ordering = ["instrument", "party", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(title=""), name="signature_has_name_and_title"),
            models.CheckConstraint(condition=Q(capacity__in=Capacity.values), name="signature_capacity_known"),
            models.CheckConstraint(condition=Q(method__in=Method.values), name="signature_method_known"),
            models.CheckConstraint(
                condition=Q(date_reading=DateReading.AS_WRITTEN, signed_on__isnull=False, not_later_than=None)
                | Q(
                    date_reading__in=[DateReading.NOT_WRITTEN, DateReading.UNREADABLE],
                    signed_on=None,
                    not_later_than__isnull=False,
                ),
                name="signature_date_or_reading",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.title}"


@pghistory.track()
class CouncilAct(models.Model):
    """A side's council act about the partnership: asked for, never required."""

    hand_in = models.ForeignKey(HandIn, models.CASCADE, related_name="council_acts")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("side"))
    kind = models.CharField(_("kind"), max_length=20, choices=CouncilActKind, blank=True)
    number = models.CharField(_("number"), max_length=120, blank=True)
    decided_on = PartialDateField(_("decided on"), null=True, blank=True)
    vote = models.CharField(_("vote"), max_length=120, blank=True)
    reason_none = models.CharField(_("why there is none"), max_length=300, blank=True)
    scan = models.ForeignKey(Scan, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("file"))

    class Meta:
        ordering = ["hand_in", "party"]
        constraints = [models.UniqueConstraint(fields=["hand_in", "party"], name="councilact_one_per_side")]

    def __str__(self) -> str:
        return self.number or self.get_kind_display()


@pghistory.track()
class Transcription(models.Model):
    """The text of a paper as typed from it; the paper prevails."""

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="transcriptions")
    language = models.CharField(_("language"), max_length=35)
    text = models.TextField(_("text"))

    class Meta:
        ordering = ["instrument", "language"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "language"], name="transcription_one_per_language")
        ]

    def __str__(self) -> str:
        return f"{self.instrument} ({self.language})"
