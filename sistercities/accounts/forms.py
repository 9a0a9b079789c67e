"""What people tell about themselves."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from sistercities.common.languages import language_choices


class NamesForm(forms.Form):
    """A name as its bearer writes it: one line, any order, and, if there is one, the form in the own script."""

    full_name = forms.CharField(
        label=_("Full name"),
        max_length=200,
        help_text=_("As you want others to write it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    own_script_name = forms.CharField(
        label=_("Name in your own script"),
        max_length=200,
        required=False,
        help_text=_("Only if you write your name in another script too."),
    )
    own_script_language = forms.ChoiceField(
        label=_("Language of that script"), choices=language_choices, required=False
    )

    def clean(self) -> dict[str, Any]:
        names = super().clean() or self.cleaned_data
        names.update({key: " ".join(names[key].split()) for key in ("full_name", "own_script_name") if names.get(key)})
        if names.get("own_script_name") and not names.get("own_script_language"):
            self.add_error("own_script_language", _("Choose the language, so that screen readers say the name right."))
        if names.get("own_script_language") and not names.get("own_script_name"):
            names["own_script_language"] = ""
        return names


class ProfileForm(NamesForm):
    """The profile page."""


# What fits into the window of an envelope, below the name.
MOST_LINES, LONGEST_LINE = 5, 45


def for_envelope(address: str) -> str:
    """The lines of a postal address without blanks; ValidationError for more than the window of an envelope shows."""
    lines = [line for line in (" ".join(line.split()) for line in address.splitlines()) if line]
    if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
        raise forms.ValidationError(
            _("The window of an envelope shows %(lines)d lines of %(letters)d letters. Shorten the address.")
            % {"lines": MOST_LINES, "letters": LONGEST_LINE}
        )
    return "\n".join(lines)


class EnvelopeForm(forms.Form):
    """A postal address as the window of an envelope shows it."""

    post_address = forms.CharField(
        label=_("Postal address"),
        help_text=_("As it stands on an envelope, without the name: street and number, then town and postal code."),
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 4, "autocomplete": "street-address"}),
    )
    post_country = forms.ChoiceField(label=_("Country"), choices=lambda: list(countries), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post_country"].initial = settings.ASSOCIATION_COUNTRY

    def clean_post_address(self) -> str:
        return for_envelope(self.cleaned_data["post_address"])


class ByPostForm(EnvelopeForm):
    """How letters reach somebody: by e-mail, or on paper to a postal address."""

    by_post = forms.TypedChoiceField(
        label=_("How do you want our letters?"),
        choices=[("", _("By e-mail")), ("1", _("By post, on paper"))],
        coerce=bool,
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
    )

    field_order = ["by_post"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("by_post") and "post_address" in data and not data["post_address"]:
            self.add_error("post_address", _("Enter the address to which we post the letters."))
        return data


def post_initial(row: Any) -> dict[str, Any]:
    """What stands in the form for a person or a committee."""
    country = str(row.post_country) or settings.ASSOCIATION_COUNTRY
    return {"by_post": "1" if row.by_post else "", "post_address": row.post_address, "post_country": country}
