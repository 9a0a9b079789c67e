"""What documents disclose of the partnership and the communities that they named first. Loaded by `ready()`."""

from django.db.models import Exists, OuterRef, Q

from directory.disclosure import COMMUNITY, PARTNERSHIP, discloses
from sistercities.common.visitors import Visitor

from .models import HandIn


@discloses(PARTNERSHIP)
def with_its_document(visitor: Visitor) -> Q:
    """People of every side see it once a document about it is handed in; before that, whoever sees the draft."""
    documents = HandIn.objects.filter(partnership=OuterRef("pk"))
    own = HandIn.objects.visible_to(visitor).filter(partnership=OuterRef("pk"))
    return Q(Exists(documents.filter(handed_in_at__isnull=False))) | Q(Exists(own))


@discloses(COMMUNITY)
def with_the_document_about_it(visitor: Visitor) -> Q:
    """Whoever sees a document sees the communities that it is about."""
    own = HandIn.objects.visible_to(visitor)
    return Q(Exists(own.filter(partnership__parties__community=OuterRef("pk"))))
