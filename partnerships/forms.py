"""What a side says about the state of its partnership."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.choices import AskedHow
from sistercities.common.date_forms import DayField, PartialDateFormField

from .models import Party


class StateForm(forms.Form):
    """Which side says so, since when. `by_staff`: also who asked, how, and on which day."""

    side = forms.ChoiceField(
        label=_("Which side says so?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say which side says so."), "invalid_choice": _("Choose one of the sides.")},
    )
    since = PartialDateFormField(
        label=_("Since when?"),
        help_text=_("A year is enough. Leave it empty to count from today."),
        required=False,
    )
    asked_by = forms.CharField(
        label=_("Who asked for it?"),
        help_text=_("Name and office. It is not public."),
        max_length=200,
        error_messages={"required": _("Say who asked for it.")},
    )
    asked_how = forms.ChoiceField(
        label=_("How?"),
        choices=AskedHow.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how they asked.")},
    )
    asked_on = DayField(label=_("On which day?"))

    def __init__(
        self, *args: Any, parties: Sequence[Party], today: dt.date, by_staff: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.parties = {str(party.side): party for party in parties}
        side = cast("forms.ChoiceField", self.fields["side"])
        side.choices = [(key, party.community.name) for key, party in self.parties.items()]
        if len(self.parties) == 1:
            side.initial, side.required, side.disabled = next(iter(self.parties)), False, True
            side.widget = forms.HiddenInput()
        for name in ("since", "asked_on"):
            cast("PartialDateFormField", self.fields[name]).not_after = today
        if not by_staff:
            for name in ("asked_by", "asked_how", "asked_on"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """With `party` in place of `side`."""
        data = super().clean() or {}
        if side := data.pop("side", ""):
            data["party"] = self.parties[side]
        return data
