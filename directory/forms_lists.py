"""Which place an open line of a list means: what fits, what a search finds, and the choice."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from .choosing import FOUND_AT_MOST
from .lists import ListKind
from .models import Community, ListLine, Place

PLACE, COMMUNITY = "place", "community"


class PlacesForm(forms.Form):
    """One choice for each end of the line that is open: a place of the gazetteer or a community that is here.

    `searched`: what was typed to search with, by end. Without it the places that fit stand there, or what a search
    for the name as typed finds.
    """

    def __init__(self, *args: Any, line: ListLine, kind: ListKind, searched: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.searched, self.typed = {}, [asked.name for asked in kind.asked(line.row)]
        self.line = line
        for n, label in enumerate(kind.ends):
            if "id" in line.end(n) and not line.is_both_same:
                continue
            text = searched.get(n, "")
            choices = _found(text or self.typed[n]) if text or not line.end(n).get("candidates") else _fitting(line, n)
            self.searched[n] = text
            self.fields[f"end{n}"] = forms.ChoiceField(
                label=str(label),
                choices=choices,
                widget=forms.RadioSelect,
                help_text=_("The list says “%(name)s”.") % {"name": self.typed[n]},
                error_messages={"required": _("Choose a place, or leave the line out.")},
            )

    @property
    def open_ends(self) -> list[dict[str, Any]]:
        """For each open end its field, its number and what was searched for."""
        return [{"field": self[f"end{n}"], "n": n, "text": text} for n, text in self.searched.items()]

    @property
    def is_answerable(self) -> bool:
        """Whether there is something to choose for every end."""
        return all(cast("forms.ChoiceField", field).choices for field in self.fields.values())

    @property
    def ends(self) -> list[dict[str, Any]]:
        """The ends of the line with what was chosen."""
        return [
            _end(self.cleaned_data[f"end{n}"]) if n in self.searched else self.line.end(n)
            for n in range(len(self.typed))
        ]


def _fitting(line: ListLine, n: int) -> list[tuple[str, str]]:
    rows = Place.objects.filter(pk__in=line.end(n)["candidates"]).order_by("-population", "pk")
    return [(f"{PLACE}:{row.pk}", _in_line(row)) for row in rows]


def _found(text: str) -> list[tuple[str, str]]:
    here = list(Community.objects.current().search(text).by_closeness(text)[:FOUND_AT_MOST])
    known = {row.geonames_id for row in here}
    places = Place.objects.search(text).by_closeness(text)[:FOUND_AT_MOST]
    return [(f"{COMMUNITY}:{row.pk}", f"{_in_line(row)} ({_('in the directory')})") for row in here] + [
        (f"{PLACE}:{row.pk}", _in_line(row)) for row in places if row.pk not in known
    ]


def _in_line(row: Community | Place) -> str:
    people = f", {row.population:,}" if row.population else ""
    return f"{row.name}, {row.get_level_display()}, {row.place}{people}"


def _end(value: str) -> dict[str, Any]:
    kind, _colon, key = value.partition(":")
    row: Any = Place.objects.get(pk=key) if kind == PLACE else Community.objects.get(pk=key)
    facts = {"name": row.name, "place": row.subdivision_name, "country": str(row.country)}
    return {"id": row.pk, **facts} if kind == PLACE else {"id": row.geonames_id, "community": row.pk, **facts}
