from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

LARGEST = 150 * 1024 * 1024


class NamesForm(forms.Form):
    """Two communities of a partnership, by any of their names."""

    one = forms.CharField(
        label=_("One community"), max_length=200, error_messages={"required": _("Enter the name of one community.")}
    )
    two = forms.CharField(
        label=_("Another community"),
        max_length=200,
        error_messages={"required": _("Enter the name of another community.")},
    )


class VerifyFileForm(forms.Form):
    """One file to compare, where the browser cannot do it itself."""

    file = forms.FileField(
        label=_("The PDF to check"),
        allow_empty_file=True,
        error_messages={"required": _("Choose the PDF that you want to check.")},
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("This file is larger than any agreement PDF of this register."))
        return file
