import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from directory.choices import COMMITTEE_ROLES, CommitteeKind, Role
from directory.querysets import CommitteeQuerySet, InvitationQuerySet, MembershipQuerySet, SeatQuerySet
from sistercities.post.recipients import PostalAddress

from .communities import Community


@pghistory.track()
class Committee(models.Model):
    """A local organisation that looks after the partnerships of one or several communities."""

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=CommitteeKind, default=CommitteeKind.NONPROFIT)
    communities = models.ManyToManyField(Community, related_name="committees", verbose_name=_("communities"))
    website = models.URLField(_("website"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True, help_text=_("Not shown to the public."))
    phone = models.CharField(_("phone"), max_length=60, blank=True, help_text=_("Not shown to the public."))
    post_address = models.TextField(_("postal address"), blank=True, help_text=_("Not shown to the public."))
    post_country = CountryField(_("country"), blank=True)
    by_post = models.BooleanField(_("letters by post"), default=False)
    dissolved_on = models.DateField(
        _("dissolved on"), null=True, blank=True, help_text=_("Its seats end; its partnerships and records stay.")
    )
    dissolved_source = models.CharField(_("source of that"), max_length=300, blank=True)

    objects = CommitteeQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(by_post=False) | ~Q(post_address=""), name="committee_by_post_has_address"
            ),
            models.CheckConstraint(
                condition=Q(dissolved_on=None, dissolved_source="")
                | (Q(dissolved_on__isnull=False) & ~Q(dissolved_source="")),
                name="committee_dissolved_with_source",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def postal(self) -> PostalAddress:
        """Where its letters on paper go."""
        return PostalAddress(self.name, self.post_address, str(self.post_country))


@pghistory.track()
class Membership(models.Model):
    """One period of membership, held by a committee for a community. Renewing adds a row."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="memberships")
    committee = models.ForeignKey(Committee, models.PROTECT, related_name="memberships")
    period = DateRangeField(_("period"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["community", "period"]
        constraints = [
            ExclusionConstraint(
                name="membership_periods_apart",
                expressions=[
                    ("community", RangeOperators.EQUAL),
                    ("committee", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.community}: {self.period}"


def _held_on_one(committee_roles: tuple[str, ...]) -> Q:
    """A committee seat names a committee; a guest seat names a community; never both."""
    return Q(role__in=committee_roles, committee__isnull=False, community=None) | Q(
        role=Role.GUEST, committee=None, community__isnull=False
    )


@pghistory.track()
class Seat(models.Model):
    """What one person may do for a committee, or, as a guest, see for a community, from when until when."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    committee = models.ForeignKey(Committee, models.PROTECT, null=True, blank=True, related_name="seats")
    community = models.ForeignKey(Community, models.PROTECT, null=True, blank=True, related_name="guest_seats")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("ended on"), null=True, blank=True, help_text=_("The first day without this seat."))

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["committee", "community", "role", "pk"]
        constraints = [
            models.CheckConstraint(condition=_held_on_one(COMMITTEE_ROLES), name="seat_on_committee_or_community"),
            models.UniqueConstraint(
                fields=["user", "committee"], condition=Q(ends_on=None, community=None), name="seat_one_open_committee"
            ),
            models.UniqueConstraint(
                fields=["user", "community"], condition=Q(ends_on=None, committee=None), name="seat_one_open_community"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.committee or self.community}"


@pghistory.track(exclude=["token_digest"])
class Invitation(models.Model):
    """An offer of a seat to an e-mail address: works once, expires, can be withdrawn."""

    email = models.EmailField(_("e-mail address"))
    committee = models.ForeignKey(Committee, models.CASCADE, null=True, blank=True, related_name="invitations")
    community = models.ForeignKey(Community, models.CASCADE, null=True, blank=True, related_name="+")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    token_digest = models.CharField(_("digest of the token"), max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField(_("sent at"))
    expires_at = models.DateTimeField(_("expires at"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=_held_on_one(COMMITTEE_ROLES), name="invitation_to_one_seat"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="invitation_expires_later"),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_role_display()}"
