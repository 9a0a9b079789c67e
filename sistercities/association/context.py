from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .selectors import current_association


def association(request: HttpRequest) -> dict[str, Any]:
    """The association and the demonstration mark for every template; asked for once a page, if at all."""
    return {"association": SimpleLazyObject(current_association), "is_demo": settings.IS_DEMO}
