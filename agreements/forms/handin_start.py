"""How a hand-in begins: for which committee, and how the paper reached the association."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from agreements.choices import Arrival
from directory.models import Committee
from sistercities.accounts.forms import for_envelope
from sistercities.common.date_forms import DayField

from .handin_fields import allow_until


class StartForm(forms.Form):
    """For which of my committees. With one committee there is nothing to choose and no field is shown."""

    committee = forms.ModelChoiceField(
        Committee.objects.none(),
        label=_("For which committee"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the committee.")},
    )

    def __init__(self, *args: Any, committees: QuerySet[Committee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Committee]", self.fields["committee"])
        field.queryset = committees
        only = list(committees[:2])
        if len(only) == 1:
            field.initial, field.required, field.disabled = only[0].pk, False, True
            field.widget = forms.HiddenInput()


class ArrivalForm(forms.Form):
    """A document that reached the association outside the portal, as staff note it."""

    arrival = forms.ChoiceField(
        label=_("How did it arrive?"),
        choices=[choice for choice in Arrival.choices if choice[0] != Arrival.PORTAL],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how it arrived.")},
    )
    arrived_from = forms.CharField(
        label=_("From whom?"),
        help_text=_("The person or office that sent or brought it."),
        max_length=200,
        error_messages={"required": _("Say from whom it came.")},
    )
    sender_email = forms.EmailField(
        label=_("E-mail address of the sender"),
        help_text=_("Our letters about this document go there too. Only the association sees it."),
        required=False,
    )
    sender_address = forms.CharField(
        label=_("Postal address of the sender"),
        help_text=_(
            "If there is no e-mail address: as it stands on an envelope, without the name. Either address is taken "
            "off the document when the last letter is written; our mail log keeps where letters went."
        ),
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 4}),
    )
    sender_country = forms.ChoiceField(
        label=_("Country of that address"), choices=lambda: list(countries), required=False
    )
    received_on = DayField(
        label=_("On which day did it arrive?"),
        help_text=_("This is the day of receipt: it counts, not the day on which you type."),
    )
    completed_on = DayField(
        label=_("When did the last paper arrive?"),
        help_text=_("Only if another paper came later than the first. The day of receipt stays the first one."),
        required=False,
    )
    original_kept_at = forms.CharField(
        label=_("Where is the original kept?"),
        help_text=_("For instance: cabinet 3, folder Kobe. If it was sent back, say so."),
        max_length=200,
        error_messages={"required": _("Say where the original is kept.")},
    )
    committee = forms.ModelChoiceField(
        Committee.objects.all(),
        label=_("For which committee?"),
        help_text=_("Its main contacts get the letters. Leave it open if no committee is known."),
        required=False,
        empty_label=_("No committee"),
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.initial.get("sender_country"):
            self.initial = {**self.initial, "sender_country": settings.ASSOCIATION_COUNTRY}
        allow_until(self, today, "received_on", "completed_on")

    def clean_sender_address(self) -> str:
        return for_envelope(self.cleaned_data["sender_address"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("sender_email") and data.get("sender_address"):
            self.add_error("sender_address", _("Give one address: by e-mail, or by post."))
        if not data.get("sender_address"):
            data["sender_country"] = ""
        first, last = data.get("received_on"), data.get("completed_on")
        if first and last and last < first:
            self.add_error("completed_on", _("The last paper cannot have come before the first one. Check both days."))
        elif last == first:
            data["completed_on"] = None
        return data
