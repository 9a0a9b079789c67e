"""The shape of what staff choose in the queue."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from .working_days import working_day_after

ANOTHER = "another"


class PutOffForm(forms.Form):
    """Until when a task is put off: a working day soon, or another day after today."""

    until = forms.ChoiceField(label=_("Until when"), widget=forms.RadioSelect)
    day = forms.DateField(
        label=_("Which day"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        tomorrow = working_day_after(today)
        monday = working_day_after(today + dt.timedelta(days=6 - today.weekday()))
        later = working_day_after(today + dt.timedelta(days=13))
        self.fields["until"].choices = [
            *((str(day), date_format(day, "l, j F Y")) for day in sorted({tomorrow, monday, later})),
            (ANOTHER, _("Another day")),
        ]
        self.fields["day"].widget.attrs["min"] = str(today + dt.timedelta(days=1))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("until") == ANOTHER:
            if not cleaned.get("day") and "day" not in self.errors:
                self.add_error("day", _("Say on which day it should come back."))
            elif cleaned.get("day") and cleaned["day"] <= self.today:
                self.add_error("day", _("Choose a day after today."))
        return cleaned

    @property
    def chosen(self) -> dt.date:
        """The day, once the form is valid."""
        until = self.cleaned_data["until"]
        return self.cleaned_data["day"] if until == ANOTHER else dt.date.fromisoformat(until)
