"""People who sign in, and the dated right to record."""

from typing import Any

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .querysets import RecordingGrantQuerySet, UserQuerySet


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
    is_staff = models.BooleanField(_("association staff"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    date_joined = models.DateTimeField(_("since"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["full_name", "pk"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique_any_case")]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name


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
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="recordinggrant_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.starts_on} - {self.ends_on or ''}"
