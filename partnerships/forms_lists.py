"""A list of partnerships as staff hand it over."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ListForm(forms.Form):
    """The file, what the list is called, and whether it is an earlier source of the association."""

    file = forms.FileField(
        label=_("The list"),
        help_text=_("CSV, UTF-8, at most 30 MB and 100,000 lines. Nothing changes before you have seen the result."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": _("Choose the file."), "empty": _("The file is empty.")},
    )
    source = forms.CharField(
        label=_("What is the list called?"),
        required=False,
        max_length=200,
        help_text=_("It stands as the source beside each date and state, with what a line itself names."),
    )
    earlier = forms.CharField(
        label=_("Did an earlier file or directory of ours recognise these partnerships?"),
        required=False,
        max_length=200,
        help_text=_(
            "Name it with its year, for instance Membership Directory 2012. A colleague confirms the lines; until then "
            "it counts for nothing. Otherwise leave this empty."
        ),
    )
