"""Partnerships in words."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from directory.models import Community
from directory.templatetags.directory import kind_and_place
from partnerships.counting import Part
from partnerships.models import Partnership
from partnerships.stages import Stage
from partnerships.wording import STAGES, when_in_words
from sistercities.common.names import sides_in_line

register = template.Library()


@register.filter
def since(partnership: Partnership) -> str:
    """When the state of the day began: "since 1957", "in 2022"."""
    return when_in_words(partnership.state, partnership.state_since)  # type: ignore[attr-defined]


@register.filter
def in_line(communities: Iterable[Community]) -> str:
    """The names of communities that stand together in a partnership: "Kobe", "Dull – Bland"."""
    return sides_in_line(community.name for community in communities)


@register.filter
def sides_of(partnership: Partnership) -> str:
    """ "Seattle – Kobe", of a partnership with its sides at hand."""
    return in_line(party.community for party in partnership.sides)


@register.filter
def purpose(partnership: Partnership) -> str:
    """What its stage is for, in a line."""
    return str(STAGES[Stage(partnership.stage)]) if partnership.stage else ""


@register.filter
def sides_for_header(partnership: Partnership) -> list[dict[str, Any]]:
    """The sides as the party header wants them."""
    return [
        {
            "name": party.community.name,
            "native_name": party.community.native_name,
            "language": party.community.native_language,
            "place": kind_and_place(party.community),
            "url": party.community.get_absolute_url(),
        }
        for party in partnership.sides  # type: ignore[attr-defined]
    ]


@register.filter
def other_sides(partnership: Partnership, community: Community) -> list[Community]:
    """The communities of a partnership without this one."""
    return [party.community for party in partnership.sides if party.community_id != community.pk]  # type: ignore[attr-defined]


@register.filter
def places(partnership: Partnership) -> str:
    """Where the sides lie, in their order: "Washington, United States · Japan"."""
    return " · ".join(party.community.place for party in partnership.sides)  # type: ignore[attr-defined]


@register.filter
def with_link(part: Part) -> SafeString:
    """Some rows in words, their number leading to them."""
    link = format_html('<a href="{}" rel="nofollow">{}</a>', part.query, part.number)
    return format_html(part.words.replace("%(n)s", "{}"), link)
