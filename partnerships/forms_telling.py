"""How a letter to a side that no mail reaches gets there: by post, by e-mail, or from hand to hand."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from sistercities.accounts.forms import EnvelopeForm
from sistercities.common.date_forms import DayField
from sistercities.post.recipients import PostalAddress

from .models import SideLetter
from .selectors_side_letters import known_email, known_place

WAYS = ("post", "email", "hand")


class PostForm(EnvelopeForm):
    """Name and address for the envelope."""

    post_name = forms.CharField(label=_("Name on the envelope"), max_length=200)

    field_order = ["post_name", "post_address", "post_country"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post_address"].required = True
        self.fields["post_address"].error_messages["required"] = _("Enter the address to which we post the letter.")

    @property
    def to(self) -> PostalAddress:
        """Where the letter goes."""
        data = self.cleaned_data
        return PostalAddress(data["post_name"], data["post_address"], data["post_country"])


class EmailForm(forms.Form):
    """The address of somebody who answers for the community."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Best one at the community's own address. It is sent as soon as you press the button."),
        error_messages={"required": _("Enter the e-mail address.")},
    )

    @property
    def to(self) -> str:
        """Where the letter goes."""
        return str(self.cleaned_data["email"]).lower()


class HandForm(forms.Form):
    """Where and to whom the printed letter was given, and when."""

    how = forms.CharField(
        label=_("Where and to whom?"),
        help_text=_("For instance: at the ceremony in Kobe, to the mayor's office."),
        max_length=200,
        error_messages={"required": _("Say where and to whom it was handed over.")},
    )
    on = DayField(label=_("On which day?"))

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("DayField", self.fields["on"]).not_after = today


def way_forms(letter: SideLetter, answers: Any, *, today: dt.date) -> dict[str, PostForm | EmailForm | HandForm]:
    """The three ways, each a form of its own; the one that was posted is bound, the others show what is known."""
    way = answers.get("way", "") if answers is not None else ""
    bound: dict[str, Any] = {name: {"data": answers if name == way else None, "prefix": name} for name in WAYS}
    place, community = known_place(letter), letter.party.community
    envelope = {"post_name": place.name, "post_address": place.lines, "post_country": place.country}
    return {
        "post": PostForm(initial=envelope, **bound["post"]),
        "email": EmailForm(initial={"email": known_email(community)}, **bound["email"]),
        "hand": HandForm(today=today, **bound["hand"]),
    }
