"""People who want their letters on paper."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sistercities.common.history import because
from sistercities.post.recipients import PostalAddress, register_finder

from .models import User


class PostRefused(ValueError):
    """This person's letters are not for `by` to direct."""


@transaction.atomic
def direct_letters(*, user: User, by: User, by_post: bool, post_address: str, post_country: str = "") -> User:
    """Say how a person wants letters: by post to that address, or by e-mail (the address is kept).

    PostRefused unless `by` is that person or of the staff; ValidationError for post without an address. Whoever works
    for the association has letters by e-mail: they are work.
    """
    if by.pk != user.pk and not (by.is_active and by.is_staff):
        raise PostRefused(_("Only they themselves and the association do this."))
    row = User.objects.select_for_update().get(pk=user.pk)
    row.by_post, row.post_address, row.post_country = by_post and not row.is_staff, post_address, post_country
    row.full_clean(exclude=["password"])
    because("letters_by_post" if row.by_post else "letters_by_mail")
    row.save(update_fields=["by_post", "post_address", "post_country"])
    return row


def person_by_post(email: str) -> PostalAddress | None:
    """The postal address of the person with this e-mail address, if they want letters by post."""
    found: Any = User.objects.filter(email__iexact=email, by_post=True, is_staff=False).first()
    return found.postal if found else None


register_finder(person_by_post)
