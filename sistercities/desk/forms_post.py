"""What staff say about a batch of letters."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sistercities.common.date_forms import DayField
from sistercities.desk.models import PrintBatch


def usual_paper() -> str:
    """US Letter where the association is at home in North America, else A4."""
    return PrintBatch.Paper.US if settings.ASSOCIATION_COUNTRY in ("US", "CA", "MX") else PrintBatch.Paper.ISO


class BatchForm(forms.Form):
    """On which paper the letters that wait are printed."""

    paper = forms.ChoiceField(
        label=_("Paper and envelope"), choices=PrintBatch.Paper.choices, initial=usual_paper, widget=forms.RadioSelect
    )


class PostedForm(forms.Form):
    """The day on which the letters were posted."""

    posted_on = DayField(label=_("Posted on"))
