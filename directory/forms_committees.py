"""What staff tell about a committee that joins."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from .choices import CommitteeKind, Level
from .models import Community

NEW_FIELDS = {"new_name": "name", "new_level": "level", "new_state": "subdivision_name"}


class CommitteeForm(forms.Form):
    """Name, communities and addresses. `found`: the communities that the search of the page offers."""

    communities = forms.MultipleChoiceField(
        label=_("Which communities does it look after?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    new_name = forms.CharField(label=_("Name of a community that is not in the list"), required=False, max_length=200)
    new_level = forms.ChoiceField(label=_("What kind of community is it?"), choices=Level.choices, required=False)
    new_state = forms.CharField(label=_("State"), required=False, max_length=120)
    name = forms.CharField(
        label=_("Name of the committee"),
        max_length=200,
        help_text=_("As it calls itself, for instance: Boise Sister Cities Association."),
    )
    kind = forms.ChoiceField(label=_("What is it?"), choices=CommitteeKind.choices, initial=CommitteeKind.NONPROFIT)
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    email = forms.EmailField(label=_("E-mail address"), required=False, help_text=_("Not shown to the public."))
    phone = forms.CharField(label=_("Phone"), required=False, max_length=60, help_text=_("Not shown to the public."))
    post_address = forms.CharField(
        label=_("Postal address"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Not shown to the public."),
    )

    def __init__(self, *args: Any, found: Iterable[Community], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = {str(row.pk): row for row in found}
        offered = cast("forms.MultipleChoiceField", self.fields["communities"])
        offered.choices = [(key, row.full_name) for key, row in self.found.items()]
        if not self.found:
            del self.fields["communities"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("new_name") and not data.get("new_state"):
            self.add_error("new_state", _("Name the state, so that places of the same name are told apart."))
        return data

    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in NEW_FIELDS}
        new = {theirs: self.cleaned_data[ours] for ours, theirs in NEW_FIELDS.items()}
        chosen = [self.found[key] for key in data.pop("communities", [])]
        return {**data, "communities": chosen, "new_community": new if new["name"] else None}
