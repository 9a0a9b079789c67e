"""Communities to choose from: what a search offers, closest first, and how one is told from its homonyms."""

from django.utils.html import format_html

from .models import Community
from .querysets import CommunityQuerySet

FOUND_AT_MOST = 12


def communities_found(among: CommunityQuerySet, text: str | None) -> dict[str, Community]:
    """What a search finds, closest first, by the value of its radio button."""
    rows = among.search(text).by_closeness(text)[:FOUND_AT_MOST] if text else ()
    return {str(row.pk): row for row in rows}


def community_in_line(community: Community) -> str:
    """ "Kobe 神戸市, City, Japan", the native name marked with its language."""
    native = format_html(' <span lang="{}">{}</span>', community.native_language, community.native_name)
    return format_html(
        "{}{}, {}, {}",
        community.name,
        native if community.native_name not in ("", community.name) else "",
        community.get_level_display(),
        community.place,
    )
