"""A side's council decision: asked for, never required."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.choices import CouncilActKind, Visibility
from agreements.models import CouncilAct
from sistercities.common.date_forms import PartialDateFormField

from .handin_fields import OneFile, allow_until, offer

YES, NONE, UNKNOWN = "yes", "none", "unknown"


class CouncilForm(forms.Form):
    """Number, date, vote and file, or why there is none. "We do not know" keeps nothing and is an answer."""

    act = forms.ChoiceField(widget=forms.RadioSelect, required=False)
    kind = forms.ChoiceField(
        label=_("What kind of decision?"), choices=[("", _("Choose")), *CouncilActKind.choices], required=False
    )
    number = forms.CharField(
        label=_("Number"), help_text=_("For instance: Res. 85-48."), required=False, max_length=120
    )
    decided_on = PartialDateFormField(label=_("Decided on"), required=False)
    vote = forms.CharField(label=_("Vote"), help_text=_("For instance: 7-0."), required=False, max_length=120)
    file = forms.FileField(
        label=_("File of the decision"),
        help_text=_("PDF, JPEG, PNG, TIFF or HEIC, at most 25 MB."),
        required=False,
        widget=OneFile,
    )
    visibility = forms.ChoiceField(
        label=_("Who may see that file?"),
        choices=[
            (Visibility.PUBLIC, _("Public record: shown on the register and attached to the agreement PDF")),
            (Visibility.ASSOCIATION, _("Association only: named with its date, not shown")),
        ],
        initial=Visibility.PUBLIC,
        widget=forms.RadioSelect,
    )
    scan = forms.CharField(widget=forms.HiddenInput, required=False)
    reason_none = forms.CharField(
        label=_("Why is there none?"),
        help_text=_("For instance: the charter lets the mayor sign alone."),
        max_length=300,
        error_messages={"required": _("Say in a few words why no decision was needed.")},
    )

    def __init__(self, *args: Any, side: str, not_after: dt.date, row: CouncilAct | None = None, **kwargs: Any) -> None:
        if row:
            kwargs["initial"] = {
                "act": NONE if row.reason_none else YES,
                **{name: getattr(row, name) for name in ("kind", "number", "decided_on", "vote", "reason_none")},
                "scan": row.scan_id or "",
            }
        super().__init__(*args, **kwargs)
        field = self.fields["act"]
        field.label = _("Did the council of %(side)s decide about the partnership?") % {"side": side}
        answers = [
            (YES, _("Yes")),
            (NONE, _("No decision was needed")),
            (UNKNOWN, _("We do not know, or do not have it")),
        ]
        offer(self, "act", answers)
        allow_until(self, not_after, "decided_on")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        facts = ("kind", "number", "decided_on", "vote", "scan")
        typed = {name for name in (*facts, "reason_none") if self._is_typed(name)}
        act = data.get("act") or (YES if typed & set(facts) else NONE if typed else UNKNOWN)
        if act == YES and not any(data.get(name) for name in facts) and not self.errors.keys() & set(facts):
            self.add_error("number", _("Enter what you know of the decision, or say that you do not have it."))
        counts = {YES: facts, NONE: ("reason_none",)}.get(act, ())
        for name in {*facts, "reason_none"} - set(counts):
            data[name] = None if name == "decided_on" else ""
            self.errors.pop(name, None)
        self.errors.pop("visibility", None)
        return data

    def _is_typed(self, name: str) -> bool:
        """Whether something stands in a box, right or wrong."""
        value = self[name].value()
        return any(str(part or "").strip() for part in (value if isinstance(value, list) else [value]))

    def facts(self) -> dict[str, Any]:
        """What the service keeps, without the file."""
        return {name: self.cleaned_data[name] for name in ("kind", "number", "decided_on", "vote", "reason_none")}
