"""Files of a hand-in, and the last words before it leaves."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from agreements.choices import FileRole, Visibility
from agreements.models import Scan
from agreements.services.files import ALWAYS_PRIVATE
from sistercities.common.date_forms import PartialDateFormField

ACCEPT = ".pdf,.jpg,.jpeg,.png,.tif,.tiff,application/pdf,image/jpeg,image/png,image/tiff"
VISIBILITIES = [
    (Visibility.PUBLIC, _("Public record: everybody can see it on the register and with the certificate")),
    (Visibility.ASSOCIATION, _("Association only: the certificate names it with its date, nobody else sees it")),
]
# Statement of the one who hands in; kept word for word with name and time.
TRUE_COPY = _(
    "I confirm that the files are true and complete copies of the papers, and that what I typed is what stands on them."
)


class OneFile(forms.FileInput):
    """A file box that offers the kinds that are taken; the content decides later."""

    def __init__(self) -> None:
        super().__init__({"accept": ACCEPT})


class ManyFiles(OneFile):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        return files.getlist(name) if files else []


class ManyFilesField(forms.Field):
    """Several files at once, as a list. Each is inspected where it is kept, so that one refusal spares the others."""

    widget = ManyFiles

    def clean(self, value: Any) -> list[UploadedFile]:
        return list(value or [])


class UploadForm(forms.Form):
    """Scans of the signed document, and other papers."""

    signed = ManyFilesField(label=_("Add scans or photos of the signed document"), required=False)
    signed_visibility = forms.ChoiceField(
        label=_("Who may see the signed document?"),
        choices=VISIBILITIES,
        initial=Visibility.PUBLIC,
        widget=forms.RadioSelect,
        required=False,
    )
    other = ManyFilesField(label=_("Add other papers"), required=False)
    other_role = forms.ChoiceField(
        label=_("What are they?"),
        choices=[(FileRole.OTHER, FileRole.OTHER.label), (FileRole.LETTER, FileRole.LETTER.label)],
        initial=FileRole.OTHER,
        required=False,
    )
    other_visibility = forms.ChoiceField(
        label=_("Who may see the other papers?"),
        help_text=_("Letters are always for the association only."),
        choices=VISIBILITIES,
        initial=Visibility.ASSOCIATION,
        widget=forms.RadioSelect,
        required=False,
    )


class ScanForm(forms.Form):
    """Who may see one file, and which date stands on it."""

    visibility = forms.ChoiceField(label=_("Who may see this file?"), choices=VISIBILITIES, widget=forms.RadioSelect)
    dated = PartialDateFormField(
        label=_("Date on the paper"), help_text=_("The certificate names it with the file."), required=False
    )

    def __init__(self, *args: Any, scan: Scan, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"visibility": scan.visibility, "dated": scan.dated})
        super().__init__(*args, **kwargs)
        if scan.role in ALWAYS_PRIVATE:
            self.fields["visibility"].choices = VISIBILITIES[1:]


class StatementForm(forms.Form):
    """The true-copy statement."""

    statement = forms.BooleanField(
        label=TRUE_COPY, error_messages={"required": _("Confirm that the files are true copies.")}
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why do you withdraw it?"),
        help_text=_("It stays in the history, for those who look after the document later."),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )


def refused_files(name: str, refusal: ValidationError) -> list[ValidationError]:
    """The sentences of a refusal, each beginning with the name of the file."""
    return [
        ValidationError("%(name)s: %(sentence)s", code="file", params={"name": name, "sentence": sentence})
        for sentence in refusal.messages
    ]
