"""Who asked for what staff do for a committee."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sistercities.common.date_forms import DayField, PartialDateFormField

from .choices import AskedHow


class OnBehalfForm(forms.Form):
    """Who asked, how, when, and the sheet."""

    asked_by = forms.CharField(
        label=_("Who asked?"), help_text=_("Name, and what the person is in the committee."), max_length=200
    )
    asked_how = forms.ChoiceField(label=_("How?"), choices=AskedHow.choices, widget=forms.RadioSelect)
    asked_on = DayField(label=_("On which day?"))
    sheet = forms.FileField(
        label=_("The sheet or letter as a file"),
        help_text=_("PDF, JPEG, PNG, TIFF or HEIC, at most 25 MB. Only staff see it. After a call there may be none."),
        required=False,
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["asked_on"]
        if isinstance(field, PartialDateFormField):
            field.not_after = today

    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.cleaned_data)
        sheet = data.pop("sheet")
        return {**data, "sheet": sheet.file if sheet else None, "sheet_name": sheet.name if sheet else ""}
