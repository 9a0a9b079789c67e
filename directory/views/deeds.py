"""What staff do on the pages of a committee, noted under the request that they act on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from directory.models import Committee
from directory.services.on_behalf import acting_for, name_both, note_deed


@contextmanager
def deed(request: HttpRequest, committee: Committee | None) -> Iterator[Callable[[str], None]]:
    """A transaction for one thing that is done; what is called with its words notes it.

    Where this person acts on nobody's behalf, nothing is noted.
    """
    now = timezone.now()
    with transaction.atomic():
        acting = acting_for(committee, request.user, now=now)
        name_both(acting)
        yield lambda what: note_deed(acting, what, now=now)
