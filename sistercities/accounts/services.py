"""Verbs that change what we know of a person."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from sistercities.post.services import write_mail

from .models import User


@transaction.atomic
def change_profile(*, user: User, full_name: str, own_script_name: str = "", own_script_language: str = "") -> User:
    """Keep how a person wants to be written. What was signed or recorded before keeps the name of its day."""
    user.full_name = full_name
    user.own_script_name = own_script_name
    user.own_script_language = own_script_language
    user.save(update_fields=["full_name", "own_script_name", "own_script_language"])
    return user


@transaction.atomic
def add_person(*, email: str, full_name: str, **fields: Any) -> User:
    """Make a login without a password and write to the person how to sign in.

    For the association's own people, whose address an administrator vouches for; members of committees come by
    invitation. `fields` are further fields of User, `is_staff` for instance.
    """
    user = User.objects.create_user(email, full_name=full_name, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    write_mail(to=user.email, template="accounts/login_made", context={"person": user})
    return user
