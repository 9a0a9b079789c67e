"""What partnerships disclose of a community that a document on its way named first. Loaded by `ready()`."""

from django.db.models import Exists, OuterRef, Q

from directory.disclosure import COMMUNITY, discloses
from sistercities.common.visitors import Visitor

from .models import Partnership, Party


@discloses(COMMUNITY)
def with_its_partnership(visitor: Visitor) -> Q:
    """Whoever sees a partnership sees the communities of its sides."""
    seen = Partnership.objects.visible_to(visitor).filter(pk=OuterRef("partnership"))
    return Q(Exists(Party.objects.filter(Exists(seen), community=OuterRef("pk"))))
