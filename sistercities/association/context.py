from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .selectors import current_association
from .sentences import RECOGNITION


def association(request: HttpRequest) -> dict[str, Any]:
    """The association, its one sentence about recognition and the demonstration mark, for every template.

    The association is asked for once a page, if at all.
    """
    return {
        "association": SimpleLazyObject(current_association),
        "is_demo": settings.IS_DEMO,
        "recognition_sentence": RECOGNITION,
        "public_url": settings.PUBLIC_URL,
    }
