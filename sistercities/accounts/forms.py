"""What people tell about themselves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

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
