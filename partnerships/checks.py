"""A gate without an owner stops start-up."""

from typing import Any

from django.core.checks import CheckMessage, Error, register


@register()
def gates_have_owners(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """One error for each gate name that no app answers."""
    from .answers import without_owner

    return [Error(f"Nobody answers the gate {name!r}.", id="partnerships.E001") for name in without_owner()]
