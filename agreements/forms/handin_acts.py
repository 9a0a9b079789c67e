"""What a later paper does, and what its act asks for."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.choices import ONE_SIDE, Act
from partnerships.models import Party
from sistercities.common.date_forms import PartialDateFormField

from .handin_fields import offer

# What a paper of the sides can do, in the words in which it is asked.
ACTS = {
    Act.AMENDMENT: _("It changes the agreement: a protocol or an amendment, signed by every side"),
    Act.RENEWAL: _("It renews the agreement, for some years or for good, signed by every side"),
    Act.REAFFIRMATION: _("It confirms the agreement once more, signed by every side"),
    Act.SUSPENSION: _("One side suspends the agreement: it is on hold and can be taken up again"),
    Act.LIFTING: _("One side lifts its suspension: the agreement is in force again"),
    Act.TERMINATION: _("One side gives notice: the agreement ends"),
}
DAY_LABELS = {
    Act.SUSPENSION: _("From which day is it suspended?"),
    Act.LIFTING: _("From which day is it in force again?"),
    Act.TERMINATION: _("On which day does the agreement end?"),
}
DAY_HELP = {
    Act.TERMINATION: _("The day may still be to come. If the paper says “after ninety days”, count them."),
}


class ActForm(forms.Form):
    """What the paper does and, where one side acts alone, which."""

    act = forms.ChoiceField(
        label=_("What does the paper do?"),
        choices=[(act.value, label) for act, label in ACTS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what the paper does."), "invalid_choice": _("Choose one of the list.")},
    )
    acting_side = forms.ChoiceField(
        label=_("Where one side acts alone: which side?"),
        help_text=_("Only if it suspends, lifts or ends the agreement."),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of the sides.")},
    )

    def __init__(self, *args: Any, parties: Sequence[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = {str(party.side): party for party in parties}
        offer(self, "acting_side", [(key, party.community.name) for key, party in self.parties.items()])

    def clean(self) -> dict[str, Any]:
        """Also `acting_party`: the side, or None where all sides act."""
        data = super().clean() or {}
        is_alone = data.get("act") in ONE_SIDE
        side = self.parties.get(data.pop("acting_side", ""))
        data["acting_party"] = side if is_alone else None
        if is_alone and data["acting_party"] is None and "acting_side" not in self.errors:
            self.add_error("acting_side", _("Say which side acts."))
        return data


class TermsForm(forms.Form):
    """From when an act of one side counts, on which condition, and why."""

    effective_on = PartialDateFormField(
        help_text=_("If the paper names no day, leave it empty: the day of the signature counts."),
        required=False,
    )
    effective_words = forms.CharField(
        label=_("The day in the words of the paper"),
        help_text=_("Only if it names no plain date, for instance: ninety days after this notice."),
        required=False,
        max_length=300,
    )
    condition = forms.CharField(
        label=_("Until when, or until what?"),
        help_text=_("Only if the paper says so, for instance: until the end of the war."),
        required=False,
        max_length=300,
    )
    reason = forms.CharField(
        label=_("Which reason does the paper give?"),
        help_text=_("In a sentence or two. It becomes public. If the paper gives none, leave it empty."),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, *args: Any, act: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = cast("PartialDateFormField", self.fields["effective_on"])
        day.label = DAY_LABELS[Act(act)]
        day.help_text = DAY_HELP.get(Act(act), day.help_text)
        if act == Act.TERMINATION:
            day.required = True
            day.error_messages["required"] = _("Say on which day the agreement ends.")
        if act != Act.SUSPENSION:
            del self.fields["condition"]
