"""The end of a login of the association: at once, whole, and never that of the last administrator."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sistercities.common.history import because
from sistercities.post.services import write_mail

from .models import SecondStepRequest, User
from .second_step import sign_out_everywhere

LAST_ADMINISTRATOR = _("%(name)s is the last administrator. Make somebody else an administrator first.")


class LeavingRefused(ValidationError):
    """The login stays; the sentence says why."""


def why_not(user: User, *, by: User) -> str:
    """Why `by` cannot end this login; "" if nothing is in the way."""
    if not (by.is_active and by.is_superuser):
        return str(_("Only administrators end a login."))
    if not (user.is_active and user.is_staff):
        return _("%(name)s does not work here any more.") % {"name": user}
    if is_last_administrator(user):
        return LAST_ADMINISTRATOR % {"name": user}
    if user == by:
        return str(_("Another administrator has to do this for you."))
    return ""


def is_last_administrator(user: User) -> bool:
    """Whether nobody could administer the site without this person."""
    administrators = set(User.objects.administrators().values_list("pk", flat=True))
    return administrators == {user.pk}


@transaction.atomic
def end_login(*, user: User, by: User, now: dt.datetime) -> User:
    """Somebody of the staff leaves: from this moment on they cannot sign in, and may do nothing.

    Ends every session, the password, every second step and every right to record; a code that was mailed no longer
    works. Name, address and everything in any history stay as they are. Refused (LeavingRefused): whatever `why_not`
    says. Of two administrators who end each other's login at once, one stays. Side effects: the change history; a
    letter to the person.
    """
    list(User.objects.administrators().select_for_update().order_by("pk").values_list("pk", flat=True))
    by.refresh_from_db()
    user = User.objects.select_for_update().get(pk=user.pk)
    if refusal := why_not(user, by=by):
        raise LeavingRefused(refusal)
    because("left", str(user))
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "is_staff", "is_superuser", "password"])
    sign_out_everywhere(user=user, now=now)
    _end_rights(user, today=timezone.localdate(now))
    SecondStepRequest.objects.filter(user=user, confirmed_at=None, closed_at=None).update(closed_at=now)
    write_mail(to=user.email, template="accounts/login_ended", context={"person": user, "by": by}, on_paper_too=False)
    return user


def _end_rights(user: User, *, today: dt.date) -> None:
    """Rights end with yesterday; one that began today ends today, and one that lies ahead goes."""
    rights = user.recording_grants.not_over(today)
    rights.filter(starts_on__gt=today).delete()
    rights.filter(starts_on=today).update(ends_on=F("starts_on"))
    rights.filter(starts_on__lt=today).update(ends_on=today - dt.timedelta(days=1))
