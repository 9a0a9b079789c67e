"""What committees ask the association, and what it answers."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from partnerships.models import Partnership
from sistercities.common.date_forms import DayField

from .handin_fields import ManyFilesField


class QuestionForm(forms.Form):
    """A question in one's own words."""

    text = forms.CharField(
        label=_("Your question"),
        max_length=5000,
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": _("Write what you want to know.")},
    )
    files = ManyFilesField(
        label=_("Files"),
        help_text=_("If a paper shows what you mean. PDF or photos, at most 25 MB each."),
        required=False,
    )


class LookForm(forms.Form):
    """A final text and who will sign it, before signing day."""

    partnership = forms.ModelChoiceField(
        Partnership.objects.none(),
        label=_("Which partnership is it about?"),
        required=False,
        empty_label=_("One that is not here yet"),
    )
    files = ManyFilesField(
        label=_("The final text"),
        help_text=_("In every language in which it will be signed. PDF or photos, at most 25 MB each."),
        error_messages={"required": _("Add the text that will be signed.")},
    )
    signers = forms.CharField(
        label=_("Who will sign"),
        help_text=_(
            "One line for each person: name, title, for which side. If somebody signs in place of the mayor, say "
            "whether there is a letter that allows it."
        ),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Write who will sign, one person a line.")},
    )
    signing_on = DayField(
        label=_("Signing day"), help_text=_("If it is known. We try to answer in time for it."), required=False
    )
    text = forms.CharField(
        label=_("What you want to know"),
        max_length=5000,
        widget=forms.Textarea({"rows": 4}),
        initial=_("Can the association record this once it is signed?"),
        error_messages={"required": _("Write what you want to know.")},
    )

    def __init__(self, *args: Any, partnerships: QuerySet[Partnership], today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        cast("forms.ModelChoiceField[Partnership]", self.fields["partnership"]).queryset = partnerships

    def clean_signing_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["signing_on"]
        if day and day < self.today:
            raise forms.ValidationError(_("This day is over. If it is signed already, hand the signed document in."))
        return day


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Your answer"),
        help_text=_("It is sent word for word, below a greeting and above your name."),
        max_length=10_000,
        widget=forms.Textarea({"rows": 10}),
        error_messages={"required": _("Write the answer.")},
    )
