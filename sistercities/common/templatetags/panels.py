from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from sistercities.common.panels import Asked, panels_of

register = template.Library()


@register.simple_tag(takes_context=True)
def panels(context: template.Context, slot: str, subject: Any = None, viewer: Any = None) -> SafeString:
    """Everything that other apps show in this slot about `subject`; empty where nothing is known.

    `viewer` is given on workspace and desk pages only. The page's own context is not passed on.
    """
    asked = Asked(subject, context.get("today") or timezone.localdate(), viewer)
    request = context.get("request")
    shared = {name: context[name] for name in ("association", "is_demo", "today") if name in context}
    parts = [
        render_to_string(name, {**shared, **answer, "subject": subject, "request": request})
        for name, answer in panels_of(slot, asked)
    ]
    return mark_safe("".join(parts))  # noqa: S308 - rendered templates
