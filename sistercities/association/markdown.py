"""Markdown of staff-edited pages to clean HTML."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_TAGS = {"h2", "h3", "h4", "p", "ul", "ol", "li", "a", "strong", "em", "blockquote", "code", "hr", "br"}
_TAGS |= {"table", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd"}
_parser = MarkdownIt("commonmark", {"html": False}).enable("table")


def to_html(text: str) -> SafeString:
    """HTML of `text` with a short list of allowed tags; links keep http, https and mailto addresses only."""
    html = nh3.clean(
        _parser.render(text),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    return mark_safe(html)  # noqa: S308 - cleaned on the line above
