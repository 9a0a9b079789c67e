"""A form with one field of each kind, for the component page."""

from django import forms

CAPACITIES = [("head", "Head of the community"), ("designee", "Designee, with a letter that allows it")]
LANGUAGES = [("en", "English"), ("ja", "Japanese"), ("ar", "Arabic")]


class LetterForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Name as written on the paper", help_text="Leave it out if only the office is given.")
    signed_on = forms.DateField(
        label="Day of signing",
        widget=forms.DateInput(attrs={"type": "date", "class": "medium"}),
        help_text="A year or a month is enough if the paper says no more.",
    )
    country = forms.ChoiceField(
        label="Country", choices=[("", "Choose one"), ("JP", "Japan"), ("GB", "United Kingdom")]
    )
    capacity = forms.ChoiceField(label="Signed as", choices=CAPACITIES, widget=forms.RadioSelect)
    languages = forms.MultipleChoiceField(
        label="Languages of the paper", choices=LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label="What the reviewer should know", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    paper = forms.FileField(label="Scan of the paper", help_text="PDF, JPEG, PNG or TIFF; at most 25 MB.")
    is_true_copy = forms.BooleanField(label="This is a true and complete copy of the paper that we have.")


def filled_wrong() -> LetterForm:
    """The form as it comes back when nearly everything is missing."""
    form = LetterForm({"name": "", "signed_on": "31 February 1957", "country": ""}, prefix="wrong")
    form.is_valid()
    return form
