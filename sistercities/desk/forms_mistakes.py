"""The shape of a report about a mistake, and of its answer."""

from django import forms
from django.utils.translation import gettext_lazy as _


class MistakeForm(forms.Form):
    """What is wrong, in the words of whoever saw it."""

    text = forms.CharField(
        label=_("What is wrong, and what is right?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Say what is wrong.")},
    )
    source = forms.CharField(
        label=_("Where do you have it from?"),
        max_length=500,
        required=False,
        help_text=_("A link, a newspaper, a plaque, your own office: then we can correct it sooner."),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        help_text=_("Only if you want an answer. We erase it once we have answered."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    # People do not see this field; programs that fill in every field do.
    website = forms.CharField(required=False, max_length=500, label=_("Leave this empty"))

    @property
    def is_by_a_program(self) -> bool:
        return bool(self.data.get("website"))


class AnswerForm(forms.Form):
    """What was done about a report."""

    answer = forms.CharField(
        label=_("What did you do about it?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("If somebody left an address, they get these words by mail."),
        error_messages={"required": _("Say in a sentence what you did.")},
    )
