"""Add communities and keep their names findable."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from directory.choices import NameKind
from directory.models import Community, CommunityName, Invitation
from directory.querysets import CommunityQuerySet
from sistercities.accounts.models import User
from sistercities.common.countries import country_name
from sistercities.common.names import fold, name_key
from sistercities.common.slugs import free_slugs


@transaction.atomic
def add_community(*, name: str, country: str, other_names: dict[str, str] | None = None, **facts: Any) -> Community:
    """Add a community with its searchable names.

    `country` is ISO 3166-1 alpha-2, `other_names` maps a name to its language tag ("" if unknown), `facts` are
    fields of Community. Raises ValidationError when a field is wrong or the community is already there (same
    GeoNames id, or same name, kind and place).
    """
    community = _unsaved(name, country, facts)
    community.slug = _free_slug(community)
    community.full_clean()
    _refuse_double(community)
    community.save()
    rows = [CommunityName(community=community, name=community.name, kind=NameKind.MAIN, language="en")]
    if community.native_name and community.native_name != community.name:
        rows.append(_name(community, community.native_name, community.native_language, NameKind.NATIVE))
    rows += [_name(community, other, language, NameKind.OTHER) for other, language in (other_names or {}).items()]
    for row in rows:
        row.folded = name_key(row.name)
    CommunityName.objects.bulk_create(rows, ignore_conflicts=True)
    return community


@transaction.atomic
def propose_community(*, by: User, name: str, country: str, **facts: Any) -> Community:
    """Add a community that somebody types into a document because no search found it; arguments as `add_community`.

    It is marked `is_proposed`, whoever types it: a place that does not exist is not in the directory because a paper
    names it. One that was proposed before and that `by` cannot see is taken as it is: nobody learns that it was here.
    """
    seen = Community.objects.visible_to(by)
    hidden = _same(_unsaved(name, country, facts)).filter(is_proposed=True).exclude(pk__in=seen.values("pk"))
    return hidden.first() or add_community(name=name, country=country, is_proposed=True, **facts)


@transaction.atomic
def remove_proposed_community(*, community_id: int) -> bool:
    """Remove a community that was only proposed; False if it was not, or if anything else refers to it."""
    community = Community.objects.select_for_update().filter(pk=community_id, is_proposed=True).first()
    if community is None or community.committees.exists() or community.office_holders.exists():
        return False
    if Invitation.objects.filter(community=community).exists():
        return False
    try:
        with transaction.atomic():
            community.delete()
    except ProtectedError:
        return False
    return True


def _unsaved(name: str, country: str, facts: dict[str, Any]) -> Community:
    community = Community(name=" ".join(name.split()), country=country, **facts)
    community.sort_key = fold(community.name)
    return community


def _name(community: Community, name: str, language: str, kind: NameKind) -> CommunityName:
    return CommunityName(community=community, name=name, language=language, kind=kind)


def _same(community: Community) -> CommunityQuerySet:
    """Communities of that name, kind and place."""
    return Community.objects.current().filter(
        sort_key=community.sort_key,
        country=community.country,
        level=community.level,
        subdivision_name=community.subdivision_name,
    )


def _refuse_double(community: Community) -> None:
    if found := _same(community).first():
        raise ValidationError(
            _("%(name)s is already in the directory. Choose it from the list."),
            code="double",
            params={"name": found.full_name},
        )


def _free_slug(community: Community) -> str:
    """ "seattle-washington", "kobe-japan"; a number follows where that is taken."""
    tail = community.subdivision_name if community.country == "US" else str(country_name(str(community.country)))
    stem = slugify(fold(f"{community.name} {tail}"))[:110] or f"community-{community.country}".lower()
    return free_slugs([[stem]], slugs_in_use)[0]


def slugs_in_use(asked: Collection[str]) -> Collection[str]:
    """Which of these addresses a community has."""
    return set(Community.objects.filter(slug__in=asked).values_list("slug", flat=True))
