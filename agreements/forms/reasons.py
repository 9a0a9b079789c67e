"""What staff type about a reason for sending a document back or refusing it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sistercities.association.models import ReasonCode
from sistercities.association.placeholders import check_letter

# What a reason is for, as the desk says it.
USES = {ReasonCode.Use.RETURN: _("To send a document back"), ReasonCode.Use.REFUSE: _("To refuse a document")}


class ReasonTextForm(forms.Form):
    """Label and letter. `use`: what the reason is for; a new reason asks it. `version` as in `save_reason`."""

    use = forms.ChoiceField(
        label=_("What is it for?"), choices=list(USES.items()), widget=forms.RadioSelect, required=False
    )
    label = forms.CharField(
        label=_("The reason in a line"),
        help_text=_("The committee reads it first, after “We send it back to you:” or “We cannot record it:”."),
        max_length=200,
    )
    letter = forms.CharField(
        label=_("The letter"),
        help_text=_("An empty line begins a new paragraph. What is in braces is filled in when the letter is sent."),
        max_length=5000,
        widget=forms.Textarea({"rows": 14, "spellcheck": "true"}),
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, use: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use = use
        if use:
            del self.fields["use"]
        else:
            self.fields["use"].required = True

    def clean_label(self) -> str:
        label = " ".join(self.cleaned_data["label"].split())
        if "{" in label or "}" in label:
            raise ValidationError(_("Placeholders belong in the letter, not in this line."))
        return label

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        use = self.use or data.get("use", "")
        if use and data.get("letter"):
            data["letter"] = "\n".join(line.rstrip() for line in data["letter"].splitlines()).strip()
            try:
                check_letter(data["letter"], use=use)
            except ValidationError as refused:
                self.add_error("letter", refused)
        return data
