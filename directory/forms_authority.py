"""The shape of what staff type about the sides of a partnership: what they looked up, and which laws concern them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_countries import countries as all_countries

from sistercities.common.countries import country_codes, country_name
from sistercities.common.date_forms import DayField
from sistercities.common.names import fold

from .choices import Outcome
from .models import LawAdvisory


class CheckForm(forms.Form):
    """What one check showed."""

    outcome = forms.ChoiceField(
        label=_("What did you find?"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what you found.")},
    )
    link = forms.URLField(
        label=_("Where does it stand?"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("The address of the page. Without one, write in the note where you looked."),
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=1000, widget=forms.Textarea({"rows": 2}))


class CountryList(forms.CharField):
    """Names or codes of countries with commas between them, as the list of codes that is stored."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(country_name(code)) for code in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        names = [
            name.strip() for name in (super().to_python(value) or "").replace("\n", ",").split(",") if name.strip()
        ]
        return sorted({self._code(name) for name in names})

    def _code(self, name: str) -> str:
        exact = [code for code, label in all_countries if fold(name) in (code.lower(), fold(str(label)))]
        found = exact or country_codes(name)
        if len(found) != 1:
            raise ValidationError(_("“%(name)s” is not one country. Write its English name."), params={"name": name})
        return found[0]


class AdvisoryForm(forms.Form):
    """An advisory in English. `version` tells what stood there when the form was opened."""

    title = forms.CharField(label=_("Name of the law"), max_length=200)
    state_name = forms.CharField(
        label=_("State"), required=False, max_length=120, help_text=_("Empty for a law of the whole country.")
    )
    state = forms.RegexField(
        r"^[A-Z]{2}-[A-Z0-9]{1,3}$",
        label=_("Code of the state"),
        required=False,
        help_text=_("For instance US-TX for Texas."),
        error_messages={"invalid": _("Write the code of the state, for instance US-TX.")},
        widget=forms.TextInput(attrs={"class": "short"}),
    )
    countries = CountryList(label=_("Countries concerned"), help_text=_("With commas between them."))
    text = forms.CharField(
        label=_("What staff should know"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("In your own words: what it says, from when, whom to ask. It is not legal advice; say so."),
    )
    source_url = forms.URLField(label=_("Where the law stands"), max_length=500, assume_scheme="https")
    in_force_from = DayField(label=_("In force from"))
    in_force_until = DayField(label=_("In force until and including"), required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("state")) != bool(data.get("state_name")) and not self.errors:
            self.add_error("state", _("Give the state with its name and its code, or leave both empty."))
        first, last = data.get("in_force_from"), data.get("in_force_until")
        if first and last and last < first:
            self.add_error("in_force_until", _("It cannot end before it begins."))
        return data

    def values(self, row: LawAdvisory | None) -> dict[str, Any]:
        """Fields of the row; what stands in other languages stays."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in ("title", "text", "version")}
        before = row or LawAdvisory()
        return {
            **data,
            "in_force_until": data["in_force_until"] or None,
            "titles": {**before.titles, "en": self.cleaned_data["title"]},
            "texts": {**before.texts, "en": self.cleaned_data["text"]},
        }

    @staticmethod
    def opened_with(row: LawAdvisory) -> dict[str, Any]:
        """What the form holds when it is opened."""
        named = ("state", "state_name", "countries", "source_url", "in_force_from", "in_force_until")
        return {
            **{name: getattr(row, name) for name in named},
            "title": row.titles.get("en", ""),
            "text": row.texts.get("en", ""),
        }
