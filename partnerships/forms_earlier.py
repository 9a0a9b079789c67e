"""Lines of an earlier file or printed directory: one source, then the communities and their page in each line."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from directory.choices import Level
from directory.choosing import communities_found, community_in_line
from directory.models import Community
from sistercities.common.countries import country_at_end, country_name
from sistercities.common.names import sides_in_line

from .models import EarlierRecognition, Partnership
from .services.earlier import FIRST_YEAR, Side, already_listed, two_countries

ADD, ALONE = "add", "alone"
FURTHER = ("third", "fourth")
SIDES = ("home", "partner", *FURTHER)
NOT_KNOWN = _("The directory does not know it. Check the spelling, or look at what would be added below.")


class SourceForm(forms.Form):
    """Which file or directory, and of which year."""

    source = forms.CharField(
        label=_("File or directory"),
        max_length=200,
        help_text=_("An earlier file or a printed directory of the association, as it calls itself, without the year."),
        widget=forms.TextInput(attrs={"list": "earlier-sources", "autocomplete": "off"}),
        error_messages={"required": _("Name the file or the directory.")},
    )
    year = forms.IntegerField(
        label=_("Year"),
        min_value=FIRST_YEAR,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 4}),
        help_text=_("The year of the file or the directory, not of the partnership."),
        error_messages={
            "required": _("Enter the year of the file or the directory."),
            "invalid": _("Enter the year with four digits."),
            "min_value": _("No file of the association is as old as that. Check the year."),
        },
    )

    def __init__(self, *args: Any, this_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.this_year = this_year

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if year > self.this_year:
            raise forms.ValidationError(_("This year is still to come. Check it."))
        return year


class PlaceForm(forms.Form):
    """A community that the directory does not know. Asked for only after a search."""

    name = forms.CharField(label=_("Name as English readers know it"), max_length=200)
    level = forms.ChoiceField(label=_("What kind of community is it?"), choices=Level.choices, initial=Level.CITY)
    country = forms.ChoiceField(label=_("Country"), error_messages={"required": _("Choose the country.")})
    subdivision_name = forms.CharField(label=_("State, province or region"), required=False, max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["country"]).choices = [("", _("Choose a country")), *countries]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("country") == settings.ASSOCIATION_COUNTRY and not data.get("subdivision_name"):
            self.add_error("subdivision_name", _("Name the state, so that places of the same name are told apart."))
        return data


class LineForm(forms.Form):
    """One line: two communities or more, and their page.

    Each is searched for, looked at and chosen, also where one alone is found.
    """

    home_name = forms.CharField(
        label=_("Community at home"),
        max_length=200,
        error_messages={"required": _("Enter the community at home.")},
    )
    partner_name = forms.CharField(
        label=_("Community abroad"),
        max_length=200,
        error_messages={"required": _("Enter the community abroad.")},
    )
    page = forms.CharField(label=_("Page"), max_length=40, required=False)
    third_name = forms.CharField(label=_("Third community"), max_length=200, required=False)
    fourth_name = forms.CharField(label=_("Fourth community"), max_length=200, required=False)
    home = forms.ChoiceField(label=_("At home"), widget=forms.RadioSelect)
    partner = forms.ChoiceField(label=_("Abroad"), widget=forms.RadioSelect)
    third = forms.ChoiceField(label=_("The third"), widget=forms.RadioSelect)
    fourth = forms.ChoiceField(label=_("The fourth"), widget=forms.RadioSelect)
    which = forms.ChoiceField(
        label=_("Which partnership is it?"),
        widget=forms.RadioSelect,
        required=False,
        error_messages={"required": _("Choose which partnership the line is about.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"empty_permitted": True, "use_required_attribute": False, **kwargs})
        self.found = {side: _found(self[f"{side}_name"].value(), side) for side in SIDES}
        for side, found in self.found.items():
            field = cast("forms.ChoiceField", self.fields[side])
            known = [(key, community_in_line(row)) for key, row in found.items()]
            field.choices = [*known, (ADD, _("None of these: add it"))]
            field.required = bool(found)
            field.error_messages = {
                "required": _("Look at what was found, then choose."),
                "invalid_choice": _("Look at what is found under this name now, then choose."),
            }
        self.larger = self._larger()
        choices = [(str(row.pk), sides_in_line(p.community.name for p in row.sides)) for row in self.larger]
        which = cast("forms.ChoiceField", self.fields["which"])
        which.choices = [*choices, (ALONE, _("One of these communities alone"))] if choices else []
        which.required = bool(choices)
        self.places = {side: self._place(side) for side in SIDES if self._is_new(side)}

    @property
    def has_searched(self) -> bool:
        return bool(self["home_name"].value() and self["partner_name"].value())

    @property
    def only_ones(self) -> dict[str, str]:
        """What can be ticked beforehand: the one community that is found under a name."""
        return {
            self.add_prefix(side): next(iter(found))
            for side, found in self.found.items()
            if len(found) == 1 and self[side].value() not in (*found, ADD)
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for side, place in self.places.items():
            if not place.is_valid() or not self._is_seen(side):
                sentence = _(
                    "The directory does not know it. Check the spelling, or look at what would be added below."
                )
                self.add_error(f"{side}_name", sentence)
        if self.errors or not self.has_searched:
            return data
        sides = self.sides
        codes = [str(side.country if isinstance(side, Community) else side["country"]) for side in sides]
        if not two_countries(codes):
            facts = {"country": country_name(codes[0])}
            same = gettext("All stand in one country: %(country)s. A partnership has sides in at least two.")
            self.add_error("partner", same % facts)
        elif any(side in sides[:n] for n, side in enumerate(sides)):
            self.add_error(f"{self.named[-1]}_name", _("A community is named twice. Name each of them once."))
        elif listed := EarlierRecognition.objects.filter(partnership=self.partnership).first():
            self.add_error("partner_name", already_listed(listed))
        return data

    @property
    def named(self) -> list[str]:
        """Which sides the line names: the first two, and those of the others that are filled in."""
        return [side for side in SIDES if side not in FURTHER or self[f"{side}_name"].value()]

    @property
    def further(self) -> list[tuple[Any, PlaceForm | None]]:
        """The sides after the first two: what was found for each, and the facts of one that would be added."""
        return [(self[side] if self.found[side] else "", self.places.get(side)) for side in FURTHER]

    @property
    def sides(self) -> list[Side]:
        """The communities that were chosen, or the facts of those that are to be added."""
        return [
            self.places[side].cleaned_data if side in self.places else self.found[side][self.cleaned_data[side]]
            for side in self.named
        ]

    @property
    def partnership(self) -> Partnership | None:
        """The one that is here already, if there is one."""
        sides = self.sides
        known = [side for side in sides if isinstance(side, Community)]
        larger = {str(row.pk): row for row in self.larger}
        if chosen := larger.get(self.cleaned_data.get("which", "")):
            return chosen
        return Partnership.objects.between(known).first() if len(known) == len(sides) else None

    def _chosen(self, side: str) -> Community | None:
        return self.found[side].get(self[side].value() or "")

    def _is_new(self, side: str) -> bool:
        is_named = bool(self[f"{side}_name"].value())
        return self.is_bound and is_named and (not self.found[side] or self[side].value() == ADD)

    def _is_seen(self, side: str) -> bool:
        """Whether the facts of a new community stood on the page that was sent."""
        return f"{self.prefix}-{side}-new-name" in self.data

    def _larger(self) -> list[Partnership]:
        """Partnerships of these communities and others, where none of these alone is here."""
        chosen = [found for side in self.named if (found := self._chosen(side))]
        if len(set(chosen)) < len(self.named) or Partnership.objects.between(chosen).exists():
            return []
        rows = Partnership.objects.with_parties()
        for community in chosen:
            rows = rows.with_community(community)
        return list(rows)

    def _place(self, side: str) -> PlaceForm:
        prefix = f"{self.prefix}-{side}-new"
        if self._is_seen(side):
            return PlaceForm(self.data, prefix=prefix)
        name, country = country_at_end(self[f"{side}_name"].value())
        country = country or (settings.ASSOCIATION_COUNTRY if side == "home" else "")
        filled = {"name": name.split(",")[0].strip(), "country": country, "level": Level.CITY, "subdivision_name": ""}
        return PlaceForm({f"{prefix}-{key}": value for key, value in filled.items()}, prefix=prefix)


def _found(name: str | None, side: str) -> dict[str, Community]:
    """What the directory knows under this name: at home, abroad, or anywhere for a further side or for want of both."""
    current = Community.objects.current()
    home = {"country": settings.ASSOCIATION_COUNTRY}
    there = {"home": current.filter(**home), "partner": current.exclude(**home)}.get(side, current.none())
    return communities_found(there, name) or communities_found(current, name)
