"""Files of a hand-in, and the last words before it leaves."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.choices import FileRole, Visibility
from agreements.models import Scan
from agreements.services.files import ALWAYS_PRIVATE
from sistercities.common.date_forms import PartialDateFormField

from .handin_fields import VISIBILITIES, ManyFilesField, offer

# Statement of the one who hands in; kept word for word with name and time.
TRUE_COPY = _(
    "I confirm that the files are true and complete copies of the papers, and that what I typed is what stands on them."
)


# What else than the signed document is added at the step of the files.
OTHER_ROLES = (FileRole.OTHER, FileRole.LETTER, FileRole.SIGNING_CERTIFICATE)


class UploadForm(forms.Form):
    """Scans of the signed document, and other papers. `papers`: of each side, where it has its own."""

    signed = ManyFilesField(label=_("Add scans or photos of the signed document"), required=False)
    signed_visibility = forms.ChoiceField(
        label=_("Who may see the signed document?"),
        choices=VISIBILITIES,
        initial=Visibility.PUBLIC,
        widget=forms.RadioSelect,
    )
    other = ManyFilesField(label=_("Add other papers"), required=False)
    other_role = forms.ChoiceField(
        label=_("What are they?"),
        choices=[(role, role.label) for role in OTHER_ROLES],
        initial=FileRole.OTHER,
    )
    other_visibility = forms.ChoiceField(
        label=_("Who may see the other papers?"),
        help_text=_("Letters are always for the association only."),
        choices=VISIBILITIES,
        initial=Visibility.ASSOCIATION,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, papers: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for side, name in papers.items():
            label = _("Add scans or photos of the paper of %(side)s") % {"side": name}
            self.fields[field_of(side)] = ManyFilesField(label=label, required=False)
        self.boxes = [self[name] for name in ([field_of(side) for side in papers] or ["signed"])]


def field_of(side: int) -> str:
    """The field for the files of a side's own paper."""
    return f"signed-{side}"


class ScanForm(forms.Form):
    """Who may see one file, and which date stands on it."""

    visibility = forms.ChoiceField(label=_("Who may see this file?"), choices=VISIBILITIES, widget=forms.RadioSelect)
    dated = PartialDateFormField(
        label=_("Date on the paper"), help_text=_("The agreement PDF names it with the file."), required=False
    )

    def __init__(self, *args: Any, scan: Scan, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"visibility": scan.visibility, "dated": scan.dated})
        super().__init__(*args, **kwargs)
        if scan.role in ALWAYS_PRIVATE:
            offer(self, "visibility", VISIBILITIES[1:])


class StatementForm(forms.Form):
    """The true-copy statement; of what came back and was not changed since, that this is meant so."""

    statement = forms.BooleanField(
        label=TRUE_COPY, error_messages={"required": _("Confirm that the files are true copies.")}
    )
    unchanged = forms.BooleanField(
        error_messages={"required": _("Change what the letter names, or say that you hand it in as it was.")}
    )

    def __init__(self, *args: Any, unchanged_since: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if unchanged_since:
            label = _("I have changed nothing since %(day)s, and hand it in all the same.")
            self.fields["unchanged"].label = label % {"day": unchanged_since}
        else:
            del self.fields["unchanged"]


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why do you withdraw it?"),
        help_text=_("It stays in the history, for those who look after the document later."),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )
