"""The navigation of the desk."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from sistercities.desk.navigation import desk_links

register = template.Library()


@register.inclusion_tag("components/side_navigation.html", takes_context=True)
def desk_navigation(context: dict[str, Any]) -> dict[str, Any]:
    """The pages of the desk, the current one marked."""
    return {"items": desk_links(context["request"].path), "label": _("Desk")}
