from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.choices import (
    BY_ASSOCIATION,
    ONE_SIDE,
    REFERENCE_MARK,
    WITH_TERM,
    Act,
    ActionKind,
    Arrival,
    Change,
    Status,
)
from agreements.querysets import HandInQuerySet
from directory.models import Committee, LawAdvisory
from partnerships.models import Partnership, Party
from partnerships.stages import Kind
from sistercities.common.dates import PartialDateField

if TYPE_CHECKING:
    from .copies import PublicCopy
    from .papers import Instrument


def said_only_of(field: str, acts: Iterable[str], *, empty: Any = "") -> models.CheckConstraint:
    """A fact that belongs to these acts alone."""
    return models.CheckConstraint(
        condition=Q(act__in=list(acts)) | Q(**{field: empty}), name=f"handin_{field}_fits_act"
    )


@pghistory.track()
class HandIn(models.Model):
    """One or more signed papers handed in for one act of one partnership, on the way to the register.

    A later act names the founding entry that it is about; of one side, the side that acts. `effective_on` is the day
    from which it counts; of a notice of termination the day on which the agreement ends, which may be to come.
    `destroyed_by_order_of` and `ordered_on`: who demands that a withheld file be destroyed, a court or a law, and when.
    """

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("partnership")
    )
    act = models.CharField(_("what the document does"), max_length=20, choices=Act, default=Act.FOUNDING)
    founding = models.ForeignKey(
        "RegistryEntry", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entry it is about")
    )
    acting_party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("side that acts")
    )
    effective_on = PartialDateField(_("counts from"), null=True, blank=True)
    effective_words = models.CharField(_("the day in the words of the paper"), max_length=300, blank=True)
    condition = models.CharField(_("condition"), max_length=300, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    term_ends_on = PartialDateField(_("last day of the fixed term"), null=True, blank=True)
    successor = models.ForeignKey(
        "RegistryEntry", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entry in its place")
    )
    about_scan = models.ForeignKey(
        "Scan", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("file it is about")
    )
    destroyed_by_order_of = models.CharField(_("destroyed by order of"), max_length=300, blank=True)
    ordered_on = PartialDateField(_("day of the order"), null=True, blank=True)
    wrong_words = models.TextField(_("what is wrong"), blank=True)
    right_words = models.TextField(_("what is right"), blank=True)
    relationship = models.CharField(_("what the two sides become"), max_length=20, choices=Kind, default=Kind.SISTER)
    committee = models.ForeignKey(
        Committee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("committee")
    )
    on_behalf = models.BooleanField(_("typed by staff"), default=False)
    arrival = models.CharField(_("how it arrived"), max_length=10, choices=Arrival, default=Arrival.PORTAL)
    arrived_from = models.CharField(_("from whom"), max_length=200, blank=True)
    original_kept_at = models.CharField(_("where the original is kept"), max_length=200, blank=True)
    received_on = models.DateField(_("received on"), null=True, blank=True, help_text=_("The first day of receipt."))
    completed_on = models.DateField(
        _("last paper received on"), null=True, blank=True, help_text=_("Only where it arrived later than the first.")
    )
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    revision = models.PositiveIntegerField(_("revision"), default=1, help_text=_("Goes up with every change."))
    unfinished = models.JSONField(_("steps saved before they were complete"), default=dict, blank=True)
    true_copy_text = models.TextField(_("true-copy statement"), blank=True)
    true_copy_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    true_copy_at = models.DateTimeField(_("stated at"), null=True, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("started at"))
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    handed_in_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    snapshot_sha256 = models.CharField(_("fingerprint of what was reviewed"), max_length=64, blank=True)

    objects = HandInQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="handin_status_known"),
            models.CheckConstraint(
                condition=~Q(status=Status.REVIEWED)
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False, snapshot_sha256__regex=r"^[0-9a-f]{64}$"),
                name="handin_reviewed_whole",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[Status.DRAFT, Status.WITHDRAWN])
                | Q(
                    handed_in_by__isnull=False,
                    handed_in_at__isnull=False,
                    received_on__isnull=False,
                    true_copy_by__isnull=False,
                    partnership__isnull=False,
                ),
                name="handin_handed_in_whole",
            ),
            models.CheckConstraint(condition=Q(act__in=Act.values), name="handin_act_known"),
            models.CheckConstraint(
                condition=Q(act=Act.FOUNDING, founding=None) | (~Q(act=Act.FOUNDING) & Q(founding__isnull=False)),
                name="handin_later_act_names_founding",
            ),
            models.CheckConstraint(
                condition=~Q(act__in=ONE_SIDE)
                | Q(status__in=[Status.DRAFT, Status.WITHDRAWN])
                | Q(acting_party__isnull=False),
                name="handin_act_of_one_side_names_it",
            ),
            models.CheckConstraint(
                condition=~Q(act__in=BY_ASSOCIATION) | Q(committee=None, on_behalf=True),
                name="handin_decision_of_association",
            ),
            said_only_of("acting_party", ONE_SIDE, empty=None),
            said_only_of("effective_on", (*ONE_SIDE, *BY_ASSOCIATION), empty=None),
            said_only_of("effective_words", ONE_SIDE),
            said_only_of("condition", [Act.SUSPENSION]),
            said_only_of("term_ends_on", WITH_TERM, empty=None),
            said_only_of("successor", [Act.SUPERSESSION], empty=None),
            said_only_of("about_scan", [Act.PUBLIC_COPY, Act.WITHHOLDING], empty=None),
            said_only_of("destroyed_by_order_of", [Act.WITHHOLDING]),
            said_only_of("ordered_on", [Act.WITHHOLDING], empty=None),
            models.CheckConstraint(
                condition=Q(destroyed_by_order_of="", ordered_on=None)
                | (~Q(destroyed_by_order_of="") & Q(ordered_on__isnull=False)),
                name="handin_order_whole",
            ),
            said_only_of("wrong_words", [Act.ERRATUM]),
            said_only_of("right_words", [Act.ERRATUM]),
            models.CheckConstraint(
                condition=Q(handed_in_at=None) | Q(handed_in_at__gte=F("started_at")), name="handin_times_in_order"
            ),
        ]
        indexes = [models.Index(fields=["status", "handed_in_at"], name="handin_by_status")]

    def __str__(self) -> str:
        return f"{self.partnership or _('New partnership')} ({self.get_status_display()})"

    def get_absolute_url(self) -> str:
        return reverse("handin_detail", args=[self.pk])

    @property
    def reference(self) -> str:
        """What people name when they write about it: D-12. The desk finds it by that."""
        return f"{REFERENCE_MARK}-{self.pk}"

    @property
    def is_decision(self) -> bool:
        """Whether the association decides it itself: nobody signs it, nobody is asked for more."""
        return self.act in BY_ASSOCIATION

    @property
    def copy_to_come(self) -> "PublicCopy | None":
        """The copy that everybody gets once this decision is recorded."""
        return self.public_copies.first() if self.act == Act.PUBLIC_COPY and self.pk else None

    def paper_of(self, party: Party | None) -> "Instrument":
        """The paper that this side signs: its own, or the one of all sides. Without a side, the first."""
        papers = self.instruments.all()
        return papers.get(Q(party=None) | Q(party=party)) if party else papers[0]


class HandInAction(models.Model):
    """What happened to a hand-in, by whom; append-only (the database refuses changes)."""

    hand_in = models.ForeignKey(HandIn, models.CASCADE, related_name="actions")
    kind = models.CharField(_("what"), max_length=20, choices=ActionKind)
    what = models.CharField(_("what was changed"), max_length=20, choices=Change, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField(_("when"))
    reason_code = models.SlugField(_("reason code"), blank=True)
    reason_label = models.CharField(_("reason, as it was sent"), max_length=300, blank=True)
    letter = models.TextField(_("letter of the reason, as it was sent"), blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ActionKind.values), name="handinaction_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=ActionKind.CHANGED, what__in=Change.values)
                | (~Q(kind=ActionKind.CHANGED) & Q(what="")),
                name="handinaction_change_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"

    @property
    def in_words(self) -> str:
        """What happened; of a change also what was changed."""
        kind = self.get_kind_display()
        return f"{kind}: {self.get_what_display()}" if self.what else kind


@pghistory.track()
class AdvisorySeen(models.Model):
    """Who of the staff has read an advisory about a law with this document before them, and when."""

    hand_in = models.ForeignKey(HandIn, models.CASCADE, related_name="advisories_seen")
    advisory = models.ForeignKey(LawAdvisory, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name_plural = _("advisories seen")
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["hand_in", "advisory"], name="advisoryseen_once")]

    def __str__(self) -> str:
        return f"{self.advisory}: {self.by}"
