"""The navigation of the workspace."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from partnerships.navigation import workspace_links

register = template.Library()


@register.inclusion_tag("components/side_navigation.html", takes_context=True)
def workspace_navigation(context: dict[str, Any]) -> dict[str, Any]:
    """The pages of the workspace, the current one marked."""
    return {"items": workspace_links(context["request"].path), "label": _("My pages")}
