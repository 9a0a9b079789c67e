"""What Django's fields say, in the words of this site; each form may say it more exactly."""

from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

WORDS: dict[type[forms.Field], dict[str, Any]] = {
    forms.Field: {"required": _("Fill this in.")},
    forms.BooleanField: {"required": _("Tick this to go on.")},
    forms.ChoiceField: {"required": _("Choose one."), "invalid_choice": _("Choose one of those that are offered.")},
    forms.MultipleChoiceField: {
        "required": _("Choose at least one."),
        "invalid_choice": _("Choose among those that are offered."),
    },
    forms.FileField: {
        "required": _("Choose a file."),
        "missing": _("Choose a file."),
        "empty": _("This file is empty. Choose another one."),
    },
    forms.DateField: {"invalid": _("Enter a day of the calendar.")},
    forms.URLField: {"invalid": _("Enter an address such as https://example.org.")},
}


def speak() -> None:
    """Give these sentences to the fields that are made from now on."""
    for field, sentences in WORDS.items():
        field.default_error_messages = {**field.default_error_messages, **sentences}
    validate_email.message = _("Enter an e-mail address, for instance name@example.org.")
