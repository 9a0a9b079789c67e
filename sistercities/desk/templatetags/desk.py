"""The navigation of the desk, and who may take a task."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from sistercities.desk import services
from sistercities.desk.models import Task
from sistercities.desk.navigation import desk_links

register = template.Library()


@register.inclusion_tag("components/side_navigation.html", takes_context=True)
def desk_navigation(context: dict[str, Any]) -> dict[str, Any]:
    """The pages of the desk, the current one marked."""
    return {"items": desk_links(context["request"].path), "label": _("Desk")}


@register.simple_tag(takes_context=True)
def may_take(context: dict[str, Any], task: Task) -> bool:
    """Whether the person who looks is staff and may do the work of this task today."""
    person = context["request"].user
    return person.is_staff and services.may_take(task, person, on_date=timezone.localdate())
