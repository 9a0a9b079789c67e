from typing import Any

from django import template

from sistercities.accounts.adapter import passkey_address as address_for

register = template.Library()


@register.simple_tag(takes_context=True)
def passkey_address(context: dict[str, Any]) -> str:
    """Where this page must be opened for passkeys to work; "" if it is open there now."""
    return address_for(context["request"])
