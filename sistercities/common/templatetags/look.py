"""The components that need arguments worked out; the others are plain includes (docs/guides/components.md)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from sistercities.common import look, world

register = template.Library()


def _read(row: Any, name: str) -> Any:
    """A value of a mapping or an attribute of an object, "" if it has none."""
    return row.get(name, "") if isinstance(row, Mapping) else getattr(row, name, "")


@register.inclusion_tag("components/_side_mark.html")
def side_mark(side: int | str) -> dict[str, Any]:
    """The mark of a side: disc for 1, ring for 2, diamond for 3, square for 4; the name stands beside it."""
    side = int(side)
    return {"shape": look.shape_of_side(side), "side": look.side_number(side)}


@register.inclusion_tag("components/badge.html")
def badge(code: str, word: Any = "") -> dict[str, Any]:
    """A state, the place of a hand-in or an answer as word, shape and tint. `word` replaces the usual word."""
    known = look.badge_for(str(code))
    return {"word": word or known.word or code, "shape": known.shape, "tone": known.tone}


@register.inclusion_tag("components/party_header.html")
def party_header(parties: Iterable[Any], year: Any = "", state: str = "", heading: str = "") -> dict[str, Any]:
    """Two or more places joined by the arc, year and state at its crown.

    `parties`: in order of side, mappings or objects with `name` and, as known, `native_name`, `language`, `place`
    ("Washington, United States") and `url`. `heading`: text of the page's h1, hidden from sight; leave it out where
    the page has another h1.
    """
    rows = [
        {
            "side": look.side_number(n),
            "name": _read(party, "name"),
            "native_name": _read(party, "native_name"),
            "language": _read(party, "language"),
            "place": _read(party, "place"),
            "url": _read(party, "url"),
            "is_long": len(str(_read(party, "name"))) > 22,
        }
        for n, party in enumerate(parties, start=1)
    ]
    return {
        "parties": rows,
        "count": min(len(rows), 5),
        "arcs": look.arcs(len(rows)) if len(rows) > 1 else [],
        "year": year,
        "state": state,
        "heading": heading,
    }


@register.inclusion_tag("components/stage_rail.html")
def stage_rail(stage: str, waiting: str = "", unkept: Sequence[str] = ()) -> dict[str, Any]:
    """The five stages: where the file is, what it waits for. `unkept`: stages passed before this portal."""
    codes = [code for code, _label in look.STAGES]
    here = codes.index(stage) if stage in codes else -1
    steps = [
        {
            "label": label,
            "is_here": n == here,
            "is_past": n < here,
            "is_unkept": code in unkept,
        }
        for n, (code, label) in enumerate(look.STAGES)
    ]
    return {"steps": steps, "waiting": waiting, "has_unkept": any(step["is_unkept"] for step in steps)}


@register.inclusion_tag("components/recognition.html")
def recognition(code: str, number: str = "", url: str = "", day: Any = "") -> dict[str, Any]:
    """What the association has on file: `recorded` (with number, its address and day), `before` or `not_here`."""
    word, sentence = look.RECOGNITION[code]
    return {"code": code, "word": word, "sentence": sentence, "number": number, "url": url, "day": day}


@register.inclusion_tag("components/world_map.html")
def world_map(links: Iterable[Any], title: str = "") -> dict[str, Any]:
    """The world with an arc for each pair of places.

    `links`: mappings or objects with `a` and `b`, each (longitude, latitude) or None; a link that lacks one is left
    out. The map is decoration: give its list beside it.
    """
    ends = [(_read(link, "a"), _read(link, "b")) for link in links]
    return {"arcs": [world.arc(a, b) for a, b in ends if a and b], "size": world.SIZE, "title": title}


@register.inclusion_tag("components/pagination.html")
def pagination(page: Page, query: str = "?") -> dict[str, Any]:
    """Pages of a list. `query`: address of its first page with all filters ("?country=JP", or "?" without any)."""
    joined = query + ("" if query.endswith("?") else "&") + "page="
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [
        {"number": n, "url": f"{joined}{n}", "is_here": n == page.number, "is_gap": not isinstance(n, int)}
        for n in numbers
    ]
    return {
        "links": links,
        "previous": f"{joined}{page.number - 1}" if page.has_previous() else "",
        "next": f"{joined}{page.number + 1}" if page.has_next() else "",
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, Any]:
    """What has to be corrected in these forms, each line a link to its field; nothing if there is nothing."""
    lines: list[dict[str, Any]] = []
    for form in forms:
        if form and form.is_bound:
            lines += [{"text": text, "target": ""} for text in form.non_field_errors()]
            for field in form:
                target = field.id_for_label or field.auto_id
                lines += [{"label": field.label, "text": text, "target": target} for text in field.errors]
    return {"lines": lines}


@register.filter
def fingerprint(value: str) -> str:
    """A file fingerprint in groups of eight, so that two can be compared by eye."""
    return " ".join(re.findall(".{1,8}", str(value)))


@register.filter
def tel(value: str) -> str:
    """A phone number as the target of a tel: link; "" if it has no digit."""
    kept = re.sub(r"[^\d+]", "", str(value))
    return f"tel:{kept}" if kept else ""


@register.filter
def kind_of(field: Any) -> str:
    """How a bound field is shown: radios, checkboxes, checkbox, file, date, textarea, select or text."""
    name = type(field.field.widget).__name__.lower()
    for kind in ("radio", "checkboxselectmultiple", "checkbox", "file", "textarea", "select"):
        if kind in name:
            return {"radio": "radios", "checkboxselectmultiple": "checkboxes"}.get(kind, kind)
    return "date" if "date" in name else "text"


@register.simple_tag
def page_word(page: int, pages: int, title: str) -> str:
    """The alternative text of a page image: "page 2 of 3 of Agreement.pdf"."""
    return _("page %(page)d of %(pages)d of %(title)s") % {"page": page, "pages": pages, "title": title}


# What would end the element or open another one, as JSON may write it too.
_IN_A_SCRIPT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag
def linked_data(facts: Mapping[str, Any]) -> SafeString:
    """Facts in the words of schema.org for programs (JSON-LD); browsers do not run it."""
    text = json.dumps({"@context": "https://schema.org", **facts}, ensure_ascii=False).translate(_IN_A_SCRIPT)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - nothing in it ends the script
