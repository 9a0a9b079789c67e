"""What is asked when the care for a committee passes on, when nobody answers, and when there is no committee left."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from sistercities.common.date_forms import DayField

from .choices import AskedHow, Role
from .forms_people import EmailForm
from .models import Seat
from .services import Asked

LEAVE = "leave"
AFTER = [
    (LEAVE, _("leaves the committee: the seat ends")),
    (Role.EDITOR, _("stays as editor: may hand in documents and change the committee's files")),
    (Role.VIEWER, _("stays as reader: may read the committee's files and change nothing")),
]


class HandoverForm(EmailForm):
    """Who takes over, and what becomes of the one who hands over."""

    role_after = forms.ChoiceField(
        label=_("What happens to the one who hands over?"),
        choices=AFTER,
        widget=forms.RadioSelect,
        help_text=_("Only once the new main contact has accepted. Until then nothing changes."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address of the new main contact")

    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        after = self.cleaned_data["role_after"]
        return {"email": self.cleaned_data["email"], "role_after": "" if after == LEAVE else after}


class HandoverForThemForm(HandoverForm):
    """The same, entered by staff for a committee. `seats`: those of its main contacts."""

    seat = forms.ChoiceField(label=_("Who hands over?"), widget=forms.RadioSelect)
    asked_by = forms.CharField(label=_("Who asked you for it?"), max_length=200)
    asked_how = forms.ChoiceField(label=_("How?"), choices=AskedHow.choices, widget=forms.RadioSelect)
    asked_on = DayField(label=_("On which day?"))

    field_order = ["seat", "email", "role_after", "asked_by", "asked_how", "asked_on"]

    def __init__(self, *args: Any, seats: list[Seat], today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seat = cast("forms.ChoiceField", self.fields["seat"])
        seat.choices = [(str(row.pk), str(row.user)) for row in seats]
        seat.initial = str(seats[0].pk) if len(seats) == 1 else None
        cast("DayField", self.fields["asked_on"]).not_after = today

    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        asked = Asked(by=data["asked_by"], how=data["asked_how"], on=data["asked_on"])
        return {**super().facts(), "seat_id": int(data["seat"]), "asked": asked}


class SilenceForm(forms.Form):
    """Why notice is given."""

    reason = forms.CharField(
        label=_("How do you know that nobody answers?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you tried, and when. It stays on file, and the committee reads it in the letter."),
        error_messages={"required": _("Say how you know that nobody answers.")},
    )


class AnswerForm(forms.Form):
    """An answer that came by phone or post."""

    answer = forms.CharField(
        label=_("Who answered, how and when?"),
        max_length=300,
        error_messages={"required": _("Say who answered, how and when.")},
    )


class DissolveForm(forms.Form):
    """Since when there is no committee, and where that is written."""

    on = DayField(label=_("On which day was it dissolved?"))
    source = forms.CharField(
        label=_("Where is that written, or who said so?"),
        max_length=300,
        help_text=_("For instance: minutes of the last meeting, letter of the city clerk of 4 May 2026."),
        error_messages={"required": _("Say where that is written, or who said so.")},
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("DayField", self.fields["on"]).not_after = today
