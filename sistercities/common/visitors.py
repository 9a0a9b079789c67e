"""Who asks: a person who is signed in, or a stranger."""

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from sistercities.accounts.models import User

Visitor: TypeAlias = "User | AnonymousUser"
