"""What the mail log shows of each mail."""

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields import CharField
from django.db.models.functions import Cast, Concat

from sistercities.post.models import Effect, Mail


def mails(rows: QuerySet[Mail]) -> QuerySet[Mail]:
    """Newest first, each with `error`: why the last attempt to send it failed, empty if none did."""
    key = Concat(Value("mail:"), Cast(OuterRef("pk"), CharField()))
    return rows.annotate(error=Subquery(Effect.objects.filter(key=key).values("error")[:1])).order_by("-pk")


def searched(rows: QuerySet[Mail], text: str) -> QuerySet[Mail]:
    """Those whose address, addressee or subject holds `text`."""
    return (
        rows.filter(Q(to__icontains=text) | Q(post_name__icontains=text) | Q(subject__icontains=text)) if text else rows
    )
