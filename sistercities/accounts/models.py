"""People who sign in, the dated right to record, days away, and a lost second step."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from sistercities.post.recipients import PostalAddress

from .querysets import AbsenceQuerySet, RecordingGrantQuerySet, SecondStepRequestQuerySet, UserQuerySet

ANSWER_WITHIN = dt.timedelta(days=1)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Users by e-mail address; addresses are kept in lower case."""

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email__iexact=email)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person with a login. Without a password only a mailed code lets them in."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):
    """One person. `is_staff`: works for the association; `is_superuser`: administers the site."""

    email = models.EmailField(_("e-mail address"), unique=True)
    full_name = models.CharField(_("full name"), max_length=200)
    own_script_name = models.CharField(_("name in own script"), max_length=200, blank=True)
    own_script_language = models.CharField(_("language of that script"), max_length=35, blank=True)
    by_post = models.BooleanField(_("letters by post"), default=False)
    post_address = models.TextField(_("postal address"), blank=True)
    post_country = CountryField(_("country"), blank=True)
    is_staff = models.BooleanField(_("association staff"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    date_joined = models.DateTimeField(_("since"), default=timezone.now)
    signed_out_at = models.DateTimeField(_("signed out everywhere at"), null=True, blank=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["full_name", "pk"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_any_case"),
            models.CheckConstraint(condition=Q(by_post=False) | ~Q(post_address=""), name="user_by_post_has_address"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def postal(self) -> PostalAddress:
        """Where this person's letters on paper go."""
        return PostalAddress(self.full_name, self.post_address, str(self.post_country))

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    def get_session_auth_hash(self) -> str:
        """What a session has to hold: another password, or another `signed_out_at`, ends every session."""
        return self._with_sign_out(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return map(self._with_sign_out, super().get_session_auth_fallback_hash())

    def _with_sign_out(self, password_hash: str) -> str:
        if self.signed_out_at is None:
            return password_hash
        since = self.signed_out_at.timestamp()
        return salted_hmac("signed out", f"{password_hash} {since}", algorithm="sha256").hexdigest()


@pghistory.track()
class RecordingGrant(models.Model):
    """The right of one person to record signed documents, from one day until another."""

    user = models.ForeignKey(User, models.PROTECT, related_name="recording_grants", verbose_name=_("person"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until and including"), null=True, blank=True)
    granted_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, verbose_name=_("granted by"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = RecordingGrantQuerySet.as_manager()

    class Meta:
        ordering = ["user", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="recordinggrant_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.starts_on} - {self.ends_on or ''}"


@pghistory.track()
class Absence(models.Model):
    """Days on which a person is away, as they or a colleague said. Nobody asks why."""

    user = models.ForeignKey(User, models.PROTECT, related_name="absences", verbose_name=_("person"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until and including"))
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("entered by"))

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["user", "starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="absence_ends_after_start"),
            ExclusionConstraint(
                name="absence_days_apart",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    (
                        Func("starts_on", "ends_on", Value("[]"), function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.starts_on} - {self.ends_on}"

    def in_words(self, today: dt.date) -> str:
        """`away until 5 March`, or `away from 1 March until 5 March` while that lies ahead."""
        last = date_format(self.ends_on, "j F")
        if self.starts_on <= today:
            return gettext("away until %(last)s") % {"last": last}
        return gettext("away from %(first)s until %(last)s") % {
            "first": date_format(self.starts_on, "j F"),
            "last": last,
        }


@pghistory.track()
class SecondStepRequest(models.Model):
    """A colleague asks, and an administrator confirms within a day, that a person's lost second step is removed.

    Two people, and neither is the one whom it is about: the database refuses anything else.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("person"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    reason = models.CharField(_("how it is known that it is them"), max_length=300)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    closed_at = models.DateTimeField(
        _("closed at"), null=True, blank=True, help_text=_("Taken back, or no longer needed.")
    )

    objects = SecondStepRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(asked_by=F("user")), name="secondsteprequest_not_for_oneself"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | (
                    Q(confirmed_by__isnull=False, confirmed_at__isnull=False, closed_at=None)
                    & ~Q(confirmed_by=F("user"))
                    & ~Q(confirmed_by=F("asked_by"))
                ),
                name="secondsteprequest_two_people",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None)
                | Q(confirmed_at__gte=F("asked_at"), confirmed_at__lte=F("asked_at") + ANSWER_WITHIN),
                name="secondsteprequest_within_a_day",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(confirmed_at=None, closed_at=None),
                name="secondsteprequest_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.asked_at:%Y-%m-%d}"

    @property
    def expires_at(self) -> dt.datetime:
        """After this moment it cannot be confirmed any more."""
        return self.asked_at + ANSWER_WITHIN
