"""Read what the association says about itself."""

from typing import Any

from django.conf import settings

from .models import AssociationSettings


def current_association() -> AssociationSettings:
    """The one row; an unsaved row with a plain name while staff have not filled it in."""
    return AssociationSettings.objects.filter(pk=1).first() or AssociationSettings(name="Sister Cities Association")


def association_context() -> dict[str, Any]:
    """What every page, mail and document may show of the association."""
    return {"association": current_association(), "is_demo": settings.IS_DEMO}
