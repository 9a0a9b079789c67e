"""What the association decides about a record, in words."""

import datetime as dt
from dataclasses import fields
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agreements.choices import ABOUT_FILE, Act, Visibility
from agreements.file_names import names_of_scans
from agreements.models import HandIn, RegistryEntry, Scan
from agreements.querysets import ScanQuerySet
from agreements.selectors import entry_by_number
from agreements.services.deciding import Decision
from agreements.shown import shown_of
from sistercities.common.date_forms import DayField

from .handin_fields import VISIBILITIES, OneFile, allow_until

LONGEST = 2000
DAYS = {
    Act.VOID: _("On which day was it decided?"),
    Act.ERRATUM: _("On which day was the mistake found?"),
    Act.PUBLIC_COPY: _("On which day was it decided?"),
    Act.WITHHOLDING: _("On which day was it decided?"),
    Act.SUPERSESSION: _("From which day does the other agreement stand in its place?"),
}


class EntryForm(forms.Form):
    """Which record a decision is about."""

    number = forms.CharField(
        label=_("Number on the register"),
        help_text=_("For instance SC-2026-00012."),
        max_length=60,
        error_messages={"required": _("Enter the number of the record.")},
    )

    def clean_number(self) -> RegistryEntry:
        """The first record under that number."""
        entry = entry_by_number(self.cleaned_data["number"])
        if entry is None:
            raise ValidationError(_("There is no record with that number. Check the number."))
        return entry.founding or entry


class DecisionForm(forms.Form):
    """A decision of the association. `act` says which fields it has."""

    wrong_words = forms.CharField(
        label=_("What does the record say that is wrong?"),
        help_text=_("In the words of the record, for instance: signed on 10 October 1975."),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Say what is wrong.")},
    )
    right_words = forms.CharField(
        label=_("What is right?"),
        help_text=_("For instance: signed on 10 October 1957."),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Say what is right.")},
    )
    successor = forms.CharField(
        label=_("Number of the record that stands in its place"),
        max_length=60,
        error_messages={"required": _("Enter the number of the other record.")},
    )
    reason = forms.CharField(
        label=_("Why does the association decide so?"),
        help_text=_("In a few sentences. They become public and stay."),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Say why the association decides so.")},
    )
    decided_on = DayField()
    destroyed_by_order_of = forms.CharField(
        label=_("Has a court or a law ordered that the file be destroyed? By whose order?"),
        help_text=_(
            "For instance: Superior Court of King County, No. 26-2-01234-5. Then nobody keeps the file: it, its copies "
            "and the older agreement PDFs are removed for ever once this is recorded. Leave it empty if the "
            "association keeps the file."
        ),
        max_length=300,
        required=False,
    )
    ordered_on = DayField(label=_("Of which day is the order?"), required=False)

    def __init__(self, *args: Any, act: str, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decided_on"].label = DAYS[Act(act)]
        allow_until(self, today, "decided_on", "ordered_on")
        if act != Act.ERRATUM:
            del self.fields["wrong_words"], self.fields["right_words"]
        if act != Act.SUPERSESSION:
            del self.fields["successor"]
        if act != Act.WITHHOLDING:
            del self.fields["destroyed_by_order_of"], self.fields["ordered_on"]

    def clean_successor(self) -> RegistryEntry:
        entry = entry_by_number(self.cleaned_data["successor"])
        if entry is None:
            raise ValidationError(_("There is no record with that number. Check the number."))
        return entry

    def clean(self) -> dict[str, Any]:
        """An order has a day, and a day its order."""
        said = super().clean() or {}
        if said.get("destroyed_by_order_of") and "ordered_on" in said and not said["ordered_on"]:
            self.add_error("ordered_on", _("Enter the day of the order."))
        if said.get("ordered_on") and not said.get("destroyed_by_order_of"):
            self.add_error("destroyed_by_order_of", _("Say whose order it is, or leave the day empty."))
        return said

    def decision(self) -> Decision:
        """What was said, once the form is valid."""
        names = [field.name for field in fields(Decision)]
        return Decision(**{name: self.cleaned_data[name] for name in names if name in self.cleaned_data})


class FileChoice(forms.ModelChoiceField):
    """A file of a record, called as its page calls it."""

    names: dict[int, str] = {}

    def label_from_instance(self, scan: Scan) -> str:
        return self.names.get(scan.pk, str(scan))


def said_of(hand_in: HandIn) -> dict[str, Any]:
    """What a decision says now, as the form shows it."""
    return {
        "wrong_words": hand_in.wrong_words,
        "right_words": hand_in.right_words,
        "successor": hand_in.successor.number if hand_in.successor else "",
        "reason": hand_in.reason,
        "decided_on": hand_in.effective_on.earliest if hand_in.effective_on else None,
        "destroyed_by_order_of": hand_in.destroyed_by_order_of,
        "ordered_on": hand_in.ordered_on.earliest if hand_in.ordered_on else None,
    }


class NewDecisionForm(DecisionForm):
    """A decision with the paper on which it rests. `files`: of a decision about a file, those to choose from."""

    about = FileChoice(
        label=_("Which file is it about?"),
        queryset=Scan.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the file."),
            "invalid_choice": _("Choose a public file of this record that is not withheld yet."),
        },
    )
    paper = forms.FileField(
        label=_("The paper on which the decision rests"),
        help_text=_("A note, minutes or a letter: PDF, JPEG, PNG, TIFF or HEIC."),
        widget=OneFile,
        error_messages={"required": _("Add the paper on which the decision rests.")},
    )
    visibility = forms.ChoiceField(
        label=_("Who may see the paper?"),
        choices=VISIBILITIES,
        initial=Visibility.ASSOCIATION,
        widget=forms.RadioSelect,
    )
    field_order = ("about",)

    def __init__(self, *args: Any, act: str, files: ScanQuerySet | None = None, **kwargs: Any) -> None:
        super().__init__(*args, act=act, **kwargs)
        if act not in ABOUT_FILE or files is None:
            del self.fields["about"]
            return
        self.fields["about"].queryset = files
        self.fields["about"].names = _names(files)


def _names(files: ScanQuerySet) -> dict[int, str]:
    """ "Signed document, SC-2026-00012: treaty.pdf": files of several acts are told apart by the number of theirs."""
    numbers = dict(
        RegistryEntry.objects.filter(hand_in__in=files.order_by().values("hand_in")).values_list("hand_in", "number")
    )
    scans_to_name, by_hand_in = list(files.select_related("party__community")), dict[int, list[Scan]]()
    for scan in scans_to_name:
        by_hand_in.setdefault(scan.hand_in_id, []).append(scan)
    withheld = {pk for pk, given in shown_of(scans_to_name).items() if given.withheld_by}
    names: dict[int, str] = {}
    for hand_in, scans in by_hand_in.items():
        labels = names_of_scans(scans)
        names |= {scan.pk: f"{labels[scan.pk].label}, {numbers[hand_in]}: {scan.original_name}" for scan in scans}
    return {pk: _("%(name)s (withheld)") % {"name": name} if pk in withheld else name for pk, name in names.items()}
