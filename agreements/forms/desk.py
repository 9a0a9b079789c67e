"""The shape of what reviewer and recorder say about a document."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sistercities.association.models import ReasonCode

LONGEST_NOTE = 5000


class ReasonForm(forms.Form):
    """Why a document is sent back or refused. `use` says which of the two; `letter` is what the preview showed."""

    reason = forms.ModelChoiceField(
        ReasonCode.objects.none(),
        label=_("Reason"),
        help_text=_("Each reason has a fixed letter. Staff edit them under “Reasons and letters”."),
        to_field_name="code",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    note = forms.CharField(
        label=_("Note to the committee"),
        help_text=_("In your own words: what exactly to change. It stands in the letter below the fixed text."),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea({"rows": 5}),
    )
    letter = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, use: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].queryset = ReasonCode.objects.filter(use=use, is_current=True)


class BackToReviewerForm(forms.Form):
    """What the second person wants the reviewer to look at."""

    note = forms.CharField(
        label=_("What should the reviewer look at?"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Write the reviewer a note that says what to look at.")},
    )


class RecordForm(forms.Form):
    """The fingerprint of the draft that the preview showed, and the word that somebody looked at it."""

    preview = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    compared = forms.BooleanField(
        label=_("I compared the agreement PDF with the papers, page by page."),
        error_messages={"required": _("Compare the agreement PDF with the papers, and say so with the tick.")},
    )
