import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.models import Committee, Community
from partnerships.querysets import PartnershipQuerySet
from partnerships.stages import Kind, Stage
from sistercities.common.names import sides_in_line


@pghistory.track()
class Partnership(models.Model):
    """A relationship of two or more communities. Its state lives in StatePeriod, recognition in no column."""

    slug = models.SlugField(_("address"), max_length=250, unique=True)
    sort_key = models.CharField(_("sort key"), max_length=500)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.SISTER)
    stage = models.CharField(
        _("stage"),
        max_length=20,
        choices=Stage,
        null=True,
        blank=True,
        help_text=_("Empty if it is not developed here."),
    )
    lead_committee = models.ForeignKey(
        Committee,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead committee"),
    )
    summary = models.TextField(_("in a few sentences"), blank=True)
    is_proposed = models.BooleanField(
        _("opened with a document on its way"),
        default=False,
        help_text=_("The other side sees it once that document is handed in."),
    )
    created_at = models.DateTimeField(_("entered at"), auto_now_add=True)

    objects = PartnershipQuerySet.as_manager()

    # The parties in order of side, where the query asked for them (`with_parties`).
    sides: "list[Party]"
    # Whether it is on the register, where the query asked for it (`with_recognition`).
    is_recorded: bool

    class Meta:
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(stage=None) | Q(stage__in=Stage.values), name="partnership_stage_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="partnership_kind_known"),
        ]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="partnership_by_name"),
            models.Index(fields=["kind"], name="partnership_by_kind"),
        ]

    def __str__(self) -> str:
        parties = self.parties.select_related("community").order_by("side")
        return sides_in_line(party.community.name for party in parties)

    def get_absolute_url(self) -> str:
        return reverse("partnership_detail", args=[self.slug])

    @property
    def is_in_one_country(self) -> bool:
        """Whether all its sides stand in one country; of a row with `with_parties`."""
        return len({str(party.community.country) for party in self.sides}) == 1


@pghistory.track()
class Party(models.Model):
    """One side of a partnership. Side 1 is home, side 2 the partner, a third party is side 3."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="parties")
    community = models.ForeignKey(Community, models.PROTECT, related_name="+")
    side = models.PositiveSmallIntegerField(_("side"))
    label = models.CharField(
        _("what this side calls it"), max_length=120, blank=True, help_text=_("For instance Partner City.")
    )

    class Meta:
        verbose_name_plural = _("parties")
        ordering = ["partnership", "side"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "side"], name="party_one_per_side"),
            models.UniqueConstraint(fields=["partnership", "community"], name="party_one_per_community"),
            models.CheckConstraint(condition=Q(side__gte=1), name="party_side_counts_from_one"),
        ]

    def __str__(self) -> str:
        return str(self.community)


@pghistory.track()
class StageChange(models.Model):
    """One move through the stages, with who and why; never edited."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="stage_changes")
    before = models.CharField(_("before"), max_length=20, choices=Stage, null=True, blank=True)
    after = models.CharField(_("after"), max_length=20, choices=Stage)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField(_("at"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.before or '-'} -> {self.after}"
