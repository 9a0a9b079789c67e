"""Open a partnership's file and move it to programs when its document is recorded."""

import datetime as dt
from collections.abc import Collection, Sequence
from itertools import chain, repeat

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from directory.models import Committee, Community
from directory.services import remove_proposed_community
from partnerships.models import Confirmation, EarlierRecognition, Partnership, Party, StageChange
from partnerships.stages import Kind, Stage, State
from sistercities.accounts.models import User
from sistercities.common.names import fold
from sistercities.common.slugs import free_slugs

from .states import add_state_claim


@transaction.atomic
def add_partnership(
    *,
    communities: Sequence[Community],
    kind: str = Kind.SISTER,
    lead_committee: Committee | None = None,
    stage: str | None = None,
    labels: Sequence[str] = (),
    by: User | None = None,
    opened_on: dt.date | None = None,
    is_proposed: bool = False,
) -> Partnership:
    """Add the partnership of these communities, side 1 first.

    `opened_on` opens its file in the state "in development" from that day; without it the caller adds a claim
    of a state. `is_proposed`: a draft opens it, see `PartnershipQuerySet.visible_to`. Refused (ValidationError): fewer
    than two communities, one twice, or a partnership of exactly these communities that is already there
    (`params["partnership"]` names it).
    """
    if len({community.pk for community in communities}) != len(communities) or len(communities) < 2:
        raise ValidationError(_("Choose two or more different communities."), code="sides")
    # Two people who add the same pair at once wait for each other on the first community.
    list(Community.objects.select_for_update().filter(pk__in=[c.pk for c in communities]).order_by("pk"))
    if found := Partnership.objects.between(list(communities)).first():
        raise ValidationError(
            _("%(name)s is already here. Choose it from the list."),
            code="double",
            params={"name": str(found), "partnership": found.pk},
        )
    partnership = Partnership.objects.create(
        slug=free_slugs([wanted_slugs(communities)], slugs_in_use)[0],
        sort_key=" ".join(community.sort_key for community in communities)[:500],
        kind=kind,
        lead_committee=lead_committee,
        stage=stage,
        is_proposed=is_proposed,
    )
    Party.objects.bulk_create(
        Party(partnership=partnership, community=community, side=side, label=label)
        for side, (community, label) in enumerate(zip(communities, chain(labels, repeat("")), strict=False), start=1)
    )
    if opened_on:
        add_state_claim(
            partnership=partnership,
            state=State.IN_DEVELOPMENT,
            source=str(_("File opened in this portal")),
            stated_on=opened_on,
            by=by,
        )
    return partnership


@transaction.atomic
def remove_proposed_partnership(*, partnership_id: int) -> bool:
    """Remove a partnership that a draft opened, and those of its communities that were proposed for it alone.

    False, and nothing removed, if no draft opened it or if anything refers to it: a document, a source, a date.
    """
    partnership = Partnership.objects.select_for_update().filter(pk=partnership_id, is_proposed=True).first()
    if partnership is None or _is_known(partnership):
        return False
    communities = list(partnership.parties.values_list("community", flat=True))
    try:
        with transaction.atomic():
            partnership.delete()
    except ProtectedError:
        return False
    for community in communities:
        remove_proposed_community(community_id=community)
    return True


def _is_known(partnership: Partnership) -> bool:
    """Whether anything but its file says something about it."""
    return (
        partnership.state_claims.exclude(state=State.IN_DEVELOPMENT).exists()
        or partnership.date_claims.exists()
        or partnership.stage_changes.exists()
        or Confirmation.objects.filter(party__partnership=partnership).exists()
        or EarlierRecognition.objects.filter(partnership=partnership).exists()
    )


def move_to_programs(*, partnership: Partnership, by: User, at: dt.datetime, reason: str) -> None:
    """Move a partnership to programs from any stage or none: recording does this, past every gate.

    The caller holds the lock on the row. Stages passed over are not back-filled.
    """
    if partnership.stage == Stage.PROGRAMS:
        return
    StageChange.objects.create(
        partnership=partnership, before=partnership.stage, after=Stage.PROGRAMS, by=by, at=at, reason=reason
    )
    partnership.stage = Stage.PROGRAMS
    partnership.save(update_fields=["stage"])


def set_kind(*, partnership: Partnership, kind: str) -> None:
    """Take over the kind that a recorded document gives. The caller holds the lock on the row."""
    if partnership.kind != kind:
        partnership.kind = kind
        partnership.save(update_fields=["kind"])


def wanted_slugs(communities: Sequence[Community]) -> list[str]:
    """ "seattle-kobe"; with their places where that is taken."""
    return [
        "-".join(slugify(fold(community.name)) or "community" for community in communities)[:230],
        "-".join(community.slug for community in communities)[:230],
    ]


def slugs_in_use(asked: Collection[str]) -> Collection[str]:
    """Which of these addresses a partnership has."""
    return set(Partnership.objects.filter(slug__in=asked).values_list("slug", flat=True))
