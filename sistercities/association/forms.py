"""The shape of what staff type about the association."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from sistercities.common.date_forms import DayField

from .models import AssociationSettings, Policy


class PageForm(forms.Form):
    """One page in one language. `version` tells what stood there when the form was opened."""

    title = forms.CharField(label=_("Title"), max_length=120)
    summary = forms.CharField(
        label=_("Summary"),
        max_length=250,
        required=False,
        help_text=_("One or two sentences. They stand under the title, and search engines show them."),
    )
    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 40, "spellcheck": "true"}),
        help_text=_(
            "Written in Markdown: ## before a heading, - before a line of a list, **two stars** around what is "
            "important, [words](address) for a link. HTML is not read: it appears as it is typed."
        ),
    )
    version = forms.CharField(widget=forms.HiddenInput)


class SocialLinks(forms.CharField):
    """Lines of a name and an address, as the list of pairs that is stored."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(" ".join(pair) for pair in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        pairs = []
        for line in filter(None, (line.strip() for line in super().to_python(value).splitlines())):
            name, _space, address = line.rpartition(" ")
            try:
                URLValidator(schemes=["https", "http"])(address)
            except ValidationError as error:
                raise ValidationError(
                    _("Write a name and an address in each line, for instance: Facebook https://example.org/us")
                ) from error
            pairs.append([name.strip() or address, address])
        return pairs


class WebAddress(forms.URLField):
    """An address; one typed without a scheme is taken as https."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


class AssociationForm(forms.ModelForm):
    """Name, addresses and links of the association."""

    social_links = SocialLinks(
        label=_("Social pages"), required=False, help_text=_("One a line: a name and its address.")
    )
    version = forms.CharField(widget=forms.HiddenInput)

    class Meta:
        model = AssociationSettings
        fields = [
            "name",
            "motto",
            "email",
            "phone",
            "post_address",
            "website",
            "membership_url",
            "donate_url",
            "social_links",
        ]
        field_classes = {"website": WebAddress, "membership_url": WebAddress, "donate_url": WebAddress}
        widgets = {"post_address": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "email": _("Stands on every page that invites people to write."),
            "phone": _("Stands on every page."),
        }

    def values(self) -> dict[str, Any]:
        """The fields of the row, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class PolicyForm(forms.ModelForm):
    """What is asked for beside the papers."""

    standing_grace_days = forms.IntegerField(
        label=Policy._meta.get_field("standing_grace_days").verbose_name,
        min_value=0,
        max_value=3650,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    designee_letters_since = DayField(
        label=Policy._meta.get_field("designee_letters_since").verbose_name,
        help_text=Policy._meta.get_field("designee_letters_since").help_text,
        required=False,
    )
    notice_days = forms.IntegerField(
        label=Policy._meta.get_field("notice_days").verbose_name,
        min_value=7,
        max_value=365,
        widget=forms.NumberInput(attrs={"class": "short"}),
        help_text=_("After that, staff may seat somebody new."),
    )
    version = forms.CharField(widget=forms.HiddenInput)

    class Meta:
        model = Policy
        fields = ["standing_asked_of", "standing_grace_days", "designee_letters_since", "notice_days"]
        widgets = {"standing_asked_of": forms.RadioSelect}

    def values(self) -> dict[str, Any]:
        """The fields of the row, without the version."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return {**data, "designee_letters_since": data["designee_letters_since"] or None}
