"""The shape of what staff choose in the queue, and say of each other."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from sistercities.accounts.models import User
from sistercities.accounts.querysets import UserQuerySet
from sistercities.common.date_forms import DayField

from .working_days import working_day_after

ANOTHER = "another"


class GrantForm(forms.Form):
    """To whom the right to record is given, and for which days."""

    user = forms.EmailField(
        label=_("E-mail address of the person"),
        help_text=_("Of the staff, or an officer of the board with a login here."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    starts_on = DayField(label=_("From"), help_text=_("The right holds from the beginning of this day."))
    ends_on = DayField(label=_("Until and including"), required=False, help_text=_("Empty: until you end it."))
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)

    def clean_user(self) -> User:
        person = User.objects.filter(email__iexact=self.cleaned_data["user"], is_active=True).first()
        if person is None:
            raise forms.ValidationError(_("Nobody with a login has this address. Add the person first."))
        return person


class AwayForm(forms.Form):
    """From which day until which day a person is away."""

    starts_on = DayField(label=_("From"), help_text=_("The first day away."))
    ends_on = DayField(label=_("Until and including"), help_text=_("The last day away."))


class SecondStepForm(forms.Form):
    """Why a colleague's lost second step should be removed."""

    reason = forms.CharField(
        label=_("How do you know that it is them who ask?"),
        max_length=300,
        help_text=_("For instance: we spoke in the office today. An administrator reads it before confirming."),
        error_messages={"required": _("Say how you know that it is them who ask.")},
    )


class LeaveForm(forms.Form):
    """Who gets what somebody who leaves had taken."""

    heir = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Who takes over what they had taken?"),
        required=False,
        empty_label=_("Nobody yet: it goes back to the queue"),
        error_messages={"invalid_choice": _("Choose a colleague who is here.")},
    )

    def __init__(self, *args: Any, heirs: UserQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["heir"].queryset = heirs


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
